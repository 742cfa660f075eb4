"""The map of the sites over time: outlines of land, a panel for the world and one for the country with most sites.

Outlines: Natural Earth 1:110m countries, public domain, simplified to 0.3 degrees (scripts/draw_land_outline.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files

import plotly.graph_objects as go

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
MORE, LESS, IDLE = "#2a9d8f", "#e07a4f", "#a9b1b5"


@dataclass(frozen=True)
class Place:
    """Where a site lies [degrees] and what it is called, at length and in short."""

    title: str
    label: str
    longitude: float
    latitude: float
    country: str


@dataclass(frozen=True)
class Dot:
    """What a site is on the map in one state: an amount that gives its size, its colour, words."""

    size: float
    colour: str
    words: str


@dataclass(frozen=True)
class Panel:
    """One panel of the map: its number from the top, the sites on it, those it names."""

    number: int
    places: Mapping[str, Place]
    labelled: set[str]

    @property
    def suffix(self) -> str:
        """What the panel's axes are called after."""
        return str(self.number + 1) if self.number else ""

    @cached_property
    def box(self) -> tuple[float, float, float, float]:
        """West, east, south and north of its sites with room around them [degrees]."""
        longitudes = [place.longitude for place in self.places.values()]
        latitudes = [place.latitude for place in self.places.values()]
        high = (0.5 + ROOM) * max(max(latitudes) - min(latitudes), NARROWEST)
        wide = max((0.5 + ROOM) * (max(longitudes) - min(longitudes)), high * SHAPE * STRETCH)
        east, north = (max(longitudes) + min(longitudes)) / 2, (max(latitudes) + min(latitudes)) / 2
        return east - wide, east + wide, north - high, north + high

    @property
    def wide(self) -> float:
        """Its extent from west to east [degrees]."""
        west, east, _, _ = self.box
        return east - west


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


def places_of(plan: Plan) -> dict[str, Place]:
    """Return where the sites of a plan's scenario lie."""
    labels = titles_of_sites(plan)
    return {
        name: Place(
            site.title,
            labels[name],
            site.longitude,
            site.latitude,
            catalogue.entry("regions", site.region).texts["country"],
        )
        for name, site in plan.scenario.sites.items()
    }


def map_of_sites(plan: Plan) -> Chart:
    """Return the map: sites by place, their IT power as the size of the dot, quarter by quarter."""
    limits = {name: site.halls.limit for name, site in plan.scenario.sites.items()}
    sizes, places = it_power(plan), places_of(plan)

    def dot(site: str, quarter: str) -> Dot:
        size = float(sizes.sel(site=site, quarter=quarter))
        words = f"{places[site].title}: {amounts.power(size, 'it')} of {amounts.power(limits[site], 'it')}"
        return Dot(size, MORE if size > SMALL else IDLE, words)

    states = {
        quarter: {site: dot(site, quarter) for site in places} for quarter in plan.programme.calendar.quarters
    }
    words = "Each dot is a site of the scenario, as large as its IT power in the quarter chosen; grey ones run nothing then."
    return map_over_time("map", "Sites", words, places, states)


def map_over_time(
    name: str, title: str, words: str, places: Mapping[str, Place], states: Mapping[str, Mapping[str, Dot]]
) -> Chart:
    """Return a map of places with a slider over states; each state has a dot for every place, the last is shown first."""
    everywhere, home = list(places), _home(places)
    panels = [everywhere] if len(home) == len(everywhere) else [home, everywhere]
    drawn = figure("", height=PANEL_HEIGHT * len(panels), hovermode="closest")
    drawn.update_layout(margin={"l": 6, "r": 6, "t": 6, "b": 6}, dragmode="pan")
    labelled = [set(home), set(everywhere) - set(home)][: len(panels)]
    made = [
        Panel(number, {one: places[one] for one in names}, labelled[number])
        for number, names in enumerate(panels)
    ]
    for panel in made:
        _add_panel(drawn, panel, len(panels))
    largest = max((dot.size for dots in states.values() for dot in dots.values()), default=0.0)
    choices = tuple(
        Choice(label, tuple(_dots(panel, dots, max(largest, 1.0)) for panel in made))
        for label, dots in states.items()
    )
    return Chart(name, title, words, drawn, choices, "Quarter", slider=True, first=len(choices) - 1)


def _add_panel(drawn: go.Figure, panel: Panel, count: int) -> None:
    """Add one panel's axes and the outlines of land to the map."""
    west, east, south, north = panel.box
    number, suffix = panel.number, panel.suffix
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


def _home(places: Mapping[str, Place]) -> list[str]:
    """Return the sites in the country that has most of them."""
    most = Counter(place.country for place in places.values()).most_common(1)[0][0]
    return [name for name, place in places.items() if place.country == most]


def _dots(panel: Panel, dots: Mapping[str, Dot], largest: float) -> go.Scatter:
    """Return the dots of one panel in one state; the page sets their labels apart, as it knows its width."""
    shown = [dots[name] for name in panel.places]
    spread = LARGEST_DOT - SMALLEST_DOT
    return go.Scatter(
        x=[place.longitude for place in panel.places.values()],
        y=[place.latitude for place in panel.places.values()],
        mode="markers+text",
        text=_labels(panel),
        hovertext=[dot.words for dot in shown],
        hoverinfo="text",
        marker={
            "size": [round(SMALLEST_DOT + spread * (dot.size / largest) ** 0.5, 1) for dot in shown],
            "opacity": 0.8,
            "color": [dot.colour for dot in shown],
        },
        xaxis=f"x{panel.suffix}",
        yaxis=f"y{panel.suffix}",
        showlegend=False,
        meta={"table": False, "labels": "apart"},
    )


def _labels(panel: Panel) -> list[str]:
    """Return a label for each site that is to be named; sites close together share the first one's."""
    places = panel.places
    close = SHARED_LABEL * panel.wide
    heads: dict[str, list[str]] = {}
    for name in (one for one in places if one in panel.labelled):
        head = next((other for other in heads if _near(places[other], places[name], close)), name)
        heads.setdefault(head, []).append(name)
    return [_shared([places[one].label for one in heads[name]]) if name in heads else "" for name in places]


def _near(one: Place, other: Place, close: float) -> bool:
    return max(abs(one.longitude - other.longitude), abs(one.latitude - other.latitude)) < close


def _shared(names: list[str]) -> str:
    return ", ".join(names) if len(names) <= 2 else f"{names[0]} and {len(names) - 1} more"
