"""The terminal's view of what is asked of the grid: regions and countries by year, at 80 columns."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.table import Table

from gigaplan.report.amounts import digits
from gigaplan.report.sections.grid import DRAWN, ENERGY, MW_IN_GW, PEAK, known, part, projection_name


def grid_screen(tables: Mapping[str, pd.DataFrame], title: str) -> RenderableType:
    """Return the screen of what a plan asks of the grid."""
    return Group(
        Rule(f"[bold]{title}[/]", style="cyan"),
        _regions(tables["grid_regions"]),
        "[dim]GW: largest hour from the grid, of peak and of TWh: shares of the region's own; flexible: part of that "
        "hour that own plants, stores and interruptible connections can give back; Mt of CO2 at the grid's average, "
        "at its marginal rate (? not known), of own plants[/]\n",
        _countries(tables["grid_countries"]),
        "[dim]~ between published years, on a straight line; projections: gigaplan show supply data_centre_demand[/]",
    )


def _grid(title: str, texts: tuple[str, ...], numbers: tuple[str, ...]) -> Table:
    found = Table(
        title=title,
        title_justify="left",
        title_style="bold",
        box=None,
        header_style="bold cyan",
        pad_edge=False,
        padding=(0, 1, 0, 0),
    )
    for name in texts:
        found.add_column(name, no_wrap=True)
    for name in numbers:
        found.add_column(name, justify="right")
    return found


def _regions(regions: pd.DataFrame) -> Table:
    numbers = (
        "GW",
        "of peak",
        "TWh",
        "of TWh",
        "flexible",
        "CO2",
        "marginal",
        "own",
    )
    found = _grid("Asked of each region's grid", ("region", "year"), numbers)
    for _, one in regions[regions[DRAWN] > 0].iterrows():
        marginal = one["CO2 of the grid, marginal [Mt]"]
        found.add_row(
            one["region"],
            str(one["year"]),
            digits(one[PEAK] / MW_IN_GW, 2),
            _short(one["share of regional peak"]),
            digits(one[ENERGY]),
            _short(one["share of regional demand"]),
            part(one["flexible share"]),
            known(one["CO2 of the grid, average [Mt]"], 2),
            digits(marginal, 2) if np.isfinite(marginal) else "?",
            known(one["CO2 of own plants [Mt]"], 2),
        )
    return found


def _short(share: float) -> str:
    return part(share).replace("under ", "<")


def _countries(countries: pd.DataFrame) -> Table:
    found = _grid(
        "Against national demand and projections",
        ("country", "year"),
        ("TWh", "of national demand", "of projected", "TWh projected", "by"),
    )
    before = None
    for _, one in countries[countries[DRAWN] > 0].iterrows():
        here = (one["country"], one["year"])
        same = here == before
        before = here
        projected = one["projected [TWh_site/year]"]
        found.add_row(
            "" if same else one["country"],
            "" if same else str(one["year"]),
            "" if same else digits(one[DRAWN]),
            "" if same else _short(one["share of national demand"]),
            _short(one["share of the projection"]),
            ("~" if one["between published years"] else "") + digits(projected)
            if np.isfinite(projected)
            else "",
            projection_name(one["projection"]).partition(",")[0],
        )
    return found
