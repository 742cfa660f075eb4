"""The shipped climate and price statistics of a region: read, checked, frozen.

Each region has `statistics/<region>.toml` (source, quantiles, persistence, drivers) and
`statistics/<region>.csv` (one row a month and hour). They are written by
`scripts/derive_climate_statistics.py` alone.
"""

from __future__ import annotations

import importlib.resources
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gigaplan.core.errors import Finding, InputError
from gigaplan.programme.hours.values import DAYS_IN_MONTH, HOURS_IN_DAY

DRAWN_FIELDS = ("temperature", "solar", "wet_bulb_depression", "wind", "price")
SCORES = np.linspace(-3.5, 3.5, 29)  # standard normal scores at which the quantiles are kept


@dataclass(frozen=True)
class FieldStatistics:
    """What is known of one field: its marginal, its pattern by month and hour, its memory, its drivers.

    quantiles: values at `SCORES`; score_mean, score_spread (12 x 24): normal score by month and hour;
    the anomaly is a slow and a fast first-order autoregression, `slow_share` of the variance slow;
    drivers: share of each earlier field's anomaly that is taken over.
    """

    quantiles: NDArray[np.float64]
    score_mean: NDArray[np.float64]
    score_spread: NDArray[np.float64]
    slow_share: float
    slow_persistence: float
    fast_persistence: float
    drivers: Mapping[str, float]
    source: str
    years: str
    grade: str


@dataclass(frozen=True)
class RegionStatistics:
    """All fields of a region, the envelope of its solar power (12 x 24), and its price level."""

    region: str
    place: str
    latitude: float
    longitude: float
    utc_offset: float
    mean_price: float
    currency: str
    solar_highest: NDArray[np.float64]
    fields: Mapping[str, FieldStatistics]


@cache
def region_names() -> tuple[str, ...]:
    """Names of the regions with shipped statistics, in alphabetical order."""
    folder = importlib.resources.files("gigaplan.programme.hours").joinpath("statistics")
    return tuple(
        sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml"))
    )


@cache
def region_statistics(region: str) -> RegionStatistics:
    """Read a region's shipped statistics; raises InputError with the known names for an unknown one."""
    if region not in region_names():
        raise InputError(
            "no climate statistics for this region",
            [
                Finding(
                    where="region",
                    got=repr(region),
                    want=", ".join(region_names()),
                    do="name a shipped region or give real hours",
                )
            ],
        )
    folder = importlib.resources.files("gigaplan.programme.hours").joinpath("statistics")
    text = tomllib.loads(folder.joinpath(f"{region}.toml").read_text(encoding="utf-8"))
    lines = [
        line
        for line in folder.joinpath(f"{region}.csv").read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
    ]
    columns = lines[0].split(",")
    numbers = np.array([line.split(",") for line in lines[1:]], dtype=np.float64)
    tables = {
        name: numbers[:, place].reshape(len(DAYS_IN_MONTH), HOURS_IN_DAY)
        for place, name in enumerate(columns)
    }
    return RegionStatistics(
        region=region,
        place=text["place"],
        latitude=text["latitude"],
        longitude=text["longitude"],
        utc_offset=text["utc_offset"],
        mean_price=text["mean_price"],
        currency=text["currency"],
        solar_highest=tables["solar_highest"],
        fields={
            name: field_statistics(text[name], tables[f"{name}_mean"], tables[f"{name}_spread"])
            for name in DRAWN_FIELDS
        },
    )


def field_statistics(
    entry: Mapping[str, Any], score_mean: NDArray[np.float64], score_spread: NDArray[np.float64]
) -> FieldStatistics:
    """Join a field's entry of the TOML file with its month-and-hour tables."""
    return FieldStatistics(
        quantiles=np.array(entry["quantiles"], dtype=np.float64),
        score_mean=score_mean,
        score_spread=score_spread,
        slow_share=entry["slow_share"],
        slow_persistence=entry["slow_persistence"],
        fast_persistence=entry["fast_persistence"],
        drivers=dict(entry["drivers"]),
        source=entry["source"],
        years=entry["years"],
        grade=entry["grade"],
    )
