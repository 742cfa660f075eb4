"""The master: builds, chips, money and work in HiGHS, with the operating cost of each piece bounded by cuts.

Its columns are the problem's; then the energy held at the end of each piece, so that a block's cuts may be
given piece by piece and still count what a store carries from one to the next; then the cost of each piece.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import block_diag, csr_array, eye_array, vstack

from gigaplan.core.errors import SolveError
from gigaplan.plan.decomposition.interrupt import Stop
from gigaplan.plan.decomposition.lean import lean
from gigaplan.plan.highs import Answer, answer, new_highs, pass_problem
from gigaplan.plan.problem import Problem

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
DEVEX = 1  # edge weights that cost little to start anew each round
FULL_SCALING = 4  # by the largest entries: a fifth fewer iterations than equilibration
MOST_ROWS_COLD = 5000  # rows a master may have for its first run by the simplex method
GRACE = 5.0  # s, so that even an early Ctrl-C leaves a first plan
BROKEN = 1e-7  # of a watched row's side: more than that, and the row is laid


@dataclass(frozen=True)
class Cut:
    """Operating cost of some pieces is together at least the sum of slopes times columns."""

    pieces: Integers
    columns: Integers
    slopes: Floats

    def value(self, point: Floats) -> float:
        """Return the bound at a point."""
        return float(self.slopes @ point[self.columns])


@dataclass(frozen=True)
class Piece:
    """Least operating cost of a piece [MUSD_2026]; the column of its store's energy, -1 where it closes its
    block or has no store: then it hands nothing on."""

    least_cost: float
    energy_column: int


class Master:
    """The master problem in HiGHS: continuous or whole, warm-started, growing by cuts and watched rows."""

    def __init__(self, problem: Problem, pieces: Sequence[Piece], tolerance: float = 1e-7) -> None:
        self.lean = lean(problem)
        self.problem = self.lean.problem
        self.first_level = len(problem.cost)
        self.first_cost = self.first_level + len(pieces)
        self.parts = csr_array(block_diag([self.lean.parts, eye_array(len(pieces))], format="csr"))
        self.watched = _watched(self, pieces)
        self.laid: list[int] = []  # cut (0 and above) or watched row (-1 and below) of each row laid since
        self.cuts: list[Cut] = []
        self.free_basis: Any = None
        self.highs = new_highs(tolerance=tolerance)
        self.highs.setOptionValue("simplex_dual_edge_weight_strategy", DEVEX)
        self.highs.setOptionValue("simplex_scale_strategy", FULL_SCALING)
        pass_problem(self.highs, self.problem, whole=False)
        nothing: list[float] = []
        for piece in pieces:
            most = highspy.kHighsInf if piece.energy_column >= 0 else 0.0
            self.highs.addCol(0.0, 0.0, most, 0, nothing, nothing)
        for piece in pieces:
            self.highs.addCol(1.0, piece.least_cost, highspy.kHighsInf, 0, nothing, nothing)

    def add(self, cuts: Sequence[Cut]) -> None:
        """Add cuts as rows."""
        if not cuts:
            return
        costs = [(row, self.first_cost + piece) for row, cut in enumerate(cuts) for piece in cut.pieces]
        rows = np.repeat(np.arange(len(cuts)), [len(cut.columns) for cut in cuts])
        slopes = np.concatenate([cut.slopes for cut in cuts])
        columns = np.concatenate([cut.columns for cut in cuts])
        bounded = csr_array((-slopes, (rows, columns)), shape=(len(cuts), self.first_cost)) @ self.parts
        bounded.resize((len(cuts), self._width))
        at = np.array(costs).T
        self._lay(bounded + csr_array((np.ones(at.shape[1]), at), shape=bounded.shape), np.zeros(len(cuts)))
        self.laid.extend(range(len(self.cuts), len(self.cuts) + len(cuts)))
        self.cuts.extend(cuts)

    @property
    def _width(self) -> int:
        return int(self.highs.getNumCol())

    def _lay(self, rows: csr_array, lower: Floats, upper: Floats | None = None) -> None:
        """Hand rows to the solver."""
        rows = csr_array(rows)
        upper = np.full(len(lower), np.inf) if upper is None else upper
        status = self.highs.addRows(
            len(lower), lower, upper, rows.nnz, rows.indptr[:-1].astype(np.int32), rows.indices.astype(np.int32), rows.data
        )  # fmt: skip
        if status == highspy.HighsStatus.kError:
            raise SolveError("the solver refused rows of the master")

    def solve(self) -> Answer:
        """Solve the continuous master; raises InfeasibleError or SolveError.

        The answer's values are the problem's columns, the energy handed on and the cost of each piece.
        """
        while True:
            self._run()
            found = answer(self.highs, mixed=False)
            if not self._lay_broken(found.values):
                return self._unfolded(found)

    def _run(self) -> None:
        """Run the simplex method from the last basis; a large master without one by interior points first."""
        if not self.highs.getBasis().valid and self.highs.getNumRow() > MOST_ROWS_COLD:
            self.highs.setOptionValue("solver", "ipm")
            self.highs.run()
            self.highs.setOptionValue("solver", "choose")
            if self.highs.getModelStatus() == highspy.HighsModelStatus.kOptimal:
                return
        self.highs.run()

    def _unfolded(self, found: Answer) -> Answer:
        values = np.concatenate(
            [self.parts @ found.values[: self.first_cost], found.values[self.first_cost :]]
        )
        return replace(found, values=values)

    def _lay_broken(self, values: Floats) -> bool:
        """Lay the watched rows that a plan breaks, if any."""
        sides = self.watched.matrix @ values[: self.first_cost]
        room = BROKEN * np.maximum(1.0, np.abs(sides))
        broken = (sides < self.watched.lower - room) | (sides > self.watched.upper + room)
        return self._lay_watched(np.flatnonzero(broken & self.watched.idle))

    def _lay_watched(self, rows: Integers) -> bool:
        if not len(rows):
            return False
        matrix = csr_array(self.watched.matrix[rows])
        matrix.resize((len(rows), self._width))
        self._lay(matrix, self.watched.lower[rows], self.watched.upper[rows])
        self.watched.idle[rows] = False
        self.laid.extend(-1 - rows)
        return True

    def restrict(self, lower: Floats, upper: Floats) -> None:
        """Set the bounds of the problem's own columns, never wider than the problem has them."""
        if self.free_basis is None:
            self.free_basis = self.highs.getBasis()
        self._bound(
            np.maximum(lower, self.problem.column_lower), np.minimum(upper, self.problem.column_upper)
        )

    def _bound(self, lower: Floats, upper: Floats) -> None:
        indices = np.arange(self.first_level, dtype=np.int32)
        self.highs.changeColsBounds(len(indices), indices, lower, upper)

    def relax(self) -> None:
        """Give the problem's own columns their bounds back, and the solver where it stood before the first restriction."""
        self._bound(self.problem.column_lower, self.problem.column_upper)
        self._return_to(self.free_basis)
        self.free_basis = None

    def _return_to(self, basis: Any) -> None:
        """Go on from an earlier basis; rows laid since are slack in it."""
        if basis is not None and basis.valid:
            since = self.highs.getNumRow() - len(basis.row_status)
            basis.row_status = list(basis.row_status) + since * [highspy.HighsBasisStatus.kBasic]
            self.highs.setBasis(basis)

    def solve_whole(self, gap: float, seconds: float, stop: Stop) -> Answer:
        """Solve the mixed-integer master to a gap or for some seconds, then return to the continuous one."""
        self._lay_watched(np.flatnonzero(self.watched.idle))
        basis = self.highs.getBasis()
        self._kind(highspy.HighsVarType.kInteger)
        self.highs.setOptionValue("mip_rel_gap", gap)
        self.highs.setOptionValue("time_limit", seconds + self.highs.getRunTime())
        started = time.perf_counter()

        def interrupt(event: Any) -> None:
            event.data_in.user_interrupt = stop.interrupted and time.perf_counter() - started > GRACE

        self.highs.cbMipInterrupt.subscribe(interrupt)
        try:
            self.highs.run()
            return self._unfolded(answer(self.highs, mixed=True))
        finally:
            self.highs.cbMipInterrupt.unsubscribe(interrupt)
            self._kind(highspy.HighsVarType.kContinuous)
            self.highs.setOptionValue("time_limit", highspy.kHighsInf)
            self._return_to(basis)

    def _kind(self, kind: Any) -> None:
        whole = np.flatnonzero(self.problem.whole).astype(np.int32)
        self.highs.changeColsIntegrality(len(whole), whole, np.full(len(whole), int(kind), dtype=np.uint8))

    def duals(self) -> Floats:
        """Return the row duals of the last continuous solve, of the rows of the full problem."""
        solution: Any = self.highs.getSolution()
        own_rows, own_columns = self.problem.shape
        found = np.asarray(solution.row_dual)
        since, laid = found[own_rows:], np.array(self.laid, dtype=np.int64)
        watched = np.zeros(len(self.watched.lower))
        watched[-1 - laid[laid < 0]] = since[laid < 0]
        return self.lean.duals(
            found[:own_rows], watched[: len(self.lean.watched)], self.costs(), np.asarray(solution.col_dual)[:own_columns]
        )  # fmt: skip

    def costs(self) -> Floats:
        """Return the cost of each column of the full problem, less what the cuts earn it in the last solve."""
        costs, own_columns = self.lean.full.cost.copy(), self.problem.shape[1]
        laid = np.array(self.laid, dtype=np.int64)
        since = np.asarray(self.highs.getSolution().row_dual)[self.problem.shape[0] :]
        for cut, dual in zip(laid[laid >= 0], since[laid >= 0], strict=True):
            if dual:
                own = self.cuts[cut].columns < own_columns
                costs[self.cuts[cut].columns[own]] += dual * self.cuts[cut].slopes[own]
        return costs


