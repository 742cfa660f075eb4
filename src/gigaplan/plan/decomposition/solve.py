"""The loop: master, dispatch, cuts; first the continuous problem, then whole numbers; certified throughout."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from gigaplan.core.errors import SolveError
from gigaplan.plan.assembly import assemble
from gigaplan.plan.decomposition.blocks import blocks_of, method_of
from gigaplan.plan.decomposition.checkpoint import Checkpoint, fingerprint
from gigaplan.plan.decomposition.evaluate import pieces_of
from gigaplan.plan.decomposition.groups import begin
from gigaplan.plan.decomposition.interrupt import Stop
from gigaplan.plan.decomposition.master import Master
from gigaplan.plan.decomposition.operation import Search, operate
from gigaplan.plan.decomposition.rounds import Effort, Progress, State, continuous
from gigaplan.plan.decomposition.whole import between, rounded
from gigaplan.plan.problem import Problem
from gigaplan.plan.result import Result
from gigaplan.programme.programme import Programme

Floats = NDArray[np.float64]
FIRST_CONTINUOUS_GAP, FIRST_WHOLE_GAP = 4e-3, 2e-2  # the first pass is coarse, so that a plan stands early
LEAST_WHOLE_SECONDS = 5.0
MOST_WHOLE_SECONDS = 60.0


def solve_decomposed(
    programme: Programme,
    effort: Effort | None = None,
    progress: Progress | None = None,
    checkpoint: Checkpoint | None = None,
) -> Result:
    """Solve a programme over all its hours with a certified gap.

    Method: Benders decomposition with exact dispatch, cut by site and quarter at a point between the incumbent
    and the master's own (in-out, Ben-Ameur and Neto, Networks 49, 2007); whole numbers by
    rounding near the continuous plan, and by the mixed-integer master where that is not close enough. An
    interruption or the time limit returns the incumbent with its gap; a checkpoint in the run folder lets a
    later run go on. Raises InfeasibleError where no plan meets every limit, SolveError where no plan was
    reached, InputError where a checkpoint belongs to another problem.
    """
    effort = effort or Effort()
    problem = assemble(programme)
    if effort.relax:
        problem = replace(problem, whole=np.zeros_like(problem.whole))
    blocks = blocks_of(programme, problem)
    master = Master(problem, [piece for block in blocks for piece in pieces_of(block, problem)])
    belongs_to = fingerprint(programme, problem) if checkpoint is not None else ""
    with ThreadPoolExecutor(effort.threads) as pool, Stop(effort.time_limit) as stop:
        state = State(
            problem, blocks, master, effort, progress or (lambda *_: None), pool, stop, checkpoint, belongs_to
        )
        _resume(state)
        begin(state)
        _pass(state, max(effort.continuous_gap, FIRST_CONTINUOUS_GAP), max(effort.whole_gap, FIRST_WHOLE_GAP))
        _pass(state, effort.continuous_gap, effort.whole_gap)
        return _result(programme, state)


def _pass(state: State, continuous_gap: float, whole_gap: float) -> None:
    """Close the continuous gap, then the gap of whole numbers, unless the plan is clearly good enough already."""
    if state.best is not None and (state.stop.asked() or state.close_enough(state.effort.whole_gap / 2)):
        return
    point, value, bound = continuous(state, continuous_gap, "continuous", state.relaxed)
    state.bound, state.relaxed = max(state.bound, bound), (point, value)
    if state.problem.whole.any():
        _whole(state, whole_gap)
    else:
        state.keep(point, value)


def _whole(state: State, target: float) -> None:
    """Find whole numbers, polish what is continuous, add cuts, until the gap is closed.

    Rounding the continuous plan is tried first, then the best of the whole numbers next to it; where that is not
    close enough, the mixed-integer master is solved.
    """
    for near in _near(state, target):
        if near is not None:
            _polish(state, near, target / 4)
        if state.best is not None and (state.close_enough(target) or state.stop.asked()):
            return
    gap = target / 2
    while True:
        found = state.master.solve_whole(gap, _seconds_for_whole(state), state.stop)
        state.bound = max(state.bound, found.bound)
        _polish(state, found.values[: len(state.problem.cost)], target / 4)
        if state.best is not None and (state.close_enough(target) or state.stop.asked()):
            return
        gap = max(gap / 2, target / 16)


def _near(state: State, target: float) -> Iterator[Floats | None]:
    """Give plans in whole numbers near the continuous one, from the quickest found to the best."""
    start, value = state.relaxed
    if start is not None:
        yield rounded(state.master, state.problem, start, value + target / 2 * abs(value))
        seconds = _seconds_for_whole(state)
        yield between(state.master, state.problem, start, target / 2, seconds, state.stop)


def _seconds_for_whole(state: State) -> float:
    return min(max(state.stop.seconds_left(), LEAST_WHOLE_SECONDS), MOST_WHOLE_SECONDS)


def _polish(state: State, point: Floats, gap: float) -> None:
    """Hold the whole numbers of a point, solve the continuous rest, keep the plan if it is the best so far."""
    state.master.restrict(*held(state.problem, point))
    try:
        best, value, _ = continuous(state, gap, "whole")
    finally:
        state.master.relax()
    state.keep(np.where(state.problem.whole, np.round(best), best), value)
    state.progress("certified", state.rounds, state.best_value, state.bound)


def held(problem: Problem, point: Floats) -> tuple[Floats, Floats]:
    """Return column bounds that hold the whole numbers of a point."""
    rounded = np.round(point)
    lower = np.where(problem.whole, rounded, problem.column_lower)
    return lower, np.where(problem.whole, rounded, problem.column_upper)


def _resume(state: State) -> None:
    """Take up the cuts, the incumbent and the bound of an interrupted run."""
    saved = state.checkpoint.load(state.fingerprint) if state.checkpoint is not None else None
    if saved is not None:
        state.master.add(saved.cuts)
        state.best, state.best_value, state.bound = saved.point, saved.value, saved.bound


def _result(programme: Programme, state: State) -> Result:
    """Put the best plan together: its hourly operation, and the prices of its rows."""
    if state.best is None:
        raise SolveError("no plan was reached in the time given")
    share = state.effort.whole_gap / 4 * abs(state.best_value) / len(state.blocks)
    hourly, added = operate(
        programme, state.blocks, state.best, state.pool, Search(share, state.stop, state.effort.relax)
    )
    value = state.best_value + added
    return Result(
        solution={**state.problem.values(state.best), **hourly},
        objective=value,
        bound=min(state.bound, value),
        status=_status(state, value),
        method=method_of(state.blocks),
        prices=_prices(state, state.best),
        rounds=state.rounds,
    )


def _status(state: State, value: float) -> str:
    """Say in words how near a plan that costs `value` is known to be."""
    if not (state.close_enough(state.effort.whole_gap) or not state.problem.whole.any()):
        return f"stopped: {state.stop.reason}"
    if value - state.bound <= state.effort.whole_gap * abs(value):
        return "optimal within the gap"
    return "in whole units of switched plant, which leave more than the gap asked for"


def _prices(state: State, point: Floats) -> dict[str, xr.DataArray]:
    """Return the row prices of the continuous master with the plan's whole numbers held, where there are any."""
    master = state.master
    if not state.problem.whole.any():
        return master.prices()
    master.restrict(*held(state.problem, point))
    try:
        master.solve()
        return master.prices()
    finally:
        master.relax()
