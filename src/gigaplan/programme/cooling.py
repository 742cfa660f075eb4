"""How a site is cooled: the kind it names or its halls are built with, and what the catalogue says of both."""

from __future__ import annotations

from gigaplan import catalogue
from gigaplan.physics.cooling import Cooling, Loop
from gigaplan.programme.programme import Note
from gigaplan.scenario.schema import Site

PER_POWER, NUMBER, TEMPERATURE, DIFFERENCE = "MW_site/MW_it", "dimensionless", "degC", "K"
OF_KIND = {
    "fans_cool": PER_POWER,
    "fans_warm": PER_POWER,
    "fans_cool_at": TEMPERATURE,
    "fans_warm_at": TEMPERATURE,
    "fans_wet": PER_POWER,
    "lift_pumps": PER_POWER,
    "dry_approach": DIFFERENCE,
    "wet_approach": DIFFERENCE,
    "water_approach": DIFFERENCE,
    "recirculation": DIFFERENCE,
    "pad_effectiveness": NUMBER,
    "air_warming": DIFFERENCE,
    "freezing_margin": TEMPERATURE,
    "blow_down": NUMBER,
    "evaporated_cold": NUMBER,
    "evaporated_warm": NUMBER,
    "evaporated_warm_at": TEMPERATURE,
}


def kind_of(site: Site) -> str:
    """Return the kind of cooling of a site: its own, or that of its halls' kind."""
    return site.cooling.kind or catalogue.entry("facility", site.halls.kind).texts["cooling_kind"]


def cooling_of(halls: str, kind: str, intake: float = 0.0) -> Cooling:
    """Return the cooling of halls of a kind by a kind of heat rejection; intake of sea or lake water [degC]."""
    facility, rejection = catalogue.entry("facility", halls), catalogue.entry("cooling", kind)
    by_air = facility.number("air_heat_share", NUMBER)
    own = {name: rejection.number(name, unit) for name, unit in OF_KIND.items() if name in rejection.values}
    return Cooling(
        kind=kind,
        liquid=Loop(
            1.0 - by_air,
            facility.number("liquid_supply", TEMPERATURE),
            facility.number("liquid_warming", DIFFERENCE),
        ),
        air=Loop(
            by_air, facility.number("air_supply", TEMPERATURE), facility.number("air_warming", DIFFERENCE)
        ),
        electrical_share=facility.number("pue_electrical", PER_POWER),
        pump_share=facility.number("pue_pumps", PER_POWER),
        air_handler_share=facility.number("air_handler_share", NUMBER),
        chiller_quality=facility.number("chiller_quality", NUMBER),
        chiller_pinch=facility.number("chiller_pinch", DIFFERENCE),
        best_performance=facility.number("chiller_best", NUMBER),
        intake=intake,
        **own,
    )


def cooling_notes(name: str, site: Site) -> tuple[Note, ...]:
    """Return how a site is cooled and by what word, and what it says of its water."""
    kind, said = kind_of(site), site.cooling
    entry = catalogue.entry("cooling", kind)
    word = "the scenario" if said.kind else f"the catalogue's for {site.halls.kind}"
    notes = [Note(f"{name}: cooling", f"{entry.title}: {entry.description}", said.source or word)]
    if said.water_stress is not None:
        notes.append(Note(f"{name}: water stress", said.water_stress, said.source or "the scenario"))
    return tuple(notes)
