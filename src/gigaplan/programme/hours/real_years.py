"""Records of real years: Open-Meteo weather, ERA5 plant output, NSRDB half hours."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import numpy as np

from gigaplan.core.errors import Finding, InputError
from gigaplan.programme.hours.tables import (
    Column,
    Fill,
    Table,
    parsed_times,
    read_table,
    read_text,
    repeated_findings,
)
from gigaplan.programme.hours.values import DAYS_IN_MONTH, HOURS_IN_DAY, Hourly
from gigaplan.programme.hours.weather import Weather, chosen_year, dew_point_from_humidity, temperature_column

SHARE_HINT = "shares of the nameplate, 0 to 1, not per cent"
KMH_PER_MS = 3.6  # km/h per m/s
OPEN_METEO_SHORT = {"temperature": "temp_c", "humidity": "rh_pct", "wind": "wind10_kmh", "time": "time_utc"}
OPEN_METEO_OWN = {
    "temperature": "temperature_2m (°C)",
    "humidity": "relative_humidity_2m (%)",
    "wind": "wind_speed_10m (km/h)",
    "time": "time",
}
OPEN_METEO_SUN = {
    "global_horizontal": "shortwave_radiation (W/m²)",
    "direct_normal": "direct_normal_irradiance (W/m²)",
    "diffuse_horizontal": "diffuse_radiation (W/m²)",
}


def load_open_meteo(
    path: Path,
    year: int,
    latitude: float,
    longitude: float,
    utc_offset: float,
    elevation: float = 0.0,
    fill: Fill = None,
) -> Weather:
    """Read one year of an Open-Meteo table: short columns, or the service's own csv (UTC, with header block).

    Temperature [degC], humidity [%], wind at 10 m [km/h]; irradiance where the file has it.
    Source: Open-Meteo historical weather API (ERA5, IFS).
    """
    text = read_text(path)
    lines = text.splitlines()
    header_line = next(
        (number for number, line in enumerate(lines[:10], start=1) if line.startswith("time")), 1
    )
    names = OPEN_METEO_OWN if "temperature_2m" in lines[header_line - 1] else OPEN_METEO_SHORT
    sun = OPEN_METEO_SUN if all(name in lines[header_line - 1] for name in OPEN_METEO_SUN.values()) else {}
    needed = [
        temperature_column(names["temperature"]),
        Column(names["humidity"], "%", 0.0, 100.5, "per cent, 0 to 100"),
        Column(names["wind"], "km/h", 0.0, 330.0, "km/h at 10 m"),
        *(Column(name, "W/m2", -5.0, 1700.0) for name in sun.values()),
    ]
    table = read_table(path, text, header_line, (names["time"],), needed)
    times = parsed_times(table, names["time"], "ISO8601")
    problems = repeated_findings(table, times)
    if problems:
        raise InputError(f"{path.name} does not hold each hour once", problems)
    columns, findings = chosen_year(path, times, table.numbers, utc_offset, year, fill)
    temperature = columns[names["temperature"]]
    return Weather(
        source=f"Open-Meteo historical weather ({path.name}; CC BY 4.0)",
        kind="reanalysis",
        years=str(year),
        latitude=latitude,
        longitude=longitude,
        utc_offset=utc_offset,
        elevation=elevation,
        temperature=temperature,
        dew_point=dew_point_from_humidity(temperature, columns[names["humidity"]]),
        wind_speed=columns[names["wind"]] / KMH_PER_MS,
        wind_height=10.0,
        year=year,
        findings=tuple(findings),
        **{field: columns[name] for field, name in sun.items()},
    )


def load_nsrdb(path: Path, fill: Fill = None) -> Weather:
    """Read one year of NSRDB (PSM 3) at 30 or 60 minutes, local standard time; halves become hour means.

    Source: Sengupta et al. (2018), NREL National Solar Radiation Database.
    """
    import pandas as pd

    text = read_text(path)
    place = dict(zip(*(line.split(",") for line in text.splitlines()[:2]), strict=False))
    humid = "Relative Humidity" if "Relative Humidity" in text.splitlines()[2] else "Dew Point"
    needed = [
        Column("DNI", "W/m2", -5.0, 1700.0),
        Column("DHI", "W/m2", -5.0, 1700.0),
        temperature_column("Temperature"),
        Column("Wind Speed", "m/s", 0.0, 90.0),
        Column(humid, "% or degC", -90.0, 100.5),
    ]
    table = read_table(path, text, 3, ("Year", "Month", "Day", "Hour", "Minute"), needed)
    parts = zip(*(table.texts[name] for name in ("Year", "Month", "Day", "Hour", "Minute")), strict=True)
    stamped = Table(path, 4, {"time": [f"{y}-{m}-{d} {h}:{n}" for y, m, d, h, n in parts]}, table.numbers)
    times = parsed_times(stamped, "time", "%Y-%m-%d %H:%M")
    problems = repeated_findings(stamped, times)
    if problems:
        raise InputError(f"{path.name} does not hold each hour once", problems)
    hourly = pd.DataFrame(dict(table.numbers), index=times.floor("h")).groupby(level=0).mean()
    offset, year = float(place["Time Zone"]), int(times[0].year)
    numbers = {str(name): hourly[name].to_numpy(dtype=np.float64) for name in hourly}
    start = pd.DatetimeIndex(hourly.index) - pd.Timedelta(hours=offset)
    columns, findings = chosen_year(path, start, numbers, offset, year, fill)
    return nsrdb_weather(path, place, year, offset, columns, humid, findings)


def nsrdb_weather(
    path: Path,
    place: dict[str, str],
    year: int,
    offset: float,
    columns: dict[str, Hourly],
    humid: str,
    findings: list[Finding],
) -> Weather:
    """Join NSRDB's columns into a weather record; global irradiance follows from the other two."""
    import pandas as pd
    import pvlib

    from gigaplan.programme.hours.weather import days_of_year

    middle = days_of_year(year).tz_localize("UTC") - pd.Timedelta(hours=offset) + pd.Timedelta(minutes=30)
    latitude, longitude = float(place["Latitude"]), float(place["Longitude"])
    zenith = pvlib.solarposition.get_solarposition(middle, latitude, longitude)["apparent_zenith"].to_numpy()
    upright = np.maximum(0.0, np.cos(np.radians(zenith)))
    temperature = columns["Temperature"]
    dew = columns[humid] if humid == "Dew Point" else dew_point_from_humidity(temperature, columns[humid])
    return Weather(
        source=f"NSRDB PSM3 at {latitude:g} N {longitude:g} E ({path.name}; NREL for US DOE)",
        kind="reanalysis",
        years=str(year),
        latitude=latitude,
        longitude=longitude,
        utc_offset=offset,
        elevation=float(place["Elevation"]),
        temperature=temperature,
        dew_point=dew,
        global_horizontal=columns["DNI"] * upright + columns["DHI"],
        direct_normal=columns["DNI"],
        diffuse_horizontal=columns["DHI"],
        wind_speed=columns["Wind Speed"],
        wind_height=2.0,
        year=year,
        findings=tuple(findings),
    )


