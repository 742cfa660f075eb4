"""The loop of rounds: master, dispatch, cuts, until the gap of the continuous problem is closed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from gigaplan.plan.decomposition.blocks import Block
from gigaplan.plan.decomposition.checkpoint import Checkpoint
from gigaplan.plan.decomposition.evaluate import evaluate_all
from gigaplan.plan.decomposition.interrupt import Stop
from gigaplan.plan.decomposition.master import Cut, Master
from gigaplan.plan.highs import Answer
from gigaplan.plan.problem import Problem

Floats = NDArray[np.float64]
Progress = Callable[[str, int, float, float], None]
TOWARDS_MASTER = 0.7  # of the way from the incumbent; others are compared in docs/explanation/solver.md
MASTERS_OWN_POINT_EVERY = 8
LITTLE_NEWS = 0.05  # of the mean of a round's cuts: what tells less is not worth a row
WHOLE_UNITS = (
    "switched plant gives what is asked of it here; its whole units are counted at the end of the run"
)


class Bounding(Protocol):
    """What bounds a plan's cost from below and learns by cuts: the master, or a part of it."""

    first_cost: int

    def solve(self) -> Answer:
        """Return the best plan by what is known so far."""

    def add(self, cuts: Sequence[Cut]) -> None:
        """Take cuts in."""


@dataclass(frozen=True)
class Effort:
    """How far to go: relative gaps of the continuous and of the whole problem, seconds, threads.

    relax: let what comes in whole numbers come in parts, for a bound or to compare; no plan can be built so.
    """

    continuous_gap: float = 1e-3
    whole_gap: float = 5e-3
    time_limit: float = float("inf")
    threads: int = 2
    relax: bool = False


@dataclass
class State:
    """Where the loop stands: the best plan, the best bound, rounds, the best point without whole numbers."""

    problem: Problem
    blocks: list[Block]
    master: Master
    effort: Effort
    progress: Progress
    pool: ThreadPoolExecutor
    stop: Stop
    checkpoint: Checkpoint | None
    fingerprint: str
    rounds: int = 0
    best: Floats | None = None
    best_value: float = np.inf
    bound: float = -np.inf
    relaxed: tuple[Floats | None, float] = (None, np.inf)

    def cost_of(self, point: Floats) -> tuple[float, list[Cut]]:
        """Return the true cost of a master point and the cuts found there, each block by its dispatch."""
        operating, cuts = evaluate_all(self.blocks, point, self.pool, self.effort.threads)
        return float(self.problem.cost @ point) + operating, cuts

    @property
    def notes(self) -> tuple[str, ...]:
        """What the cost of a plan does not count before the run ends."""
        return (WHOLE_UNITS,) if any(block.switched is not None for block in self.blocks) else ()

    def close_enough(self, gap: float) -> bool:
        return self.best_value - self.bound <= gap * abs(self.best_value)

    def keep(self, point: Floats, value: float) -> None:
        """Keep a plan that is better than the best so far, and write it down."""
        if value < self.best_value:
            self.best, self.best_value = point, value
        if self.checkpoint is not None and self.best is not None:
            self.checkpoint.save(
                self.fingerprint, self.master.cuts, self.best, self.best_value, self.bound, self.notes
            )


def continuous(
    state: State,
    gap: float,
    stage: str,
    start: tuple[Floats | None, float] = (None, np.inf),
    within: Bounding | None = None,
    most_rounds: float = np.inf,
) -> tuple[Floats, float, float]:
    """Solve the continuous problem under the master's present bounds; return best point, its cost, the bound.

    gap: relative. start: a point under the same bounds with its cost, to go on from. within: a part of the master
    to stay in. Raises InfeasibleError or SolveError.
    """
    master = within or state.master
    best, best_value = start
    bound, since = -np.inf, 0
    while best is None or not (
        best_value - bound <= gap * abs(best_value)
        or since >= most_rounds
        or (state.stop.asked() and max(bound, state.bound) > -np.inf)
    ):
        found = master.solve()
        bound, since = max(bound, found.objective), since + 1
        point = found.values[: len(state.problem.cost)]
        if best is not None and since % MASTERS_OWN_POINT_EVERY:
            point = best + TOWARDS_MASTER * (point - best)
        value, cuts = state.cost_of(point)
        master.add(_telling(master.first_cost, cuts, found.values))
        if value < best_value:
            best, best_value = point, value
        state.rounds += 1
        state.progress(stage, state.rounds, best_value, bound)
    return best, best_value, bound


def _telling(first_cost: int, cuts: list[Cut], values: Floats) -> list[Cut]:
    """Return the cuts that tell most of what the master did not know at its own point."""
    costs = values[first_cost:]
    news = np.array([cut.value(values) - costs[cut.pieces].sum() for cut in cuts])
    least = LITTLE_NEWS * np.maximum(news, 0.0).mean()
    return [cut for cut, told in zip(cuts, news, strict=True) if told > least]
