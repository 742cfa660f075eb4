"""The hours of one place and one year: weather, availability of sun and wind, and the grid's price."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from gigaplan.core.errors import Finding

Hourly: TypeAlias = NDArray[np.float64]
Kind = Literal["synthetic", "measured", "typical year", "reanalysis"]

FIELDS = ("temperature", "wet_bulb", "solar_availability", "wind_availability", "grid_price")
DAYS_IN_MONTH = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
HOURS_IN_DAY = 24


@dataclass(frozen=True)
class FieldSource:
    """Where one field's hours come from: kind, source in words, years covered, grade A (best) to D."""

    kind: Kind
    source: str
    years: str
    grade: str = ""

    def __str__(self) -> str:
        grade = f", grade {self.grade}" if self.grade else ""
        return f"{self.kind}: {self.source} ({self.years}{grade})"


@dataclass(frozen=True)
class Hours:
    """One place, one year of 365 days in local standard time; arrays by hour, start of the hour.

    temperature, wet_bulb [degC]; solar_availability, wind_availability [MW_site / MW_plate];
    grid_price [currency / MWh_site]. 29 February is dropped with a finding, so that every year has
    the same length. `provenance` names the source of each field. Arrays are read-only.
    """

    place: str
    utc_offset: float  # h, local standard time less UTC
    temperature: Hourly
    wet_bulb: Hourly
    solar_availability: Hourly
    wind_availability: Hourly
    grid_price: Hourly
    currency: str
    provenance: Mapping[str, FieldSource]
    year: int | None = None
    latitude: float | None = None
    longitude: float | None = None
    findings: tuple[Finding, ...] = field(default=())

    def __post_init__(self) -> None:
        lengths = {name: len(getattr(self, name)) for name in FIELDS}
        if len(set(lengths.values())) != 1:
            raise ValueError(f"fields of unequal length: {lengths}")
        for name in FIELDS:
            values = np.array(getattr(self, name), dtype=np.float64)
            values.flags.writeable = False
            object.__setattr__(self, name, values)
        object.__setattr__(self, "provenance", MappingProxyType(dict(self.provenance)))

    def __len__(self) -> int:
        return len(self.temperature)

    @property
    def is_synthetic(self) -> bool:
        """True where any field is made from statistics instead of read from a record."""
        return any(source.kind == "synthetic" for source in self.provenance.values())


def month_of_hour() -> NDArray[np.int64]:
    """Month 0..11 of each hour of a 365-day year."""
    return np.repeat(np.arange(len(DAYS_IN_MONTH)), np.array(DAYS_IN_MONTH) * HOURS_IN_DAY)


def hour_of_day() -> NDArray[np.int64]:
    """Hour 0..23 of each hour of a 365-day year."""
    return np.tile(np.arange(HOURS_IN_DAY), sum(DAYS_IN_MONTH))