def load_plant_output(path: Path, year: int, utc_offset: float) -> tuple[Hourly, Hourly, float, float]:
    """Read solar and wind output [MW_site / MW_plate] of one year from arrays made of ERA5.

    The file is a NumPy archive with `solar` and `wind` (years x hours of 365 days, UTC), `years`,
    `lat`, `lon`. Returns solar, wind on local standard time, latitude, longitude. The few hours that
    the time zone moves over the year's end are taken from the same year.
    """
    try:
        with np.load(path) as archive:
            arrays = {name: archive[name] for name in ("solar", "wind", "years", "lat", "lon")}
    except (KeyError, ValueError, zipfile.BadZipFile, OSError, EOFError) as problem:
        reason = re.sub(r"\s+", " ", str(problem))[:120]
        finding = Finding(str(path), reason, "arrays solar, wind, years, lat, lon", "download the file again")
        raise InputError(f"cannot read {path.name}", [finding]) from None
    known = [int(value) for value in arrays["years"]]
    problems = plant_output_findings(path, arrays, known, year)
    if problems:
        raise InputError(f"{path.name} cannot be used", problems)
    row = known.index(year)
    solar, wind = (
        np.roll(arrays[name][row].astype(np.float64), int(utc_offset)) for name in ("solar", "wind")
    )
    return solar, wind, float(arrays["lat"]), float(arrays["lon"])


def load_factors(path: Path, column: str, year: int, utc_offset: float, fill: Fill = None) -> Hourly:
    """Read hourly output [MW_site / MW_plate] of one year from a table of capacity factors, times in UTC.

    The table has `time_utc` and a column for each region or fleet. Returned on local standard time; the few hours
    that the time zone moves over the year's end are taken from the same year. Raises InputError for cells outside
    0 to 1, repeated hours, and gaps unless filled.
    """
    text = read_text(path)
    table = read_table(
        path, text, 1, ("time_utc",), [Column(column, "MW_site/MW_plate", 0.0, 1.0, SHARE_HINT)]
    )
    times = parsed_times(table, "time_utc", "ISO8601")
    problems = repeated_findings(table, times)
    if problems:
        raise InputError(f"{path.name} does not hold each hour once", problems)
    columns, _ = chosen_year(path, times, {column: table.numbers[column]}, 0.0, year, fill)
    return np.roll(columns[column], int(utc_offset))


def plant_output_findings(
    path: Path, arrays: dict[str, np.ndarray], known: list[int], year: int
) -> list[Finding]:
    """Check shape, range and years of plant-output arrays."""
    findings = []
    if year not in known:
        findings.append(Finding(str(path), f"no year {year}", f"one of {known}", "choose one of them"))
    for name in ("solar", "wind"):
        values = arrays[name]
        shape = (len(known), sum(DAYS_IN_MONTH) * HOURS_IN_DAY)
        if values.shape != shape:
            findings.append(
                Finding(f"{path}, array {name!r}", f"shape {values.shape}", f"{shape}", "years x hours")
            )
        elif not (np.isfinite(values).all() and values.min() >= 0.0 and values.max() <= 1.0):
            got = f"values from {np.nanmin(values):g} to {np.nanmax(values):g}"
            findings.append(
                Finding(
                    f"{path}, array {name!r}",
                    got,
                    "0 to 1 MW_site / MW_plate",
                    "divide by the plant's nameplate",
                )
            )
    return findings
