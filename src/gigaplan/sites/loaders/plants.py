"""Power plants: EIA-860M, the WRI Global Power Plant Database, powerplantmatching."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gigaplan.core.errors import Finding, InputError
from gigaplan.sites.geometry import Floats, unit_vectors
from gigaplan.sites.loaders.reading import PLANT_BOUNDS, Loaded, check_degrees, numbers, read_table

FUELS = {
    "gas": ("gas",),
    "coal": ("coal", "lignite", "petcoke", "petroleum coke"),
    "nuclear": ("nuclear",),
    "hydro": ("hydro", "conventional hydroelectric"),
    "store": ("pumped", "batter", "storage"),
    "wind": ("wind",),
    "solar": ("solar",),
}
STATES = ("running", "retiring", "retired", "planned")
EIA_STATES = {
    "operating": "running",
    "retiring": "retiring",
    "retired": "retired",
    "retooled": "retired",
    "planned": "planned",
    "op": "running",
    "sb": "running",
    "oa": "running",
    "os": "running",
    "re": "retired",
}


@dataclass(frozen=True)
class Plants:
    """Power plants: unit vectors (n, 3), nameplate [MW_plate], fuel, state, and year of retirement or NaN."""

    points: Floats
    nameplate_mw: Floats
    fuel: NDArray[np.str_]
    state: NDArray[np.str_]
    retirement_year: Floats
    source: str


def fuel_of(text: str) -> str:
    """Return the fuel family of an agency's wording; 'other' where none fits."""
    lower = text.lower()
    for fuel in ("store", "gas", "coal", "nuclear", "hydro", "wind", "solar"):
        if any(word in lower for word in FUELS[fuel]):
            return fuel
    return "other"


def _plants(
    table: pd.DataFrame, path: Path, state: NDArray[np.str_], year: Floats, findings: list[Finding]
) -> Loaded[Plants]:
    longitude, latitude = numbers(table, "lon", path), numbers(table, "lat", path)
    nameplate = numbers(table, "mw", path, PLANT_BOUNDS, findings)
    usable = ~(np.isnan(longitude) | np.isnan(latitude) | np.isnan(nameplate))
    if not usable.any():
        raise InputError("a plant file holds no plants", [Finding(str(path), "no row with place and power")])
    if not usable.all():
        findings.append(
            Finding(
                str(path), f"{int((~usable).sum())} rows without place or power", "", "these are left out"
            )
        )
    check_degrees(longitude[usable], latitude[usable], str(path))
    fuel = np.array([fuel_of(text) for text in table["fuel"]])
    return Loaded(
        Plants(
            unit_vectors(longitude[usable], latitude[usable]),
            nameplate[usable],
            fuel[usable],
            state[usable],
            year[usable],
            path.name,
        ),
        tuple(findings),
    )


def load_eia860m(path: Path) -> Loaded[Plants]:
    """Load an EIA-860M inventory: the agency's workbook, one of its sheets as CSV, or a flattened plant list.

    Of the workbook the sheets of operating, planned and retired generators are read. Generators of one plant, fuel
    and state are added up; a running one with a year of retirement is retiring. Raises InputError for a file, a
    sheet or a column that cannot be read.
    """
    sheets = EIA_SHEETS if path.suffix == WORKBOOK else {None: ""}
    table = pd.concat([_eia_table(path, sheet, state) for sheet, state in sheets.items()], ignore_index=True)
    year = _retirement_year(table)
    codes = table["status"].str.lower().str.extract(r"\(?([a-z]+)\)?", expand=False).fillna("")
    state = np.array(
        [EIA_STATES.get(code, "planned" if code in PLANNED_CODES else "unknown") for code in codes]
    )
    state = np.where((state == "running") & ~np.isnan(year), "retiring", state)
    findings = _eia_doubts(table["status"], state, path)
    if "plant" in table:
        table, state, year = _plants_of_generators(table, path, state, year)
    return _plants(table, path, state, year, findings)


