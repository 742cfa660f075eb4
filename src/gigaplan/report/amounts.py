"""Amounts in words a person reads: the unit that needs the fewest digits, and digits that count."""

from __future__ import annotations

Scale = tuple[tuple[float, str], ...]
POWER: Scale = ((1e3, "GW"), (1.0, "MW"), (1e-3, "kW"))
ENERGY: Scale = ((1e6, "TWh"), (1e3, "GWh"), (1.0, "MWh"))
MONEY: Scale = ((1e3, "GUSD"), (1.0, "MUSD"), (1e-3, "kUSD"))
KILO: Scale = ((1e3, "million"), (1.0, "thousand"), (1e-3, ""))
DIGITS = 3


def digits(number: float, count: int = DIGITS) -> str:
    """Return a number to the digits that count, without an exponent where a person would not use one."""
    if number == 0.0:
        return "0"
    rounded = float(f"{number:.{count}g}")
    if abs(rounded) >= 10 ** (count - 1):
        return f"{rounded:,.0f}"
    return f"{rounded:,.{count}g}" if abs(rounded) >= 1e-4 else f"{rounded:.1e}"


def scaled(number: float, scale: Scale, flavour: str = "") -> str:
    """Return an amount in the first unit of a scale it reaches, such as "8.85 GW_it"; nil in the first unit."""
    size = abs(float(f"{number:.{DIGITS}g}"))
    factor, unit = next((one for one in scale if size >= one[0]), scale[-1] if size else scale[0])
    return f"{digits(number / factor)} {unit}{flavour}".rstrip()


def power(megawatts: float, flavour: str) -> str:
    """Return power [MW] with its flavour, `it`, `site` or `plate`."""
    return scaled(megawatts, POWER, f"_{flavour}")


def energy(megawatt_hours: float) -> str:
    """Return energy [MWh]."""
    return scaled(megawatt_hours, ENERGY)


def money(millions: float) -> str:
    """Return money [MUSD_2026]."""
    return scaled(millions, MONEY)


def thousands(amount: float, what: str) -> str:
    """Return an amount in thousands of something, such as "2.84 million chips"."""
    return f"{scaled(amount, KILO)} {what}"


def share(part: float, whole: float = 1.0) -> str:
    """Return a part of a whole in percent; what is more than nothing never reads 0."""
    percent = 100 * part / whole if whole else 0.0
    if 0 < percent < 0.05:
        return "under 0.1%"
    return f"{percent:.1f}%" if 0 < percent < 1.95 else f"{percent:.0f}%"


def counted(number: int, noun: str, several: str = "") -> str:
    """Return a count with its noun in the right number, such as "1 site" or "14 sites"."""
    return f"{number:,} {noun if number == 1 else several or noun + 's'}"
