"""Reading the catalogue's files: found by folder, read once, refused where a source or unit is missing."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from gigaplan.catalogue.checking import findings_of
from gigaplan.catalogue.entries import Entry, Series, Told, Value, choose, unknown_name
from gigaplan.core.errors import Finding, InputError, raise_findings

KINDS = (
    "chips",
    "models",
    "power",
    "facility",
    "cooling",
    "regions",
    "export_rules",
    "money",
    "supply",
    "work",
    "thinking",
    "uncertainty",
)
FOLDER = Path(__file__).parent  # importlib.resources would cost a tenth of reading everything
SUFFIX = ".toml"


def kinds() -> tuple[str, ...]:
    """Return the kinds of things in the catalogue."""
    return KINDS


def names(kind: str) -> list[str]:
    """Return the names of one kind's entries in alphabetical order; raises InputError for an unknown kind."""
    return sorted(_paths(kind))


@cache
def entry(kind: str, name: str) -> Entry:
    """Return one entry; raises InputError for an unknown kind or name, with the nearest names."""
    path = choose(name, _paths(kind), f"catalogue.{kind}")
    return read_entry(kind, name, path.read_text(encoding="utf-8"))


def read_entry(kind: str, name: str, text: str) -> Entry:
    """Read the text of one file; raises InputError with everything found wrong in it."""
    where = f"catalogue/{kind}/{name}{SUFFIX}"
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        finding = Finding(where, str(problem), "TOML", "mend the file at the line named")
        raise InputError("a catalogue file cannot be read", [finding]) from problem
    raise_findings("a catalogue file is not in order", findings_of(document, name, where))
    return Entry(
        kind=kind,
        id=document["id"],
        title=document["title"],
        description=document["description"],
        texts=MappingProxyType(dict(document.get("texts", {}))),
        values=MappingProxyType({key: _value(table) for key, table in document.get("values", {}).items()}),
        series=MappingProxyType({key: _series(table) for key, table in document.get("series", {}).items()}),
        origins=MappingProxyType({key: Told(**table) for key, table in document.get("origins", {}).items()}),
    )


@cache
def _paths(kind: str) -> Mapping[str, Path]:
    if kind not in KINDS:
        raise unknown_name(kind, KINDS, "catalogue")
    found = {path.stem: path for path in (FOLDER / kind).glob(f"*{SUFFIX}")}
    return MappingProxyType(found)


def _value(table: Mapping[str, Any]) -> Value:
    return Value(
        central=float(table["central"]),
        low=_optional(table.get("low")),
        high=_optional(table.get("high")),
        **_origin(table),
    )


def _series(table: Mapping[str, Any]) -> Series:
    return Series(
        central=_periods(table["values"]),
        low=_periods(table.get("low", {})),
        high=_periods(table.get("high", {})),
        **_origin(table),
    )


def _origin(table: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "unit": table["unit"],
        "as_of": table["as_of"],
        "source": table["source"],
        "grade": table["grade"],
        "money_year": table.get("money_year"),
        "note": table.get("note", ""),
    }


def _optional(number: float | None) -> float | None:
    return None if number is None else float(number)


def _periods(table: Mapping[str, float]) -> Mapping[str, float]:
    return MappingProxyType({period: float(number) for period, number in table.items()})
