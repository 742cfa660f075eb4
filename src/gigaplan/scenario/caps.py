"""Yearly caps of a scenario: permits on the energy of a site's plants, and the checks of what they name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gigaplan import catalogue
from gigaplan.core.errors import Finding
from gigaplan.scenario.schema import Scenario, Site
from gigaplan.scenario.text import Document


@dataclass(frozen=True)
class Permit:
    """A cap on the energy of a plant, or of all plants of a fuel, at a site [GWh_site a year, a path]."""

    site: str
    name: str
    cap: dict[str, float]


def permits(scenario: Scenario) -> dict[str, Permit]:
    """Return every permit of a scenario by its label."""
    return {
        f"{name} at {key}": Permit(key, name, cap)
        for key, site in scenario.sites.items()
        for name, cap in (site.energy_caps or {}).items()
    }


def fuel_of(plant: str) -> str:
    """Return what a plant burns; "none" where it burns nothing or is not in the catalogue."""
    known = plant in catalogue.names("power")
    return catalogue.entry("power", plant).texts.get("fuel", "none") if known else "none"


def permits_name_plants_or_fuels(scenario: Scenario, document: Document) -> Iterator[Finding]:
    """A cap on energy names a plant of its site, or what one of them burns."""
    for key, site in scenario.sites.items():
        known = _capped_names(site)
        for name in site.energy_caps or {}:
            if name not in known:
                yield Finding(
                    document.where(("sites", key, "energy_caps", name)),
                    repr(name),
                    ", ".join(known) or "a site with plants",
                    "name a plant the site takes, or its fuel",
                )


def _capped_names(site: Site) -> list[str]:
    plants = [*site.plants, *site.standing.plants]
    return sorted({*plants, *(fuel_of(name) for name in plants)} - {"none"})
