"""A problem: the rows and columns a solver sees, and where each quantity and equation stands in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from scipy.sparse import csr_array

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class Problem:
    """A mixed-integer linear problem in arrays, to be made as small as possible.

    `columns[name]` holds the column of each element of a quantity, `rows[name]` the row of each element of
    an equation, -1 where a row binds nothing and was left out.
    """

    matrix: csr_array
    row_lower: Floats
    row_upper: Floats
    column_lower: Floats
    column_upper: Floats
    cost: Floats
    whole: NDArray[np.bool_]
    columns: Mapping[str, xr.DataArray]
    rows: Mapping[str, xr.DataArray]

    @property
    def shape(self) -> tuple[int, int]:
        """Number of rows and of columns."""
        return len(self.row_lower), len(self.cost)

    def values(self, solution: Floats) -> dict[str, xr.DataArray]:
        """Lay a solution out by quantity, with the dimensions of each."""
        return {name: column.copy(data=solution[column.values]) for name, column in self.columns.items()}

    def prices(self, duals: Floats, costs: Floats) -> dict[str, xr.DataArray]:
        """Lay row duals out by equation; 0 where a row was left out, or can give way to nothing.

        Prices are read with whole numbers held. A row of nothing but whole numbers, and of what follows from
        them, then has room for no change: its dual is not unique. Where it is the row by which a column follows,
        its price is what the rows that have room pay for that column, and the column's cost; any other has none.
        costs: each column's cost, less what rows beside the problem (cuts) earn it.
        """
        held, steps = self._followed()
        found = np.append(np.where(held, 0.0, duals), 0.0)
        for rows, columns in reversed(steps):
            left = costs - self.matrix.T @ found[:-1]
            found[rows] = left[columns] / np.asarray(self.matrix[rows, columns]).ravel()
        return {name: row.copy(data=found[row.values]) for name, row in self.rows.items()}

    def _followed(self) -> tuple[NDArray[np.bool_], list[tuple[Integers, Integers]]]:
        """Mark rows whose every column is a whole number or follows from whole numbers by equalities.

        Returned with, step by step, the rows by which columns follow and those columns.
        """
        pattern = csr_array(
            (np.ones_like(self.matrix.data), self.matrix.indices, self.matrix.indptr), self.shape
        )
        equal = self.row_lower == self.row_upper
        held = self.whole.copy()
        steps: list[tuple[Integers, Integers]] = []
        while True:
            free = pattern @ (~held).astype(float)
            rows = np.flatnonzero(equal & (free == 1))
            entries = pattern[rows].tocoo()
            follows = ~held[entries.col]
            columns, first = np.unique(entries.col[follows], return_index=True)
            if not len(columns):
                return np.asarray(free == 0), steps
            steps.append((rows[entries.row[follows][first]], columns))
            held[columns] = True
