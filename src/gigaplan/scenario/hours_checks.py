"""Checks of hours and gas: weather comes with its prices and years, flat hours without sun; one price of gas."""

from __future__ import annotations

from collections.abc import Iterator

from gigaplan.catalogue import entry, names
from gigaplan.core.errors import Finding
from gigaplan.scenario.schema import Scenario, SiteHours
from gigaplan.scenario.text import Document

TOGETHER = ("weather", "prices", "price_year")
IN_TURN = ("weather", "prices")
WEATHER_DRIVEN = ("solar", "onshore_wind")
MARK = "@"


def measured_hours_are_whole(scenario: Scenario, document: Document) -> Iterator[Finding]:
    """Weather, prices and the years of the prices are named together: none is taken from elsewhere."""
    for key, site in scenario.sites.items():
        needed = IN_TURN if site.hours.years else TOGETHER
        missing = [name for name in needed if getattr(site.hours, name) is None]
        if missing and _given(site.hours):
            yield Finding(
                document.where(("sites", key, "hours")),
                f"{_given(site.hours)} without {' and '.join(missing)}",
                "weather, prices and price_year (or years) together, or none of them",
                "name the market the site buys from, such as prices: ercot_hb_hubavg_dam with price_year: 2023",
            )


def years_are_said_once(scenario: Scenario, document: Document) -> Iterator[Finding]:
    """Years in turn stand in place of one price year and of years behind the names; each stands once."""
    for key, site in scenario.sites.items():
        hours = site.hours
        if not hours.years:
            continue
        named = {name: str(getattr(hours, name)) for name in ("weather", "plant_output")}
        twice = [f"{name}: {text}" for name, text in named.items() if MARK in text]
        twice += [f"price_year: {hours.price_year}"] if hours.price_year is not None else []
        if twice:
            yield Finding(
                document.where(("sites", key, "hours", "years")),
                f"years beside {' and '.join(twice)}",
                "the year in one place",
                "remove price_year and what follows @, or remove years",
            )
        if len(set(hours.years)) < len(hours.years):
            yield Finding(
                document.where(("sites", key, "hours", "years")),
                f"{hours.years}, a year twice",
                "each year once",
                "remove the repeated one",
            )


def flat_hours_have_one_price(scenario: Scenario, document: Document) -> Iterator[Finding]:
    """A price that is the same in every hour has no swing to change."""
    for key, site in scenario.sites.items():
        if site.hours.flat is not None and site.hours.price_scenario is not None:
            yield Finding(
                document.where(("sites", key, "hours", "price_scenario")),
                "a price scenario beside flat hours",
                "one of the two",
                "write the price into hours.flat",
            )


def gas_costs_one_thing(scenario: Scenario, document: Document) -> Iterator[Finding]:
    """Gas is priced by a hub of the catalogue or by a price of its own."""
    for key, site in scenario.sites.items():
        if site.gas is None:
            continue
        where = document.where(("sites", key, "gas"))
        if (site.gas.hub is None) == (site.gas.price is None):
            yield Finding(where, "a hub and a price, or neither", "one of the two", "remove one")
        elif site.gas.hub is not None and site.gas.hub not in hubs():
            yield Finding(where, repr(site.gas.hub), ", ".join(hubs()), "choose one of these")


def flat_hours_have_no_sun(scenario: Scenario, document: Document) -> Iterator[Finding]:
    """Where every hour is the same, a plant that follows the weather would give nothing."""
    for key, site in scenario.sites.items():
        if site.hours.flat is None:
            continue
        for name in sorted({*site.plants, *site.standing.plants} & set(names("power"))):
            if entry("power", name).texts.get("technology", name) in WEATHER_DRIVEN:
                yield Finding(
                    document.where(("sites", key, "plants", name)),
                    f"{name} at a site with flat hours",
                    "plants that do not follow the weather",
                    "remove it, or remove hours.flat so that the site has weather",
                )


def hubs() -> tuple[str, ...]:
    """Return the names of the gas hubs in the catalogue."""
    return tuple(name for name in entry("supply", "gas_hubs").values if name != "transport")


def _given(hours: SiteHours) -> str:
    named = (*TOGETHER, "plant_output", "years")
    return " and ".join(name for name in named if getattr(hours, name) not in (None, []))


def open_water_has_its_temperature(scenario: Scenario, document: Document) -> Iterator[Finding]:
    """Sea or lake water is taken in at a temperature; other kinds of cooling take none in."""
    for key, site in scenario.sites.items():
        kind, intake = site.cooling.kind, site.cooling.intake
        where = document.where(("sites", key, "cooling", "kind"))
        if kind == "open_water" and intake is None:
            yield Finding(
                where, "open_water without intake", "an intake temperature", "add cooling.intake: '8 degC'"
            )
        if kind != "open_water" and intake is not None:
            got = f"intake with cooling kind {kind or 'not given'}"
            yield Finding(where, got, "kind: open_water", "name the kind, or remove the intake")