@dataclass(frozen=True)
class Watched:
    """Rows laid only once a plan breaks them, over the problem's columns and the levels; idle: not laid yet."""

    matrix: csr_array
    lower: Floats
    upper: Floats
    idle: NDArray[np.bool_]


def _watched(master: Master, pieces: Sequence[Piece]) -> Watched:
    """Return the lean problem's watched rows, and that no piece hands on more energy than its store holds."""
    holding = [
        (number, piece.energy_column) for number, piece in enumerate(pieces) if piece.energy_column >= 0
    ]
    numbers, columns = np.array(holding, dtype=np.int64).reshape(-1, 2).T
    every, ones = np.arange(len(numbers)), np.ones(len(numbers))
    held = csr_array(
        (np.append(ones, -ones), (np.append(every, every), np.append(master.first_level + numbers, columns))),
        shape=(len(numbers), master.first_cost),
    )
    own = csr_array(master.lean.watched_matrix, copy=True)
    own.resize((own.shape[0], master.first_cost))
    problem, change = master.lean.full, master.lean.watched
    lower = np.append(problem.row_lower[change], np.full(len(numbers), -np.inf))
    upper = np.append(problem.row_upper[change], np.zeros(len(numbers)))
    matrix = csr_array(vstack([own, held @ master.parts], format="csr"))
    return Watched(matrix, lower, upper, np.ones(len(lower), dtype=bool))
