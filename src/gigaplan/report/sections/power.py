"""Power: what is built, what feeds the sites, chosen weeks hour by hour, how long each level lasts."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from gigaplan.catalogue.titles import title_of_plant
from gigaplan.plan.plan import Plan
from gigaplan.report import amounts
from gigaplan.report.reading import energy_by_source, it_power, peak_power, power_drawn, waiting_work
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

HOURS_IN_WEEK = 168
HOURS_IN_DAY = 24
MOST_SITES = 14
QUARTERS_SHOWN = 4
POINTS = 201  # of a duration curve
WAITS, WAITING = "work that waits", "#7d6bb0"
Floats = NDArray[np.float64]


def power_section(plan: Plan) -> Section:
    """Return what feeds the sites, and when."""
    whole = sum(energy_by_source(plan).values())
    lead = (
        f"All sites together draw {amounts.power(peak_power(plan), 'site')} in the largest hour of the last quarter "
        f"and {amounts.energy(whole)} over the programme."
    )
    weeks = _weeks(plan)
    charts = (_built(plan), _energy(plan), *((weeks,) if weeks else ()), _durations(plan))
    return Section("power", "Power", lead, charts=charts)


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
    totals = it_power(plan).isel(quarter=-1)
    order = [str(totals["site"].values[one]) for one in np.argsort(-totals.values)]
    used = [site for site in order if float(totals.sel(site=site)) > 0][:MOST_SITES]
    if not used:
        return None
    drawn = figure("MW_site", height=420)
    drawn.update_xaxes(title={"text": "hour of the week"}, tickangle=0, dtick=HOURS_IN_DAY)
    drawn_power = power_drawn(plan)
    choices = []
    for site in used:
        here = drawn_power.sel(site=site).values
        for label, hours in _weeks_of(plan, here).items():
            title = plan.scenario.sites[site].title.partition(" (")[0]
            choices.append(Choice(f"{title}: {label}", _week(plan, site, hours, here), title))
    words = (
        "A week at one site, hour by hour: what feeds it, stacked; charging of stores below nil; the dashed line is what chips, "
        "cooling and losses draw, the gap to it work that is put off."
    )
    first = max(range(len(choices)), key=lambda place: len(choices[place].traces))
    return Chart(
        "week", "A week hour by hour", words, drawn, tuple(choices), "Site and week", first=first, wide=True
    )


def _weeks_of(plan: Plan, drawn: Floats) -> dict[str, NDArray[np.int64]]:
    """Return the hours of chosen weeks by label: one in each of the last quarters, and the largest draw's."""
    calendar = plan.programme.calendar
    last = len(calendar.quarters) - 1
    weeks = {}
    for quarter in range(max(last - QUARTERS_SHOWN + 1, 0), last + 1):
        inside = np.flatnonzero(calendar.quarter_of_hour == quarter)
        middle = len(inside) // HOURS_IN_WEEK // 2 * HOURS_IN_WEEK
        weeks[f"{calendar.quarters[quarter]}, a week in the middle"] = inside[middle : middle + HOURS_IN_WEEK]
    largest = int(np.argmax(drawn))
    inside = np.flatnonzero(calendar.quarter_of_hour == calendar.quarter_of_hour[largest])
    start = (largest - inside[0]) // HOURS_IN_WEEK * HOURS_IN_WEEK
    start = min(start, max(len(inside) - HOURS_IN_WEEK, 0))
    label = f"{calendar.quarters[calendar.quarter_of_hour[largest]]}, the week of the largest draw"
    return {label: inside[start : start + HOURS_IN_WEEK], **weeks}


def _week(plan: Plan, site: str, hours: NDArray[np.int64], drawn: Floats) -> tuple[go.Scatter, ...]:
    colours = _colours(plan)
    at = {
        name: plan.solution[name].sel(site=site).isel(hour=hours)
        for name in ("plant_power", "grid_power", "discharge", "charge", "shed")
    }
    sources = {GRID: at["grid_power"].sum("offer").values}
    for plant in plan.programme.labels["plant"]:
        sources[title_of_plant(plant)] = at["plant_power"].sel(plant=plant).values
    sources[STORE] = at["discharge"].sum("store").values
    waiting = waiting_work(plan).sel(site=site).values[hours]
    x = list(range(len(hours)))
    traces = [
        go.Scatter(
            x=x,
            y=_rounded(values),
            name=name,
            stackgroup="supply",
            mode="lines",
            line={"width": 0.5, "color": colours[name]},
        )
        for name, values in sources.items()
        if shown(values)
    ]
    for name, values, colour in (
        ("work put off", at["shed"].sum("work").values, WARNING),
        (WAITS, np.maximum(waiting, 0.0), WAITING),
        ("charging", -at["charge"].sum("store").values, colours[STORE]),
        ("work caught up", np.minimum(waiting, 0.0), WAITING),
    ):
        if shown(values):
            group = "supply" if name in ("work put off", WAITS) else "below"
            line = {"width": 0.5, "color": colour}
            traces.append(
                go.Scatter(x=x, y=_rounded(values), name=name, stackgroup=group, mode="lines", line=line)
            )
    dashed = {"color": LINE, "dash": "dash"}
    traces.append(go.Scatter(x=x, y=_rounded(drawn[hours]), name="drawn", mode="lines", line=dashed))
    return tuple(traces)


def _rounded(values: Floats) -> list[float]:
    """Return power to a tenth of a megawatt below a gigawatt, so that a page of weeks stays small."""
    largest = float(np.abs(values).max(initial=0.0))
    rounded: list[float] = (np.round(values, 1 if largest < 1e3 else 0) + 0.0).tolist()
    return rounded


def _durations(plan: Plan) -> Chart:
    """Duration curves of the last year, all sites together [GW_site]: how long each level is exceeded."""
    calendar = plan.programme.calendar
    last = len(calendar.quarters) - 1
    hours = np.flatnonzero(calendar.quarter_of_hour > last - QUARTERS_SHOWN)
    lasting = calendar.hours_represented[hours]
    curves = {
        "drawn by the work": power_drawn(plan).isel(hour=hours).sum("site").values,
        GRID: plan.solution["grid_power"].isel(hour=hours).sum(["site", "offer"]).values,
        "plants": plan.solution["plant_power"].isel(hour=hours).sum(["site", "plant"]).values,
        STORE: plan.solution["discharge"].isel(hour=hours).sum(["site", "store"]).values,
    }
    drawn = figure("GW_site")
    share = np.linspace(0.0, 1.0, POINTS)
    colours = {"drawn by the work": LINE, **_colours(plan), "plants": "#e07a4f"}
    for name, values in curves.items():
        if shown(values):
            order = np.argsort(-values)
            reached = (np.cumsum(lasting[order]) - lasting[order] / 2) / lasting.sum()
            drawn.add_scatter(
                x=listed(100 * share),
                y=listed(np.interp(share, reached, values[order]) / 1e3),
                name=name,
                mode="lines",
                line={"color": colours[name], "width": 2},
            )
    drawn.update_xaxes(title={"text": "share of the hours [%]"}, tickangle=0)
    words = "Duration curves of the last four quarters, all sites together: for which share of the hours each level is reached, each source sorted by itself."
    return Chart("durations", "How long each level lasts", words, drawn)
