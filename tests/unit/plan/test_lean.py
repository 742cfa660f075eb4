"""The leaner master: the same best value, and prices that prove it in rows of the full problem."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from scipy.sparse import csr_array, vstack

from gigaplan import load
from gigaplan.plan.assembly import assemble, assemble_whole
from gigaplan.plan.decomposition.lean import Lean, lean
from gigaplan.plan.highs import answer, new_highs, pass_problem
from gigaplan.plan.problem import Floats, Problem
from gigaplan.programme.arrange import arrange
from tests.builders import small_programme
from tests.properties.strategies import programme_inputs


def _solved(problem: Problem) -> tuple[float, Floats, Floats, Floats]:
    highs = new_highs()
    pass_problem(highs, problem, whole=False)
    highs.run()
    found, solution = answer(highs, mixed=False), highs.getSolution()
    return found.objective, found.values, found.duals, np.asarray(solution.col_dual)


def _proven(problem: Problem, duals: Floats) -> float:
    """Return the bound that row duals prove: each row and column at the end its price or reduced cost points to."""
    reduced = problem.cost - problem.matrix.T @ duals
    reduced[np.abs(reduced) < 1e-9] = 0.0

    def at_ends(prices: Floats, lower: Floats, upper: Floats) -> float:
        ends = np.where(prices > 0, lower, np.where(prices < 0, upper, 0.0))
        return float(prices @ ends)

    rows = np.where(np.abs(duals) < 1e-12, 0.0, duals)
    return at_ends(rows, problem.row_lower, problem.row_upper) + at_ends(
        reduced, problem.column_lower, problem.column_upper
    )


def _laid_whole(leaner: Lean) -> Problem:
    """Return the leaner problem with its watched rows laid."""
    full, watched = leaner.full, leaner.watched
    return replace(
        leaner.problem,
        matrix=csr_array(vstack([leaner.problem.matrix, leaner.watched_matrix], format="csr")),
        row_lower=np.append(leaner.problem.row_lower, full.row_lower[watched]),
        row_upper=np.append(leaner.problem.row_upper, full.row_upper[watched]),
    )


def _compared(problem: Problem) -> tuple[Lean, float, float]:
    continuous = replace(problem, whole=np.zeros_like(problem.whole))
    leaner = lean(continuous)
    full, _, _, _ = _solved(continuous)
    best, values, row_duals, column_duals = _solved(_laid_whole(leaner))
    assert best == pytest.approx(full, rel=1e-7, abs=1e-7)
    sides = continuous.matrix @ leaner.point(values)
    assert (sides >= continuous.row_lower - 1e-6).all()
    assert (sides <= continuous.row_upper + 1e-6).all()
    own, watched = np.split(row_duals, [len(leaner.rows)])
    return leaner, full, _proven(continuous, leaner.duals(own, watched, continuous.cost, column_duals))


@settings(max_examples=15)
@given(programme_inputs())
def test_the_leaner_problem_has_the_same_value_and_its_prices_prove_it(inputs: dict[str, Any]) -> None:
    problem = assemble_whole(small_programme(**inputs))
    leaner, value, proven = _compared(problem)
    assert len(leaner.rows) < problem.shape[0]
    assert proven == pytest.approx(value, rel=1e-6, abs=1e-6)


def test_a_shipped_master_loses_rows_and_keeps_value_and_proof() -> None:
    problem = assemble(arrange(load("abilene")))
    leaner, value, proven = _compared(problem)
    assert leaner.problem.matrix.nnz < 0.7 * problem.matrix.nnz
    assert proven == pytest.approx(value, rel=1e-6)
