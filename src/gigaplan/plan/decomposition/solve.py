"""The loop: master, dispatch, cuts; first the continuous problem, then whole numbers; certified throughout."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from gigaplan.core.errors import SolveError
from gigaplan.plan.build import build
from gigaplan.plan.decomposition.blocks import Block, blocks_of
from gigaplan.plan.decomposition.checkpoint import Checkpoint
from gigaplan.plan.decomposition.evaluate import evaluate, least_cost
from gigaplan.plan.decomposition.master import Cut, Master
from gigaplan.plan.decomposition.operation import operate
from gigaplan.plan.problem import Problem
from gigaplan.plan.result import Result
from gigaplan.programme.programme import Programme

Floats = NDArray[np.float64]
Progress = Callable[[str, int, float, float], None]
MASTERS_OWN_POINT_EVERY = 5
FALSE_PROGRESS = 1e-9


@dataclass(frozen=True)
class Effort:
    """How far to go: relative gaps of the continuous and of the whole problem, seconds, threads."""

    continuous_gap: float = 1e-3
    whole_gap: float = 5e-3
    time_limit: float = float("inf")
    threads: int = 2


@dataclass
class _State:
    """Where the loop stands: best plan, best bound, rounds."""

    problem: Problem
    blocks: list[Block]
    master: Master
    effort: Effort
    progress: Progress
    pool: ThreadPoolExecutor
    started: float
    checkpoint: Checkpoint | None
    rounds: int = 0
    whole_point: Floats | None = None
    whole_value: float = np.inf
    bound: float = -np.inf
    stopped: str = ""

    def late(self) -> bool:
        return time.perf_counter() - self.started > self.effort.time_limit

    def cost_of(self, point: Floats) -> tuple[float, list[Cut]]:
        """Return the true cost of a master point and the cuts found there, each block by the kernel."""
        answers = list(self.pool.map(lambda numbered: evaluate(numbered[0], numbered[1], point), enumerate(self.blocks)))
        cost = float(self.problem.cost @ point) + sum(value for value, _ in answers)
        return cost, [cut for _, cut in answers]


def solve_decomposed(
    programme: Programme,
    effort: Effort | None = None,
    progress: Progress | None = None,
    checkpoint: Checkpoint | None = None,
) -> Result:
    """Solve a programme over all its hours with a certified gap.

    Method: Benders decomposition with exact dispatch (DESIGN of this package), the separation point half-way
    between incumbent and master (in-out; Ben-Ameur and Neto 2007), every fifth round the master's own.
    An interruption or the time limit returns the incumbent with its gap. Raises InfeasibleError where no
    plan meets every limit, SolveError where not even a first plan was reached.
    """
    effort = effort or Effort()
    problem = build(programme, hours=False)
    blocks = blocks_of(programme, problem)
    master = Master(problem, np.array([least_cost(block, problem) for block in blocks]))
    with ThreadPoolExecutor(effort.threads) as pool:
        state = _State(problem, blocks, master, effort, progress or (lambda *_: None), pool, time.perf_counter(), checkpoint)
        if checkpoint is not None:
            _resume(state, checkpoint)
        point, value = _continuous(state, effort.continuous_gap, "continuous")
        if problem.whole.any():
            _whole(state, point)
        else:
            state.whole_point, state.whole_value = point, value
        return _result(programme, state)


def _continuous(state: _State, gap: float, stage: str) -> tuple[Floats, float]:
    """Solve the continuous problem under the master's present bounds; return the best point and its cost."""
    best: Floats | None = None
    best_value, bound, since = np.inf, -np.inf, 0
    while True:
        found = state.master.solve()
        bound = max(bound, found.objective)
        own = found.values[: len(state.problem.cost)]
        take_own = best is None or since % MASTERS_OWN_POINT_EVERY == MASTERS_OWN_POINT_EVERY - 1
        point = own if take_own or best is None else 0.5 * (own + best)
        value, cuts = state.cost_of(point)
        state.master.add(cuts)
        state.rounds += 1
        since += 1
        if value < best_value:
            best, best_value = point, value
        state.progress(stage, state.rounds, best_value, bound)
        if best_value - bound <= gap * abs(best_value) or state.late():
            break
    assert best is not None
    if stage == "continuous":
        state.bound = bound
    return best, best_value


def _whole(state: _State, continuous: Floats) -> None:
    """Solve the mixed-integer master, polish what is continuous, add cuts, until the gap is closed."""
    effort = state.effort
    start: Floats | None = None
    while True:
        found = state.master.solve_whole(effort.whole_gap / 2, 20.0, start)
        state.bound = max(state.bound, found.bound)
        own = found.values[: len(state.problem.cost)]
        _polish(state, own)
        if state.whole_value - state.bound <= effort.whole_gap * abs(state.whole_value) or state.late():
            return


def _polish(state: _State, point: Floats) -> None:
    """Fix the whole numbers of a point and solve the continuous rest; keep it if it is the best plan so far."""
    lower, upper = _held(state.problem, point)
    state.master.restrict(lower, upper)
    try:
        best, value = _continuous(state, state.effort.whole_gap / 4, "whole")
    finally:
        state.master.relax()
    if value < state.whole_value:
        state.whole_point, state.whole_value = best, value
        if state.checkpoint is not None:
            state.checkpoint.save(state.problem, state.master.cuts, best, value, state.bound)


def _resume(state: _State, checkpoint: Checkpoint) -> None:
    """Take up the cuts, the incumbent and the bound of an interrupted run."""
    saved = checkpoint.load(state.problem)
    if saved is None:
        return
    if saved.cuts:
        state.master.add(saved.cuts)
    state.bound = saved.bound
    if np.isfinite(saved.value):
        state.whole_point, state.whole_value = saved.point, saved.value


def _result(programme: Programme, state: _State) -> Result:
    """Put the best plan together: its hourly operation, and the prices of its rows."""
    if state.whole_point is None:
        raise SolveError("no plan was reached in the time given")
    point = state.whole_point
    hourly = operate(programme, state.blocks, point, state.pool)
    return Result(
        solution={**state.problem.values(point), **hourly},
        objective=state.whole_value,
        bound=min(state.bound, state.whole_value),
        status=state.stopped or "optimal within the gap",
        method=f"decomposition with exact dispatch ({state.rounds} rounds)",
        prices=_prices(state, point),
        rounds=state.rounds,
    )


def _prices(state: _State, point: Floats) -> dict[str, xr.DataArray]:
    """Return the row prices of the continuous master with the plan's whole numbers held."""
    lower, upper = _held(state.problem, point)
    state.master.restrict(lower, upper)
    try:
        state.master.solve()
        return state.problem.prices(state.master.duals())
    finally:
        state.master.relax()


def _held(problem: Problem, point: Floats) -> tuple[Floats, Floats]:
    """Return column bounds that hold the whole numbers of a point."""
    rounded = np.round(point)
    return (
        np.where(problem.whole, rounded, problem.column_lower),
        np.where(problem.whole, rounded, problem.column_upper),
    )
