"""Charts of a plan: each function returns one figure, or nothing where the plan has nothing to show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import plotly.graph_objects as go

from gigaplan.equations import OBJECTIVES
from gigaplan.plan.plan import Plan
from gigaplan.plan.thinking import compute_price
from gigaplan.report.reading import AT_WORK, it_power
from gigaplan.report.site_map import draw_sites

COLOURS = (  # of middle lightness, to be told apart on white and on black
    "#2a9d8f",
    "#e76f51",
    "#5b86c4",
    "#dcae3c",
    "#8ab17d",
    "#b5657f",
    "#9277b5",
    "#f4a261",
    "#3fb4c8",
    "#9a8c98",
    "#c26a2b",
    "#6f9e3f",
    "#d88ca8",
    "#7d8fa3",
)
LINE = "#868e93"
WARNING = "#d5433d"
SMALL = 1e-6
DECIMALS = 6
HOURS_SHOWN = 168
QUARTERS_NAMED = 10
HOURS_IN_DAY = 24


def _figure(title: str, unit: str) -> go.Figure:
    figure = go.Figure()
    figure.update_layout(
        title={"text": title, "x": 0, "font": {"size": 15}},
        yaxis={"title": unit, "rangemode": "tozero"},
        xaxis={"nticks": QUARTERS_NAMED, "tickangle": -40},
        hovermode="x unified",
        template="plotly_white",
        colorway=list(COLOURS),
        height=460,
        margin={"l": 60, "r": 30, "t": 50, "b": 40},
        legend={"orientation": "h", "y": -0.22, "yanchor": "top", "font": {"size": 11}},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
    )
    return figure


def build_out_chart(plan: Plan) -> go.Figure:
    """IT power in service by site and quarter [GW_it], with the hall power ready for it."""
    figure = _figure("Build-out: IT power in service by site", "GW_it")
    quarters, power = list(plan.programme.calendar.quarters), it_power(plan) / 1e3
    for site in plan.programme.labels["site"]:
        values = power.sel(site=site).values
        if values.max() > SMALL:
            figure.add_scatter(
                x=quarters,
                y=values,
                name=site,
                hovertext=plan.scenario.sites[site].title,
                stackgroup="sites",
                mode="lines",
                line={"width": 0.5},
            )
    halls = plan.solution["hall_power_built"].sum("site").values / 1e3
    figure.add_scatter(
        x=quarters, y=halls, name="hall power ready", mode="lines", line={"dash": "dot", "color": LINE}
    )
    return figure


def power_mix_chart(plan: Plan) -> go.Figure:
    """Energy fed to the sites by source and quarter [TWh_site]."""
    figure = _figure("Power: energy by source", "TWh_site in the quarter")
    calendar = plan.programme.calendar
    starts = np.searchsorted(calendar.quarter_of_hour, np.arange(len(calendar.quarters)))
    represented = calendar.hours_represented
    by_source = {
        name.replace("_", " "): plan.solution["plant_power"].sel(plant=name).sum("site").values
        for name in plan.programme.labels["plant"]
    }
    by_source["grid"] = plan.solution["grid_power"].sum(["site", "offer"]).values
    for name, hourly in by_source.items():
        energy = np.add.reduceat(hourly * represented, starts) / 1e6
        if energy.max() > SMALL:
            figure.add_bar(x=list(calendar.quarters), y=energy, name=name)
    figure.update_layout(barmode="stack")
    return figure


def power_built_chart(plan: Plan) -> go.Figure:
    """Power capacity by kind and quarter [GW]."""
    figure = _figure("Power: capacity built", "GW")
    quarters = list(plan.programme.calendar.quarters)
    built = {
        name.replace("_", " "): plan.solution["plant_built"].sel(plant=name).sum("site").values
        for name in plan.programme.labels["plant"]
    }
    built["grid connection"] = plan.solution["grid_built"].sum(["site", "offer"]).values
    built["battery"] = plan.solution["store_power_built"].sum(["site", "store"]).values
    for name, values in built.items():
        if values.max() > SMALL:
            figure.add_bar(x=quarters, y=values / 1e3, name=name)
    figure.update_layout(barmode="stack")
    return figure


def week_chart(plan: Plan) -> go.Figure:
    """One week hour by hour at the largest site: sources, storage and demand [MW_site]."""
    totals = it_power(plan).isel(quarter=-1)
    site = str(totals["site"].values[int(np.argmax(totals.values))])
    calendar = plan.programme.calendar
    inside = np.flatnonzero(calendar.quarter_of_hour == len(calendar.quarters) - 1)[:HOURS_SHOWN]
    title = f"A week hour by hour: {plan.scenario.sites[site].title}, {calendar.quarters[-1]}"
    figure = _figure(title, "MW_site")
    hours = np.arange(len(inside))
    for name, values in _sources(plan, site, inside).items():
        if values.max() > SMALL:
            thin = {"width": 0.5}
            figure.add_scatter(x=hours, y=values, name=name, stackgroup="supply", mode="lines", line=thin)
    inputs = plan.programme.inputs
    work = plan.solution["work_power"].sel(site=site).isel(quarter=-1)
    at_work = (inputs["work_shape"].isel(hour=inside) * work).sum("work")
    drawn = (inputs["pue"].sel(site=site).isel(hour=inside) * at_work).values
    dashed = {"color": LINE, "dash": "dash"}
    figure.add_scatter(x=hours, y=drawn, name="drawn by chips and cooling", mode="lines", line=dashed)
    figure.update_xaxes(title="hour of the week", tickangle=0, dtick=HOURS_IN_DAY)
    return figure


def _sources(plan: Plan, site: str, hours: Any) -> dict[str, Any]:
    """Return what feeds a site in some hours, by source [MW_site]."""
    at = {
        name: plan.solution[name].sel(site=site).isel(hour=hours)
        for name in ("plant_power", "grid_power", "discharge")
    }
    plants = {
        one.replace("_", " "): at["plant_power"].sel(plant=one).values
        for one in plan.programme.labels["plant"]
    }
    offers = {f"grid {one}": at["grid_power"].sel(offer=one).values for one in plan.programme.labels["offer"]}
    return {**plants, **offers, "battery": at["discharge"].sum("store").values}


def chips_chart(plan: Plan) -> go.Figure:
    """Chips in service by generation and quarter [thousand]."""
    figure = _figure("Chips in service by generation", "thousand chips")
    for chip in plan.programme.labels["chip"]:
        values = plan.solution["chips_installed"].sel(chip=chip).sum("site").values
        if values.max() > SMALL:
            figure.add_bar(x=list(plan.programme.calendar.quarters), y=values, name=chip)
    figure.update_layout(barmode="stack")
    return figure


def compute_chart(plan: Plan) -> go.Figure:
    """Compute used by kind of work and quarter [million H100e]."""
    figure = _figure("Compute used: training, answering, thinking", "million H100e")
    for work in plan.programme.labels["work"]:
        values = plan.solution["compute_used"].sel(work=work).sum("step").values / 1e3
        figure.add_scatter(
            x=list(plan.programme.calendar.quarters),
            y=values,
            name=work,
            stackgroup="work",
            mode="lines",
            line={"width": 0.5},
        )
    return figure


def price_chart(plan: Plan) -> go.Figure:
    """The plan's shadow price of compute by quarter, in quarters with any compute [USD_2026/H100e/hour]."""
    figure = _figure("What compute is worth: the plan's shadow price", "USD_2026 per H100e-hour")
    prices = compute_price(plan)
    for work in plan.programme.labels["work"]:
        used = plan.solution["compute_used"].sel(work=work).sum("step").values > AT_WORK
        shown = np.where(used, prices.sel(work=work).values, np.nan)
        figure.add_scatter(x=list(plan.programme.calendar.quarters), y=shown, name=work, mode="lines+markers")
    return figure


