"""Day-ahead prices by hour, from the open data folder's form or the grid operators' own files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from gigaplan.core.errors import Finding, InputError
from gigaplan.programme.hours.tables import (
    Column,
    Fill,
    Table,
    header_findings,
    hour_before,
    parsed_times,
    read_table,
    read_text,
    repeated_findings,
)
from gigaplan.programme.hours.values import Hourly
from gigaplan.programme.hours.weather import chosen_year

if TYPE_CHECKING:
    import pandas as pd

# ERCOT's real-time cap and Europe's harmonised limits bound any true price: 9,000 USD, -500 to 5,000 EUR.
LOWEST_PRICE, HIGHEST_PRICE = -1000.0, 10_000.0  # currency / MWh
SECONDS_IN_HOUR = 3600
PRICE_HINT = "prices per MWh, not per kWh or in cents"


@dataclass(frozen=True)
class Prices:
    """One calendar year of prices on local standard time [currency / MWh], with source and findings."""

    values: Hourly
    currency: str
    year: int
    source: str
    findings: tuple[Finding, ...]


def load_prices(path: Path, year: int, utc_offset: float, point: str = "", fill: Fill = None) -> Prices:
    """Read one local-standard year of hourly prices.

    Known forms, told by their header: `time_utc,price_<currency>_per_mwh`; ERCOT day-ahead settlement
    point prices (DeliveryDate, HourEnding, DSTFlag); CAISO OASIS day-ahead LMP
    (INTERVALSTARTTIME_GMT); PJM Data Miner day-ahead LMP (datetime_beginning_utc); NYISO day-ahead zonal
    LBMP (Time Stamp, LBMP ($/MWHr)); ENTSO-E day-ahead prices (MTU), hours or quarters, before and since its new
    platform. `point` picks the settlement point, node or zone where a file holds several ("BZN|DE-LU, Sequence 1").
    An hour told in parts takes their mean, and is a gap where a part lacks. Raises InputError for an unknown form,
    repeated hours, and gaps unless filled.
    """
    text = read_text(path)
    header = text.split("\n", 1)[0]
    for mark, reader in READERS.items():
        if mark in header:
            times, values, currency = reader(path, text, point)
            times, values = by_hour(times, values)
            columns, findings = chosen_year(path, times, {"price": values}, utc_offset, year, fill)
            source = f"day-ahead prices {path.name}{', ' + point if point else ''}"
            return Prices(columns["price"], f"{currency}_{year}", year, source, tuple(findings))
    known = "; ".join(READERS)
    finding = Finding(
        f"{path}:1", header[:80], f"a header with one of: {known}", "give a known form, separated by commas"
    )
    raise InputError(f"{path.name} is no known price file", [finding])


def price_column(name: str) -> Column:
    """A price column with the widest range that markets allow."""
    return Column(name, "currency/MWh", LOWEST_PRICE, HIGHEST_PRICE, PRICE_HINT)


def read_plain(path: Path, text: str, point: str) -> tuple[pd.DatetimeIndex, Hourly, str]:
    """UTC start of hour and one price column whose name holds the currency."""
    header = [name.strip() for name in text.split("\n", 1)[0].split(",")]
    priced = [name for name in header if name.startswith("price_") and name.endswith("_per_mwh")]
    if ";" in header[0]:
        problems = header_findings(path, 1, header, ["time_utc", "price_<currency>_per_mwh"])
        raise InputError(f"{path.name} does not have the expected columns", problems)
    if not priced:
        finding = Finding(
            f"{path}:1",
            ", ".join(header),
            "a column price_<currency>_per_mwh",
            "convert prices to a currency per MWh",
        )
        raise InputError("no price column", [finding])
    table = read_table(path, text, 1, ("time_utc",), [price_column(priced[0])])
    times = parsed_times(table, "time_utc", "ISO8601")
    return once(table, times), table.numbers[priced[0]], priced[0].split("_")[1].upper()


def read_ercot(path: Path, text: str, point: str) -> tuple[pd.DatetimeIndex, Hourly, str]:
    """ERCOT: local prevailing time by hour ending, the doubled autumn hour marked by DSTFlag = Y."""
    import pandas as pd

    picked = rows_of(path, text, "SettlementPoint", point)
    table = read_table(
        path, picked, 1, ("DeliveryDate", "HourEnding", "DSTFlag"), [price_column("SettlementPointPrice")]
    )
    ends = zip(table.texts["DeliveryDate"], table.texts["HourEnding"], strict=True)
    starts = [f"{day} {hour_before(hour)}" for day, hour in ends]
    stamped = Table(path, 2, {"time": starts}, table.numbers)
    wall = parsed_times(stamped, "time", "%m/%d/%Y %H")
    repeated = np.array([flag.strip().upper() == "Y" for flag in table.texts["DSTFlag"]])
    utc = wall.tz_localize("America/Chicago", ambiguous=~repeated, nonexistent="raise").tz_convert("UTC")
    times = pd.DatetimeIndex(utc.tz_localize(None))
    return once(stamped, times), table.numbers["SettlementPointPrice"], "USD"


def read_caiso(path: Path, text: str, point: str) -> tuple[pd.DatetimeIndex, Hourly, str]:
    """CAISO OASIS: start of hour in GMT; rows of LMP_TYPE = LMP (energy, congestion, losses)."""
    picked = rows_of(path, rows_of(path, text, "LMP_TYPE", "LMP"), "NODE", point)
    table = read_table(path, picked, 1, ("INTERVALSTARTTIME_GMT",), [price_column("MW")])
    times, values = in_order(parsed_times(table, "INTERVALSTARTTIME_GMT", "ISO8601"), table.numbers["MW"])
    return once(table, times), values, "USD"


def read_pjm(path: Path, text: str, point: str) -> tuple[pd.DatetimeIndex, Hourly, str]:
    """PJM Data Miner: start of hour in UTC, total day-ahead LMP of one node."""
    picked = rows_of(path, text, "pnode_name", point)
    table = read_table(path, picked, 1, ("datetime_beginning_utc",), [price_column("total_lmp_da")])
    times = parsed_times(table, "datetime_beginning_utc", "%m/%d/%Y %I:%M:%S %p")
    times, values = in_order(times, table.numbers["total_lmp_da"])
    return once(table, times), values, "USD"


def read_nyiso(path: Path, text: str, point: str) -> tuple[pd.DatetimeIndex, Hourly, str]:
    """NYISO day-ahead zonal LBMP: start of hour in Eastern prevailing time, the autumn hour twice in order."""
    picked = rows_of(path, text, "Name", point)
    table = read_table(path, picked, 1, ("Time Stamp",), [price_column(NYISO_PRICE)])
    wall = parsed_times(table, "Time Stamp", "%m/%d/%Y %H:%M")
    return once(table, to_utc(wall, "America/New_York")), table.numbers[NYISO_PRICE], "USD"


def read_entsoe(path: Path, text: str, point: str) -> tuple[pd.DatetimeIndex, Hourly, str]:
    """ENTSO-E day-ahead prices: market time units in UTC or Central European time, as the header says.

    Until 2024 "01.01.2023 00:00 - ..." and [EUR/MWh]; since then "01/01/2025 00:00:00 - ...", (EUR/MWh), areas
    and sequences of auctions.
    """
    area, _, sequence = point.partition(", ")
    picked = rows_of(path, rows_of(path, text, "Area", area), "Sequence", sequence)
    header = [name.strip().strip('"') for name in picked.split("\n", 1)[0].split(",")]
    unit = next(name for name in header if name.startswith("MTU ("))
    priced = next((name for name in header if name.startswith("Day-ahead Price")), ENTSOE_PRICE)
    table = read_table(path, picked, 1, (unit,), [price_column(priced)])
    starts = [span.strip()[: len("01.01.2023 00:00")].replace("/", ".") for span in table.texts[unit]]
    stamped = Table(path, 2, {unit: starts}, table.numbers)
    wall = parsed_times(stamped, unit, "%d.%m.%Y %H:%M")
    times = wall if "UTC" in unit else to_utc(wall, "Europe/Brussels")
    currency = priced.replace("(", "[").partition("[")[2].partition("/")[0] or "EUR"
    return once(stamped, times), table.numbers[priced], currency


def by_hour(times: pd.DatetimeIndex, values: Hourly) -> tuple[pd.DatetimeIndex, Hourly]:
    """Return prices by hour: the mean of an hour's parts, nan where they do not fill it; hours stay as they are.

    A part lasts as long as the nearer of its neighbours is away, an hour at most.
    """
    import pandas as pd

    if len(times) <= 1:
        return times, values
    seconds = times.to_numpy().astype("datetime64[s]").astype(np.int64)
    steps = np.diff(seconds)
    lasts = np.minimum(np.append(steps, steps[-1]), np.append(steps[0], steps))
    lasts = np.minimum(lasts, SECONDS_IN_HOUR)
    hour, place = np.unique(seconds // SECONDS_IN_HOUR, return_inverse=True)
    if len(hour) == len(times):
        return times, values
    told = np.bincount(place, lasts)
    mean = np.bincount(place, lasts * values) / told
    whole = np.where(told == SECONDS_IN_HOUR, mean, np.nan)
    return pd.DatetimeIndex((hour * SECONDS_IN_HOUR).astype("datetime64[s]")).as_unit("ns"), whole


def to_utc(wall: pd.DatetimeIndex, zone: str) -> pd.DatetimeIndex:
    """Return UTC times of clock times in order: of an hour that stands twice in autumn the first is summer's.

    Only hours the zone's clocks show twice may stand twice; any other repeats itself in UTC too, and is found there.
    A clock time that spring leaves out is moved to the hour after it, where it repeats that hour.
    """
    import pandas as pd

    summer = ~np.asarray(wall.duplicated())
    local = wall.tz_localize(zone, ambiguous=summer, nonexistent="shift_forward")
    return pd.DatetimeIndex(local.tz_convert("UTC").tz_localize(None))


NYISO_PRICE = "LBMP ($/MWHr)"
ENTSOE_PRICE = "Day-ahead Price [EUR/MWh]"
READERS: dict[str, Callable[[Path, str, str], tuple[pd.DatetimeIndex, Hourly, str]]] = {
    "time_utc": read_plain,
    "DeliveryDate,HourEnding": read_ercot,
    "INTERVALSTARTTIME_GMT": read_caiso,
    "datetime_beginning_utc": read_pjm,
    "LBMP": read_nyiso,
    "MTU (": read_entsoe,
}


def in_order(times: pd.DatetimeIndex, values: Hourly) -> tuple[pd.DatetimeIndex, Hourly]:
    """Sort by time: these operators deliver day files in any order."""
    order = np.argsort(times.to_numpy(), kind="stable")
    return times[order], values[order]


def once(table: Table, times: pd.DatetimeIndex) -> pd.DatetimeIndex:
    """Return the times; raises InputError where an hour stands twice or out of order."""
    problems = repeated_findings(table, times)
    if problems:
        raise InputError(f"{table.path.name} does not hold each hour once", problems)
    return times


def rows_of(path: Path, text: str, column: str, value: str) -> str:
    """Keep the rows whose `column` is `value`; raises InputError where none is named among several."""
    import io

    import pandas as pd

    frame = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)
    if column not in frame:
        return text
    known = sorted(set(frame[column]))
    if not value and len(known) == 1:
        return text
    if value not in known:
        got = f"{value!r}" if value else f"{len(known)} values of {column}"
        finding = Finding(
            f"{path}, column {column!r}", got, ", ".join(known[:12]), "name one of them as the price point"
        )
        raise InputError("the price point is not clear", [finding])
    return str(frame[frame[column] == value].to_csv(index=False))
