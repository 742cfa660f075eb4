"""The map of the sites over time: outlines of land, a panel for the world and one for the country with most sites.

Outlines: Natural Earth 1:110m countries, public domain, simplified to 0.3 degrees (scripts/draw_land_outline.py).
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from importlib.resources import files

import plotly.graph_objects as go
import xarray as xr

from gigaplan import catalogue
from gigaplan.plan.plan import Plan
from gigaplan.report import amounts
from gigaplan.report.reading import it_power
from gigaplan.report.section import SMALL, Chart, Choice, figure
from gigaplan.report.titles import titles_of_sites

PANEL_HEIGHT = 215
LARGEST_DOT = 26.0
SMALLEST_DOT = 7.0
SHARED_LABEL = 0.015  # of a panel's width: sites closer than this share one label
ROOM = 0.18  # of a panel's extent, left free on each side
NARROWEST = 6.0  # degrees of latitude a panel shows at least
STRETCH = 1.25  # a degree of latitude is drawn this much longer than one of longitude, true near 37 degrees
SHAPE = 2.7  # a panel is about this much wider than high
Box = tuple[float, float, float, float]


@cache
def land() -> tuple[list[float | None], list[float | None]]:
    """Return longitudes and latitudes of coasts and borders, with None between lines."""
    text = (files("gigaplan.report") / "land_outline.csv").read_text(encoding="utf-8")
    longitudes: list[float | None] = []
    latitudes: list[float | None] = []
    for line in text.splitlines()[1:]:
        longitude, _, latitude = line.partition(",")
        longitudes.append(float(longitude) if latitude else None)
        latitudes.append(float(latitude) if latitude else None)
    return longitudes, latitudes


def map_of_sites(plan: Plan) -> Chart:
    """Return the map: sites by place, their IT power as the size of the dot, quarter by quarter."""
    everywhere, home = list(plan.scenario.sites), _home(plan)
    panels = [everywhere] if len(home) == len(everywhere) else [home, everywhere]
    drawn = figure("", height=PANEL_HEIGHT * len(panels), hovermode="closest")
    drawn.update_layout(margin={"l": 6, "r": 6, "t": 6, "b": 6}, dragmode="pan")
    named = [set(home), set(everywhere) - set(home)][: len(panels)]
    for number, names in enumerate(panels):
        _add_panel(drawn, _box(plan, names), number, len(panels))
    power = it_power(plan)
    choices = tuple(
        Choice(
            quarter,
            tuple(
                _dots(plan, power.isel(quarter=position), names, _suffix(number), named[number])
                for number, names in enumerate(panels)
            ),
        )
        for position, quarter in enumerate(plan.programme.calendar.quarters)
    )
    words = "Each dot is a site of the scenario, as large as its IT power in the quarter chosen; grey ones run nothing then."
    last = len(choices) - 1
    return Chart("map", "Sites", words, drawn, choices, "Quarter", slider=True, first=last)


def _suffix(number: int) -> str:
    return str(number + 1) if number else ""


def _add_panel(drawn: go.Figure, box: Box, number: int, count: int) -> None:
    """Add one panel's axes and the outlines of land to the map."""
    west, east, south, north = box
    suffix = _suffix(number)
    axis = {"showgrid": False, "zeroline": False, "showticklabels": False, "constrain": "domain"}
    domain = [0.0, 1.0] if count == 1 else [1 - (number + 1) / count + 0.02, 1 - number / count]
    across = {**axis, "range": [west, east], "anchor": f"y{suffix}"}
    upward = {
        **axis,
        "range": [south, north],
        "domain": domain,
        "anchor": f"x{suffix}",
        "scaleanchor": f"x{suffix}",
        "scaleratio": STRETCH,
    }
    drawn.update_layout({f"xaxis{suffix}": across, f"yaxis{suffix}": upward})
    longitudes, latitudes = land()
    drawn.add_scatter(
        x=longitudes,
        y=latitudes,
        mode="lines",
        line={"color": "#9aa5ab", "width": 0.8},
        hoverinfo="skip",
        xaxis=f"x{suffix}",
        yaxis=f"y{suffix}",
        showlegend=False,
    )


def _home(plan: Plan) -> list[str]:
    """Return the sites in the country that has most of them."""
    country = {
        name: catalogue.entry("regions", site.region).texts["country"]
        for name, site in plan.scenario.sites.items()
    }
    most = Counter(country.values()).most_common(1)[0][0]
    return [name for name, where in country.items() if where == most]


def _box(plan: Plan, names: list[str]) -> Box:
    """Return west, east, south and north of some sites with room around them [degrees]."""
    longitudes = [plan.scenario.sites[name].longitude for name in names]
    latitudes = [plan.scenario.sites[name].latitude for name in names]
    high = (0.5 + ROOM) * max(max(latitudes) - min(latitudes), NARROWEST)
    wide = max((0.5 + ROOM) * (max(longitudes) - min(longitudes)), high * SHAPE * STRETCH)
    east, north = (max(longitudes) + min(longitudes)) / 2, (max(latitudes) + min(latitudes)) / 2
    return east - wide, east + wide, north - high, north + high


def _dots(plan: Plan, power: xr.DataArray, names: list[str], suffix: str, named: set[str]) -> go.Scatter:
    """Return the dots of one panel in one quarter; the page sets their labels apart, as it knows its width."""
    largest = max(float(it_power(plan).max()), 1.0)
    west, east, _, _ = _box(plan, names)
    labels = _labels(plan, names, named, SHARED_LABEL * (east - west))
    sites = {name: plan.scenario.sites[name] for name in names}
    sizes = {name: float(power.sel(site=name)) for name in names}
    spread = LARGEST_DOT - SMALLEST_DOT
    return go.Scatter(
        x=[site.longitude for site in sites.values()],
        y=[site.latitude for site in sites.values()],
        mode="markers+text",
        text=labels,
        hovertext=[
            f"{site.title}: {amounts.power(sizes[name], 'it')} of {amounts.power(site.halls.limit, 'it')}"
            for name, site in sites.items()
        ],
        hoverinfo="text",
        marker={
            "size": [round(SMALLEST_DOT + spread * (sizes[name] / largest) ** 0.5, 1) for name in names],
            "opacity": 0.8,
            "color": ["#2a9d8f" if sizes[name] > SMALL else "#a9b1b5" for name in names],
        },
        xaxis=f"x{suffix}",
        yaxis=f"y{suffix}",
        showlegend=False,
        meta={"table": False, "labels": "apart"},
    )


def _labels(plan: Plan, names: list[str], named: set[str], close: float) -> list[str]:
    """Return a label for each site that is to be named; sites close together share the first one's."""
    sites = plan.scenario.sites
    heads: dict[str, list[str]] = {}
    for name in (one for one in names if one in named):
        head = next(
            (
                other
                for other in heads
                if abs(sites[other].longitude - sites[name].longitude) < close
                and abs(sites[other].latitude - sites[name].latitude) < close
            ),
            name,
        )
        heads.setdefault(head, []).append(name)
    titles = titles_of_sites(plan)
    return [_shared([titles[one] for one in heads[name]]) if name in heads else "" for name in names]


def _shared(names: list[str]) -> str:
    return ", ".join(names) if len(names) <= 2 else f"{names[0]} and {len(names) - 1} more"