def cash_chart(plan: Plan) -> go.Figure:
    """Capital by quarter and use, with what commitments make available [GUSD_2026]."""
    figure = _figure("Cash: capital by quarter", "GUSD_2026 in the quarter")
    quarters = list(plan.programme.calendar.quarters)
    for term, amounts in plan.ledger["capital"].items():
        if np.abs(amounts.values).max() > SMALL:
            figure.add_bar(
                x=quarters, y=amounts.values / 1e3, name=term.replace("_capital", "").replace("_", " ")
            )
    figure.update_layout(
        barmode="relative",
        yaxis2={
            "title": "GUSD_2026 to date",
            "overlaying": "y",
            "side": "right",
            "showgrid": False,
            "rangemode": "tozero",
            "tickmode": "auto",
            "nticks": 6,
        },
    )
    figure.add_scatter(
        x=quarters,
        y=plan.solution["capital_to_date"].values / 1e3,
        name="paid to date",
        yaxis="y2",
        mode="lines",
        line={"color": LINE},
    )
    figure.add_scatter(
        x=quarters,
        y=plan.programme.inputs["capital_available"].values / 1e3,
        name="available to date",
        yaxis="y2",
        mode="lines",
        line={"color": WARNING, "dash": "dot", "shape": "hv"},
    )
    return figure


def map_chart(plan: Plan) -> go.Figure:
    """Sites by place and IT power at the end."""
    figure = _figure("Sites: IT power at the end (by size of the dot)", "")
    draw_sites(figure, plan)
    figure.update_layout(hovermode="closest", margin={"l": 10, "r": 10, "b": 10})
    return figure


def cost_chart(plan: Plan) -> go.Figure:
    """Every ledger entry of the objective, discounted and summed over the programme [GUSD_2026]."""
    figure = _figure("The objective's ledger, discounted", "GUSD_2026")
    discount = plan.programme.inputs["discount"]
    names, amounts = [], []
    for ledger in OBJECTIVES[plan.programme.objective]:
        for term, values in plan.ledger[ledger].items():
            amount = float((discount * values).sum()) / 1e3
            if abs(amount) > SMALL:
                names.append(term.replace("_", " "))
                amounts.append(amount)
    figure.add_bar(
        x=amounts, y=names, orientation="h", texttemplate="%{x:,.1f}", textposition="auto", cliponaxis=False
    )
    figure.update_layout(
        yaxis_title="", xaxis_title="GUSD_2026; worth counts below nil", hovermode="closest", margin={"r": 50}
    )
    figure.update_xaxes(tickangle=0)
    figure.update_yaxes(automargin=True)
    return figure


CHARTS = (
    build_out_chart,
    map_chart,
    power_mix_chart,
    power_built_chart,
    week_chart,
    chips_chart,
    compute_chart,
    price_chart,
    cash_chart,
    cost_chart,
)


def draw_charts(plan: Plan) -> Iterator[tuple[str, go.Figure]]:
    """Yield each chart's name and figure, with the solver's rounding taken off its amounts."""
    for chart in CHARTS:
        figure = chart(plan)
        for trace in figure.data:
            for axis in ("x", "y"):
                amounts = np.asarray(getattr(trace, axis))
                if amounts.dtype.kind == "f":
                    trace[axis] = np.round(amounts, DECIMALS) + 0.0
        yield chart.__name__.removesuffix("_chart"), figure
