"""The master: builds, chips, money and work in HiGHS, with the operating cost of each piece bounded by cuts.

Its columns are the problem's; then the energy held at the end of each piece, so that a block's cuts may be
given piece by piece and still count what a store carries from one to the next; then the cost of each piece.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from scipy.sparse import block_diag, csr_array, eye_array, vstack

from gigaplan.plan.decomposition.interrupt import Stop
from gigaplan.plan.decomposition.lazy import Columns, LazyProblem, Rows
from gigaplan.plan.decomposition.lean import lean
from gigaplan.plan.highs import Answer
from gigaplan.plan.problem import Problem

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


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
    """The master problem, and what its plans and prices are in the full one.

    problem: the lean problem, whose rows are laid from the start; rows of the solver: those, then the watched
    ones, then the cuts from `first_cut` on.
    """

    def __init__(self, problem: Problem, pieces: Sequence[Piece]) -> None:
        self.lean = lean(problem)
        self.problem = self.lean.problem
        self.first_level = len(problem.cost)
        self.first_cost = self.first_level + len(pieces)
        self.parts = csr_array(block_diag([self.lean.parts, eye_array(len(pieces))], format="csr"))
        self.cuts: list[Cut] = []
        self.solver = LazyProblem(_columns(self.problem, pieces))
        self.solver.know(self._wide(self.problem.matrix, self.problem.row_lower, self.problem.row_upper))
        self.solver.lay(self.solver.idle())
        self.solver.know(self._wide(*_watched(self, pieces)))
        self.first_cut = len(self.solver.rows)

    def _wide(self, matrix: csr_array, lower: Floats, upper: Floats) -> Rows:
        """Return rows over all columns of the master."""
        wide = csr_array(matrix, copy=True)
        wide.resize((wide.shape[0], len(self.solver.columns.cost)))
        return Rows(wide, lower, upper)

    def add(self, cuts: Sequence[Cut]) -> None:
        """Add cuts as rows."""
        if cuts:
            self.cuts.extend(cuts)
            self.solver.lay(self.solver.know(self.rows_of(cuts)))

    def rows_of(self, cuts: Sequence[Cut]) -> Rows:
        """Return cuts as rows of the master, one for each."""
        costs = [(row, self.first_cost + piece) for row, cut in enumerate(cuts) for piece in cut.pieces]
        rows = np.repeat(np.arange(len(cuts)), [len(cut.columns) for cut in cuts])
        slopes = np.concatenate([cut.slopes for cut in cuts])
        columns = np.concatenate([cut.columns for cut in cuts])
        bounded = csr_array((-slopes, (rows, columns)), shape=(len(cuts), self.first_cost)) @ self.parts
        bounded = self._wide(bounded, np.zeros(len(cuts)), np.full(len(cuts), np.inf))
        at = np.array(costs).T
        paid = csr_array((np.ones(at.shape[1]), at), shape=bounded.matrix.shape)
        return replace(bounded, matrix=csr_array(bounded.matrix + paid))

    def solve(self) -> Answer:
        """Solve the continuous master; raises InfeasibleError or SolveError.

        The answer's values are the problem's columns, the energy handed on and the cost of each piece.
        """
        return self.unfolded(self.solver.solve())

    def unfolded(self, found: Answer) -> Answer:
        """Return an answer with the columns of the full problem."""
        values = np.concatenate(
            [self.parts @ found.values[: self.first_cost], found.values[self.first_cost :]]
        )
        return replace(found, values=values)

    def restrict(self, lower: Floats, upper: Floats) -> None:
        """Set the bounds of the problem's own columns, never wider than the problem has them."""
        self.solver.restrict(lower, upper)

    def relax(self) -> None:
        """Give the problem's own columns their bounds back."""
        self.solver.relax()

    def solve_whole(self, gap: float, seconds: float, stop: Stop) -> Answer:
        """Solve the mixed-integer master to a gap or for some seconds, then return to the continuous one."""
        return self.unfolded(self.solver.solve_whole(gap, seconds, stop))

    def prices(self) -> dict[str, xr.DataArray]:
        """Return the row prices of the full problem in the last continuous solve."""
        own_rows, own_columns = self.problem.shape
        watched = own_rows + len(self.lean.watched)
        found, reduced_costs = self.solver.duals()
        costs = self._costs_left(found[self.first_cut :])
        duals = self.lean.duals(found[:own_rows], found[own_rows:watched], costs, reduced_costs[:own_columns])
        return self.lean.full.prices(duals, costs)

    def _costs_left(self, duals: Floats) -> Floats:
        """Return the cost of each column of the full problem, less what the cuts earn it at their duals."""
        costs, own_columns = self.lean.full.cost.copy(), self.problem.shape[1]
        for cut, dual in zip(self.cuts, duals, strict=True):
            if dual:
                own = cut.columns < own_columns
                costs[cut.columns[own]] += dual * cut.slopes[own]
        return costs


def _columns(problem: Problem, pieces: Sequence[Piece]) -> Columns:
    """Return the problem's columns, then the energy that each piece hands on, then the cost of each piece."""
    count = len(pieces)
    most = np.array([np.inf if piece.energy_column >= 0 else 0.0 for piece in pieces])
    least = np.array([piece.least_cost for piece in pieces])
    return Columns(
        cost=np.concatenate([problem.cost, np.zeros(count), np.ones(count)]),
        lower=np.concatenate([problem.column_lower, np.zeros(count), least]),
        upper=np.concatenate([problem.column_upper, most, np.full(count, np.inf)]),
        whole=np.concatenate([problem.whole, np.zeros(2 * count, dtype=bool)]),
    )


def _watched(master: Master, pieces: Sequence[Piece]) -> tuple[csr_array, Floats, Floats]:
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
    return csr_array(vstack([own, held @ master.parts], format="csr")), lower, upper
