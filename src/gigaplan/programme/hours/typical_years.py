"""Typical-year files: TMY3 of NREL (original or without flag columns), EPW of EnergyPlus, PVGIS."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from gigaplan.core.errors import Finding, InputError
from gigaplan.programme.hours.tables import (
    Column,
    Fill,
    Table,
    filled,
    hour_before,
    parsed_times,
    read_table,
    read_text,
    repeated_findings,
)
from gigaplan.programme.hours.values import Hourly
from gigaplan.programme.hours.weather import (
    Weather,
    days_of_year,
    dew_point_from_humidity,
    irradiance_column,
    require_full_year,
    temperature_column,
)
from gigaplan.programme.times import COMMON_YEAR

if TYPE_CHECKING:
    import pandas as pd

TMY3_TIMES = ("Date (MM/DD/YYYY)", "Time (HH:MM)")
TMY3_COLUMNS = (
    irradiance_column("GHI (W/m^2)"),
    irradiance_column("DNI (W/m^2)"),
    irradiance_column("DHI (W/m^2)"),
    temperature_column("Dry-bulb (C)"),
    temperature_column("Dew-point (C)"),
    Column("Wspd (m/s)", "m/s", 0.0, 90.0, "m/s, not knots or km/h"),
)
# EPW has no header line; names by position, EnergyPlus Auxiliary Programs (2023), "EPW data dictionary".
EPW_COLUMNS = (
    "year", "month", "day", "hour", "minute", "flags", "Dry-bulb (C)", "Dew-point (C)", "humidity",
    "pressure",
    "extraterrestrial", "extraterrestrial_normal", "infrared", "GHI (W/m^2)", "DNI (W/m^2)", "DHI (W/m^2)",
    "global_lux", "normal_lux", "diffuse_lux", "zenith_luminance", "wind_direction", "Wspd (m/s)",
)  # fmt: skip
EPW_HEADER_LINES = 8
PVGIS_TIME = "time(UTC)"
PVGIS_COLUMNS = (
    temperature_column("T2m"),
    Column("RH", "%", 0.0, 105.0, "per cent, 0 to 100"),
    irradiance_column("G(h)"),
    irradiance_column("Gb(n)"),
    irradiance_column("Gd(h)"),
    Column("WS10m", "m/s", 0.0, 90.0),
)


def load_tmy3(path: Path, fill: Fill = None) -> Weather:
    """Read a TMY3 file, as NREL publishes it or without its flag columns; plain or gzip.

    Local standard time, hours marked at their end. Source: Wilcox and Marion, NREL/TP-581-43156
    (2008). Raises InputError for damaged files, unknown columns or units, and gaps unless filled.
    """
    text = read_text(path)
    place = next(csv.reader([text.splitlines()[0]]))
    numbers = place_numbers(path, place, (4, 5, 3, 6))
    table = read_table(path, text, 2, TMY3_TIMES, TMY3_COLUMNS)
    ends = zip(*(table.texts[name] for name in TMY3_TIMES), strict=True)
    starts = [f"{day} {hour_before(hour)}" for day, hour in ends]
    stamped = Table(path, table.first_line, {"time": starts}, table.numbers)
    columns, findings = typical_columns(stamped, parsed_times(stamped, "time", "%m/%d/%Y %H"), fill)
    source = f"TMY3 {place[1].strip()}, {place[2]} ({path.name}; NREL for US DOE)"
    return typical_weather(columns, source, "typical year of 1976-2005", numbers, findings)


def load_epw(path: Path, fill: Fill = None) -> Weather:
    """Read an EnergyPlus weather file: eight header lines, then local standard hours marked at their end.

    Missing codes (99.9 degC, 9999 W/m2, 999 m/s) count as gaps. Source: EnergyPlus Auxiliary
    Programs, EPW data dictionary.
    """
    lines = read_text(path).splitlines()
    place = lines[0].split(",")
    if place[0].strip().upper() != "LOCATION" or len(lines) <= EPW_HEADER_LINES:
        raise InputError(
            "not an EPW file",
            [Finding(f"{path}:1", place[0][:40], "a line LOCATION,...", "give an .epw file")],
        )
    numbers = place_numbers(path, place, (6, 7, 8, 9))
    cells = lines[EPW_HEADER_LINES].count(",") + 1
    if cells < len(EPW_COLUMNS):
        finding = Finding(
            where=f"{path}:{EPW_HEADER_LINES + 1}",
            got=f"{cells} cells separated by a comma",
            want="35 cells separated by commas",
            do="save the file with commas, and with points in decimals",
        )
        raise InputError(f"{path.name} does not have the expected columns", [finding])
    body = "\n".join(",".join(line.split(",")[: len(EPW_COLUMNS)]) for line in lines[EPW_HEADER_LINES:])
    shown = "\n" * (EPW_HEADER_LINES - 1) + ",".join(EPW_COLUMNS) + "\n" + without_missing_codes(body)
    table = read_table(path, shown, EPW_HEADER_LINES, ("month", "day", "hour"), TMY3_COLUMNS)
    parts = zip(*(table.texts[name] for name in ("month", "day", "hour")), strict=True)
    starts = [f"{COMMON_YEAR}-{month}-{day} {hour_before(hour)}" for month, day, hour in parts]
    stamped = Table(path, table.first_line, {"time": starts}, table.numbers)
    columns, findings = typical_columns(stamped, parsed_times(stamped, "time", "%Y-%m-%d %H"), fill)
    source = f"EPW {place[1].strip()} ({path.name}; {place[4].strip()})"
    return typical_weather(columns, source, "typical year", numbers, findings)


def without_missing_codes(body: str) -> str:
    """Blank the codes that EPW writes for values that were not recorded."""
    codes = {
        "Dry-bulb (C)": 99.9,
        "Dew-point (C)": 99.9,
        "GHI (W/m^2)": 9999,
        "DNI (W/m^2)": 9999,
        "DHI (W/m^2)": 9999,
        "Wspd (m/s)": 999,
    }
    places = {EPW_COLUMNS.index(name): code for name, code in codes.items()}
    rows = [line.split(",") for line in body.split("\n")]
    for row in rows:
        for place, code in places.items():
            if place < len(row) and row[place].strip().rstrip("0").rstrip(".") == f"{code:g}":
                row[place] = ""
    return "\n".join(",".join(row) for row in rows)


def load_pvgis(path: Path, fill: Fill = None, utc_offset: float | None = None) -> Weather:
    """Read a typical year of PVGIS (version 5, csv): UTC times, months of different years.

    utc_offset [h] of local standard time; left out, the nearest whole hour to the sun's. Source:
    European Commission, Joint Research Centre, PVGIS 5.3.
    """
    text = read_text(path)
    lines = text.splitlines()
    head = {line.split(":")[0].strip(): line.split(":")[1].strip() for line in lines[:4] if ":" in line}
    starts = [number for number, line in enumerate(lines, start=1) if line.startswith("time(UTC)")]
    if not starts or "Latitude (decimal degrees)" not in head:
        raise InputError(
            "not a PVGIS file",
            [Finding(f"{path}:1", lines[0][:60], "a PVGIS typical-year csv", "download it as csv")],
        )
    latitude, longitude, elevation = (
        float(head[name])
        for name in ("Latitude (decimal degrees)", "Longitude (decimal degrees)", "Elevation (m)")
    )
    rows = [line for line in lines[starts[0] :] if line[:8].isdigit()]
    whole = "\n" * (starts[0] - 1) + lines[starts[0] - 1] + "\n" + "\n".join(rows)
    table = read_table(path, whole, starts[0], (PVGIS_TIME,), PVGIS_COLUMNS)
    offset = float(round(longitude / 15.0)) if utc_offset is None else utc_offset
    raw, findings = typical_columns(table, parsed_times(table, PVGIS_TIME, "%Y%m%d:%H%M"), fill)
    columns = {name: np.roll(values, int(offset)) for name, values in raw.items()}
    return Weather(
        source=f"PVGIS typical year at {latitude:g} N {longitude:g} E ({path.name}; (c) European Union)",
        kind="typical year",
        years="typical year of 2005-2023",
        latitude=latitude,
        longitude=longitude,
        utc_offset=offset,
        elevation=elevation,
        temperature=columns["T2m"],
        dew_point=dew_point_from_humidity(columns["T2m"], columns["RH"]),
        global_horizontal=columns["G(h)"],
        direct_normal=columns["Gb(n)"],
        diffuse_horizontal=columns["Gd(h)"],
        wind_speed=columns["WS10m"],
        wind_height=10.0,
        findings=tuple(findings),
    )


def place_numbers(path: Path, cells: list[str], places: tuple[int, ...]) -> list[float]:
    """Read latitude, longitude, UTC offset and elevation from a file's first line."""
    try:
        return [float(cells[place]) for place in places]
    except (ValueError, IndexError):
        raise InputError(
            "the place cannot be read",
            [
                Finding(
                    f"{path}:1",
                    ",".join(cells)[:80],
                    "station, state, hours from UTC, latitude, longitude, elevation",
                    "restore line 1",
                )
            ],
        ) from None


