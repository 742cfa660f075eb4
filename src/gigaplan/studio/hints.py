"""What the catalogue puts in the place of an entry left out, with its source, for the forms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gigaplan import catalogue
from gigaplan.core.errors import InputError
from gigaplan.scenario.text import Path_

HALLS = {"lead_time": "lead_time", "cost": "total_cost", "peak_ratio": "peak_ratio"}
USUAL_HALLS = "halls_greenfield"


def looked_up(path: Path_, data: Mapping[str, Any]) -> str:
    """Return value, source, date and grade of a default that is looked up; nothing where none is."""
    try:
        return _value(path, data)
    except (InputError, KeyError, TypeError, AttributeError):
        return ""  # what it is looked up by has a finding of its own


def _value(path: Path_, data: Mapping[str, Any]) -> str:
    words = tuple(str(part) for part in path)
    if words == ("money", "discount_rate"):
        return _told("money", "discount_rate", "discount_rate")
    if len(words) == 4 and words[0] == "sites" and words[2] == "halls" and words[3] in HALLS:
        kind = data["sites"][path[1]]["halls"].get("kind", USUAL_HALLS)
        return _told("facility", kind, HALLS[words[3]])
    if len(words) == 5 and words[0] == "sites" and words[2] == "grid" and words[4] == "cost":
        return _told("regions", data["sites"][path[1]]["region"], "interconnection_cost")
    if len(words) == 4 and words[:2] == ("supply", "chips") and words[3] == "first":
        entry = catalogue.entry("chips", words[2])
        return f"{entry.texts['first_delivery']}, first delivery of {entry.title} in the catalogue"
    return ""


def _told(kind: str, name: str, value: str) -> str:
    one = catalogue.entry(kind, name).values[value]
    between = f" ({one.low:g} to {one.high:g})" if one.low is not None and one.high is not None else ""
    grade = catalogue.GRADES[one.grade]
    return f"{one.central:g} {one.unit}{between}; {one.source}; {one.as_of}; {grade}"
