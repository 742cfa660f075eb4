"""Known campuses and candidate places, each with its source, date and grade."""

from __future__ import annotations

import csv
import difflib
import importlib.resources
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from gigaplan.core.errors import Finding, InputError

Read = TypeVar("Read")


@dataclass(frozen=True)
class Campus:
    """One row of the gazetteer; what no source tells is None or empty, never a guess.

    latitude, longitude [degree, WGS 84] lie within `tolerance_km` of the place. `region` names the shipped
    climate and price region that covers the place, and is None where none does; `market` names the grid
    it belongs to. planned_it_mw [MW_it] and planned_site_mw [MW_site] are different things and are never
    derived from one another here. Dates are ISO texts as exact as the source (year, month or day);
    `first_energised_kind` is observed, announced or estimate. `kind` is campus (being built, or planned by
    name) or candidate (talked about, or offered). Grades: A primary document, B press or research note,
    C weak, D derived, M general knowledge.
    """

    id: str
    title: str
    county: str
    state: str
    country: str
    latitude: float | None
    longitude: float | None
    tolerance_km: float | None
    market: str
    region: str | None
    land_owner: str
    acres: float | None
    planned_it_mw: float | None
    planned_site_mw: float | None
    ground_break: str | None
    first_energised: str | None
    first_energised_kind: str | None
    kind: str
    source: str
    as_of: str
    grade: str


def _or_none(text: str, read: Callable[[str], Read]) -> Read | None:
    return read(text) if text else None


def _campus(row: dict[str, str]) -> Campus:
    return Campus(
        id=row["id"],
        title=row["title"],
        county=row["county"],
        state=row["state"],
        country=row["country"],
        latitude=_or_none(row["latitude"], float),
        longitude=_or_none(row["longitude"], float),
        tolerance_km=_or_none(row["tolerance_km"], float),
        market=row["market"],
        region=_or_none(row["region"], str),
        land_owner=row["land_owner"],
        acres=_or_none(row["acres"], float),
        planned_it_mw=_or_none(row["planned_it_mw"], float),
        planned_site_mw=_or_none(row["planned_site_mw"], float),
        ground_break=_or_none(row["ground_break"], str),
        first_energised=_or_none(row["first_energised"], str),
        first_energised_kind=_or_none(row["first_energised_kind"], str),
        kind=row["kind"],
        source=row["source"],
        as_of=row["as_of"],
        grade=row["grade"],
    )


@cache
def campuses() -> tuple[Campus, ...]:
    """Return every campus and candidate place of the gazetteer, in the order of the file."""
    resource = importlib.resources.files("gigaplan.sites.gazetteer") / "campuses.csv"
    lines = resource.read_text(encoding="utf-8").splitlines()
    return tuple(_campus(row) for row in csv.DictReader(lines))


def campus(id: str) -> Campus:
    """Return the campus of that id; InputError with the nearest names where there is none."""
    known = {entry.id: entry for entry in campuses()}
    if id not in known:
        near = difflib.get_close_matches(id, known, n=3) or sorted(known)
        raise InputError(
            "unknown campus",
            [Finding("gazetteer", id, "an id of the gazetteer", f"try {', '.join(near[:3])}")],
        )
    return known[id]
