"""What arranging needs at hand: the scenario, its hours and labels, the catalogue, notes on what was used."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gigaplan import catalogue
from gigaplan.programme.places import Place, place_of
from gigaplan.programme.programme import Calendar, Note
from gigaplan.programme.times import hours_in_year
from gigaplan.scenario.defaults import defaults_of
from gigaplan.scenario.fields import along, quarter_label, quarter_number
from gigaplan.scenario.schema import Scenario

Floats = NDArray[np.float64]


@dataclass
class Context:
    """The scenario under arrangement; `notes` collects every catalogue value that was used, once."""

    scenario: Scenario
    calendar: Calendar
    labels: dict[str, tuple[str, ...]]
    data: Path | None
    noted: dict[tuple[str, str], Note] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """Number of quarters."""
        return len(self.calendar.quarters)

    def position(self, quarter: str) -> int:
        """Return the position of a quarter; below 0 before the start, `count` or more after the end."""
        return quarter_number(quarter) - quarter_number(self.scenario.programme.start)

    def path(self, given: dict[str, float]) -> Floats:
        """Return a path's value by quarter."""
        return np.array(along(given, self.calendar.quarters))

    def number(self, kind: str, name: str, value: str, unit: str) -> float:
        """Look a central value up in the catalogue and note its source."""
        entry = catalogue.entry(kind, name)
        found = entry.values[value]
        about = f"{name}: {value.replace('_', ' ')}"
        self.noted[(kind, about)] = Note(about, f"{found.central:g} {found.unit}", found.source, found.grade)
        return entry.number(value, unit)

    def number_or(self, kind: str, name: str, value: str, unit: str, otherwise: float) -> float:
        """Look a central value up; `otherwise` where the entry has none because it does not apply to it."""
        if value not in catalogue.entry(kind, name).values:
            return otherwise
        return self.number(kind, name, value, unit)

    def series(self, kind: str, name: str, series: str, position: int) -> float:
        """Look a quarter of a series up by its position and note its source; the last known one carries on."""
        entry = catalogue.entry(kind, name)
        found = entry.series[series]
        about = f"{name}: {series.replace('_', ' ')}"
        self.noted[(kind, about)] = Note(about, f"by period, in {found.unit}", found.source, found.grade)
        label = quarter_label(quarter_number(self.scenario.programme.start) + position)
        first, last = min(found.central), max(found.central)
        return found.central[min(max(label, first), last)]

    @cached_property
    def places(self) -> dict[str, Place]:
        """Hours at each site."""
        return {
            name: place_of(name, site, self.scenario, self.data) for name, site in self.scenario.sites.items()
        }

    @property
    def notes(self) -> list[Note]:
        """Everything noted so far: catalogue values, the scenario's defaults, where the hours come from."""
        unsaid = [Note(one.path, one.value, one.source, one.grade) for one in defaults_of(self.scenario)]
        hours = [note for place in self.places.values() for note in place.notes]
        return [*self.noted.values(), *unsaid, *hours]

    def hourly(self, yearly: Floats) -> Floats:
        """Lay an array over the hours of a year out over the hours of the programme."""
        return yearly[..., self.calendar.hour_of_year]

    def laid(self, name: str, own: Floats) -> Floats:
        """Lay the hours of a site, of one year or of several used in turn, out over the hours of the programme.

        The first named year stands for the calendar year of the start, and so on; after the last comes the first.
        """
        first = int(self.calendar.quarters[0][:4])
        passed = np.array([int(quarter[:4]) - first for quarter in self.calendar.quarters])
        turn = passed[self.calendar.quarter_of_hour] % self.places[name].years
        return own[..., turn * hours_in_year() + self.calendar.hour_of_year]
