"""Each site's hours of a year: measured, synthetic or flat, said which; power ratio and prices from them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gigaplan import catalogue
from gigaplan.core.errors import Finding, InputError
from gigaplan.physics.cooling import pue_by_hour
from gigaplan.programme.hours import real_hours, synthetic_hours
from gigaplan.programme.programme import Note
from gigaplan.programme.times import hours_in_year
from gigaplan.scenario.schema import Scenario, Site

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Place:
    """One site's year by hour: outdoor temperature [degC], power ratio [MW_site/MW_it], solar and wind
    availability [MW_site/MW_plate], grid price before delivery [USD_2026/MWh_site]."""

    temperature: Floats
    pue: Floats
    solar: Floats
    wind: Floats
    price: Floats
    notes: tuple[Note, ...]


def place_of(name: str, site: Site, scenario: Scenario, data: Path | None) -> Place:
    """Return the hours of a site; measured where the scenario names files and a data folder is given."""
    if site.hours.flat is not None:
        return _flat(name, site)
    region = catalogue.entry("regions", site.region)
    level = region.number("grid_price_mean", "USD_2026/MWh_site")
    if data is not None and site.hours.weather and site.hours.prices and site.hours.price_year:
        hours = real_hours(
            data,
            weather=site.hours.weather,
            prices=site.hours.prices,
            price_year=site.hours.price_year,
            plant_output=site.hours.plant_output,
            latitude=site.latitude,
            longitude=site.longitude,
        )
    else:
        hours = synthetic_hours(site.region, scenario.programme.seed, mean_price=level, currency="USD_2026")
    notes = [
        Note(f"{name}: {field.replace('_', ' ')}", source.kind, str(source.source), source.grade)
        for field, source in hours.provenance.items()
    ]
    notes += [Note(f"{name}: hours", finding.got, finding.do) for finding in hours.findings]
    return Place(
        hours.temperature,
        pue_by_hour(hours.temperature),
        hours.solar_availability,
        hours.wind_availability,
        _in_dollars(hours.grid_price, hours.currency, name),
        tuple(notes),
    )


def _in_dollars(price: Floats, currency: str, name: str) -> Floats:
    """Return prices in dollars of 2026; nominal prices of a past year are carried by the price index."""
    from gigaplan.core.units import parse
    from gigaplan.scenario.fields import in_programme_money

    if currency == "USD_2026":
        return price
    try:
        return price * parse(in_programme_money(f"1 {currency}"), "USD_2026")
    except ValueError as problem:
        raise InputError(
            "prices cannot be used",
            [Finding(f"sites.{name}.hours.prices", f"prices in {currency}", "USD or EUR", str(problem))],
        ) from problem


def _flat(name: str, site: Site) -> Place:
    flat = site.hours.flat
    assert flat is not None
    ones = np.ones(hours_in_year())
    note = Note(f"{name}: hours", "the same power ratio and price in every hour", "the scenario")
    return Place(15.0 * ones, flat.pue * ones, 0.0 * ones, 0.0 * ones, flat.price * ones, (note,))