def typical_columns(
    table: Table, times: pd.DatetimeIndex, fill: Fill
) -> tuple[dict[str, Hourly], list[Finding]]:
    """Order a typical year by month, day and hour; refuse repeated hours, refuse or fill missing ones."""
    import pandas as pd

    same_year = pd.DatetimeIndex(
        np.asarray([f"{COMMON_YEAR}-{time:%m-%dT%H}" for time in times], dtype="datetime64[h]")
    )
    problems = repeated_findings(table, same_year)
    if problems:
        raise InputError(f"{table.path.name} does not hold each hour once", problems)
    if fill is None:
        require_full_year(table.path, len(same_year))
    wanted = days_of_year(COMMON_YEAR)
    columns: dict[str, Hourly] = {}
    findings: list[Finding] = []
    for name, values in table.numbers.items():
        series, notes = filled(table.path, name, pd.Series(values, index=same_year).reindex(wanted), fill)
        columns[name] = np.asarray(series, dtype=np.float64)
        findings += notes
    return columns, findings


def typical_weather(
    columns: dict[str, Hourly], source: str, years: str, place: list[float], findings: list[Finding]
) -> Weather:
    """Join the columns of a TMY3 or EPW file and its place (latitude, longitude, UTC offset, elevation)."""
    latitude, longitude, utc_offset, elevation = place
    return Weather(
        source=source,
        kind="typical year",
        years=years,
        latitude=latitude,
        longitude=longitude,
        utc_offset=utc_offset,
        elevation=elevation,
        temperature=columns["Dry-bulb (C)"],
        dew_point=columns["Dew-point (C)"],
        wind_speed=columns["Wspd (m/s)"],
        wind_height=10.0,
        global_horizontal=columns["GHI (W/m^2)"],
        direct_normal=columns["DNI (W/m^2)"],
        diffuse_horizontal=columns["DHI (W/m^2)"],
        findings=tuple(findings),
    )
