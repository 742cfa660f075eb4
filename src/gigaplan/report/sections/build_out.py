"""Where and when: the map of the sites over time, the timeline of each site, IT power by quarter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
import xarray as xr

from gigaplan.plan.plan import Plan
from gigaplan.report.amounts import counted, power
from gigaplan.report.reading import it_power
from gigaplan.report.section import LINE, Chart, Section, Table, figure, listed, shown
from gigaplan.report.sections.site_map import map_of_sites
from gigaplan.report.stacks import power_by_site
from gigaplan.report.titles import titles_of_sites
from gigaplan.report.water import cooling_table, over_the_limit

FULL = 0.999  # of the largest; the rest is rounding
FILL = "fill with chips"
STAGES = {
    "order halls": "#b5657f",
    "build halls": "#d1a23a",
    "connect power": "#5b86c4",
    FILL: "#2a9d8f",
    "full": "#8ab17d",
}
THROUGH = ("order halls", "full")  # last through their last quarter; the others end as it begins
ROW_HEIGHT = 56
HEAD_HEIGHT = 130
SMALL_BLOCK = 1e-3  # of a hall block; less is rounding of the solver
QUARTERS_ON_AXIS = 10
LEAST_BAR = 0.25  # of a quarter, so that a stage within one is seen
Span = tuple[int, int]


def build_out_section(plan: Plan) -> Section:
    """Return where the programme builds and when."""
    spans = site_spans(plan)
    order = sorted(spans, key=lambda site: spans[site][FILL])
    lead = f"{counted(len(spans), 'site')} put chips to work. " + _first_and_largest(plan)
    lead = " ".join((lead, *over_the_limit(plan)))
    return Section(
        "build-out",
        "Where and when",
        lead,
        charts=(map_of_sites(plan), _by_site(plan), *((_timeline(plan, spans, order),) if spans else ())),
        tables=(_dates(plan, spans, order), cooling_table(plan)) if spans else (),
    )


def _first_and_largest(plan: Plan) -> str:
    power_by_site = it_power(plan)
    total = power_by_site.sum("site").values
    if not shown(total):
        return ""
    last = power_by_site.isel(quarter=-1)
    site = str(last["site"].values[int(np.argmax(last.values))])
    first = plan.programme.calendar.quarters[int(np.flatnonzero(total > FULL)[0])]
    return (
        f"The first chips run in {first}; the largest campus at the end is "
        f"{plan.scenario.sites[site].title}, {power(float(last.max()), 'it')}."
    )


def _by_site(plan: Plan) -> Chart:
    """IT power in service by site and quarter [GW_it], with the hall power ready for it."""
    drawn = figure("GW_it")
    quarters = list(plan.programme.calendar.quarters)
    titles = titles_of_sites(plan)
    for site, values in power_by_site(plan).items():
        if shown(values):
            drawn.add_scatter(
                x=quarters,
                y=listed(values),
                name=titles[site],
                stackgroup="sites",
                mode="lines",
                line={"width": 0.5},
            )
    halls = plan.solution["hall_power_built"].sum("site").values / 1e3
    drawn.add_scatter(
        x=quarters, y=listed(halls), name="halls ready", mode="lines", line={"dash": "dot", "color": LINE}
    )
    words = "IT power of the chips in service at each site, quarter by quarter; the dotted line is the hall power ready for them."
    return Chart("build_out", "IT power in service", words, drawn)


def site_spans(plan: Plan) -> dict[str, dict[str, Span]]:
    """Return first and last quarter [position] of each stage, by site that ever runs chips.

    Orders: the quarters of the first and the last order of hall blocks; none where all were under way before.
    Halls: from the first order, or the first ready where there was none, to the last block ready. Power: from the
    first firm supply to the last step up. Chips: from the first in service to the most. Full: from then on.
    """
    halls, ordered = plan.solution["hall_power_built"], plan.solution["hall_blocks_ordered"]
    firm = plan.law("firm_power_covers_the_peak").left.array.transpose("site", "quarter")
    chips = it_power(plan)
    count = len(plan.programme.calendar.quarters)
    spans: dict[str, dict[str, Span]] = {}
    for site in plan.programme.labels["site"]:
        if not shown(chips.sel(site=site)):
            continue
        orders = np.flatnonzero(ordered.sel(site=site).values > SMALL_BLOCK)
        filled = _rise(chips.sel(site=site))
        ready = _rise(halls.sel(site=site))
        spans[site] = {
            **({"order halls": (int(orders[0]), int(orders[-1]))} if len(orders) else {}),
            "build halls": (int(orders[0]) if len(orders) else ready[0], ready[1]),
            "connect power": _rise(firm.sel(site=site)),
            FILL: filled,
            "full": (filled[1], count - 1),
        }
    return spans


def stage_bar(
    stage: str, spans: Sequence[tuple[str, Span]], quarters: Sequence[str], who: str = "", **drawn: Any
) -> go.Bar:
    """Return a bar for each row's span of a stage: through its last quarter, or up to the quarter that ends it."""

    def length(begin: int, end: int) -> float:
        return float(end + 1 - begin) if stage in THROUGH else max(float(end - begin), LEAST_BAR)

    return go.Bar(
        orientation="h",
        y=[row for row, _ in spans],
        base=[begin for _, (begin, _) in spans],
        x=[length(begin, end) for _, (begin, end) in spans],
        hovertext=[
            f"{who}{row}: {stage}, {quarters[begin]} to {quarters[end]}" for row, (begin, end) in spans
        ],
        hoverinfo="text",
        meta={"table": False},
        **drawn,
    )


