"""Whole numbers near the continuous master: rounded path by path, in waves, the rest solved anew after each;
or the best of those next to it.

A path is what is ordered of one thing over the quarters. Its running total is rounded, not each quarter, so that a
plan never runs more than half a block ahead of the continuous one or behind it. What can be had once at most
(opening a site) comes first, and comes whole as soon as a little of it is wanted: it is the condition for
all that follows. A wave that cannot be carried out is rounded down instead.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from gigaplan.core.errors import InfeasibleError, SolveError
from gigaplan.plan.decomposition.interrupt import Stop
from gigaplan.plan.decomposition.master import Master
from gigaplan.plan.highs import Answer
from gigaplan.plan.problem import Problem

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
WAVES = 6
AHEAD = 0.65, 0.8, 0.5  # added before rounding down: halls a little too early earn more than halls too late
LITTLE = 0.9  # added where a tenth is enough
DUST = 1e-6


def rounded(master: Master, problem: Problem, start: Floats, enough: float) -> Floats | None:
    """Return a plan in whole numbers near a continuous one, under the master's cuts; None where none was found.

    The first whose objective is `enough` or below, else the best. The master's bounds are given back.
    """
    best: Answer | None = None
    for ahead in AHEAD:
        try:
            found = _rounded_at(master, problem, start, ahead)
        finally:
            master.relax()
        if found is not None and (best is None or found.objective < best.objective):
            best = found
        if best is not None and best.objective <= enough:
            break
    return None if best is None else best.values[: len(start)]


def between(
    master: Master, problem: Problem, start: Floats, gap: float, seconds: float, stop: Stop
) -> Floats | None:
    """Return the best plan whose whole numbers are those next to a continuous one; None where none was found.

    Most of a continuous plan is whole already, so that few numbers are left to choose. The master keeps what
    it found as the start of a search over all whole numbers. Method: RENS (Berthold, Mathematical Programming
    Computation 6, 2014). The master's bounds are given back.
    """
    lower = np.where(problem.whole, np.floor(start + DUST), problem.column_lower)
    upper = np.where(problem.whole, np.ceil(start - DUST), problem.column_upper)
    master.restrict(lower, upper)
    try:
        return master.solve_whole(gap, seconds, stop).values[: len(start)]
    except (InfeasibleError, SolveError):
        return None
    finally:
        master.relax()


def _rounded_at(master: Master, problem: Problem, start: Floats, ahead: float) -> Answer | None:
    """Round wave by wave, `ahead` added before rounding down."""
    lower, upper = master.problem.column_lower.copy(), master.problem.column_upper.copy()
    found, point = None, start
    for wave, once in _waves(problem, start):
        given = LITTLE if once else ahead
        found = _held(master, lower, upper, wave, point, given) or _held(
            master, lower, upper, wave, point, DUST
        )
        if found is None:
            return None
        point = found.values[: len(start)]
    return found


def _held(
    master: Master, lower: Floats, upper: Floats, wave: list[Integers], point: Floats, ahead: float
) -> Answer | None:
    """Hold the paths of a wave at whole numbers and solve the rest; None, and nothing held, where that cannot be."""
    before = lower.copy(), upper.copy()
    for path in wave:
        total = np.floor(np.maximum.accumulate(np.cumsum(point[path])) + ahead)
        lower[path] = upper[path] = np.diff(total, prepend=0.0)
    master.restrict(lower, upper)
    try:
        return master.solve()
    except InfeasibleError:
        lower[:], upper[:] = before
        return None


def _waves(problem: Problem, point: Floats) -> Iterator[tuple[list[Integers], bool]]:
    """Give the paths wave by wave, those that can be had once first, then those nearest to whole numbers."""
    paths = _paths(problem)
    once = [path for path in paths if (problem.column_upper[path] <= 1.0).all()]
    if once:
        yield once, True
    rest = [path for path in paths if (problem.column_upper[path] > 1.0).any()]
    away = [float(np.abs(np.cumsum(point[path]) - np.round(np.cumsum(point[path]))).sum()) for path in rest]
    order = [rest[number] for number in np.argsort(away, kind="stable")]
    for wave in np.array_split(np.arange(len(order)), min(WAVES, len(order))) if order else []:
        yield [order[number] for number in wave], False


def _paths(problem: Problem) -> list[Integers]:
    """Return the columns of whole numbers, path by path over the quarters."""
    found = []
    for column in problem.columns.values():
        over = [dimension for dimension in column.dims if dimension != "quarter"]
        laid = (
            column.transpose(*over, "quarter")
            if "quarter" in column.dims
            else column.expand_dims("quarter", -1)
        )
        numbers = laid.values.reshape(-1, laid.sizes["quarter"])
        found += [path for path in numbers if problem.whole[path].all()]
    return found
