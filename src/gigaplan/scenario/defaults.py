"""Defaults: what a scenario left unsaid, what stands in its place, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from gigaplan.scenario.parts import Part
from gigaplan.scenario.schema import Scenario

PLAIN = "own assumption of this project, November 2026, grade E (estimate); any amount the entry allows can stand in its place"


@dataclass(frozen=True)
class Default:
    """An entry that was not given: its path, the value used, and what it means or where it comes from."""

    path: str
    value: str
    meaning: str


def defaults_of(scenario: Scenario) -> list[Default]:
    """Return every entry a scenario left to its default, in order of the schema."""
    return list(_unsaid(scenario, ""))


def _unsaid(part: Part, path: str) -> Iterator[Default]:
    for name, field in type(part).model_fields.items():
        value = getattr(part, name)
        here = f"{path}.{name}" if path else name
        if name not in part.model_fields_set:
            if value not in ("", {}, [], None) or field.description:
                looked_up = value is None and "if not given" in (field.description or "")
                shown = "looked up" if looked_up else _shown(value)
                yield Default(here, shown, field.description or PLAIN)
            continue
        yield from _inside(value, here)


def _inside(value: Any, path: str) -> Iterator[Default]:
    if isinstance(value, Part):
        yield from _unsaid(value, path)
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from _inside(one, f"{path}.{key}")
    elif isinstance(value, list):
        for position, one in enumerate(value):
            yield from _inside(one, f"{path}.{position}")


def _shown(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, Part):
        return ", ".join(f"{name} {_shown(getattr(value, name))}" for name in type(value).model_fields)
    if isinstance(value, dict) and set(value) == {""}:
        return _shown(value[""])
    return f"{value:g}" if isinstance(value, float) else str(value)
