"""The third reading: units and dimensions of an equation, checked without any number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gigaplan.core.units import registry
from gigaplan.language.operand import Number, Operand, Symbols
from gigaplan.language.quantity import Quantity


class UnitMismatchError(ValueError):
    """Two terms of different units, or an index used where it does not exist."""


@dataclass(frozen=True)
class Measured(Operand):
    """A term as its unit, its dimensions, and whether an hourly decision stands in it."""

    unit: Any
    over: frozenset[str]
    hourly: bool

    def _same(self, other: Measured | Number, verb: str) -> Measured:
        if isinstance(other, int | float):
            if other not in (0, 1):
                raise UnitMismatchError(
                    f"the number {other} stands in an equation; declare a quantity for it"
                )
            if other == 1 and not self.unit.dimensionless:
                raise UnitMismatchError(f"cannot {verb} {self.unit} and a plain 1")
            return self
        if self.unit != other.unit:
            raise UnitMismatchError(f"cannot {verb} {self.unit} and {other.unit}")
        return Measured(self.unit, self.over | other.over, self.hourly or other.hourly)

    def __add__(self, other: Measured | Number) -> Measured:
        return self._same(other, "add")

    def __neg__(self) -> Measured:
        return self

    def __mul__(self, other: Measured) -> Measured:
        return Measured(self.unit * other.unit, self.over | other.over, self.hourly or other.hourly)

    def __truediv__(self, other: Measured) -> Measured:
        return Measured(self.unit / other.unit, self.over | other.over, self.hourly or other.hourly)

    def compare(self, other: Measured | Number) -> Measured:
        """Return the row an equation makes of two sides; raises UnitMismatchError where they differ."""
        return self._same(other, "compare")

    def _without(self, gone: set[str], new: set[str]) -> Measured:
        missing = gone - self.over
        if missing:
            raise UnitMismatchError(
                f"there is no {' or '.join(sorted(missing))} to act on; only {sorted(self.over)}"
            )
        return Measured(self.unit, (self.over - gone) | new, self.hourly)

    def total(self, over: tuple[str, ...]) -> Measured:
        return self._without(set(over), set())

    def spread(self, by: Measured) -> Measured:
        if not {"order", "quarter"} <= by.over:
            raise UnitMismatchError("spread needs a matrix over order and quarter")
        moved = self._without({"quarter"}, {"order"}) * by
        return moved._without({"order"}, set())

    def each_hour(self) -> Measured:
        return self._without({"quarter"}, {"hour"})

    def by_quarter(self) -> Measured:
        return self._without({"hour"}, {"quarter"})

    def previous(self, start: Measured) -> Measured:
        return self._same(start, "begin")._without({"hour"}, {"hour"})


def read_unit(declared: Quantity) -> Measured:
    """Read a quantity as its unit and dimensions."""
    unit = registry().Unit(declared.unit)
    return Measured(unit, frozenset(declared.over), declared.hourly and declared.role != "input")


def unit_symbols() -> Symbols:
    """Return the namespace that reads equations as units."""
    return Symbols(read_unit)
