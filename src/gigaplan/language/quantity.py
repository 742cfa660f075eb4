"""Quantities: every symbol of the equations, declared once with its unit, dimensions and role."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Role = Literal["decision", "state", "input"]

DIMENSIONS = MappingProxyType(
    {
        "site": "s",
        "plant": "g",
        "switched": "e",
        "store": "b",
        "offer": "o",
        "chip": "k",
        "work": "w",
        "step": "n",
        "pool": "p",
        "foundry": "f",
        "rule": "r",
        "country": "n",
        "deferral": "j",
        "cap": "c",
        "permit": "a",
        "order": r"\tau",
        "quarter": "t",
        "hour": "h",
    }
)


@dataclass(frozen=True)
class Quantity:
    """One symbol: what it is called, measured in and indexed by.

    `whole` names the input quantity whose ones mark the elements that come in whole numbers only;
    "all" marks every element.
    """

    name: str
    symbol: str
    unit: str
    over: tuple[str, ...]
    role: Role
    text: str
    at_least: float
    at_most: float
    whole: str

    @property
    def hourly(self) -> bool:
        """Whether the quantity has a value in each hour."""
        return "hour" in self.over


_registry: dict[str, Quantity] = {}


def quantity(
    name: str,
    symbol: str,
    unit: str,
    *,
    over: str = "",
    role: Role = "input",
    text: str,
    at_least: float = 0.0,
    at_most: float = float("inf"),
    whole: str = "",
) -> None:
    """Declare a quantity; `over` lists its dimensions. Raises ValueError for a name already taken."""
    if name in _registry:
        raise ValueError(f"quantity {name!r} is declared twice")
    dimensions = tuple(over.split())
    unknown = set(dimensions) - set(DIMENSIONS)
    if unknown:
        raise ValueError(f"quantity {name!r} is over unknown dimensions {sorted(unknown)}")
    _registry[name] = Quantity(name, symbol, unit, dimensions, role, text, at_least, at_most, whole)


def quantities() -> dict[str, Quantity]:
    """Return every declared quantity by name, in order of declaration."""
    return dict(_registry)
