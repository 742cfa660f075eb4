"""Switched plant of a scenario: the checks of what it names."""

from __future__ import annotations

import math
from collections.abc import Iterator

from gigaplan import catalogue
from gigaplan.core.errors import Finding
from gigaplan.scenario.schema import Scenario, Site
from gigaplan.scenario.text import Document

WHOLE = 1e-9  # of a unit; less is rounding
SWITCHED_ROLES = ("dispatchable", "backup")


def switched_plants_can_be_switched(scenario: Scenario, document: Document) -> Iterator[Finding]:
    """A site switches plants it takes that follow demand, each with a minimum load and room for a whole unit."""
    for key, site in scenario.sites.items():
        plants = {*site.plants, *site.standing.plants} & set(catalogue.names("power"))
        known = sorted(
            name for name in plants if catalogue.entry("power", name).texts["role"] in SWITCHED_ROLES
        )
        for name, said in site.switched.items():
            where = document.where(("sites", key, "switched", name))
            if name not in known:
                want = ", ".join(known) or "a site with plant that follows demand"
                yield Finding(
                    where, repr(name), want, "name a plant the site takes; not one that always runs"
                )
                continue
            if said.minimum_load is None and "minimum_load" not in catalogue.entry("power", name).values:
                do = 'write minimum_load: "30 %", or what its maker says'
                yield Finding(where, "no minimum load, here or in the catalogue", "a minimum load", do)
            yield from _a_unit_fits(site, name, where)


def _a_unit_fits(site: Site, name: str, where: str) -> Iterator[Finding]:
    """A part of a unit is never on: a site with room for no whole one would have the plant for nothing."""
    values = catalogue.entry("power", name).values
    unit = catalogue.entry("power", name).number("unit_size", "MW_plate") if "unit_size" in values else 0.0
    room, standing = site.plants.get(name, 0.0), max(site.standing.plants.get(name, {}).values(), default=0.0)
    most = standing + (math.floor(room / unit + WHOLE) * unit if unit else room)  # orders come in whole units
    if most < unit:
        yield Finding(
            where,
            f"room for {room:g} MW_plate of {name} beside {standing:g} that stand",
            f"room for a whole unit, {unit:g} MW_plate, or one that stands",
            f"let the site take a whole unit, or leave {name} unswitched",
        )
