"""A full year of hours drawn from shipped statistics: no download, the same every time, and named synthetic.

Each field is drawn in normal scores: a pattern by month and hour plus an anomaly with memory that
leans on the fields before it (sun, humidity and wind on temperature; price on all), and is mapped
through the field's own quantiles, so that bounds, spikes and negative prices come out as recorded.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from gigaplan.core.errors import Finding, InputError
from gigaplan.core.streams import stream
from gigaplan.programme.hours.region_statistics import (
    DRAWN_FIELDS,
    SCORES,
    FieldStatistics,
    RegionStatistics,
    region_statistics,
)
from gigaplan.programme.hours.values import DAYS_IN_MONTH, HOURS_IN_DAY, FieldSource, Hourly, Hours

SMALLEST_RESIDUAL_SHARE = 0.05  # -, of variance: no field is a mere copy of its drivers


def synthetic_hours(
    region: str, seed: int, mean_price: float | None = None, currency: str | None = None
) -> Hours:
    """Draw one year of hours for a region; the same region and seed give the same hours.

    mean_price [currency / MWh_site] sets the price level: the year's mean is exactly this; left out,
    it is the region's own recent mean in the currency of the statistics. A mean_price without
    currency is taken as USD_2026. Raises InputError for an unknown region or a price that is not finite.
    """
    if mean_price is not None and not math.isfinite(mean_price):
        raise InputError(
            "no price level",
            [
                Finding(
                    where="mean_price", got=str(mean_price), want="a finite price", do="give a price per MWh"
                )
            ],
        )
    statistics = region_statistics(region)
    anomalies = drawn_anomalies(statistics, seed)
    values = {name: drawn_values(statistics.fields[name], anomalies[name]) for name in DRAWN_FIELDS}
    level = statistics.mean_price if mean_price is None else mean_price
    unit = currency or (statistics.currency if mean_price is None else "USD_2026")
    return Hours(
        place=f"{region} ({statistics.place})",
        utc_offset=statistics.utc_offset,
        latitude=statistics.latitude,
        longitude=statistics.longitude,
        temperature=values["temperature"],
        wet_bulb=values["temperature"] - np.maximum(values["wet_bulb_depression"], 0.0),
        solar_availability=np.clip(values["solar"] * by_day(statistics.solar_highest).ravel(), 0.0, 1.0),
        wind_availability=np.clip(values["wind"], 0.0, 1.0),
        grid_price=level * values["price"] / values["price"].mean(),
        currency=unit,
        provenance=provenance_of(statistics, level, unit),
        findings=(synthetic_finding(region, seed),),
    )


def drawn_anomalies(statistics: RegionStatistics, seed: int) -> Mapping[str, Hourly]:
    """Draw each field's anomaly [standard normal, by hour] from its own stream, leaning on earlier fields."""
    anomalies: dict[str, Hourly] = {}
    for name in DRAWN_FIELDS:
        field = statistics.fields[name]
        own = remembering_noise(field, stream(seed, f"{statistics.region} {name}"))
        leaning = sum(
            (share * anomalies[driver] for driver, share in field.drivers.items()), np.zeros_like(own)
        )
        residual_share = max(SMALLEST_RESIDUAL_SHARE, 1.0 - float(np.var(leaning)))
        anomalies[name] = leaning + np.sqrt(residual_share) * own
    return anomalies


def remembering_noise(field: FieldStatistics, generator: np.random.Generator) -> Hourly:
    """A slow and a fast autoregression add up to unit variance; the year's end joins its start."""
    length = sum(DAYS_IN_MONTH) * HOURS_IN_DAY
    slow = autoregression(generator.standard_normal(length), field.slow_persistence)
    fast = autoregression(generator.standard_normal(length), field.fast_persistence)
    return math.sqrt(field.slow_share) * slow + math.sqrt(1.0 - field.slow_share) * fast


def autoregression(noise: Hourly, persistence: float) -> Hourly:
    """Each hour keeps `persistence` of the hour before it, on a circle and to unit variance.

    x[h] = persistence x[h-1] + sqrt(1 - persistence^2) noise[h], solved by Fourier transform.
    """
    angle = 2.0 * np.pi * np.arange(len(noise) // 2 + 1) / len(noise)
    response = np.sqrt(1.0 - persistence**2) / (1.0 - persistence * np.exp(-1j * angle))
    return np.array(np.fft.irfft(np.fft.rfft(noise) * response, n=len(noise)), dtype=np.float64)


def drawn_values(field: FieldStatistics, anomaly: Hourly) -> Hourly:
    """Turn anomalies into values: place them in the month and hour, then read the field's quantiles."""
    score = by_day(field.score_mean).ravel() + by_day(field.score_spread).ravel() * anomaly
    values: Hourly = np.interp(score, SCORES, field.quantiles)
    return values


def by_day(table: NDArray[np.float64]) -> NDArray[np.float64]:
    """Spread a 12 x 24 table over 365 days x 24 hours, linearly from mid-month to mid-month."""
    days = np.array(DAYS_IN_MONTH)
    middle = np.cumsum(days) - days / 2.0
    day = np.arange(days.sum()) + 0.5
    return np.column_stack(
        [np.interp(day, middle, table[:, hour], period=float(days.sum())) for hour in range(HOURS_IN_DAY)]
    )


def provenance_of(statistics: RegionStatistics, level: float, unit: str) -> dict[str, FieldSource]:
    """Say of each field that it is synthetic, and what it was drawn from."""
    names = {
        "temperature": "temperature",
        "wet_bulb": "wet_bulb_depression",
        "solar_availability": "solar",
        "wind_availability": "wind",
    }
    sources = {
        shown: FieldSource("synthetic", f"drawn from statistics of {field.source}", field.years, field.grade)
        for shown, field in ((shown, statistics.fields[drawn]) for shown, drawn in names.items())
    }
    price = statistics.fields["price"]
    text = f"drawn from the shape of {price.source}, scaled to a yearly mean of {level:g} {unit}/MWh"
    return sources | {"grid_price": FieldSource("synthetic", text, price.years, price.grade)}


def synthetic_finding(region: str, seed: int) -> Finding:
    """The finding that every synthetic year carries into the report."""
    return Finding(
        where=f"hours of {region}",
        got=f"a synthetic year (seed {seed}) drawn from climate and price statistics, not a record",
        want="measured or typical-year hours for a decision",
        do="give a data folder with weather and price files",
    )
