"""Sheets of the plan: what was put in, what is built when, power, compute, measures and sources."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from gigaplan.language import quantities
from gigaplan.plan.plan import Plan
from gigaplan.report.money_tables import money_tables
from gigaplan.report.tables import sources_table
from gigaplan.report.workbook.sheet import Book, Sheet

NOTHING = 1e-6
MWH_IN_GWH = 1e3
SCHEDULE = ("site_opened", "hall_blocks_ordered", "hall_power_built", "plant_units_ordered", "store_power_ordered", "chips_ordered", "chips_retired")  # fmt: skip
CAPACITY = ("plant_built", "grid_built", "store_power_built", "store_energy_built")
COMPUTE = ("chips_installed", "work_power", "compute_delivered", "compute_used")


def inputs_sheet(book: Book, plan: Plan) -> None:
    """Write the scenario entry by entry, as it was given or by default."""
    said = plan.scenario.model_dump(exclude_none=True)
    rows = [(path, value) for path, value in _flat(said, "")]
    book.frame("Inputs", f"Inputs: {plan.scenario.title}", pd.DataFrame(rows, columns=["entry", "value"]), {"entry": 60, "value": 60})  # fmt: skip


def _flat(said: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(said, dict):
        for key, value in said.items():
            yield from _flat(value, f"{path}.{key}" if path else str(key))
    elif isinstance(said, list):
        for number, value in enumerate(said):
            yield from _flat(value, f"{path}.{number}")
    else:
        yield path, said


def quarterly_sheet(book: Book, plan: Plan, name: str, title: str, wanted: tuple[str, ...]) -> Sheet:
    """Write quantities of the plan by their places and quarter, with a total below each."""
    sheet = book.sheet(name, title, ("quantity", "where", "unit"))
    for one in wanted:
        _quantity(sheet, one, plan.solution[one], quantities()[one].unit)
    return sheet


def _quantity(sheet: Sheet, name: str, array: xr.DataArray, unit: str) -> None:
    """Write a quantity's places that are not nil, and their total."""
    places = [str(dim) for dim in array.dims if dim != "quarter"]
    keys = []
    rows = array.stack(place=places).transpose("place", "quarter")
    for place, amounts in zip(rows["place"].values.tolist(), rows.values, strict=True):
        if np.abs(amounts).max(initial=0.0) > NOTHING:
            where = ", ".join(str(part) for part in place)
            sheet.values(f"{name}/{where}", (name.replace("_", " "), where, unit), amounts)
            keys.append(f"{name}/{where}")
    if keys:
        sheet.total(f"all {name}", (name.replace("_", " "), "all", unit), keys)
        sheet.gap()


def power_sheet(book: Book, plan: Plan) -> Sheet:
    """Write power built and energy given by source, by site and quarter."""
    sheet = quarterly_sheet(book, plan, "Power", "Power: what runs at the end of each quarter, energy in it", CAPACITY)  # fmt: skip
    calendar, represented = plan.programme.calendar, plan.programme.inputs["hours_represented"]
    for name, source in (("plant_power", "plant"), ("grid_power", "offer"), ("shed", "work")):
        hourly = (plan.solution[name] * represented).transpose("site", source, "hour")
        sums = calendar.by_quarter(hourly.values) / MWH_IN_GWH
        coords = {dim: hourly[dim] for dim in ("site", source)}
        energy = xr.DataArray(sums, dims=("site", source, "quarter"), coords={**coords, "quarter": list(calendar.quarters)})  # fmt: skip
        _quantity(sheet, f"energy of {name}", energy, "GWh_site")
    return sheet


def tables_sheets(book: Book, plan: Plan) -> None:
    """Write measures, use of the fleet, return by site and generation, and the source of every number."""
    money = money_tables(plan)
    wide = {"name": 50, "meaning": 70, "about": 40, "source": 90, "value": 24, "site": 18, "generation": 16}
    book.frame("Measures", "Measures of the money", money["money_measures"], wide)
    book.frame("Well spent", "Use of the fleet by quarter", money["money_use"], wide)
    book.frame("Return", "Return by site and generation, on the market", money["money_return"], wide)  # fmt: skip
    book.frame("Sources", "Where every number comes from", sources_table(plan), wide)
