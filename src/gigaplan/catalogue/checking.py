"""What a catalogue file must hold: the rules of its format, all breaches found at once.

Units are not parsed here, since that would need a heavy import at every listing; the tests parse them all.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from gigaplan.catalogue.entries import GRADES
from gigaplan.core.errors import Finding

TOP_KEYS = ("id", "title", "description", "texts", "origins", "values", "series")
TOLD_KEYS = ("as_of", "source", "grade", "note")
ORIGIN_KEYS = ("unit", "money_year", *TOLD_KEYS)
VALUE_KEYS = ("central", "low", "high", *ORIGIN_KEYS)
SERIES_KEYS = ("values", "low", "high", *ORIGIN_KEYS)
_DATE = re.compile(r"\d{4}(-Q[1-4]|-\d{2}(-\d{2})?)?")
_MONEY = re.compile(r"(?:USD|EUR)_(\d{4})")


def findings_of(document: Mapping[str, Any], name: str, where: str) -> list[Finding]:
    """Return everything wrong in one file; an empty list where all is in order."""
    return list(_findings(document, name, where))


def _findings(document: Mapping[str, Any], name: str, where: str) -> Iterator[Finding]:
    yield from _unknown_keys(document, TOP_KEYS, where)
    for key in ("id", "title", "description"):
        yield from _filled_text(document, key, where)
    if document.get("id") != name:
        yield Finding(f"{where}: id", repr(document.get("id")), repr(name), "name the file after the id")
    for key, text in _table(document, "texts").items():
        if not isinstance(text, str):
            yield Finding(f"{where}: texts.{key}", repr(text), "text", "move numbers to [values]")
    for key, table in _table(document, "origins").items():
        yield from _text_findings(table, key in _table(document, "texts"), f"{where}: origins.{key}")
    for key, table in _table(document, "values").items():
        yield from _value_findings(table, f"{where}: values.{key}")
    for key, table in _table(document, "series").items():
        yield from _series_findings(table, f"{where}: series.{key}")


def _text_findings(table: Any, known: bool, where: str) -> Iterator[Finding]:
    if not isinstance(table, Mapping):
        yield Finding(where, repr(table), "a table", "write as_of, source and grade")
        return
    if not known:
        yield Finding(where, "the origin of no text", "a key of [texts]", "name the text it is of")
    yield from _unknown_keys(table, TOLD_KEYS, where)
    yield from _told_findings(table, where)


def _value_findings(table: Any, where: str) -> Iterator[Finding]:
    if not isinstance(table, Mapping):
        yield Finding(where, repr(table), "a table", "write central, unit, as_of, source and grade")
        return
    yield from _unknown_keys(table, VALUE_KEYS, where)
    yield from _origin_findings(table, where)
    numbers = [table[key] for key in ("low", "central", "high") if key in table]
    if "central" not in table or not all(_is_number(number) for number in numbers):
        yield Finding(where, repr(numbers), "finite numbers with a central one", "state the central number")
    elif numbers != sorted(numbers):
        yield Finding(where, repr(numbers), "low <= central <= high", "put them in order")


def _series_findings(table: Any, where: str) -> Iterator[Finding]:
    if not isinstance(table, Mapping):
        yield Finding(where, repr(table), "a table", "write values, unit, as_of, source and grade")
        return
    yield from _unknown_keys(table, SERIES_KEYS, where)
    yield from _origin_findings(table, where)
    central = _table(table, "values")
    if not central:
        yield Finding(where, "no values", "values by period", "state at least one")
    for key in ("low", "values", "high"):
        if not all(_is_number(number) for number in _table(table, key).values()):
            yield Finding(f"{where}.{key}", repr(table[key]), "finite numbers", "mend the numbers")
            return
    for period, number in central.items():
        low, high = _table(table, "low").get(period, number), _table(table, "high").get(period, number)
        if not low <= number <= high:
            given = f"{low}, {number}, {high}"
            yield Finding(f"{where}.{period}", given, "low <= central <= high", "put them in order")


def _told_findings(table: Mapping[str, Any], where: str) -> Iterator[Finding]:
    yield from _filled_text(table, "source", where)
    if table.get("grade") not in GRADES:
        allowed = ", ".join(GRADES)
        yield Finding(f"{where}.grade", repr(table.get("grade")), allowed, "grade the source honestly")
    date = table.get("as_of")
    if not isinstance(date, str) or not _DATE.fullmatch(date):
        yield Finding(f"{where}.as_of", repr(date), "a date such as '2026-04'", "say when it was true")


def _origin_findings(table: Mapping[str, Any], where: str) -> Iterator[Finding]:
    yield from _filled_text(table, "unit", where)
    yield from _told_findings(table, where)
    years = {int(year) for year in _MONEY.findall(str(table.get("unit", "")))}
    stated = {table["money_year"]} if "money_year" in table else set()
    if years != stated:
        given = repr(table.get("money_year"))
        yield Finding(f"{where}.money_year", given, repr(sorted(years)), "use the unit's year")


def _unknown_keys(table: Mapping[str, Any], known: tuple[str, ...], where: str) -> Iterator[Finding]:
    for key in table:
        if key not in known:
            yield Finding(f"{where}: {key}", repr(key), ", ".join(known), "remove or rename it")


def _filled_text(table: Mapping[str, Any], key: str, where: str) -> Iterator[Finding]:
    text = table.get(key)
    if not isinstance(text, str) or not text.strip():
        yield Finding(f"{where}: {key}", repr(text), "text that is not empty", f"write the {key}")


def _table(document: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = document.get(key, {})
    return found if isinstance(found, Mapping) else {}


def _is_number(number: Any) -> bool:
    return isinstance(number, int | float) and not isinstance(number, bool) and math.isfinite(number)