def _rise(path: xr.DataArray) -> Span:
    """Return the first quarter a path is above nil, and the first it reaches its largest."""
    values = path.values
    first = int(np.flatnonzero(values > values.max() * (1 - FULL))[0])
    return first, int(np.flatnonzero(values >= values.max() * FULL)[0])


def _timeline(plan: Plan, spans: dict[str, dict[str, Span]], order: list[str]) -> Chart:
    """One bar for each stage of each site, from its first to its last quarter."""
    quarters = plan.programme.calendar.quarters
    drawn = figure(
        "",
        height=HEAD_HEIGHT + ROW_HEIGHT * len(order),
        barmode="group",
        hovermode="closest",
        bargap=0.25,
        bargroupgap=0.1,
    )
    names = [plan.scenario.sites[site].title.partition(" (")[0] for site in reversed(order)]
    for stage, colour in reversed(STAGES.items()):
        bars = [
            (name, spans[site][stage])
            for name, site in zip(names, reversed(order), strict=True)
            if stage in spans[site]
        ]
        drawn.add_trace(stage_bar(stage, bars, quarters, name=stage, marker={"color": colour}))
    name_quarters(drawn, quarters)
    words = (
        "Each site in five bars: the quarters in which hall blocks are ordered (none where all were under way before); the halls, "
        "from the first order to the last block ready; power, from the first firm supply to the last step of it; the filling with "
        "chips; and the time it runs full."
    )
    return Chart("timeline", "Order, build, connect, fill", words, drawn, wide=True)


def name_quarters(drawn: go.Figure, quarters: tuple[str, ...]) -> None:
    """Name some of the quarters along an axis of their positions."""
    step = -(-len(quarters) // QUARTERS_ON_AXIS)
    positions = list(range(0, len(quarters), step))
    drawn.update_xaxes(
        tickvals=positions,
        ticktext=[quarters[one] for one in positions],
        range=[0, len(quarters)],
        showgrid=True,
    )
    drawn.update_yaxes(automargin=True, showgrid=False)
    drawn.update_layout(
        legend={"traceorder": "reversed", "yref": "container", "y": 0, "yanchor": "bottom"}, margin={"b": 96}
    )


def _dates(plan: Plan, spans: dict[str, dict[str, Span]], order: list[str]) -> Table:
    quarters, last = plan.programme.calendar.quarters, it_power(plan).isel(quarter=-1)

    rows = [
        (
            plan.scenario.sites[site].title,
            quarters[spans[site]["build halls"][0]],
            quarters[spans[site]["build halls"][1]],
            quarters[spans[site]["connect power"][0]],
            quarters[spans[site][FILL][0]],
            quarters[spans[site]["full"][0]],
            power(float(last.sel(site=site)), "it"),
        )
        for site in order
    ]
    columns = (
        "site",
        "first halls begun",
        "last halls ready",
        "first power",
        "first chips",
        "fullest",
        "at the end",
    )
    return Table("Dates of each site", columns, tuple(rows), numbers=(6,), folded=True)
