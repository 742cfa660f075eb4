"""Blocks with switched plant: operated in whole units once, at a plan's end, as a mixed-integer problem.

The relaxation of a block's rows is the cost its cuts tell; whole units cost that or more. The first operation in
whole units is made from the relaxed one: in each hour the last unit is on where what is given allows its minimum,
else off. HiGHS goes on from there.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import highspy
import numpy as np
import xarray as xr
from numpy.typing import NDArray

from gigaplan.core.errors import InfeasibleError, SolveError
from gigaplan.plan.decomposition.linear import IN_HIGHS, LinearBlock
from gigaplan.plan.highs import Answer, answer, fixed, new_highs, pass_problem, solve_problem
from gigaplan.plan.problem import Problem

Floats = NDArray[np.float64]
ROUNDING = (
    1e-7  # of a unit: what is built follows from whole units by equalities a solver holds to rounding only
)
INTEGER_TOLERANCE = 1e-7
LIMIT, LEAST, BUILT = "units_on_limit", "units_on_minimum", "units_on_are_built"


def operated_in_whole_units(
    block: LinearBlock, point: Floats, room: float, seconds: float
) -> tuple[dict[str, xr.DataArray], float]:
    """Return the hourly decisions at a master point in whole units, and what they cost beyond the relaxation [MUSD_2026].

    room: cost that may be left to find [MUSD_2026]; it is sought for so many seconds, after the first operation.
    """
    relaxed, values, _ = block.solved(point)
    problem = _at(block, point)
    best = solve_problem(fixed(problem, _first_units(problem, values)), threads=1)
    left = block.cost_of(best.objective, point) - relaxed
    if left > room and seconds > 0.0:
        best = min(best, _sought(problem, best, room, seconds), key=lambda one: one.objective)
    found = problem.values(np.where(problem.whole, np.round(best.values), best.values))
    return found, block.cost_of(best.objective, point) - relaxed


def _at(block: LinearBlock, point: Floats) -> Problem:
    """Return a block's problem at a master point, what is built rounded up to whole units where it misses them by rounding."""
    lower, upper = block.sides(point)
    rows = block.operation.rows[BUILT].values.ravel()
    unit = block.operation.matrix[rows].max(axis=1).toarray().ravel()
    upper[rows] += ROUNDING * unit
    return replace(block.operation, row_lower=lower, row_upper=upper)


def _first_units(problem: Problem, values: Floats) -> Floats:
    """Return values with units on that fit what is given in each hour: the last one where its minimum is reached."""
    units = problem.columns["units_on"].values.ravel()
    given, most = _given(problem, LIMIT, units, values)
    _, least = _given(problem, LEAST, units, values)
    rows = problem.rows[BUILT].values.ravel()
    size = np.asarray(problem.matrix[rows, units]).ravel()
    built = np.floor(np.divide(problem.row_upper[rows], size, out=np.zeros_like(size), where=size > 0.0))
    asked = np.divide(given, most, out=np.zeros_like(given), where=most > 0.0)
    up = np.minimum(np.ceil(asked - ROUNDING), built)
    down = np.minimum(np.floor(asked), built)
    found = values.copy()
    found[units] = np.where(least * up <= given, up, down)
    return found


def _given(problem: Problem, law: str, units: NDArray[np.int64], values: Floats) -> tuple[Floats, Floats]:
    """Return what switched plant gives by hour, and what a unit counts in a law's rows."""
    rows = problem.rows[law].values.ravel()
    each = -np.asarray(problem.matrix[rows, units]).ravel()
    return np.maximum(problem.matrix[rows] @ values + each * values[units], 0.0), each


def _sought(problem: Problem, start: Answer, room: float, seconds: float) -> Answer:
    """Return the best operation HiGHS finds from a first one; its units held, all else solved once more."""
    highs = new_highs(threads=1, tolerance=INTEGER_TOLERANCE)
    for option, given in (("mip_rel_gap", 0.0), ("mip_abs_gap", room * IN_HIGHS), ("time_limit", seconds)):
        highs.setOptionValue(option, given)
    pass_problem(highs, problem, whole=True)
    first: Any = highspy.HighsSolution()
    first.col_value = list(start.values)
    highs.setSolution(first)
    highs.run()
    try:
        found = answer(highs, mixed=True)
    except (SolveError, InfeasibleError):  # the start meets every row, so nothing but rounding denies it
        return start
    return solve_problem(fixed(problem, found.values), threads=1)
