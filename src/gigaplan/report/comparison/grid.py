"""The grid: what each run asks of each region in the last year that all of them plan."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from gigaplan import catalogue
from gigaplan.report.comparison.figures import table_beside
from gigaplan.report.section import Section
from gigaplan.report.summary import Summary

PERCENT = 100.0
ASKED = {  # column → what it is called here, and its factor
    "peak from the grid [MW_site]": ("peak [MW_site]", 1.0),
    "from the grid [TWh_site]": ("energy [TWh_site]", 1.0),
    "share of regional peak": ("share of the regional peak [%]", PERCENT),
    "share of regional demand": ("share of the regional demand [%]", PERCENT),
    "CO2 of the grid, average [Mt]": ("CO2 of the grid, average [Mt]", 1.0),
    "CO2 of own plants [Mt]": ("CO2 of own plants [Mt]", 1.0),
}


def grid_section(runs: Sequence[Summary]) -> Section | None:
    """Return what each run asks of the regional grids; nothing where the runs share no year."""
    shared = set.intersection(*(set(run.tables["grid_regions"]["year"]) for run in runs))
    if not shared:
        return None
    year = max(shared)
    table = table_beside(
        runs, "region and what", f"Asked of each region in {year}", [_asked(run, year) for run in runs]
    )
    lead = f"What the sites take of each regional grid in {year}, the last year that all runs plan, counted over its planned quarters."
    return Section("grid", "The grid", lead, tables=() if table is None else (table,))


def _asked(run: Summary, year: int) -> dict[str, float]:
    """Return each amount by region and what it is, regions with nothing drawn left out."""
    told: pd.DataFrame = run.tables["grid_regions"]
    rows = told[(told["year"] == year) & (told["drawn [TWh_site]"] > 0.0)].to_dict("records")
    return {
        f"{catalogue.entry('regions', str(row['region'])).title}, {name}": factor * float(row[column])
        for row in rows
        for column, (name, factor) in ASKED.items()
    }
