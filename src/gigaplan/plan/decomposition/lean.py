"""A leaner form of the same problem for the master: fewer rows with fewer entries, the same columns and prices.

Three exact changes. A row of one entry becomes a bound of its column. A row that the columns' bounds keep
anyway is left out. An equality that adds up what was ordered so far is written as the change from the quarter
before, which has a few entries where the sum has dozens.
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


@dataclass(frozen=True)
class Bounds:
    """Column bounds with single-entry rows taken in, and which row gave each (-1: none), by column."""

    lower: Floats
    upper: Floats
    lower_row: Integers
    upper_row: Integers


@dataclass(frozen=True)
class Lean:
    """The leaner problem, and what its prices are in rows of the full one.

    rows: full row of each lean row. change: the full problem's rows as they stand in the lean one are this
    matrix times the full ones. entries: entry of a full row of one entry, 0 for any other.
    """

    problem: Problem
    rows: Integers
    change: csr_array
    bounds: Bounds
    entries: Floats

    def duals(self, row_duals: Floats, column_duals: Floats) -> Floats:
        """Return the row duals of the full problem.

        A bound that was a row takes its column's reduced cost.
        """
        found = np.zeros(len(self.entries))
        found[self.rows] = row_duals
        found = np.asarray(self.change.T @ found)
        owner = np.where(column_duals > 0, self.bounds.lower_row, self.bounds.upper_row)
        owned = np.flatnonzero((owner >= 0) & (column_duals != 0))
        found[owner[owned]] = column_duals[owned] / self.entries[owner[owned]]
        return found


def lean(problem: Problem) -> Lean:
    """Return the leaner form of a problem: the same columns, the same solutions, the same prices."""
    matrix = csr_array(problem.matrix, copy=True)
    matrix.eliminate_zeros()
    single = np.diff(matrix.indptr) == 1
    entries = np.zeros(problem.shape[0])
    entries[single] = matrix.data[matrix.indptr[:-1][single]]
    bounds = _bounds(problem, matrix, np.flatnonzero(single))
    kept = ~single & ~_idle(problem, matrix, bounds)
    change = _change(problem, matrix, kept)
    rows = np.flatnonzero(kept)
    leaner = replace(
        problem,
        matrix=csr_array(_clean(change @ matrix)[rows]),
        row_lower=_changed(change, problem.row_lower)[rows],
        row_upper=_changed(change, problem.row_upper)[rows],
        column_lower=bounds.lower,
        column_upper=bounds.upper,
    )
    return Lean(leaner, rows, change, bounds, entries)


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


def _clean(matrix: csr_array) -> csr_array:
    """Return a matrix without entries that are nothing but rounding."""
    found = csr_array(matrix)
    found.data[np.abs(found.data) < ROUNDING] = 0.0
    found.eliminate_zeros()
    return found
