"""Each site's hours of a year: measured, synthetic or flat, said which; power ratio and prices from them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gigaplan import catalogue
from gigaplan.catalogue.halls import cooling_of
from gigaplan.core.errors import Finding, InputError
from gigaplan.physics.cooling import pue_by_hour, water_use_by_hour
from gigaplan.programme.cooling import cooling_notes, kind_of
from gigaplan.programme.hours import real_hours, synthetic_hours
from gigaplan.programme.hours.price_scenarios import with_prices
from gigaplan.programme.hours.values import Hours
from gigaplan.programme.programme import Note
from gigaplan.programme.times import hours_in_year
from gigaplan.scenario.schema import PriceScenario, Scenario, Site

Floats = NDArray[np.float64]
YEARLY_FORMS = ("open_meteo", "era5", "factors")  # series that hold several years, one named behind @


@dataclass(frozen=True)
class Place:
    """One site's hours, year after year: outdoor temperature [degC], power ratio [MW_site/MW_it], water of the
    cooling [kL/MWh_it], solar and wind availability [MW_site/MW_plate], grid price before delivery [USD_2026/MWh_site].

    All arrays hold one year of hours, or the named real years one behind the other.
    """

    temperature: Floats
    pue: Floats
    water: Floats
    solar: Floats
    wind: Floats
    price: Floats
    notes: tuple[Note, ...]

    @property
    def years(self) -> int:
        """Number of years the hours hold."""
        return len(self.price) // hours_in_year()


def place_of(name: str, site: Site, scenario: Scenario, data: Path | None) -> Place:
    """Return the hours of a site; measured where the scenario names files and a data folder is given."""
    if site.hours.flat is not None:
        return _flat(name, site)
    records = _records(name, site, scenario, data)
    prices = [hours.grid_price for hours in records]
    if site.hours.price_scenario is not None:
        prices = _changed(records, site.hours.price_scenario)
    cooling = cooling_of(site.halls.kind, kind_of(site), site.cooling.intake or 0.0)
    return Place(
        np.concatenate([hours.temperature for hours in records]),
        np.concatenate([pue_by_hour(hours.temperature, hours.wet_bulb, cooling) for hours in records]),
        np.concatenate([water_use_by_hour(hours.temperature, hours.wet_bulb, cooling) for hours in records]),
        np.concatenate([hours.solar_availability for hours in records]),
        np.concatenate([hours.wind_availability for hours in records]),
        np.concatenate(prices),
        _notes(name, site, records) + cooling_notes(name, site),
    )


def _records(name: str, site: Site, scenario: Scenario, data: Path | None) -> list[Hours]:
    """Return a year of hours for each year named, prices in dollars of 2026; one synthetic year without files."""
    asked = site.hours
    if data is None or not (asked.weather and asked.prices and (asked.price_year or asked.years)):
        level = catalogue.entry("regions", site.region).number("grid_price_mean", "USD_2026/MWh_site")
        return [synthetic_hours(site.region, scenario.programme.seed, mean_price=level, currency="USD_2026")]
    records = []
    for year in asked.years or [year for year in (asked.price_year,) if year is not None]:
        hours = real_hours(
            data,
            weather=_of_year(asked.weather, year) if asked.years else asked.weather,
            prices=asked.prices,
            price_year=year,
            plant_output=_of_year(asked.plant_output, year)
            if asked.years and asked.plant_output
            else asked.plant_output,
            latitude=site.latitude,
            longitude=site.longitude,
        )
        dollars = _in_dollars(hours.grid_price, hours.currency, name)
        records.append(replace(hours, grid_price=dollars, currency="USD_2026"))
    return records


def _of_year(series: str, year: int) -> str:
    """Return a series with its year; files of one year and typical years have none."""
    return f"{series}@{year}" if series.partition(":")[0] in YEARLY_FORMS else series


def _changed(records: list[Hours], wanted: PriceScenario) -> list[Floats]:
    """Return the prices of a price scenario; the years keep their distance from each other."""
    overall = float(np.mean([hours.grid_price.mean() for hours in records]))
    ratio = 1.0 if wanted.mean is None else wanted.mean / overall
    return [
        with_prices(
            hours, ratio * float(hours.grid_price.mean()), "USD_2026", wanted.swing, wanted.negative_hours
        ).grid_price
        for hours in records
    ]


def _notes(name: str, site: Site, records: list[Hours]) -> tuple[Note, ...]:
    """Return where each field comes from and every doubt, each once."""
    notes = [
        Note(f"{name}: {field.replace('_', ' ')}", source.kind, str(source.source), source.grade)
        for hours in records
        for field, source in hours.provenance.items()
    ]
    notes += [
        Note(f"{name}: hours", finding.got, finding.do) for hours in records for finding in hours.findings
    ]
    if site.hours.years:
        told = ", ".join(map(str, site.hours.years))
        notes.append(Note(f"{name}: hours", f"the years {told} in turn", "the scenario"))
    if site.hours.price_scenario is not None:
        wanted = site.hours.price_scenario
        mean = "as recorded" if wanted.mean is None else f"{wanted.mean:g} USD_2026/MWh_site"
        kept = "kept" if wanted.negative_hours else "lifted to zero"
        told = f"mean {mean}, swing x {wanted.swing:g}, negative hours {kept}"
        notes.append(Note(f"{name}: price scenario", told, "the scenario"))
    return tuple(dict.fromkeys(notes))


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
    note = Note(
        f"{name}: hours", "the same power ratio and price in every hour; water not known", "the scenario"
    )
    return Place(15.0 * ones, flat.pue * ones, 0.0 * ones, 0.0 * ones, 0.0 * ones, flat.price * ones, (note,))
