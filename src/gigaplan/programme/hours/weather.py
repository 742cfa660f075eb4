"""A weather record of one place, and the steps every loader shares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from gigaplan.core.errors import Finding, InputError
from gigaplan.physics.climate import dew_point, station_pressure, wet_bulb
from gigaplan.physics.solar import tracker_availability
from gigaplan.physics.wind import speed_at_height, wind_availability
from gigaplan.programme.hours.tables import Column, Fill, filled
from gigaplan.programme.hours.values import DAYS_IN_MONTH, HOURS_IN_DAY, Hourly, Kind
from gigaplan.programme.times import COMMON_YEAR

if TYPE_CHECKING:
    import pandas as pd

KELVIN_HINT = "values near 290 are kelvin, near 70 Fahrenheit: convert to degrees Celsius"
LOWEST_HUMIDITY = 1.0  # %, so that a dew point exists


def temperature_column(name: str) -> Column:
    """A temperature column in degrees Celsius; the world's records are -89.2 and 56.7 degC (WMO)."""
    return Column(name, "degC", -90.0, 60.0, KELVIN_HINT)


def irradiance_column(name: str) -> Column:
    """An irradiance column; the sun at the top of the atmosphere gives 1,361 W/m2, clouds' edges add."""
    return Column(name, "W/m2", -5.0, 1700.0, "the hour's mean in W/m2 (Wh/m2 of the hour), not kJ or kWh")


@dataclass(frozen=True)
class Weather:
    """One year at one place on local standard time, by hour; a part that was not recorded is None.

    temperature, dew_point [degC]; global_horizontal, direct_normal, diffuse_horizontal [W/m2];
    wind_speed [m/s] at wind_height [m]; elevation [m]; year None for a typical year.
    """

    source: str
    kind: Kind
    years: str
    latitude: float
    longitude: float
    utc_offset: float
    elevation: float
    temperature: Hourly
    dew_point: Hourly
    wind_speed: Hourly
    wind_height: float
    global_horizontal: Hourly | None = None
    direct_normal: Hourly | None = None
    diffuse_horizontal: Hourly | None = None
    year: int | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def wet_bulb(self) -> Hourly:
        """Wet-bulb temperature [degC] at the station's height."""
        return wet_bulb(self.temperature, self.dew_point, station_pressure(self.elevation))

    def solar_availability(self) -> Hourly:
        """Output of a tracking plant here [MW_site / MW_plate]; raises InputError without irradiance."""
        import pandas as pd

        horizontal, normal, diffuse = self.global_horizontal, self.direct_normal, self.diffuse_horizontal
        if horizontal is None or normal is None or diffuse is None:
            got, want = "weather without irradiance", "global, direct and diffuse irradiance"
            finding = Finding(
                self.source, got, want, "take sun and wind output from elsewhere: era5:PLACE@YEAR"
            )
            raise InputError("no irradiance", [finding])
        local = days_of_year(self.year or COMMON_YEAR)
        start = local.tz_localize("UTC") - pd.Timedelta(hours=self.utc_offset)
        ground_wind = speed_at_height(self.wind_speed, self.wind_height, 10.0)
        return tracker_availability(
            start, self.latitude, self.longitude, horizontal, normal, diffuse, self.temperature, ground_wind
        )

    def wind_availability(self) -> Hourly:
        """Output of a wind plant here [MW_site / MW_plate], the measured wind carried up to the hub."""
        return wind_availability(speed_at_height(self.wind_speed, self.wind_height))


def days_of_year(year: int) -> pd.DatetimeIndex:
    """The hours of a calendar year on local standard time, 29 February left out."""
    import pandas as pd

    hours = pd.date_range(f"{year}-01-01", f"{year + 1}-01-01", freq="h", inclusive="left")
    return hours[~((hours.month == 2) & (hours.day == 29))]


def leap_finding(path: Path, year: int) -> list[Finding]:
    """Say that 29 February was dropped, where the year has one."""
    if (
        len(days_of_year(year))
        == np.diff(np.array([f"{year}-01-01", f"{year + 1}-01-01"], dtype="datetime64[h]")).astype(int)[0]
    ):
        return []
    return [Finding(str(path), f"29 February {year}", "years of 365 days", "dropped; nothing to do")]


def chosen_year(
    path: Path,
    times: pd.DatetimeIndex,
    columns: Mapping[str, Hourly],
    utc_offset: float,
    year: int,
    fill: Fill,
) -> tuple[dict[str, Hourly], list[Finding]]:
    """Cut one local-standard calendar year out of UTC series; gaps are refused or filled as `filled` says."""
    import pandas as pd

    local = times + pd.Timedelta(hours=utc_offset)
    wanted = days_of_year(year)
    if not local.year.isin([year]).any():
        known = ", ".join(map(str, sorted(set(local.year))))
        raise InputError(
            "year not in the file",
            [Finding(str(path), f"no hour of {year}", f"a year among {known}", "choose one of them")],
        )
    findings = leap_finding(path, year)
    out: dict[str, Hourly] = {}
    for name, values in columns.items():
        series, notes = filled(path, name, pd.Series(values, index=local.floor("h")).reindex(wanted), fill)
        out[name] = np.asarray(series, dtype=np.float64)
        findings += notes
    return out, findings


def require_full_year(path: Path, rows: int) -> None:
    """Raise InputError unless a typical-year file holds every hour of 365 days."""
    hours_in_year = sum(DAYS_IN_MONTH) * HOURS_IN_DAY
    if rows != hours_in_year:
        end = "breaks off" if rows < hours_in_year else "goes on"
        raise InputError(
            f"{path.name} is not a whole year",
            [
                Finding(
                    str(path), f"{rows} hours; the file {end}", f"{hours_in_year} hours", "download it again"
                )
            ],
        )


def dew_point_from_humidity(temperature: Hourly, relative_humidity: Hourly) -> Hourly:
    """Dew point [degC] from temperature [degC] and relative humidity [%], which is kept above 1 %."""
    return dew_point(temperature, np.clip(relative_humidity, LOWEST_HUMIDITY, 100.0))
