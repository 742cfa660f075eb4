"""A problem: the rows and columns a solver sees, and where each quantity and equation stands in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from scipy.sparse import csr_array

Floats = NDArray[np.float64]


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

    def prices(self, duals: Floats) -> dict[str, xr.DataArray]:
        """Lay row duals out by equation; 0 where a row was left out, or names what is held alone.

        Prices are read with whole numbers held. A row of nothing but whole numbers, and of what follows from
        them, then has room for no change: its dual is not unique and prices nothing.
        """
        found = {}
        padded = np.append(np.where(self._held_rows(), 0.0, duals), 0.0)
        for name, row in self.rows.items():
            found[name] = row.copy(data=padded[row.values])
        return found

    def _held_rows(self) -> NDArray[np.bool_]:
        """Mark rows whose every column is a whole number or follows from whole numbers by equalities."""
        pattern = csr_array(
            (np.ones_like(self.matrix.data), self.matrix.indices, self.matrix.indptr), self.shape
        )
        equal = self.row_lower == self.row_upper
        held = self.whole.copy()
        while True:
            free = pattern @ (~held).astype(float)
            follows = (pattern[equal & (free == 1)].sum(axis=0) > 0) & ~held
            if not follows.any():
                return np.asarray(free == 0)
            held |= follows
