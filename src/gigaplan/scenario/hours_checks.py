"""Checks of hours: measured weather comes with its prices, flat hours without sun and wind."""

from __future__ import annotations

from collections.abc import Iterator

from gigaplan.catalogue import entry, names
from gigaplan.core.errors import Finding
from gigaplan.scenario.schema import Scenario, SiteHours
from gigaplan.scenario.text import Document

TOGETHER = ("weather", "prices", "price_year")
WEATHER_DRIVEN = ("solar", "onshore_wind")


def measured_hours_are_whole(scenario: Scenario, document: Document) -> Iterator[Finding]:
    """Weather, prices and the year of the prices are named together: none is taken from elsewhere."""
    for key, site in scenario.sites.items():
        missing = [name for name in TOGETHER if getattr(site.hours, name) is None]
        if missing and _given(site.hours):
            yield Finding(
                document.where(("sites", key, "hours")),
                f"{_given(site.hours)} without {' and '.join(missing)}",
                "weather, prices and price_year together, or none of them",
                "name the market the site buys from, such as prices: ercot_hb_hubavg_dam with price_year: 2023",
            )


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


def _given(hours: SiteHours) -> str:
    return " and ".join(name for name in (*TOGETHER, "plant_output") if getattr(hours, name) is not None)
