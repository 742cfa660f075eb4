"""The grid: what each run asks of each region in the last year that all of them plan alike."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from gigaplan import catalogue
from gigaplan.report.comparison.figures import nil_where_missing, table_beside
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
    """Return what each run asks of the regional grids; nothing where no year is planned alike or nothing is drawn."""
    year = _last_year(runs)
    if year is None:
        return None
    told = nil_where_missing([_asked(run, year) for run in runs])
    table = table_beside(runs, "region and what", f"Asked of each region in {year}", told)
    if table is None:
        return None
    lead = f"What the sites take of each regional grid in {year}, the last year of which all runs plan the same quarters."
    return Section("grid", "The grid", lead, tables=(table,))


def _last_year(runs: Sequence[Summary]) -> int | None:
    """Return the last year of which all runs plan the same part."""
    planned = [dict(run.tables["grid_regions"].groupby("year")["part of the year"].first()) for run in runs]
    shared = set.intersection(*(set(parts.items()) for parts in planned))
    return max((int(year) for year, _ in shared), default=None)


def _asked(run: Summary, year: int) -> dict[str, float]:
    """Return each amount by region and what it is, regions with nothing drawn left out."""
    told: pd.DataFrame = run.tables["grid_regions"]
    rows = told[(told["year"] == year) & (told["drawn [TWh_site]"] > 0.0)].to_dict("records")
    return {
        f"{catalogue.entry('regions', str(row['region'])).title}, {name}": factor * float(row[column])
        for row in rows
        for column, (name, factor) in ASKED.items()
    }
