"""Tables: a plan as labelled frames, written as Parquet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from gigaplan.language import quantities
from gigaplan.plan.explain import Limit, limits
from gigaplan.plan.plan import Plan, once
from gigaplan.plan.thinking import deserved, told_price
from gigaplan.report.grid_view import grid_tables
from gigaplan.report.hours import duration_curves, weeks
from gigaplan.report.money_tables import money_tables
from gigaplan.report.stacks import by_quarter, stacked
from gigaplan.report.water import water_by_hour

NOTHING = 1e-9
COMPARED = (
    "by_quarter", "stacks", "audit", "ledger", "compute_price", "weeks", "duration_curves",
    "money_measures", "money_use", "grid_regions",
)  # fmt: skip
STRESS = ("stress_outcomes", "stress_fans", "stress_swings")  # where the run was stress-tested
OTHER_UNITS = {"level": "MWh_site", "put_off": "MW_it", "caught_up": "MW_it", "backlog": "MWh_it"}


def tidy(name: str, array: xr.DataArray) -> pd.DataFrame:
    """Return an array as rows of its labels and values that are not nil; the column carries the unit."""
    unit = quantities()[name].unit if name in quantities() else ""
    column = f"{name} [{unit}]" if unit else name
    frame = array.to_series().rename(column).reset_index()
    return frame[frame[column].abs() > NOTHING].reset_index(drop=True)


def build_out(plan: Plan) -> dict[str, pd.DataFrame]:
    """Return every quarterly decision and state as a table."""
    return {name: tidy(name, array) for name, array in plan.solution.items() if "hour" not in array.dims}


def ledger_table(plan: Plan) -> pd.DataFrame:
    """Return every ledger entry: ledger, term, quarter, amount [MUSD_2026]."""
    rows = [
        {"ledger": ledger, "term": term, "quarter": str(quarter), "amount [MUSD_2026]": float(value)}
        for ledger, entries in plan.ledger.items()
        for term, amounts in entries.items()
        for quarter, value in zip(amounts["quarter"].values, amounts.values, strict=True)
    ]
    return pd.DataFrame(rows)


def limits_table(ranked: Iterable[Limit]) -> pd.DataFrame:
    """Return binding limits as a table, in the order given."""
    return pd.DataFrame(
        [
            {
                "limit": one.what,
                "unit": one.unit,
                **one.place,
                "worth of one more [MUSD_2026]": one.worth,
                "in words": one.sentence,
            }
            for one in ranked
        ]
    )


def audit_table(plan: Plan) -> pd.DataFrame:
    """Return every equation with its largest violation."""
    return pd.DataFrame(
        [
            {
                "equation": one.equation,
                "law": one.text,
                "violation": one.violation,
                "relative": one.relative,
                "where": one.place,
            }
            for one in plan.residuals
        ]
    )


def sources_table(plan: Plan) -> pd.DataFrame:
    """Return every catalogue value and assumption used, with its source and grade."""
    return pd.DataFrame(
        [
            {"about": note.about, "value": note.text, "source": note.source, "grade": note.grade}
            for note in plan.programme.notes
        ]
    )


def _waits(plan: Plan) -> bool:
    return bool((plan.programme.inputs["deferral_share"] > 0).any())


def operation(plan: Plan) -> pd.DataFrame:
    """Return the hourly operation: a row for each site and hour, a column for each source and use [MW_site]."""
    calendar = plan.programme.calendar
    columns: dict[str, Any] = {}
    for name, dimension in (
        ("plant_power", "plant"),
        ("grid_power", "offer"),
        ("charge", "store"),
        ("discharge", "store"),
        ("level", "store"),
        ("shed", "work"),
        *((name, "deferral") for name in ("put_off", "caught_up", "backlog") if _waits(plan)),
    ):
        array = plan.solution[name].transpose("site", "hour", dimension)
        unit = OTHER_UNITS.get(name, "MW_site")
        for position, label in enumerate(array[dimension].values):
            columns[f"{name} {label} [{unit}]"] = array.values[..., position].astype("float32").ravel()
    columns["cooling water [kL/hour]"] = water_by_hour(plan).values.astype("float32").ravel()
    sites = plan.programme.labels["site"]
    frame = pd.DataFrame(columns)
    frame.insert(0, "site", np.repeat(np.array(sites), len(calendar.hours)))
    frame.insert(1, "quarter", np.tile(np.array(calendar.quarters)[calendar.quarter_of_hour], len(sites)))
    frame.insert(2, "hour of year", np.tile(calendar.hour_of_year, len(sites)))
    return frame


@once
def compared(plan: Plan) -> dict[str, pd.DataFrame]:
    """Return the tables that runs are compared by, those named in `COMPARED`."""
    found = {
        "ledger": ledger_table(plan),
        "audit": audit_table(plan),
        "compute_price": tidy("compute price [USD_2026/H100e/hour]", told_price(plan)),
        "by_quarter": by_quarter(plan),
        "stacks": stacked(plan),
        "weeks": weeks(plan),
        "duration_curves": duration_curves(plan),
        **money_tables(plan),
        **grid_tables(plan),
    }
    return {name: found[name] for name in COMPARED}


def tables(plan: Plan) -> dict[str, pd.DataFrame]:
    """Return every table of a plan by name."""
    return {
        **build_out(plan),
        **compared(plan),
        "limits": limits_table(limits(plan)),
        "sources": sources_table(plan),
        "thinking": pd.DataFrame([asdict(one) for one in deserved(plan)]),
        "operation": operation(plan),
        **money_tables(plan),
        **grid_tables(plan),
    }


def write_tables(told: Mapping[str, pd.DataFrame], folder: Path) -> list[str]:
    """Write tables as Parquet into a folder; return the file names."""
    folder.mkdir()
    for name, frame in told.items():
        frame.to_parquet(folder / f"{name}.parquet", compression="zstd", index=False)
    return sorted(f"{folder.name}/{name}.parquet" for name in told)
