"""The second reading: equations evaluated on a solution; residuals, ledgers and totals come from here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr

from gigaplan.equations import LEDGERS, OBJECTIVES
from gigaplan.language import Operand, Quantity, Relation, Symbols, equations, quantities, terms
from gigaplan.language.operand import Number
from gigaplan.programme.programme import Calendar, Programme


@dataclass(frozen=True)
class Values(Operand):
    """A term as the array of its values."""

    array: xr.DataArray
    calendar: Calendar

    def _with(self, array: xr.DataArray) -> Values:
        return Values(array, self.calendar)

    def __add__(self, other: Values | Number) -> Values:
        return self._with(self.array + (other.array if isinstance(other, Values) else other))

    def __neg__(self) -> Values:
        return self._with(-self.array)

    def __mul__(self, other: Values) -> Values:
        return self._with(self.array * other.array)

    def __truediv__(self, other: Values) -> Values:
        return self._with(self.array / other.array)

    def total(self, over: tuple[str, ...]) -> Values:
        return self._with(self.array.sum(list(over)))

    def spread(self, by: Values) -> Values:
        ordered = self.array.rename({"quarter": "order"})
        return self._with(xr.dot(ordered, by.array, dim="order"))

    def each_hour(self) -> Values:
        hourly = self.array.isel(quarter=self.calendar.quarter_of_hour).rename({"quarter": "hour"})
        return self._with(hourly.assign_coords(hour=self.calendar.hours))

    def by_quarter(self) -> Values:
        axis = self.array.get_axis_num("hour")
        sums = self.calendar.by_quarter(self.array.values, axis)
        dims = tuple("quarter" if dim == "hour" else dim for dim in self.array.dims)
        coords = {dim: self.array[dim] for dim in self.array.dims if dim != "hour"}
        return self._with(
            xr.DataArray(sums, dims=dims, coords={**coords, "quarter": list(self.calendar.quarters)})
        )

    def previous(self, start: Values) -> Values:
        first = xr.DataArray(self.calendar.first_of_block, dims="hour", coords={"hour": self.calendar.hours})
        before = self.array.shift(hour=1, fill_value=0.0)
        return self._with(before.where(~first, start.array).transpose(*self.array.dims))


@dataclass(frozen=True)
class Residual:
    """How far a solution is from an equation: the largest violation, its scale, and where it is."""

    equation: str
    text: str
    violation: float
    scale: float
    place: str

    @property
    def relative(self) -> float:
        """Violation relative to the largest amount in the equation, at least 1."""
        return self.violation / max(self.scale, 1.0)


def value_symbols(programme: Programme, solution: Mapping[str, xr.DataArray]) -> Symbols:
    """Return the namespace that reads equations on a solution."""

    def read(declared: Quantity) -> Values:
        array = programme.inputs[declared.name] if declared.role == "input" else solution[declared.name]
        return Values(array, programme.calendar)

    return Symbols(read)


def audit(programme: Programme, solution: Mapping[str, xr.DataArray]) -> tuple[Residual, ...]:
    """Evaluate every equation, every bound and every whole number on a solution, over all its hours."""
    symbols = value_symbols(programme, solution)
    residuals = [_residual(name, law.text, law.read(symbols)) for name, law in equations().items()]
    return (*residuals, *_bounds(programme, solution))


def _residual(name: str, text: str, relation: Relation[Any]) -> Residual:
    left = relation.left.array
    right = (
        relation.right.array if isinstance(relation.right, Values) else xr.zeros_like(left) + relation.right
    )
    left, right = xr.broadcast(left, right)
    finite = np.isfinite(right.values)
    gap = np.where(finite, left.values - np.where(finite, right.values, 0.0), 0.0)
    over = {"==": np.abs(gap), "<=": gap, ">=": -gap}[relation.sense]
    scale = float(max(np.abs(left.values).max(initial=0.0), np.abs(right.values[finite]).max(initial=0.0)))
    return _worst(name, text, over, left, scale)


def _worst(name: str, text: str, over: Any, like: xr.DataArray, scale: float) -> Residual:
    if over.size == 0:
        return Residual(name, text, 0.0, scale, "")
    worst = int(np.argmax(over))
    position = np.unravel_index(worst, over.shape)
    place = ", ".join(
        f"{dim} {like[dim].values[index]}" for dim, index in zip(like.dims, position, strict=True)
    )
    return Residual(name, text, max(float(over.flat[worst]), 0.0), scale, place)


def _bounds(programme: Programme, solution: Mapping[str, xr.DataArray]) -> list[Residual]:
    found = []
    for declared in quantities().values():
        if declared.role == "input":
            continue
        array = solution[declared.name]
        over = np.maximum(declared.at_least - array.values, array.values - declared.at_most)
        scale = float(np.abs(array.values).max(initial=0.0))
        found.append(_worst(f"{declared.name} in bounds", declared.text, over, array, scale))
        if declared.whole:
            whole = (
                array.values
                if declared.whole == "all"
                else (array * programme.inputs[declared.whole]).transpose(*array.dims).values
            )
            found.append(
                _worst(f"{declared.name} whole", declared.text, np.abs(whole - np.round(whole)), array, 1.0)
            )
    return found


def ledger(programme: Programme, solution: Mapping[str, xr.DataArray]) -> dict[str, dict[str, xr.DataArray]]:
    """Return every money ledger's terms on a solution: ledger → term → amount by quarter [MUSD_2026]."""
    symbols = value_symbols(programme, solution)
    return {name: {term: law.read(symbols).array for term, law in terms(name).items()} for name in LEDGERS}  # type: ignore[attr-defined]


def objective_total(programme: Programme, amounts: Mapping[str, Mapping[str, xr.DataArray]]) -> float:
    """Return the discounted sum of the objective's ledgers [MUSD_2026]."""
    discount = programme.inputs["discount"]
    chosen = OBJECTIVES[programme.objective]
    return float(sum((discount * amount).sum() for name in chosen for amount in amounts[name].values()))
