"""The first reading: equations to the rows of a problem, straight into a sparse matrix.

The reference builds the same rows through linopy (`build.py`); the tests hold the two to each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

from gigaplan.equations import OBJECTIVES
from gigaplan.language import Equation, Operand, Quantity, Relation, Symbols, equations, quantities, terms
from gigaplan.language.equation import Term
from gigaplan.language.units_reading import Measured, unit_symbols
from gigaplan.plan.problem import Problem
from gigaplan.plan.sparse_reading import SparseRows
from gigaplan.programme.programme import Programme


@cache
def operating(law: Equation) -> bool:
    """Whether an equation holds hour by hour."""
    relation = law.read(unit_symbols())
    left: Measured = relation.left
    return left.compare(relation.right).hourly


def operating_quantities() -> set[str]:
    """Return the names of the hourly decisions."""
    return {name for name, declared in quantities().items() if declared.hourly and declared.role != "input"}


def operating_terms(ledger: str) -> set[str]:
    """Return the terms of a ledger in which an hourly decision stands."""
    return {name for name, term in terms(ledger).items() if _names_hours(term)}


@cache
def _names_hours(term: Term) -> bool:
    amount = term.read(unit_symbols())
    assert isinstance(amount, Measured)
    return amount.hourly


def assemble(programme: Programme) -> Problem:
    """Build the rows and costs of a programme that name no hour: the master's."""
    hourly = operating_quantities()
    return _assembled(
        programme,
        [one for one in _decisions() if one.name not in hourly],
        [law for law in equations().values() if not operating(law)],
        lambda ledger: terms(ledger).keys() - operating_terms(ledger),
    )


def assemble_operation(programme: Programme) -> Problem:
    """Build the rows and costs that `assemble` leaves out: what happens hour by hour."""
    laws = [law for law in equations().values() if operating(law)]
    return _assembled(programme, _decisions(), laws, operating_terms)


def assemble_whole(programme: Programme) -> Problem:
    """Build every row and cost of a programme."""
    return _assembled(
        programme, _decisions(), list(equations().values()), lambda ledger: terms(ledger).keys()
    )


def discounted(symbols: Symbols, amounts: Iterable[Any]) -> Any:
    """Return the discounted sum of amounts by quarter, in any reading."""
    summed = [(symbols.discount * amount).total(("quarter",)) for amount in amounts]
    result = summed[0]
    for amount in summed[1:]:
        result = result + amount
    return result


def whole_columns(columns: Mapping[str, xr.DataArray], programme: Programme, count: int) -> NDArray[np.bool_]:
    """Mark the columns that take whole numbers only."""
    whole = np.zeros(count, dtype=bool)
    for name, column in columns.items():
        marked_by = quantities()[name].whole
        if marked_by == "all":
            whole[column.values.ravel()] = True
        elif marked_by:
            mask, aligned = xr.broadcast(programme.inputs[marked_by], column)
            whole[aligned.values[mask.values > 0]] = True
    return whole


def _decisions() -> list[Quantity]:
    return [one for one in quantities().values() if one.role != "input"]


def _assembled(
    programme: Programme,
    decisions: list[Quantity],
    laws: list[Equation],
    costs: Callable[[str], Iterable[str]],
) -> Problem:
    """Build a problem of some decisions, some laws and the terms that `costs` names of each ledger."""
    columns = _columns(programme, decisions)
    count = sum(column.size for column in columns.values())
    symbols = Symbols(lambda declared: _read(declared, programme, columns, count))
    rows = _Rows(programme)
    for law in laws:
        rows.add(law.name, law.read(symbols))
    named = {ledger: set(costs(ledger)) for ledger in OBJECTIVES[programme.objective]}
    objective = discounted(
        symbols,
        [term.read(symbols) for ledger in named for name, term in terms(ledger).items() if name in named[ledger]],
    )  # fmt: skip
    sizes = [columns[one.name].size for one in decisions]
    matrix, lower, upper = rows.together(count)
    return Problem(
        matrix=matrix,
        row_lower=lower,
        row_upper=upper,
        column_lower=np.repeat([float(one.at_least) for one in decisions], sizes),
        column_upper=np.repeat([float(one.at_most) for one in decisions], sizes),
        cost=np.zeros(count) if objective.matrix is None else objective.matrix.toarray().ravel(),
        whole=whole_columns(columns, programme, count),
        columns=columns,
        rows=rows.numbers,
    )


def _columns(programme: Programme, decisions: list[Quantity]) -> dict[str, xr.DataArray]:
    """Number the elements of each decision in turn."""
    columns, count = {}, 0
    for one in decisions:
        labels = _labels(programme, one.over)
        shape = tuple(len(label) for label in labels.values())
        size = int(np.prod(shape))
        columns[one.name] = xr.DataArray(
            np.arange(count, count + size).reshape(shape), dims=one.over, coords=labels, name=one.name
        )
        count += size
    return columns


def _labels(programme: Programme, dims: Iterable[str]) -> dict[str, Any]:
    return {dim: programme.index(dim) for dim in dims}


def _read(
    declared: Quantity, programme: Programme, columns: Mapping[str, xr.DataArray], count: int
) -> Operand:
    if declared.role == "input":
        return SparseRows(
            declared.over, programme.inputs[declared.name].values.astype(float), None, programme.calendar
        )
    own = columns[declared.name].values
    identity = csr_array((np.ones(own.size), own.ravel(), np.arange(own.size + 1)), shape=(own.size, count))
    return SparseRows(declared.over, np.zeros(own.shape), identity, programme.calendar)


class _Rows:
    """The rows of the laws read so far."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self.numbers: dict[str, xr.DataArray] = {}
        self.parts: list[csr_array] = []
        self.lower: list[NDArray[np.float64]] = []
        self.upper: list[NDArray[np.float64]] = []
        self.count = 0

    def add(self, name: str, relation: Relation[SparseRows]) -> None:
        """Add the rows of a law; an element without a finite side, or in which no decision stands, binds nothing."""
        term = relation.left - relation.right
        shape = term.constant.shape
        if term.matrix is None:
            raise ValueError(f"no decision stands in the equation {name!r}")
        matrix = csr_array(term.matrix)
        matrix.sum_duplicates()
        matrix.eliminate_zeros()
        side = -term.constant.ravel()
        binding = np.isfinite(side)
        numbers = np.full(side.size, -1)
        numbers[binding] = self.count + np.arange(binding.sum())
        labels = _labels(self.programme, term.dims)
        self.numbers[name] = xr.DataArray(numbers.reshape(shape), dims=term.dims, coords=labels, name=name)
        side = side[binding]
        self.parts.append(csr_array(matrix[binding]))
        self.lower.append(np.full(len(side), -np.inf) if relation.sense == "<=" else side)
        self.upper.append(np.full(len(side), np.inf) if relation.sense == ">=" else side)
        self.count += len(side)

    def together(self, columns: int) -> tuple[csr_array, NDArray[np.float64], NDArray[np.float64]]:
        """Return all rows as one matrix with the bounds of each."""
        if not self.parts:
            return csr_array((0, columns)), np.zeros(0), np.zeros(0)
        matrix = csr_array(vstack(self.parts, format="csr"))
        return matrix, np.concatenate(self.lower), np.concatenate(self.upper)
