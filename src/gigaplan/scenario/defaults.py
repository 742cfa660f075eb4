"""Defaults: what a scenario left unsaid, what stands in its place, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gigaplan.scenario.origins import origin
from gigaplan.scenario.parts import Part
from gigaplan.scenario.schema import Scenario
from gigaplan.scenario.text import Path_


@dataclass(frozen=True)
class Default:
    """An entry that was not given: its path, the value used, what it means, where it comes from and how sure it is."""

    path: str
    value: str
    meaning: str
    source: str
    grade: str


def defaults_of(scenario: Scenario) -> list[Default]:
    """Return every entry a scenario left to its default, in order of the schema."""
    said = scenario.model_dump(mode="json", exclude_unset=True)
    return list(_unsaid(scenario, (), scenario.model_dump(mode="json"), said))


def _unsaid(part: Part, path: Path_, whole: Mapping[str, Any], said: Mapping[str, Any]) -> Iterator[Default]:
    for name, field in type(part).model_fields.items():
        value, here = getattr(part, name), (*path, name)
        if name in part.model_fields_set or isinstance(value, Part):
            yield from _inside(value, here, whole, said)
        elif value not in ("", {}, [], None) or field.description or field.json_schema_extra:
            told = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
            found = origin(told, _shown(_written(here, whole)), here, said)
            where = ".".join(map(str, here))
            yield Default(where, found.value or "none", field.description or "", found.source, found.grade)


def _inside(value: Any, path: Path_, whole: Mapping[str, Any], said: Mapping[str, Any]) -> Iterator[Default]:
    if isinstance(value, Part):
        yield from _unsaid(value, path, whole, said)
    elif isinstance(value, dict | list):
        for key, one in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _inside(one, (*path, key), whole, said)


def _written(path: Path_, whole: Any) -> Any:
    """Return an entry as a file has it, with its unit."""
    for part in path:
        whole = whole[part]
    return whole


def _shown(value: Any) -> str:
    if value is None or value in ("", [], {}):
        return ""
    return str(value).removesuffix(" dimensionless") if not isinstance(value, bool) else str(value).lower()
