"""On/off units against every pattern tried one by one."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from gigaplan.core.errors import SolveError
from gigaplan.plan.dispatch import OnOffUnit, SiteProblem, dispatch, dispatch_site
from tests.unit.plan.dispatch.instances import flat, plain_problem


def site_with_a_unit(seed: int, hours: int = 6) -> SiteProblem:
    """Return a site with a cheap unit of 6 MW that runs at half or more, and a dear rest."""
    random = np.random.default_rng(seed)
    return plain_problem(
        hours,
        cost=np.vstack([flat(hours, 10.0), random.uniform(5, 60, hours)]),
        limit=np.vstack([flat(hours, 6.0), flat(hours, 20.0)]),
        demand=random.uniform(0.0, 8.0, hours),
        charge_limit=flat(hours, 1.0),
        discharge_limit=flat(hours, 1.0),
        energy_limit=flat(hours, 2.0),
        on_off_units=(OnOffUnit(0, 0.5, start_cost=25.0),),
    )


def best_pattern(problem: SiteProblem) -> float:
    """Return the least cost over every on/off pattern, each dispatched by the kernel: its minimum given in any case."""
    unit, least = problem.on_off_units[0], float("inf")
    for pattern in product([0.0, 1.0], repeat=problem.shape[1]):
        on = np.array(pattern)
        floor = unit.least_share * problem.limit[0] * on
        rest = replace(
            problem,
            limit=np.vstack([problem.limit[0] * on - floor, problem.limit[1]]),
            demand=problem.demand - floor,
            on_off_units=(),
        )
        try:
            cost = dispatch_site(rest).objective
        except SolveError:
            continue
        starts = np.maximum(np.diff(on, prepend=0.0), 0.0).sum()
        least = min(least, cost + floor @ problem.cost[0] + unit.start_cost * starts)
    return least


@pytest.mark.parametrize("seed", range(8))
def test_the_best_pattern_of_all_is_found(seed: int) -> None:
    problem = site_with_a_unit(seed)
    found = dispatch(problem)
    assert found.dispatcher == "on/off"
    assert found.objective == pytest.approx(best_pattern(problem), rel=1e-6)
    assert found.gap <= 1e-6


def test_a_unit_gives_nothing_or_its_minimum_and_has_no_prices() -> None:
    found = dispatch(site_with_a_unit(3))
    assert found.on is not None
    running = found.on[0] > 0
    assert (found.supply[0][running] >= 3.0 - 1e-6).all()
    assert found.supply[0][~running] == pytest.approx(0, abs=1e-6)
    assert np.isnan(found.marginal_cost).all()
