"""A problem's prices where whole numbers leave rows no room."""

from __future__ import annotations

import numpy as np
import pytest
import xarray as xr
from scipy.sparse import csr_array

from gigaplan.plan.highs import fixed, solve_problem
from gigaplan.plan.problem import Problem


def _halls(stand: float) -> Problem:
    """Blocks of two, halls that stand and the blocks, at most ten; chips in halls earn 3, halls cost 1."""
    rows = {
        name: xr.DataArray(np.array([at]), dims=("one",))
        for at, name in enumerate(("halls_grow", "halls_fit", "chips_fit"))
    }
    columns = {
        name: xr.DataArray(np.array([at]), dims=("one",))
        for at, name in enumerate(("blocks", "halls", "chips"))
    }
    return Problem(
        matrix=csr_array(np.array([[-2.0, 1.0, 0.0], [0.0, 1.0, 0.0], [0.0, -1.0, 1.0]])),
        row_lower=np.array([stand, -np.inf, -np.inf]),
        row_upper=np.array([stand, 10.0, 0.0]),
        column_lower=np.zeros(3),
        column_upper=np.full(3, np.inf),
        cost=np.array([0.0, 1.0, -3.0]),
        whole=np.array([True, False, False]),
        columns=columns,
        rows=rows,
    )


@pytest.mark.parametrize(
    "stand", [0.0, 0.5]
)  # halls meet their limit with five blocks, or stay below it with four
def test_what_follows_from_whole_numbers_has_the_price_of_its_use_and_its_limit_none(stand: float) -> None:
    problem = _halls(stand)
    found = solve_problem(problem)
    priced = solve_problem(fixed(problem, found.values))
    prices = {name: float(price[0]) for name, price in problem.prices(priced.duals, problem.cost).items()}
    assert prices == pytest.approx({"halls_grow": -2.0, "halls_fit": 0.0, "chips_fit": -3.0})
    less = solve_problem(fixed(_halls(stand - 0.25), found.values))
    assert less.objective - priced.objective == pytest.approx(-prices["halls_grow"] * 0.25)
