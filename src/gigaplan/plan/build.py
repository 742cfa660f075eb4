"""The first reading through linopy, for the reference: the same rows as `assembly.py` gives, built by another hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import linopy
import numpy as np
import xarray as xr
from scipy.sparse import csr_array

from gigaplan.equations import OBJECTIVES
from gigaplan.language import Operand, Quantity, Relation, Symbols, equations, quantities, terms
from gigaplan.language.operand import Number
from gigaplan.plan.assembly import discounted, whole_columns
from gigaplan.plan.problem import Problem
from gigaplan.programme.programme import Calendar, Programme

linopy.options["semantics"] = "v1"


@dataclass(frozen=True)
class Rows(Operand):
    """A term as a linear expression in the decisions, or as an array where none stands in it."""

    term: Any
    calendar: Calendar

    def _with(self, term: Any) -> Rows:
        return Rows(term, self.calendar)

    def __add__(self, other: Rows | Number) -> Rows:
        if isinstance(other, Rows):
            return self._with(
                other.term + self.term if self.constant and not other.constant else self.term + other.term
            )
        return self if other == 0 else self._with(self.term + other)

    def __neg__(self) -> Rows:
        return self._with(-self.term)

    def __mul__(self, other: Rows) -> Rows:
        return self._with(
            other.term * self.term if self.constant and not other.constant else self.term * other.term
        )

    def __truediv__(self, other: Rows) -> Rows:
        return self._with(self.term * (1 / other.term))

    @property
    def constant(self) -> bool:
        """Whether no decision stands in the term."""
        return isinstance(self.term, xr.DataArray)

    def total(self, over: tuple[str, ...]) -> Rows:
        return self._with(self.term.sum(list(over)))

    def spread(self, by: Rows) -> Rows:
        ordered = self.term.rename({"quarter": "order"})
        return self._with(ordered * by.term).total(("order",))

    def each_hour(self) -> Rows:
        spread_term = self.term.isel(quarter=self.calendar.quarter_of_hour)
        return self._with(_relabel(spread_term, "quarter", "hour", self.calendar.hours))

    def by_quarter(self) -> Rows:
        parts = []
        for position, quarter in enumerate(self.calendar.quarters):
            hours = np.flatnonzero(self.calendar.quarter_of_hour == position)
            part = self.term.isel(hour=hours).sum("hour")
            parts.append(part.expand_dims({"quarter": [quarter]}))
        merged = xr.concat(parts, dim="quarter") if self.constant else linopy.merge(parts, dim="quarter")
        return self._with(merged)

    def previous(self, start: Rows) -> Rows:
        first = xr.DataArray(
            self.calendar.first_of_block.astype(float), dims="hour", coords={"hour": self.calendar.hours}
        )
        before = self.term.isel(hour=np.maximum(np.arange(len(self.calendar.hours)) - 1, 0))
        before = _relabel(before, "hour", "hour", self.calendar.hours)
        return self._with(before * (1 - first) + start.term * first)


def _relabel(term: Any, old: str, new: str, labels: Any) -> Any:
    if isinstance(term, xr.DataArray):
        return term.rename({old: new} if old != new else {}).assign_coords({new: labels})
    if old != new:
        term = term.rename({old: new})
    return term.assign_coords({new: labels})


def build(programme: Programme) -> Problem:
    """Build every row and cost of a programme as a linopy model, and take its matrix."""
    model = linopy.Model()
    for declared in quantities().values():
        if declared.role != "input":
            _add_variable(model, declared, programme)
    symbols = Symbols(lambda declared: _read(declared, model, programme))
    nowhere: dict[str, xr.DataArray] = {}
    for name, law in equations().items():
        nowhere |= _add_rows(model, name, law.read(symbols))
    amounts = [
        term.read(symbols) for ledger in OBJECTIVES[programme.objective] for term in terms(ledger).values()
    ]
    model.add_objective(discounted(symbols, amounts).term)
    return _problem(model, programme, nowhere)


def _add_variable(model: linopy.Model, declared: Quantity, programme: Programme) -> None:
    coords = [programme.index(dimension) for dimension in declared.over]
    model.add_variables(
        declared.at_least, declared.at_most, coords=coords, dims=declared.over, name=declared.name
    )


def _read(declared: Quantity, model: linopy.Model, programme: Programme) -> Rows:
    if declared.role == "input":
        return Rows(programme.inputs[declared.name], programme.calendar)
    return Rows(1.0 * model.variables[declared.name], programme.calendar)


def _add_rows(model: linopy.Model, name: str, relation: Relation[Rows]) -> dict[str, xr.DataArray]:
    """Add the rows of a law; return it with its labels where it has no element, which linopy takes for no law."""
    left = relation.left - relation.right
    expression = left.term
    if expression.const.size == 0:
        return {name: expression.const.astype(int)}
    finite = np.isfinite(expression.const)
    sense = {"==": "=", "<=": "<=", ">=": ">="}[relation.sense]
    model.add_constraints(
        expression.where(finite, drop=False) if not bool(finite.all()) else expression, sense, 0, name=name
    )
    return {}


def _problem(model: linopy.Model, programme: Programme, nowhere: Mapping[str, xr.DataArray]) -> Problem:
    matrices = model.matrices
    position_of_column = np.full(int(matrices.vlabels.max()) + 1, -1)
    position_of_column[matrices.vlabels] = np.arange(len(matrices.vlabels))
    position_of_row = np.full(int(matrices.clabels.max()) + 2, -1)
    position_of_row[matrices.clabels] = np.arange(len(matrices.clabels))
    columns = {
        name: variable.labels.copy(data=position_of_column[variable.labels.values])
        for name, variable in model.variables.items()
    }
    rows = {
        name: constraint.labels.copy(data=position_of_row[constraint.labels.values])
        for name, constraint in model.constraints.items()
    } | dict(nowhere)
    sense, bound = matrices.sense.astype(str), matrices.b
    return Problem(
        matrix=csr_array(matrices.A),
        row_lower=np.where(np.char.startswith(sense, "<"), -np.inf, bound),
        row_upper=np.where(np.char.startswith(sense, ">"), np.inf, bound),
        column_lower=matrices.lb,
        column_upper=matrices.ub,
        cost=matrices.c,
        whole=whole_columns(columns, programme, len(matrices.vlabels)),
        columns=columns,
        rows=rows,
    )
