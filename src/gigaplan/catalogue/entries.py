"""What an entry of the catalogue holds: values and series, each with unit, date, source and grade."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeVar

from gigaplan.core.errors import Finding, InputError

GRADES = MappingProxyType(
    {
        "A": "primary document or data file",
        "B": "named public source quoting a primary",
        "C": "single weak or aggregated source",
        "D": "derived by arithmetic, shown in the note",
        "M": "from memory, not checked again",
        "E": "estimate of this project",
    }
)
Found = TypeVar("Found")


@dataclass(frozen=True)
class Value:
    """One number: central, with low and high where stated, in `unit`, and where it comes from."""

    central: float
    unit: str
    as_of: str
    source: str
    grade: str
    low: float | None = None
    high: float | None = None
    money_year: int | None = None
    note: str = ""


@dataclass(frozen=True)
class Series:
    """Numbers by period ("2025", "2025-Q1" or a thing's name) in `unit`, low and high where stated."""

    central: Mapping[str, float]
    unit: str
    as_of: str
    source: str
    grade: str
    low: Mapping[str, float]
    high: Mapping[str, float]
    money_year: int | None = None
    note: str = ""


@dataclass(frozen=True)
class Told:
    """Where an attribute that is no number comes from."""

    as_of: str
    source: str
    grade: str
    note: str = ""


@dataclass(frozen=True)
class Entry:
    """One thing of the catalogue; `texts` are its attributes that are no numbers, `origins` where some of them come from."""

    kind: str
    id: str
    title: str
    description: str
    texts: Mapping[str, str]
    values: Mapping[str, Value]
    series: Mapping[str, Series]
    origins: Mapping[str, Told]

    def number(self, name: str, unit: str) -> float:
        """Return the central number of a value in `unit`.

        Raises InputError where the entry has no such value, UnitError where the unit is of another kind.
        """
        value = choose(name, self.values, f"{self.kind}.{self.id}.values")
        return _converted(value.central, value.unit, unit)

    def range(self, name: str, unit: str) -> tuple[float, float, float]:
        """Return low, central and high of a value in `unit`; a bound not stated equals the central number."""
        value = choose(name, self.values, f"{self.kind}.{self.id}.values")
        low = value.central if value.low is None else value.low
        high = value.central if value.high is None else value.high
        return (
            _converted(low, value.unit, unit),
            _converted(value.central, value.unit, unit),
            _converted(high, value.unit, unit),
        )

    def number_at(self, name: str, period: str, unit: str) -> float:
        """Return the central number of a series in one period, in `unit`.

        Raises InputError where the entry has no such series or the series no such period.
        """
        series = choose(name, self.series, f"{self.kind}.{self.id}.series")
        found = choose(period, series.central, f"{self.kind}.{self.id}.series.{name}")
        return _converted(found, series.unit, unit)


def choose(name: str, known: Mapping[str, Found], where: str) -> Found:
    """Return `known[name]`; raises InputError that tells the nearest names where it is missing."""
    if name in known:
        return known[name]
    raise unknown_name(name, known, where)


def unknown_name(name: str, known: Iterable[str], where: str) -> InputError:
    """Return the error for a name that is not there, with the nearest names that are."""
    allowed = sorted(known)
    near = difflib.get_close_matches(name, allowed, n=3, cutoff=0.5)
    advice = f"did you mean {', '.join(repr(one) for one in near)}?" if near else "choose one of these"
    finding = Finding(where, repr(name), ", ".join(allowed) or "nothing: there are none", advice)
    return InputError("not in the catalogue", [finding])


def _converted(number: float, from_unit: str, to_unit: str) -> float:
    if from_unit == to_unit:
        return number
    from gigaplan.core.units import convert  # pint is slow to import, and most callers only list

    return convert(number, from_unit, to_unit)
