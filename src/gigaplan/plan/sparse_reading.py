"""An operand as rows of a sparse matrix: what an equation says, as numbers, without a model in between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import prod

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from gigaplan.language import Operand
from gigaplan.language.operand import Number
from gigaplan.programme.programme import Calendar

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class SparseRows(Operand):
    """A term as matrix @ decisions + constant, one row for each of its elements in C order.

    dims: names of its dimensions. constant: array over them. matrix[element, column]: None where no decision
    stands in the term. Elements of one label are held to stand at one position in every array, as in a programme.
    """

    dims: tuple[str, ...]
    constant: Floats
    matrix: csr_array | None
    calendar: Calendar

    @property
    def size_of(self) -> dict[str, int]:
        """Number of elements along each dimension."""
        return dict(zip(self.dims, self.constant.shape, strict=True))

    def __add__(self, other: SparseRows | Number) -> SparseRows:
        if not isinstance(other, SparseRows):
            return replace(self, constant=self.constant + other)
        left, right = _aligned(self, other)
        constant = left.constant + right.constant
        if left.matrix is None or right.matrix is None:
            return replace(
                left, constant=constant, matrix=right.matrix if left.matrix is None else left.matrix
            )
        return replace(left, constant=constant, matrix=csr_array(left.matrix + right.matrix))

    def __neg__(self) -> SparseRows:
        return replace(
            self, constant=-self.constant, matrix=None if self.matrix is None else csr_array(-self.matrix)
        )

    def __mul__(self, other: SparseRows) -> SparseRows:
        left, right = _aligned(self, other)
        if left.matrix is None:
            left, right = right, left
        if right.matrix is not None:
            raise TypeError("a product of two decisions is not linear")
        return replace(
            left, constant=left.constant * right.constant, matrix=_scaled(left.matrix, right.constant)
        )

    def __truediv__(self, other: SparseRows) -> SparseRows:
        if other.matrix is not None:
            raise TypeError("a quotient by a decision is not linear")
        return self * replace(other, constant=1.0 / other.constant)

    def total(self, over: tuple[str, ...]) -> SparseRows:
        kept = tuple(dim for dim in self.dims if dim not in over)
        shape = tuple(self.size_of[dim] for dim in kept)
        return self._gathered(_positions(kept, shape, self.dims, self.constant.shape), kept, shape)

    def spread(self, by: SparseRows) -> SparseRows:
        return (self._renamed("quarter", "order") * by).total(("order",))

    def each_hour(self) -> SparseRows:
        return self._taken("quarter", self.calendar.quarter_of_hour)._renamed("quarter", "hour")

    def by_quarter(self) -> SparseRows:
        axis = self.dims.index("hour")
        quarters = len(self.calendar.quarters)
        shape = tuple(quarters if dim == "hour" else size for dim, size in self.size_of.items())
        into = np.take(np.arange(prod(shape)).reshape(shape), self.calendar.quarter_of_hour, axis=axis)
        return self._gathered(into.ravel(), self.dims, shape)._renamed("hour", "quarter")

    def previous(self, start: SparseRows) -> SparseRows:
        first = SparseRows(("hour",), self.calendar.first_of_block.astype(float), None, self.calendar)
        before = self._taken("hour", np.maximum(np.arange(len(self.calendar.hours)) - 1, 0))
        return before * (1 - first) + start * first

    def along(self, dims: tuple[str, ...], shape: tuple[int, ...]) -> SparseRows:
        """Return the term over more dimensions, or over its own in another order."""
        if dims == self.dims:
            return self
        return self._picked(_positions(self.dims, self.constant.shape, dims, shape), dims, shape)

    def _renamed(self, old: str, new: str) -> SparseRows:
        return replace(self, dims=tuple(new if dim == old else dim for dim in self.dims))

    def _taken(self, dim: str, positions: Integers) -> SparseRows:
        """Return the elements at some positions along one dimension, which may come several times."""
        axis = self.dims.index(dim)
        elements = np.take(np.arange(self.constant.size).reshape(self.constant.shape), positions, axis=axis)
        return self._picked(elements.ravel(), self.dims, elements.shape)

    def _picked(self, elements: Integers, dims: tuple[str, ...], shape: tuple[int, ...]) -> SparseRows:
        """Return some elements, each as often as it is named, laid out anew."""
        matrix = None if self.matrix is None else csr_array(self.matrix[elements])
        return replace(
            self, dims=dims, constant=self.constant.ravel()[elements].reshape(shape), matrix=matrix
        )

    def _gathered(self, into: Integers, dims: tuple[str, ...], shape: tuple[int, ...]) -> SparseRows:
        """Add elements up: element e goes into element into[e] of the new layout."""
        count = prod(shape)
        constant = np.asarray(np.bincount(into, self.constant.ravel(), count), dtype=np.float64).reshape(
            shape
        )
        if self.matrix is None:
            return replace(self, dims=dims, constant=constant)
        gather = csr_array((np.ones(len(into)), (into, np.arange(len(into)))), shape=(count, len(into)))
        return replace(self, dims=dims, constant=constant, matrix=csr_array(gather @ self.matrix))


def _aligned(left: SparseRows, right: SparseRows) -> tuple[SparseRows, SparseRows]:
    """Return both terms over all dimensions of either, those of the left one first."""
    dims = left.dims + tuple(dim for dim in right.dims if dim not in left.dims)
    size = {**right.size_of, **left.size_of}
    shape = tuple(size[dim] for dim in dims)
    return left.along(dims, shape), right.along(dims, shape)


def _positions(
    dims: Sequence[str], shape: Sequence[int], wide: Sequence[str], wide_shape: Sequence[int]
) -> Integers:
    """Return for each element over the wide dimensions the position of its element over fewer ones."""
    steps = dict(zip(dims, np.cumprod([1, *reversed(shape[1:])])[::-1], strict=True)) if dims else {}
    found = np.zeros(wide_shape, dtype=np.int64)
    for axis, dim in enumerate(wide):
        if dim in steps:
            along = [1] * len(wide)
            along[axis] = -1
            found += (np.arange(wide_shape[axis]) * steps[dim]).reshape(along)
    return found.ravel()


def _scaled(matrix: csr_array | None, by: Floats) -> csr_array | None:
    """Multiply each row by its factor."""
    if matrix is None:
        return None
    data = matrix.data * np.repeat(by.ravel(), np.diff(matrix.indptr))
    return csr_array((data, matrix.indices, matrix.indptr), shape=matrix.shape)
