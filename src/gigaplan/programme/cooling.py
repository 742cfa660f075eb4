"""How a site is cooled: the kind it names or its halls are built with, and what the catalogue says of it."""

from __future__ import annotations

from gigaplan import catalogue
from gigaplan.programme.programme import Note
from gigaplan.scenario.schema import Site


def kind_of(site: Site) -> str:
    """Return the kind of cooling of a site: its own, or that of its halls' kind."""
    return site.cooling.kind or catalogue.entry("facility", site.halls.kind).texts["cooling_kind"]


def cooling_notes(name: str, site: Site) -> tuple[Note, ...]:
    """Return how a site is cooled and by what word, and what it says of its water."""
    kind, said = kind_of(site), site.cooling
    entry = catalogue.entry("cooling", kind)
    word = "the scenario" if said.kind else f"the catalogue's for {site.halls.kind}"
    notes = [Note(f"{name}: cooling", f"{entry.title}: {entry.description}", said.source or word)]
    if said.water_stress is not None:
        notes.append(Note(f"{name}: water stress", said.water_stress, said.source or "the scenario"))
    return tuple(notes)
