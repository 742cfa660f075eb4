"""Field types of the schema: quantities as text with units, quarters, paths over quarters."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from itertools import pairwise
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, GetJsonSchemaHandler, PlainSerializer
from pydantic_core import CoreSchema, PydanticCustomError

from gigaplan.core.units import MONEY_YEARS, UnitError, example, parse, registry

MONEY_YEAR = 2026
_CURRENCY = re.compile(r"^([a-zA-Z]*)(USD|EUR)(?:_(\d{4}))?$")
_QUARTER = re.compile(r"^(\d{4})-Q([1-4])$")


def finding_error(got: str, want: str, do: str = "") -> PydanticCustomError:
    """Return the validation error that becomes a finding with the words given."""
    return PydanticCustomError("finding", "{got}", {"got": got, "want": want, "do": do})


def in_programme_money(text: str) -> str:
    """Rewrite money of any year and currency into dollars of MONEY_YEAR; other text passes unchanged.

    "35 GUSD_2025" becomes a quantity in USD_2026 by the price index of the catalogue. Money without a year
    is read as money of MONEY_YEAR.
    """
    from gigaplan.catalogue import entry, price_level

    factor = 1.0

    def rewrite(match: re.Match[str]) -> str:
        nonlocal factor
        prefix, currency, year = match.group(1), match.group(2), int(match.group(3) or MONEY_YEAR)
        if year not in MONEY_YEARS:
            raise UnitError(
                f"{text!r}", f"money of {MONEY_YEARS.start} to {MONEY_YEARS.stop - 1}", "name another year"
            )
        exchange = entry("money", "eur_usd").number("exchange_rate", "USD/EUR") if currency == "EUR" else 1.0
        factor *= exchange * price_level(year, MONEY_YEAR)
        return f"{prefix}USD_{MONEY_YEAR}"

    rewritten = re.sub(r"\b([kMGT]?)(USD|EUR)(?:_(\d{4}))?\b", rewrite, text)
    return rewritten if factor == 1.0 else f"{factor!r} * ({rewritten})"


def read_quantity(text: Any, unit: str, least: float, most: float) -> float:
    """Read a text with unit into a float in `unit`; refuse what is out of range."""
    try:
        money = "USD" in unit and isinstance(text, str) and len(text) < 200
        value = parse(_plain(in_programme_money(text) if money else text), unit)
    except UnitError as problem:
        raise finding_error(_given(text, problem), problem.want.replace("MUSD", "USD"), problem.do) from None
    if value < least or value > most:
        allowed = (
            f"at least {least:g} {unit}" if most == float("inf") else f"between {least:g} and {most:g} {unit}"
        )
        raise finding_error(repr(text), allowed, "give a value inside the range")
    return value


def _given(text: Any, problem: UnitError) -> str:
    return repr(text) if isinstance(text, str) and "*" in str(problem) else str(problem)


def _plain(text: Any) -> Any:
    powers = isinstance(text, str) and (
        "**" in text or "^" in text or not text.isascii()
    )  # 9⁹⁹⁹ is a power too
    if isinstance(text, str) and (len(text) > 200 or powers):
        raise UnitError(f"{text[:40]!r}", "a number and a unit", "write the number out")
    return text


@cache
def quantity_type(unit: str, least: float = 0.0, most: float = float("inf")) -> Any:
    """Return the annotated float type of a quantity given as text with a unit."""

    class _Schema:
        @classmethod
        def __get_pydantic_json_schema__(
            cls, schema: CoreSchema, handler: GetJsonSchemaHandler
        ) -> dict[str, Any]:
            return {"type": "string", "unit": unit, "examples": [example(unit)], **_range(least, most)}

    return Annotated[
        float,
        BeforeValidator(lambda text: read_quantity(text, unit, least, most)),
        PlainSerializer(lambda value: f"{value:.12g} {unit}", return_type=str),
        _Schema,
        Field(),
    ]


def _range(least: float, most: float) -> dict[str, float]:
    """Return the range of a quantity for the schema; an end that is open is left out."""
    ends = {"least": least, "most": most}
    return {name: end for name, end in ends.items() if abs(end) != float("inf")}


def quarter_number(label: str) -> int:
    """Return quarters since year 0 of a label such as "2026-Q3". Raises ValueError for another form."""
    match = _QUARTER.match(label)
    if not match:
        raise ValueError(label)
    return int(match.group(1)) * 4 + int(match.group(2)) - 1


def quarter_of_date(date: str) -> str:
    """Return the label of the quarter a date such as "2025-05-13" or "2025-11" lies in."""
    year, month = (int(part) for part in date.split("-")[:2])
    return f"{year}-Q{(month + 2) // 3}"


def quarter_label(number: int) -> str:
    """Return the label of a quarter number."""
    return f"{number // 4}-Q{number % 4 + 1}"


def _read_quarter(text: Any) -> str:
    if not isinstance(text, str) or not _QUARTER.match(text):
        raise finding_error(repr(text), "a quarter such as '2026-Q3'", "write year, hyphen, Q and 1 to 4")
    if not 2000 <= int(text[:4]) <= 2100:
        raise finding_error(repr(text), "a quarter between 2000-Q1 and 2100-Q4", "correct the year")
    return text


Quarter = Annotated[str, BeforeValidator(_read_quarter)]


def _read_path(read: Callable[[Any], float]) -> Callable[[Any], Any]:
    def reader(given: Any) -> Any:
        if not isinstance(given, dict):
            return {"": read(given)}
        return {_read_quarter(key): read(value) for key, value in given.items()}

    return reader


@cache
def path_type(unit: str, least: float = 0.0, most: float = float("inf")) -> Any:
    """Return the type of a quantity over time: one text, or a text for some quarters with lines between them."""

    def read(text: Any) -> float:
        return read_quantity(text, unit, least, most)

    def write(path: dict[str, float]) -> Any:
        texts = {label: f"{value:.12g} {unit}" for label, value in path.items()}
        return texts.get("", texts)

    class _Schema:
        @classmethod
        def __get_pydantic_json_schema__(
            cls, schema: CoreSchema, handler: GetJsonSchemaHandler
        ) -> dict[str, Any]:
            text = {"type": "string", "examples": [example(unit)]}
            either = [text, {"type": "object", "additionalProperties": text}]
            return {"anyOf": either, "unit": unit, **_range(least, most)}

    return Annotated[dict[str, float], BeforeValidator(_read_path(read)), PlainSerializer(write), _Schema]


def along(path: dict[str, float], quarters: tuple[str, ...]) -> list[float]:
    """Return a path's value in each quarter: constant where one was given, else straight lines between points."""
    if "" in path:
        return [path[""]] * len(quarters)
    points = sorted((quarter_number(label), value) for label, value in path.items())
    numbers = [quarter_number(label) for label in quarters]
    return [_between(points, number) for number in numbers]


def _between(points: list[tuple[int, float]], number: int) -> float:
    for (left, low), (right, high) in pairwise(points):
        if left <= number <= right:
            return low + (high - low) * (number - left) / (right - left)
    return points[0][1] if number <= points[0][0] else points[-1][1]


def path_gap(path: dict[str, float], first: str, last: str) -> str:
    """Return the quarters a path says nothing about, in words; empty where it covers them all."""
    if "" in path or not path:
        return ""
    numbers = [quarter_number(label) for label in path]
    if min(numbers) > quarter_number(first):
        return f"nothing for {first} (first point {quarter_label(min(numbers))})"
    if max(numbers) < quarter_number(last):
        return f"nothing for {last} (last point {quarter_label(max(numbers))})"
    return ""


__all__ = [
    "MONEY_YEAR",
    "Quarter",
    "along",
    "finding_error",
    "path_gap",
    "path_type",
    "quantity_type",
    "quarter_label",
    "quarter_number",
    "quarter_of_date",
    "registry",
]
