"""Power: what is built, what feeds the sites, chosen weeks hour by hour, how long each level lasts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import NDArray

from gigaplan.catalogue.titles import title_of_plant
from gigaplan.plan.plan import Plan
from gigaplan.report import amounts
from gigaplan.report.hours import (
    CAUGHT_UP,
    CHARGING,
    DRAWN,
    LASTING,
    PLANTS,
    POWER,
    SHARE,
    SHED,
    WAITS,
    duration_curves,
    weeks,
)
from gigaplan.report.reading import energy_by_source, peak_power
from gigaplan.report.section import (
    LINE,
    WARNING,
    Chart,
    Choice,
    Section,
    colour_by_name,
    figure,
    listed,
    shown,
)
from gigaplan.report.stacks import GRID, STORE, Parts, energy_fed, power_built

HOURS_IN_DAY = 24
WAITING, PLANTS_COLOUR = "#7d6bb0", "#e07a4f"
SERIES = {SHED: WARNING, WAITS: WAITING, CAUGHT_UP: WAITING}
Floats = NDArray[np.float64]


def power_section(plan: Plan) -> Section:
    """Return what feeds the sites, and when."""
    whole = sum(energy_by_source(plan).values())
    lead = (
        f"All sites together draw {amounts.power(peak_power(plan), 'site')} in the largest hour of the last quarter "
        f"and {amounts.energy(whole)} over the programme."
    )
    charts = (_built(plan), _energy(plan), _weeks(plan), _durations(plan))
    return Section("power", "Power", lead, charts=tuple(chart for chart in charts if chart is not None))


def _colours(plan: Plan) -> Mapping[str, str]:
    """Return one colour for each source, the same in every chart of the section."""
    return colour_by_name([GRID, *(title_of_plant(name) for name in plan.programme.labels["plant"]), STORE])


def _built(plan: Plan) -> Chart:
    """Power capacity by kind and quarter [GW]."""
    drawn = figure("GW", barmode="stack")
    _stack_bars(drawn, plan, power_built(plan))
    words = "Connections, plants and stores that run, quarter by quarter; plants by nameplate, connections and stores by what they give a site."
    return Chart("power_built", "Capacity built", words, drawn)


def _energy(plan: Plan) -> Chart:
    """Energy fed to the sites by source and quarter [TWh_site]."""
    drawn = figure("TWh_site in the quarter", barmode="stack")
    _stack_bars(drawn, plan, energy_fed(plan))
    return Chart("power_mix", "Energy by source", "What feeds the sites, quarter by quarter.", drawn)


def _stack_bars(drawn: go.Figure, plan: Plan, series: Parts) -> None:
    colours = _colours(plan)
    for name, values in series.items():
        if shown(values):
            drawn.add_bar(
                x=list(plan.programme.calendar.quarters),
                y=listed(values),
                name=name,
                marker={"color": colours[name]},
            )


def _weeks(plan: Plan) -> Chart | None:
    """Weeks hour by hour at each site: sources, storage, work put off and what is drawn [MW_site]."""
    told = weeks(plan)
    if told.empty:
        return None
    drawn, sources = week_figure(), _colours(plan)
    colours = {**sources, **SERIES, CHARGING: sources[STORE]}
    choices = []
    for (site, label), week in told.groupby(["site", "week"], sort=False):
        title = plan.scenario.sites[str(site)].title.partition(" (")[0]
        choices.append(Choice(f"{title}: {label}", _week(week, colours), title))
    words = (
        "A week at one site, hour by hour: what feeds it, stacked; charging of stores below nil; the dashed line is what chips, "
        "cooling and losses draw, the gap to it work that is put off."
    )
    first = max(range(len(choices)), key=lambda place: len(choices[place].traces))
    return Chart(
        "week", "A week hour by hour", words, drawn, tuple(choices), "Site and week", first=first, wide=True
    )


def week_figure(**layout: Any) -> go.Figure:
    """Return an empty figure over the hours of a week [MW_site]."""
    drawn = figure("MW_site", height=420, **layout)
    drawn.update_xaxes(title={"text": "hour of the week"}, tickangle=0, dtick=HOURS_IN_DAY)
    return drawn


def _week(week: pd.DataFrame, colours: Mapping[str, str]) -> tuple[go.Scatter, ...]:
    """Return a trace for each series of a week: sources and work put off stacked, what is taken up below nil."""
    traces = []
    for name, hours in week.groupby("series", sort=False):
        x, y = list(range(len(hours))), rounded(hours[POWER].to_numpy())
        if name == DRAWN:
            dashed = {"color": LINE, "dash": "dash"}
            traces.append(go.Scatter(x=x, y=y, name=name, mode="lines", line=dashed))
            continue
        if not shown(y):
            continue
        group = "below" if name in (CHARGING, CAUGHT_UP) else "supply"
        line = {"width": 0.5, "color": colours[str(name)]}
        traces.append(go.Scatter(x=x, y=y, name=name, stackgroup=group, mode="lines", line=line))
    return tuple(traces)


def rounded(values: Floats) -> list[float]:
    """Return power to a tenth of a megawatt below a gigawatt, so that a page of weeks stays small."""
    largest = float(np.abs(values).max(initial=0.0))
    found: list[float] = (np.round(values, 1 if largest < 1e3 else 0) + 0.0).tolist()
    return found


def _durations(plan: Plan) -> Chart:
    """Duration curves of the last year, all sites together [GW_site]: how long each level is exceeded."""
    drawn = duration_figure()
    colours = {DRAWN: LINE, PLANTS: PLANTS_COLOUR, **_colours(plan)}
    for name, curve in duration_curves(plan).groupby("series", sort=False):
        if shown(curve[LASTING]):
            drawn.add_scatter(
                x=listed(curve[SHARE]),
                y=listed(curve[LASTING]),
                name=name,
                mode="lines",
                line={"color": colours[str(name)], "width": 2},
            )
    words = "Duration curves of the last four quarters, all sites together: for which share of the hours each level is reached, each source sorted by itself."
    return Chart("durations", "How long each level lasts", words, drawn)


def duration_figure() -> go.Figure:
    """Return an empty figure over the share of the hours [GW_site]."""
    drawn = figure("GW_site")
    drawn.update_xaxes(title={"text": SHARE}, tickangle=0)
    return drawn
