"""A leaner form of the same problem for the master: fewer rows with fewer entries, the same plans and prices.

Five exact changes. A row of one entry becomes a bound of its column. A row that the columns' bounds keep anyway
is left out. An equality that adds up what was ordered so far is written as the change from the quarter before,
which has a few entries where the sum has dozens. A column that an equality defines from a few others is put in
as what defines it. An inequality of two entries is watched: the master lays it only once a plan breaks it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from gigaplan.plan.problem import Floats, Problem

Integers = NDArray[np.int64]
Marks = NDArray[np.bool_]
ROUNDING = 1e-12
MOST_PARTS = 8  # columns that may stand for a defined one; more would fill the rows it stands in
WATCHED_ENTRIES = 2


@dataclass(frozen=True)
class Bounds:
    """Column bounds with single-entry rows taken in, and which row gave each (-1: none), by column."""

    lower: Floats
    upper: Floats
    lower_row: Integers
    upper_row: Integers


@dataclass(frozen=True)
class Lean:
    """The leaner problem, and what its plans and prices are in the full one.

    problem: rows always laid, over the full problem's columns, of which the defined ones stand nowhere. rows,
    watched: full row of each laid and each watched row. watched_matrix: the watched rows. change: the full
    problem's rows as they stand in the lean one are this matrix times the full ones, `changed` with all columns.
    parts: a plan's columns are this matrix times the lean columns. defining: row that defines each column, -1
    for none. entries: entry of a full row of one entry, 0 for any other.
    """

    full: Problem
    problem: Problem
    rows: Integers
    watched: Integers
    watched_matrix: csr_array
    change: csr_array
    changed: csr_array
    parts: csr_array
    defining: Integers
    bounds: Bounds
    entries: Floats

    def point(self, columns: Floats) -> Floats:
        """Return the full problem's columns of a lean plan."""
        return np.asarray(self.parts @ columns)

    def duals(self, row_duals: Floats, watched_duals: Floats, costs: Floats, column_duals: Floats) -> Floats:
        """Return the row duals of the full problem.

        costs: each column's cost, less what rows beside the problem (cuts) earn it. The row that defines a
        column takes what the other rows leave of its cost; a bound that was a row its column's reduced cost.
        """
        found = np.zeros(len(self.entries))
        found[self.rows], found[self.watched] = row_duals, watched_duals
        defined = np.flatnonzero(self.defining >= 0)
        rows = self.defining[defined]
        left = costs - self.changed.T @ found
        found[rows] = left[defined] / np.asarray(self.changed[rows, defined]).ravel()
        found = np.asarray(self.change.T @ found)
        owner = np.where(column_duals > 0, self.bounds.lower_row, self.bounds.upper_row)
        owned = np.flatnonzero((owner >= 0) & (column_duals != 0))
        found[owner[owned]] = column_duals[owned] / self.entries[owner[owned]]
        return found


def lean(problem: Problem) -> Lean:
    """Return the leaner form of a problem: the same plans, the same prices."""
    matrix = csr_array(problem.matrix, copy=True)
    matrix.eliminate_zeros()
    single = np.diff(matrix.indptr) == 1
    entries = np.zeros(problem.shape[0])
    entries[single] = matrix.data[matrix.indptr[:-1][single]]
    bounds = _bounds(problem, matrix, np.flatnonzero(single))
    kept = ~single & ~_idle(problem, matrix, bounds)
    change = _change(problem, matrix, kept)
    changed = _clean(change @ matrix)
    lower, upper = _changed(change, problem.row_lower), _changed(change, problem.row_upper)
    unchanged = np.diff(change.indptr) == 1
    defining = _defining(problem, changed, bounds, kept & unchanged & (lower == 0.0) & (upper == 0.0))
    kept[defining[defining >= 0]] = False
    parts = _parts(changed, defining)
    substituted = _clean(changed @ parts)
    watch = kept & (np.diff(substituted.indptr) == WATCHED_ENTRIES) & (lower != upper)
    rows, watched = np.flatnonzero(kept & ~watch), np.flatnonzero(watch)
    leaner = replace(
        problem,
        matrix=csr_array(substituted[rows]),
        row_lower=lower[rows],
        row_upper=upper[rows],
        column_lower=bounds.lower,
        column_upper=bounds.upper,
        cost=np.asarray(parts.T @ problem.cost),
    )
    return Lean(
        problem, leaner, rows, watched, csr_array(substituted[watched]), change, changed, parts, defining, bounds, entries
    )  # fmt: skip


