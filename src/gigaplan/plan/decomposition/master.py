"""The master: builds, chips, money and work in HiGHS, with the operating cost of each block bounded by cuts."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from gigaplan.core.errors import SolveError
from gigaplan.plan.decomposition.interrupt import Stop
from gigaplan.plan.decomposition.lean import lean
from gigaplan.plan.highs import Answer, answer, new_highs, pass_problem
from gigaplan.plan.problem import Problem

Floats = NDArray[np.float64]
DEVEX = 1  # edge weights that cost little to start anew each round
GRACE = 5.0  # s, so that even an early Ctrl-C leaves a first plan
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Cut:
    """Operating cost of a block is at least the sum of slopes times columns."""

    block: int
    columns: Integers
    slopes: Floats

    def value(self, point: Floats) -> float:
        """Return the bound at a point."""
        return float(self.slopes @ point[self.columns])


class Master:
    """The master problem in HiGHS: continuous or whole, warm-started, growing by cuts."""

    def __init__(self, problem: Problem, least_cost: Floats, tolerance: float = 1e-7) -> None:
        self.lean = lean(problem)
        self.problem = self.lean.problem
        self.blocks = len(least_cost)
        self.first_recourse = len(problem.cost)
        self.highs = new_highs(tolerance=tolerance)
        self.highs.setOptionValue("simplex_dual_edge_weight_strategy", DEVEX)
        pass_problem(self.highs, self.problem, whole=False)
        nothing: list[float] = []
        for least in least_cost:
            self.highs.addCol(1.0, float(least), highspy.kHighsInf, 0, nothing, nothing)
        self.cuts: list[Cut] = []

    def add(self, cuts: Sequence[Cut]) -> None:
        """Add cuts as rows."""
        starts = np.cumsum([0, *(len(cut.columns) + 1 for cut in cuts[:-1])]).astype(np.int32)
        columns = np.concatenate([np.append(cut.columns, self.first_recourse + cut.block) for cut in cuts])
        slopes = np.concatenate([np.append(-cut.slopes, 1.0) for cut in cuts])
        count = len(cuts)
        status = self.highs.addRows(
            count,
            np.zeros(count),
            np.full(count, np.inf),
            len(columns),
            starts,
            columns.astype(np.int32),
            slopes,
        )
        if status == highspy.HighsStatus.kError:
            raise SolveError("the solver refused the cuts of a round")
        self.cuts.extend(cuts)

    def solve(self) -> Answer:
        """Solve the continuous master; raises InfeasibleError or SolveError."""
        self.highs.run()
        return answer(self.highs, mixed=False)

    def restrict(self, lower: Floats, upper: Floats) -> None:
        """Set the bounds of the problem's own columns, never wider than the problem has them."""
        lower = np.maximum(lower, self.problem.column_lower)
        upper = np.minimum(upper, self.problem.column_upper)
        indices = np.arange(self.first_recourse, dtype=np.int32)
        self.highs.changeColsBounds(len(indices), indices, lower, upper)

    def relax(self) -> None:
        """Give the problem's own columns their bounds back."""
        self.restrict(self.problem.column_lower, self.problem.column_upper)

    def solve_whole(self, gap: float, seconds: float, stop: Stop) -> Answer:
        """Solve the mixed-integer master to a gap or for some seconds, then return to the continuous one."""
        self._kind(highspy.HighsVarType.kInteger)
        self.highs.setOptionValue("mip_rel_gap", gap)
        self.highs.setOptionValue("time_limit", seconds + self.highs.getRunTime())
        started = time.perf_counter()

        def interrupt(event: Any) -> None:
            event.data_in.user_interrupt = stop.interrupted and time.perf_counter() - started > GRACE

        self.highs.cbMipInterrupt.subscribe(interrupt)
        try:
            self.highs.run()
            return answer(self.highs, mixed=True)
        finally:
            self.highs.cbMipInterrupt.unsubscribe(interrupt)
            self._kind(highspy.HighsVarType.kContinuous)
            self.highs.setOptionValue("time_limit", highspy.kHighsInf)

    def _kind(self, kind: Any) -> None:
        whole = np.flatnonzero(self.problem.whole).astype(np.int32)
        self.highs.changeColsIntegrality(len(whole), whole, np.full(len(whole), int(kind), dtype=np.uint8))

    def duals(self) -> Floats:
        """Return the row duals of the last continuous solve, of the rows of the full problem."""
        solution: Any = self.highs.getSolution()
        own_rows, own_columns = self.problem.shape
        return self.lean.duals(
            np.asarray(solution.row_dual)[:own_rows], np.asarray(solution.col_dual)[:own_columns]
        )
