"""Switched plant of a scenario: the checks of what it names."""

from __future__ import annotations

from collections.abc import Iterator

from gigaplan import catalogue
from gigaplan.core.errors import Finding
from gigaplan.scenario.schema import Scenario
from gigaplan.scenario.text import Document

SWITCHED_ROLES = ("dispatchable", "backup")


def switched_plants_can_be_switched(scenario: Scenario, document: Document) -> Iterator[Finding]:
    """A site switches plants it takes that follow demand, each with a minimum load."""
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
            elif said.minimum_load is None and "minimum_load" not in catalogue.entry("power", name).values:
                do = 'write minimum_load: "30 %", or what its maker says'
                yield Finding(where, "no minimum load, here or in the catalogue", "a minimum load", do)
