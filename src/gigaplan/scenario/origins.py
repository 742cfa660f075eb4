"""Origins of defaults: what stands where a scenario says nothing, where that comes from, and how sure it is.

An entry tells it where its default is written, in one of three ways: the reason of a choice (`chosen`), the value of
the catalogue that is used (`catalogued`), or the entry of the scenario that it follows (`following`). An entry that
tells none asks for nothing: no limit, no cost, no text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import Field

from gigaplan import catalogue
from gigaplan.core.errors import InputError
from gigaplan.scenario.text import Path_

SILENT = "none is asked for where the scenario is silent"
GRADES = {**catalogue.GRADES, "S": "follows from what the scenario says or leaves out"}
USUAL_HALLS = "halls_greenfield"


@dataclass(frozen=True)
class Origin:
    """The value that stands in the place of an entry left out, in words; its source and its grade."""

    value: str
    source: str
    grade: str


def chosen(default: Any, why: str, meaning: str | None = None, shown: str = "") -> Any:
    """Return a field whose default is a choice of this project; `shown` is the value in words where it is None."""
    told: dict[str, Any] = {"choice": why, **({"shown": shown} if shown else {})}
    return Field(default, description=meaning, json_schema_extra=told)


def catalogued(default: Any, place: str, meaning: str | None = None) -> Any:
    """Return a field whose default is a value of the catalogue, kind/entry/value; {region} and the like are filled in."""
    return Field(default, description=meaning, json_schema_extra={"catalogue": place})


def following(place: str, meaning: str) -> Any:
    """Return a field that follows another entry of the scenario where it is not given."""
    return Field(None, description=meaning, json_schema_extra={"follows": place})


def origin(told: Mapping[str, Any], default: str, path: Path_, whole: Mapping[str, Any]) -> Origin:
    """Return where the default of the entry at a path comes from; `told` is what the schema says of the entry."""
    try:
        if "catalogue" in told:
            return _from_catalogue(_filled(told["catalogue"], path, whole))
        if "follows" in told:
            return _from_scenario(_filled(told["follows"], path, whole), whole)
    except (InputError, KeyError, TypeError, AttributeError, IndexError):
        return Origin(
            default, "what it is looked up by is not said yet", "S"
        )  # that has a finding of its own
    if "choice" in told:
        return Origin(default or str(told.get("shown", "")), f"gigaplan's choice: {told['choice']}", "E")
    return Origin(default, SILENT, "S")


def _from_catalogue(place: str) -> Origin:
    kind, name, value = place.split("/")
    entry = catalogue.entry(kind, name)
    if value in entry.texts:
        told = entry.origins[value]
        note = f"; {told.note}" if told.note else ""
        return Origin(entry.texts[value], f"{told.source}; {told.as_of}{note}", told.grade)
    one = entry.values[value]
    between = f" ({one.low:g} to {one.high:g})" if one.low is not None and one.high is not None else ""
    unit = "" if one.unit == "dimensionless" else f" {one.unit}"
    return Origin(f"{one.central:g}{unit}{between}", f"{one.source}; {one.as_of}", one.grade)


def _from_scenario(place: str, whole: Mapping[str, Any]) -> Origin:
    found = _given(place, whole)
    if found in (None, "") and place.startswith("money.probability."):
        return _from_catalogue(place.replace(".", "/"))
    if isinstance(found, Mapping):
        return Origin(f"the first that can of {', '.join(found)}", f"the scenario's own {place}", "S")
    return Origin(str(found).removesuffix(" dimensionless"), f"the scenario's own {place}", "S")


def _given(place: str, whole: Mapping[str, Any]) -> Any:
    found: Any = whole
    for part in place.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _filled(place: str, path: Path_, whole: Mapping[str, Any]) -> str:
    """Return a place with what depends on the entry's surroundings filled in; KeyError where that is not said."""
    if "{" not in place:
        return place
    around = _around(path, whole)
    site = whole["sites"][path[1]] if path[0] == "sites" else {}
    halls = (site.get("halls") or {}).get("kind", USUAL_HALLS)
    named = {key: str(value) for key, value in around.items() if isinstance(value, str)}
    region = {"region": str(site["region"])} if "region" in site else {}
    return place.format_map({**named, **region, "halls": halls, "own": str(path[-2])})


def _around(path: Path_, whole: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the entries beside the one at a path; none where its part is not written."""
    found: Any = whole
    for part in path[:-1]:
        if part not in found and not isinstance(found, list):
            return {}
        found = found[part]
    return found if isinstance(found, Mapping) else {}


def told_grades(grades: Iterable[str]) -> str:
    """Return what the grades among those given mean, in words."""
    used = set(grades)
    return ", ".join(f"{grade} {meaning}" for grade, meaning in GRADES.items() if grade in used)