def _bounds(problem: Problem, matrix: csr_array, single: Integers) -> Bounds:
    """Take rows of one entry in as bounds; the tightest row of a column owns its bound."""
    columns, entries = matrix.indices[matrix.indptr[single]], matrix.data[matrix.indptr[single]]
    ends = problem.row_lower[single] / entries, problem.row_upper[single] / entries
    least, most = np.where(entries > 0, ends[0], ends[1]), np.where(entries > 0, ends[1], ends[0])
    lower, upper = problem.column_lower.copy(), problem.column_upper.copy()
    np.maximum.at(lower, columns, least)
    np.minimum.at(upper, columns, most)
    owners = np.full((2, len(lower)), -1)
    for owner, row_end, end in zip(owners, (least, most), (lower, upper), strict=True):
        tightest = np.isfinite(row_end) & (row_end == end[columns])
        owner[columns[tightest]] = single[tightest]
    return Bounds(lower, upper, owners[0], owners[1])


def _idle(problem: Problem, matrix: csr_array, bounds: Bounds) -> Marks:
    """Mark rows that no point within the columns' bounds can break."""
    lower, upper = bounds.lower[matrix.indices], bounds.upper[matrix.indices]
    falling = matrix.data < 0
    least = matrix.data * np.where(falling, upper, lower)
    most = matrix.data * np.where(falling, lower, upper)
    row = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    sums = [np.bincount(row, weights=ends, minlength=matrix.shape[0]) for ends in (least, most)]
    kept: Marks = (sums[0] >= problem.row_lower) & (sums[1] <= problem.row_upper)
    return kept


def _change(problem: Problem, matrix: csr_array, kept: Marks) -> csr_array:
    """Return the matrix that subtracts the quarter before from each equality that is leaner for it."""
    equal = kept & (problem.row_lower == problem.row_upper)
    pairs = [np.zeros((2, 0), dtype=np.int64)]
    for numbers in problem.rows.values():
        if "quarter" in numbers.dims:
            laid = numbers.transpose(..., "quarter").values
            now, before = laid[..., 1:].ravel(), laid[..., :-1].ravel()
            both = (now >= 0) & (before >= 0)
            both[both] = equal[now[both]] & equal[before[both]]
            pairs.append(np.array([now[both], before[both]]))
    now, before = np.concatenate(pairs, axis=1)
    leaner = np.diff(_clean(matrix[now] - matrix[before]).indptr) < np.diff(matrix.indptr)[now]
    now, before = now[leaner], before[leaner]
    count = matrix.shape[0]
    every = np.arange(count)
    places = np.concatenate([every, now]), np.concatenate([every, before])
    values = np.concatenate([np.ones(count), -np.ones(len(now))])
    return csr_array((values, places), shape=(count, count))


def _changed(change: csr_array, ends: Floats) -> Floats:
    """Return row ends after the change, which touches equalities only; infinite ends stay."""
    finite = np.where(np.isfinite(ends), ends, 0.0)
    return np.where(np.isfinite(ends), np.asarray(change @ finite), ends)


def _defining(problem: Problem, matrix: csr_array, bounds: Bounds, asked: Marks) -> Integers:
    """Return the row that defines each column as a sum of a few others, none of them defined itself; -1 for none.

    The others are 0 or above and count towards it, so its own lower bound of 0 holds by itself.
    """
    free = (bounds.lower == 0.0) & np.isinf(bounds.upper) & (bounds.lower_row < 0) & ~problem.whole
    from_zero = bounds.lower >= 0.0
    defining, used = np.full(len(free), -1), np.zeros(len(free), dtype=bool)
    lengths = np.diff(matrix.indptr)
    for row in np.flatnonzero(asked & (lengths >= 2) & (lengths <= MOST_PARTS + 1)):
        stretch = slice(matrix.indptr[row], matrix.indptr[row + 1])
        columns, entries = matrix.indices[stretch], matrix.data[stretch]
        for sign in (1.0, -1.0):
            alone = np.flatnonzero(sign * entries > 0)
            if len(alone) != 1:
                continue
            column, others = columns[alone[0]], np.delete(columns, alone[0])
            plain = not used[column] and defining[column] < 0 and (defining[others] < 0).all()
            if free[column] and plain and from_zero[others].all():
                defining[column], used[others] = row, True
                break
    return defining


def _parts(matrix: csr_array, defining: Integers) -> csr_array:
    """Return the matrix that gives every column from those that stand in the lean problem."""
    defined = np.flatnonzero(defining >= 0)
    own = matrix[defining[defined]].tocoo()
    at = own.row, own.col
    pivot = np.zeros(len(defined))
    is_pivot = at[1] == defined[at[0]]
    pivot[at[0][is_pivot]] = own.data[is_pivot]
    rest = ~is_pivot
    plain = np.flatnonzero(defining < 0)
    rows = np.concatenate([plain, defined[at[0][rest]]])
    columns = np.concatenate([plain, at[1][rest]])
    values = np.concatenate([np.ones(len(plain)), -own.data[rest] / pivot[at[0][rest]]])
    return csr_array((values, (rows, columns)), shape=(len(defining), len(defining)))


def _clean(matrix: csr_array) -> csr_array:
    """Return a matrix without entries that are nothing but rounding."""
    found = csr_array(matrix)
    found.data[np.abs(found.data) < ROUNDING] = 0.0
    found.eliminate_zeros()
    return found