def _eia_table(path: Path, sheet: str | None, state: str) -> pd.DataFrame:
    """Return the columns wanted of a file or sheet; `state` is what a sheet without a column of it means."""
    columns = {
        "lon": ("longitude", "Longitude"),
        "lat": ("latitude", "Latitude"),
        "mw": ("total_capacity_mw", "Nameplate Capacity (MW)"),
        "fuel": ("fuel_type", "Technology"),
        "status": ("Status",),
    }
    if state:
        del columns["status"]
    table = read_table(
        path,
        columns,
        {
            "plant": ("Plant ID",),
            "retirement": ("planned_retirement_date", "Planned Retirement Year", "Retirement Year"),
        },
        sheet,
    )
    return table.assign(status=state) if state else table


def _eia_doubts(status: pd.Series[str], state: NDArray[np.str_], path: Path) -> list[Finding]:
    findings = []
    unknown = state == "unknown"
    written = status[unknown][status[unknown] != ""]  # notes below the table have none
    if len(written):
        got, allowed = f"'{written.iloc[0]}' ({len(written)} rows)", ", ".join(sorted(EIA_STATES))
        findings.append(Finding(f"{path}, status", got, allowed, "these count as no plant"))
    if not (state == "planned").any():
        do = "add the sheet of planned generators to count them"
        findings.append(Finding(f"{path}, status", "no planned plant", "", do))
    return findings


def _plants_of_generators(
    table: pd.DataFrame, path: Path, state: NDArray[np.str_], year: Floats
) -> tuple[pd.DataFrame, NDArray[np.str_], Floats]:
    """Return generators added up by plant, fuel, state and year of retirement; what is blank stays blank."""
    fuel = [fuel_of(text) for text in table["fuel"]]
    power = pd.Series(numbers(table, "mw", path))
    frame = table.assign(fuel=fuel, state=state, year=year, mw=power)
    keys = ["plant", "lon", "lat", "fuel", "state", "year"]
    plants = frame.groupby(keys, dropna=False, sort=True)["mw"].sum(min_count=1).reset_index()
    text = plants.assign(mw=plants["mw"].map(lambda mw: "" if np.isnan(mw) else repr(float(mw))))
    return text, plants["state"].to_numpy(dtype=str), plants["year"].to_numpy(dtype=np.float64)


WORKBOOK = ".xlsx"
EIA_SHEETS: dict[str | None, str] = {"Operating": "", "Planned": "", "Retired": "retired"}
PLANNED_CODES = ("p", "l", "t", "u", "v", "ts", "ot")  # EIA-860M status codes of generators not yet running


def _retirement_year(table: pd.DataFrame) -> Floats:
    if "retirement" not in table:
        return np.full(len(table), np.nan)
    years = table["retirement"].fillna("").str.extract(r"^(\d{4})", expand=False)
    return pd.to_numeric(years, errors="coerce").to_numpy(dtype=np.float64)


def load_wri_plants(path: Path) -> Loaded[Plants]:
    """Load the Global Power Plant Database (published or rebuilt); every row counts as running, repeats once."""
    doubts: list[Finding] = []
    table = read_table(
        path,
        {"lon": ("longitude",), "lat": ("latitude",), "mw": ("capacity_mw",), "fuel": ("primary_fuel",)},
        dropped=doubts,
    )
    doubt = Finding(
        str(path), "no retirement dates", "", "every plant counts as running; use EIA-860M where it covers"
    )
    state = np.full(len(table), "running")
    return _plants(table, path, state, np.full(len(table), np.nan), [doubt, *doubts])


def load_powerplantmatching(path: Path, year: int) -> Loaded[Plants]:
    """Load powerplantmatching; the states follow from the years of begin and end, seen from `year`."""
    table = read_table(
        path,
        {
            "lon": (),
            "lat": (),
            "mw": ("Capacity",),
            "fuel": ("Fueltype",),
            "begin": ("DateIn",),
            "end": ("DateOut",),
        },
    )
    begin, end = numbers(table, "begin", path), numbers(table, "end", path)
    state = np.full(len(table), "running", dtype="<U8")
    state[end > year] = "retiring"
    state[end <= year] = "retired"
    state[begin > year] = "planned"
    far = end > year + RETIRING_WITHIN_YEARS
    state[far & (state == "retiring")] = "running"
    return _plants(table, path, state, end, [])


RETIRING_WITHIN_YEARS = 10  # an end further away than this says nothing about a connection that comes free
