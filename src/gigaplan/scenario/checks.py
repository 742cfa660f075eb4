"""Checks across entries: names that exist, dates that fit, paths that cover the programme."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator
from typing import Any

from gigaplan import catalogue
from gigaplan.core.errors import Finding
from gigaplan.scenario.caps import permits_name_plants_or_fuels
from gigaplan.scenario.fields import path_gap, quarter_number
from gigaplan.scenario.hours_checks import (
    flat_hours_have_no_sun,
    flat_hours_have_one_price,
    gas_costs_one_thing,
    measured_hours_are_whole,
    open_water_has_its_temperature,
    years_are_said_once,
)
from gigaplan.scenario.money_checks import (
    debt_can_be_served,
    halls_are_bought_or_leased,
    surer_money_is_likelier,
    what_is_lent_is_given_back,
)
from gigaplan.scenario.schema import Scenario
from gigaplan.scenario.sized import KINDS, quarters_of, sizing_findings
from gigaplan.scenario.switched import switched_plants_can_be_switched
from gigaplan.scenario.text import Document, Path_
from gigaplan.scenario.uncertainty_checks import (
    correlations_hold_together,
    export_stops_name_countries_of_sites,
    spreads_can_be_drawn,
)

SURETY = ("announced", "committed", "secured")
Check = Callable[[Scenario, Document], Iterator[Finding]]


def check(scenario: Scenario, document: Document) -> list[Finding]:
    """Run every check and collect what they find."""
    return [finding for one in CHECKS for finding in one(scenario, document)]


def names_are_in_the_catalogue(scenario: Scenario, document: Document) -> Iterator[Finding]:
    """Regions, halls, plants, stores, chips and export rules are looked up by name."""
    plants = plant_names()
    stores = [name for name in catalogue.names("power") if _role(name) == "store"]
    asked: list[tuple[Path_, str, list[str]]] = []
    for key, site in scenario.sites.items():
        here = ("sites", key)
        asked.append(((*here, "region"), site.region, list(catalogue.names("regions"))))
        asked.append(((*here, "halls", "kind"), site.halls.kind, list(catalogue.names("facility"))))
        if site.cooling.kind is not None:
            asked.append(((*here, "cooling", "kind"), site.cooling.kind, list(catalogue.names("cooling"))))
        asked += [((*here, "plants", name), name, plants) for name in site.plants]
        asked += [((*here, "stores", name), name, stores) for name in site.stores]
        asked += [((*here, "standing", "plants", name), name, plants) for name in site.standing.plants]
        asked += [
            ((*here, "standing", "chips", name), name, list(scenario.supply.chips))
            for name in site.standing.chips
        ]
    asked += _supply_names(scenario)
    if scenario.policy.export_rule:
        asked.append(
            (("policy", "export_rule"), scenario.policy.export_rule, list(catalogue.names("export_rules")))
        )
    for path, name, known in asked:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            yield Finding(
                document.where(path),
                repr(name),
                ", ".join(sorted(known)),
                f"did you mean {near[0]!r}?" if near else "choose one of these",
            )


def _supply_names(scenario: Scenario) -> Iterator[tuple[Path_, str, list[str]]]:
    """Yield the names under supply, each with those there are."""
    suppliers = sorted({entry.texts["supply_pool"] for entry in _entries("chips")})
    slots = sorted(
        {entry.texts.get("equipment_slots", "") for entry in _entries("power")} - {"", "transformer"}
    )
    for group, given, known in (
        ("chips", scenario.supply.chips, list(catalogue.names("chips"))),
        ("wafers", scenario.supply.wafers, suppliers),
        ("slots", scenario.supply.slots, slots),
    ):
        for name in given:
            yield ("supply", group, name), name, known


def _entries(kind: str) -> Iterator[catalogue.Entry]:
    return (catalogue.entry(kind, name) for name in catalogue.names(kind))


def plant_names() -> list[str]:
    """Return the plants of the catalogue: its power but for the grid and the stores."""
    return [name for name in catalogue.names("power") if _role(name) not in ("store", "grid")]


def _role(name: str) -> str:
    return catalogue.entry("power", name).texts.get("role", "")


def shares_name_countries_of_sites(scenario: Scenario, document: Document) -> Iterator[Finding]:
    """A national share is kept only where the programme has sites."""
    regions = {site.region for site in scenario.sites.values()} & set(catalogue.names("regions"))
    countries = {catalogue.entry("regions", region).texts["country"] for region in regions}
    for country in scenario.policy.national_share:
        if country not in countries:
            where = document.where(("policy", "national_share", country))
            yield Finding(
                where, repr(country), ", ".join(sorted(countries)), "name a country the sites lie in"
            )


def dates_fit_the_programme(scenario: Scenario, document: Document) -> Iterator[Finding]:
    """Sites open, chips are delivered and money flows while the programme runs."""
    first, last = scenario.programme.start, quarters_of(scenario)[-1]
    for key, site in scenario.sites.items():
        if site.earliest and quarter_number(site.earliest) > quarter_number(last):
            yield Finding(
                document.where(("sites", key, "earliest")),
                site.earliest,
                f"a quarter up to {last}, the programme's last",
                "open it earlier, lengthen programme.quarters, or remove the site",
            )
    for name, chip in scenario.supply.chips.items():
        if chip.first and chip.last and quarter_number(chip.first) > quarter_number(chip.last):
            yield Finding(
                document.where(("supply", "chips", name, "last")),
                f"last delivery {chip.last} before the first, {chip.first}",
                "a last delivery after the first",
                "swap or correct the two quarters",
            )
    years = (int(first[:4]), int(last[:4]))
    for position, one in enumerate(scenario.money.commitments):
        if not years[0] <= one.year <= years[1]:
            yield Finding(
                document.where(("money", "commitments", position, "year")),
                str(one.year),
                f"a year of the programme, {years[0]} to {years[1]}",
                "move the commitment, or change programme.start or programme.quarters",
            )


def some_money_counts(scenario: Scenario, document: Document) -> Iterator[Finding]:
    """At least one commitment is as sure as the money that counts."""
    sure = SURETY[SURETY.index(scenario.money.counted) :]
    if not any(one.status in sure for one in scenario.money.commitments):
        yield Finding(
            document.where(("money", "counted")),
            f"only {scenario.money.counted} money counts, and no commitment is that sure",
            f"a commitment that is {' or '.join(sure)}",
            "count less sure money, or add a commitment",
        )


def paths_cover_the_programme(scenario: Scenario, document: Document) -> Iterator[Finding]:
    """A path over time says something about every quarter; nothing is filled in silently."""
    first, last = scenario.programme.start, quarters_of(scenario)[-1]
    for path, given in _paths(scenario):
        gap = path_gap(given, first, last)
        if gap:
            yield Finding(
                document.where(path),
                gap,
                f"points from {first} to {last}; straight lines are drawn between points",
                "add the missing quarter",
            )


def work_says_what_it_wants(scenario: Scenario, document: Document) -> Iterator[Finding]:
    """Each kind of work says its demand in one way: steps, questions, requests or runs."""
    for name, work in scenario.workload.items():
        said = [kind for kind in KINDS if getattr(work, kind)]
        if len(said) != 1:
            got = " and ".join(said) or "none of these"
            yield Finding(document.where(("workload", name)), got, f"one of {', '.join(KINDS)}", "keep one")
        known = catalogue.names("thinking")
        for position, one in enumerate(work.questions.classes if work.questions else []):
            if one not in known:
                near = difflib.get_close_matches(one, known, n=1)
                where = document.where(("workload", name, "questions", "classes", position))
                do = f"did you mean {near[0]!r}?" if near else "choose one of these"
                yield Finding(where, repr(one), ", ".join(known), do)


def _paths(scenario: Scenario) -> Iterator[tuple[Path_, dict[str, float]]]:
    for name, work in scenario.workload.items():
        for position, step in enumerate(work.steps):
            yield ("workload", name, "steps", position, "demand"), step.demand
            yield ("workload", name, "steps", position, "worth"), step.worth
        if work.questions is not None:
            yield ("workload", name, "questions", "growth"), work.questions.growth
        for position, run in enumerate(work.runs):
            yield ("workload", name, "runs", position, "worth"), run.worth
        for entry in ("users", "on_devices", "worth", "prompt_price", "answer_price"):
            given = getattr(work.requests, entry, None)
            if given is not None:
                yield ("workload", name, "requests", entry), given
    for key, site in scenario.sites.items():
        yield ("sites", key, "standing", "halls"), site.standing.halls
        for group in ("plants", "chips"):
            standing: dict[str, Any] = getattr(site.standing, group)
            for name, given in standing.items():
                yield ("sites", key, "standing", group, name), given
        for name, cap in (site.energy_caps or {}).items():
            yield ("sites", key, "energy_caps", name), cap
    for name, share in scenario.supply.wafers.items():
        yield ("supply", "wafers", name, "share"), share.share
    for name, slots in scenario.supply.slots.items():
        yield ("supply", "slots", name), slots
    yield ("supply", "transformers"), scenario.supply.transformers
    yield ("policy", "carbon_price"), scenario.policy.carbon_price
    if scenario.policy.carbon_cap is not None:
        yield ("policy", "carbon_cap"), scenario.policy.carbon_cap


def blocks_fit_the_site(scenario: Scenario, document: Document) -> Iterator[Finding]:
    """A hall block is no larger than the site, and no smaller than nothing."""
    for key, site in scenario.sites.items():
        where = document.where(("sites", key, "halls", "block"))
        if site.halls.block <= 0:
            yield Finding(
                where, f"{site.halls.block:g} MW_it", "a block above 0 MW_it", "write for example '100 MW_it'"
            )
        elif site.halls.block > site.halls.limit and site.halls.pace:
            yield Finding(
                where,
                f"blocks of {site.halls.block:g} MW_it at a site of {site.halls.limit:g} MW_it",
                "a block no larger than the site's limit",
                f"write halls.block: '{site.halls.limit:g} MW_it'",
            )


def every_site_can_have_power(scenario: Scenario, document: Document) -> Iterator[Finding]:
    """A site that can hold chips has at least one way to power."""
    for key, site in scenario.sites.items():
        if site.halls.limit > 0 and not (site.grid or site.plants or site.standing.plants):
            yield Finding(
                document.where(("sites", key)),
                "no grid offer and no plant allowed",
                "at least one entry under grid or plants",
                "add the site's power options, or remove the site",
            )


CHECKS: tuple[Check, ...] = (
    names_are_in_the_catalogue,
    work_says_what_it_wants,
    sizing_findings,
    shares_name_countries_of_sites,
    permits_name_plants_or_fuels,
    switched_plants_can_be_switched,
    dates_fit_the_programme,
    some_money_counts,
    surer_money_is_likelier,
    what_is_lent_is_given_back,
    halls_are_bought_or_leased,
    debt_can_be_served,
    paths_cover_the_programme,
    blocks_fit_the_site,
    every_site_can_have_power,
    spreads_can_be_drawn,
    correlations_hold_together,
    export_stops_name_countries_of_sites,
    measured_hours_are_whole,
    years_are_said_once,
    flat_hours_have_one_price,
    gas_costs_one_thing,
    flat_hours_have_no_sun,
    open_water_has_its_temperature,
)
