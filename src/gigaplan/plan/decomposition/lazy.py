"""A linear problem in HiGHS that knows more rows than it lays: the rest are watched, and laid once a plan breaks them."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

from gigaplan.core.errors import SolveError
from gigaplan.plan.decomposition.interrupt import Stop
from gigaplan.plan.highs import Answer, answer, new_highs

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
DEVEX = 1  # edge weights that cost little to start anew each round
FULL_SCALING = 4  # by the largest entries: a fifth fewer iterations than equilibration
MOST_ROWS_COLD = 5000  # rows a problem may have for its first run by the simplex method
UNKNOWN = (highspy.HighsModelStatus.kUnbounded, highspy.HighsModelStatus.kUnboundedOrInfeasible)
GRACE = 5.0  # s, so that even an early Ctrl-C leaves a first plan
BROKEN = 1e-7  # of a watched row's side: more than that, and the row is laid


@dataclass(frozen=True)
class Columns:
    """Cost and bounds of the columns, and which are whole numbers."""

    cost: Floats
    lower: Floats
    upper: Floats
    whole: NDArray[np.bool_]

    def part(self, numbers: Integers, scale: Floats) -> Columns:
        """Return some columns, none of them whole, their bounds scaled."""
        bounds = self.lower[numbers] * scale, self.upper[numbers] * scale
        return Columns(self.cost[numbers], *bounds, np.zeros(len(numbers), dtype=bool))


@dataclass(frozen=True)
class Rows:
    """Rows over the columns, with their sides."""

    matrix: csr_array
    lower: Floats
    upper: Floats

    def __len__(self) -> int:
        return len(self.lower)

    def part(self, numbers: Integers, columns: Integers, scale: Floats) -> Rows:
        """Return some rows over some columns, their sides scaled."""
        sides = self.lower[numbers] * scale, self.upper[numbers] * scale
        return Rows(csr_array(self.matrix[numbers]), *sides).over(columns)

    def over(self, columns: Integers) -> Rows:
        """Return the rows over some columns."""
        return replace(self, matrix=csr_array(self.matrix[:, columns]))

    def and_then(self, rows: Rows) -> Rows:
        """Return these rows, then others."""
        matrix = csr_array(vstack([self.matrix, rows.matrix], format="csr"))
        return Rows(matrix, np.append(self.lower, rows.lower), np.append(self.upper, rows.upper))


class LazyProblem:
    """The problem in HiGHS: continuous or whole, warm-started, growing by rows.

    columns; rows: all that are known, by number; laid: number of each row in the solver; last: what the last
    continuous solve found.
    """

    def __init__(self, columns: Columns, tolerance: float = 1e-7) -> None:
        self.columns = columns
        self.rows = Rows(csr_array((0, len(columns.cost))), np.zeros(0), np.zeros(0))
        self.laid: Integers = np.zeros(0, dtype=np.int64)
        self.last: Answer | None = None
        self.free_basis: Any = None
        self.highs = new_highs(tolerance=tolerance)
        self.highs.setOptionValue("simplex_dual_edge_weight_strategy", DEVEX)
        self.highs.setOptionValue("simplex_scale_strategy", FULL_SCALING)
        self.highs.addVars(len(columns.cost), columns.lower, columns.upper)
        self.highs.changeColsCost(len(columns.cost), self._every_column, columns.cost)

    @property
    def _every_column(self) -> NDArray[np.int32]:
        return np.arange(len(self.columns.cost), dtype=np.int32)

    def know(self, rows: Rows) -> Integers:
        """Take rows in without laying them; return their numbers."""
        since = len(self.rows)
        self.rows = self.rows.and_then(rows)
        return np.arange(since, len(self.rows))

    def lay(self, numbers: Integers) -> None:
        """Hand rows to the solver."""
        if not len(numbers):
            return
        matrix = csr_array(self.rows.matrix[numbers])
        starts, indices = matrix.indptr[:-1].astype(np.int32), matrix.indices.astype(np.int32)
        sides = self.rows.lower[numbers], self.rows.upper[numbers]
        status = self.highs.addRows(len(numbers), *sides, matrix.nnz, starts, indices, matrix.data)
        if status == highspy.HighsStatus.kError:
            raise SolveError("the solver refused rows")
        self.laid = np.append(self.laid, numbers)

    def idle(self) -> Integers:
        """Return the rows that are known and not laid."""
        marks = np.ones(len(self.rows), dtype=bool)
        marks[self.laid] = False
        return np.flatnonzero(marks)

    def lay_only(self, numbers: Integers) -> None:
        """Take all rows out of the solver and hand some to it; the next run starts anew."""
        self.highs.deleteRows(len(self.laid), np.arange(len(self.laid), dtype=np.int32))
        self.laid, self.last = self.laid[:0], None
        self.lay(numbers)

    def binding(self) -> Integers:
        """Return the rows that hold the last solve's plan where it is, and those laid since."""
        statuses, basic = self.highs.getBasis().row_status, highspy.HighsBasisStatus.kBasic
        binds = np.array([status != basic for status in statuses], dtype=bool)
        if self.last is not None:
            binds[len(self.last.duals) :] = True
        found: Integers = self.laid[binds]
        return found

    def solve(self) -> Answer:
        """Solve the continuous problem; raises InfeasibleError or SolveError.

        Watched rows that its plan breaks are laid, and all of them where it has no end without them.
        """
        while True:
            self._run()
            if self.highs.getModelStatus() in UNKNOWN and len(self.idle()):
                self.lay(self.idle())
                continue
            found = answer(self.highs, mixed=False)
            broken = self._broken(found.values)
            if not len(broken):
                self.last = found
                return found
            self.lay(broken)

    def _run(self) -> None:
        """Run the simplex method from the last basis; a large problem without one by interior points first."""
        if not self.highs.getBasis().valid and self.highs.getNumRow() > MOST_ROWS_COLD:
            self.highs.setOptionValue("solver", "ipm")
            self.highs.run()
            self.highs.setOptionValue("solver", "choose")
            if self.highs.getModelStatus() == highspy.HighsModelStatus.kOptimal:
                return
        self.highs.run()

    def _broken(self, values: Floats) -> Integers:
        """Return the watched rows that a plan breaks."""
        sides = self.rows.matrix @ values
        room = BROKEN * np.maximum(1.0, np.abs(sides))
        broken = (sides < self.rows.lower - room) | (sides > self.rows.upper + room)
        broken[self.laid] = False
        return np.flatnonzero(broken)

    def duals(self) -> tuple[Floats, Floats]:
        """Return the duals of all known rows and of the columns in the last continuous solve."""
        if self.last is None:
            self.solve()
        assert self.last is not None
        found = np.zeros(len(self.rows))
        found[self.laid[: len(self.last.duals)]] = self.last.duals
        return found, self.last.reduced_costs

    def restrict(self, lower: Floats, upper: Floats) -> None:
        """Set the bounds of the first columns, never wider than the problem has them."""
        if self.free_basis is None:
            self.free_basis = self.highs.getBasis()
        own = slice(len(lower))
        self._bound(np.maximum(lower, self.columns.lower[own]), np.minimum(upper, self.columns.upper[own]))

    def _bound(self, lower: Floats, upper: Floats) -> None:
        self.highs.changeColsBounds(len(lower), self._every_column[: len(lower)], lower, upper)

    def relax(self) -> None:
        """Give the columns their bounds back, and the solver where it stood before the first restriction."""
        self._bound(self.columns.lower, self.columns.upper)
        self._return_to(self.free_basis)
        self.free_basis = None

    def _return_to(self, basis: Any) -> None:
        """Go on from an earlier basis; rows laid since are slack in it."""
        if basis is not None and basis.valid:
            since = self.highs.getNumRow() - len(basis.row_status)
            basis.row_status = list(basis.row_status) + since * [highspy.HighsBasisStatus.kBasic]
            self.highs.setBasis(basis)

    def solve_whole(self, gap: float, seconds: float, stop: Stop) -> Answer:
        """Solve the mixed-integer problem to a gap or for some seconds, then return to the continuous one."""
        self.lay(self.idle())
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
            return answer(self.highs, mixed=True)
        finally:
            self.highs.cbMipInterrupt.unsubscribe(interrupt)
            self._kind(highspy.HighsVarType.kContinuous)
            self.highs.setOptionValue("time_limit", highspy.kHighsInf)
            self._return_to(basis)

    def _kind(self, kind: Any) -> None:
        whole = np.flatnonzero(self.columns.whole).astype(np.int32)
        self.highs.changeColsIntegrality(len(whole), whole, np.full(len(whole), int(kind), dtype=np.uint8))
