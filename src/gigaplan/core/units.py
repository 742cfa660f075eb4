"""Units at the border: text with a flavour in, plain floats in one canonical unit inside.

Flavours are units of their own: `MW_it` (chips and servers), `MW_site` (at the campus fence),
`MW_plate` (nameplate of a plant) and money of different years never add up by accident.
`MWh_it` is `MW_it` times an hour. A year is the common year of 365 days that plans are made of.
"""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pint

POWER_FLAVOURS = ("it", "site", "plate", "th")
HOURS_IN_YEAR = 8760.0  # of a common year, as the programme counts; the unit `year` of pint is a Julian one
MONEY_YEARS = range(2011, 2041)
CURRENCIES = ("USD", "EUR")


class UnitError(ValueError):
    """A text that is no quantity, or one in a unit of another kind; `want` and `do` help to mend it."""

    def __init__(self, problem: str, want: str, do: str = "") -> None:
        super().__init__(problem)
        self.want = want
        self.do = do


@cache
def registry() -> pint.UnitRegistry[float]:
    """Return the one unit registry: pint's own units and gigaplan's flavours.

    Without pint's cache on disk, which would save a seventh of a second: its files keep the path of the
    environment that wrote them, so that removing one environment stops every other.
    """
    import pint

    units: pint.UnitRegistry[float] = pint.UnitRegistry(autoconvert_offset_to_baseunit=False)
    for flavour in POWER_FLAVOURS:
        units.define(f"W_{flavour} = [power_{flavour}]")
        units.define(f"Wh_{flavour} = W_{flavour} * hour")
    for currency in CURRENCIES:
        units.define(f"{currency} = [money_{currency}]")
        for year in MONEY_YEARS:
            units.define(f"{currency}_{year} = [money_{currency}_{year}]")
    for thing in ("chip", "H100e", "token", "request", "user", "wafer", "FLOP", "block", "acre_land"):
        units.define(f"{thing} = [{thing}]")
    units.define("year = 365 * day = a = yr")
    units.define("MMBtu = 1e6 * Btu")
    units.define("t_CO2 = [co2]")
    return units


def parse(text: object, unit: str) -> float:
    """Read a text such as "1.2 GW_site" into a float in `unit`; what has no dimension may be a bare number.

    Raises UnitError where the text is a bare number, is no quantity, is not finite, or has a unit
    of another kind or flavour.
    """
    import pint

    if unit == "dimensionless" and isinstance(text, int | float) and not isinstance(text, bool):
        text = repr(text)
    want = f"text with a unit such as {example(unit)!r}"
    if unit == "degC":
        return _degrees(text, want)
    if isinstance(text, bool) or not isinstance(text, str):
        raise UnitError(f"{text!r}, without a unit", want, f"write {text} with its unit in quotes")
    value = _quantity(text, want)
    if not hasattr(value, "magnitude"):
        raise UnitError(f"{text!r}, without a unit", want, f"write {text} with its unit")
    try:
        magnitude = float(value.to(unit).magnitude)
    except pint.errors.PintError as problem:
        kind = f"a quantity in {unit} or a multiple of it, such as {example(unit)!r}"
        raise UnitError(f"{text!r}", kind, flavour_advice(text, unit)) from problem
    if not math.isfinite(magnitude):
        raise UnitError(
            f"{text!r}, which is not finite", "a finite number", "write the largest amount that can be meant"
        )
    return magnitude


def _degrees(text: object, want: str) -> float:
    """Read a temperature, whose zero is no nothing, so that it is no multiple of its unit."""
    number, _, unit = text.strip().rpartition(" ") if isinstance(text, str) else ("", "", "")
    try:
        found = float(number) if unit == "degC" else math.nan
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise UnitError(f"{text!r}", want, "write a number, a blank and degC")
    return found


def _quantity(text: str, want: str) -> Any:
    import pint

    try:
        return registry().Quantity(text)
    except pint.errors.PintError as problem:
        reason = str(problem).splitlines()[0] if str(problem) else "not a quantity"
        raise UnitError(f"{text!r} ({reason})", want) from problem
    except Exception as problem:  # the tokenizer and the arithmetic under pint raise types of many kinds
        raise UnitError(f"{text!r} (not a quantity)", want) from problem


def convert(value: float, from_unit: str, to_unit: str) -> float:
    """Convert a float between two units of the same kind; raises UnitError where they differ in kind."""
    import pint

    try:
        return float(registry().Quantity(value, from_unit).to(to_unit).magnitude)
    except pint.errors.PintError as problem:
        raise UnitError(f"{value:g} {from_unit}", f"a unit of the same kind as {to_unit}") from problem


def example(unit: str) -> str:
    """Return an example text for a unit, for messages."""
    samples = {"MW_it": "824 MW_it", "MW_site": "1.2 GW_site", "MW_plate": "360 MW_plate", "USD": "35 GUSD"}
    return samples.get(unit, f"1 {unit}")


def flavour_advice(text: str, unit: str) -> str:
    """Return what to do about a unit of the wrong flavour."""
    if unit.startswith("MW_"):
        return (
            "say which power is meant: _it at the chips, _site at the campus fence, _plate on the plant's "
            f"nameplate; here {unit[3:]!r} is needed, for example {example(unit)!r}"
        )
    return f"give it in {unit}"
