"""What the programme asks of the grid: peak and energy by region, share of demand, projections, CO2."""

from __future__ import annotations

import numpy as np
import pandas as pd

from gigaplan import catalogue
from gigaplan.plan.plan import Plan
from gigaplan.report.amounts import digits, share
from gigaplan.report.grid_view import WORLD, grid_tables
from gigaplan.report.section import Chart, Section, Table, colour_by_name, figure, listed, shown

MW_IN_GW = 1e3
NOT_KNOWN = "not known"
PEAK, ENERGY, DRAWN = "peak from the grid [MW_site]", "from the grid [TWh_site]", "drawn [TWh_site]"


def grid_section(plan: Plan) -> Section:
    """Return what the programme asks of each region's grid, against demand and projections."""
    tables = grid_tables(plan)
    regions, countries = tables["grid_regions"], tables["grid_countries"]
    return Section(
        "grid",
        "What is asked of the grid",
        _lead(regions),
        charts=(_peaks(regions), _projected(countries)),
        tables=(_regions(regions), _countries(countries)),
        short="Grid",
    )


def region_title(region: str) -> str:
    """Return a region's title in the catalogue, without its explanation in brackets."""
    return catalogue.entry("regions", region).title.partition(" (")[0]


def known(number: float, count: int = 3) -> str:
    """Return a number to the digits that count, or that it is not known."""
    return digits(number, count) if np.isfinite(number) else NOT_KNOWN


def part(number: float) -> str:
    """Return a share in percent, or a dash where there is nothing to share."""
    return share(number) if np.isfinite(number) else "-"


def projection_name(series: str) -> str:
    """Return the author and place of a projection, such as "LBNL, united states"."""
    place, _, author = series.rpartition("_")
    return f"{author.upper()}, {place.replace('_', ' ')}" if author else ""


def _lead(regions: pd.DataFrame) -> str:
    if not shown(regions[PEAK]):
        return "Nothing is drawn from any grid."
    most = regions.iloc[int(regions["share of regional peak"].argmax())]
    return (
        f"The most is asked of {region_title(most['region'])} in {most['year']}: {digits(most[PEAK] / MW_IN_GW)} GW_site in the largest "
        f"hour, {share(most['share of regional peak'])} of the region's peak, of which {part(most['flexible share'])} could be given "
        "back for an hour by own plants, stores and interruptible connections."
    )


def _peaks(regions: pd.DataFrame) -> Chart:
    """Largest hour from the grid by region and year [GW_site]."""
    drawn = figure("GW_site from the grid", barmode="stack")
    drawn.update_xaxes(type="category")
    colours = colour_by_name(dict.fromkeys(regions["region"]))
    for region, rows in regions.groupby("region", sort=False):
        if shown(rows[PEAK]):
            drawn.add_bar(
                x=[str(year) for year in rows["year"]],
                y=listed(rows[PEAK] / MW_IN_GW),
                name=region_title(str(region)),
                marker={"color": colours[str(region)]},
            )
    words = "The largest hour of each region's connections by year; the hours differ, so a stack is no sum that is ever drawn at once."
    return Chart("grid_peak", "Peak asked of each region", words, drawn)


def _projected(countries: pd.DataFrame) -> Chart:
    """Share of the projections of all data centres by year [%]."""
    drawn = figure("% of all data centres")
    drawn.update_xaxes(type="category")
    asked = countries[countries["projection"] != ""]
    for series, rows in asked.groupby("projection", sort=False):
        if shown(rows["share of the projection"]):
            drawn.add_scatter(
                x=[str(year) for year in rows["year"]],
                y=listed(100 * rows["share of the projection"]),
                name=projection_name(str(series)),
                mode="lines+markers",
            )
    words = (
        "What the sites draw as a share of what all data centres of the country or the world are projected to use. The projections "
        "count differently, so their spread is method; between published years they are read off a straight line."
    )
    return Chart("grid_projections", "Against projections", words, drawn)


def _regions(regions: pd.DataFrame) -> Table:
    rows = tuple(
        (
            region_title(one["region"]),
            str(one["year"]),
            digits(one[PEAK] / MW_IN_GW),
            part(one["share of regional peak"]),
            digits(one[ENERGY]),
            part(one["share of regional demand"]),
            part(one["flexible share"]),
            known(one["CO2 of the grid, average [Mt]"]),
            known(one["CO2 of the grid, marginal [Mt]"]),
            known(one["CO2 of own plants [Mt]"]),
        )
        for _, one in regions.iterrows()
        if one[DRAWN] > 0
    )
    columns = (
        "region", "year", "peak GW_site", "of its peak", "TWh", "of its demand", "flexible",
        "CO2 average [Mt]", "marginal [Mt]", "own plants [Mt]",
    )  # fmt: skip
    return Table(
        "By region and year: largest hour and energy from the grid, CO2 in Mt",
        columns,
        rows,
        numbers=tuple(range(1, 10)),
    )


def _countries(countries: pd.DataFrame) -> Table:
    rows = tuple(
        (
            WORLD if one["country"] == WORLD else str(one["country"]),
            str(one["year"]),
            digits(one[DRAWN]),
            part(one["share of national demand"]),
            projection_name(one["projection"]),
            _range(one),
            part(one["share of the projection"]),
        )
        for _, one in countries.iterrows()
        if one[DRAWN] > 0
    )
    columns = ("country", "year", "TWh_site", "of national demand", "projection", "projected TWh", "of it")
    return Table(
        "Against national demand and projections", columns, rows, numbers=(1, 2, 3, 5, 6), folded=True
    )


def _range(one: pd.Series) -> str:
    """Return a projection with its range, such as "649 (521 to 843)"; nothing where there is none."""
    low, central, high = (one[f"projected{end}"] for end in (", low", " [TWh_site/year]", ", high"))
    if not np.isfinite(central):
        return ""
    return digits(central) + (f" ({digits(low)} to {digits(high)})" if low < high else "")
