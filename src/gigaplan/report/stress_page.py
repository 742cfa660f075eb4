"""The page of an ensemble: gigawatts and money over time, what each input does, the worst draws."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from gigaplan.report.page import Head, assemble
from gigaplan.report.section import COLOURS, LYING, WARNING, Chart, Section, Table, figure, listed
from gigaplan.report.stress_reading import EACH_ALONE, GAP, INPUTS, RUNNING, TOLD, fans, outcomes_told, swings
from gigaplan.study.stress.ensemble import Ensemble
from gigaplan.study.stress.outcome import GIGAWATTS

BINS = 60
BANDS = (("5%", "95%", "9 in 10 worlds"), ("25%", "75%", "half of the worlds"))


def stress_page(ensemble: Ensemble, worst: dict[str, int]) -> str:
    """Return the page of an ensemble as HTML; it asks no host for anything."""
    head = Head(
        f"{ensemble.scenario.title}: under stress",
        "The plan is fixed; dates, prices and money are not. Its own page, with this as a part of it: report.html beside this.",
        _proof(ensemble),
    )
    sections = [
        _answers(ensemble),
        _power(ensemble),
        _money(ensemble),
        _causes(ensemble),
        _worst(ensemble, worst),
    ]
    return assemble(head, sections)


def _proof(ensemble: Ensemble) -> str:
    error = ensemble.error
    return (
        f"{len(ensemble.outcomes):,} worlds, each through the exact dispatch kernel on three days of every month. Over 20 draws "
        f"with all hours the net value differs by at most {error['net']:.3%}, cost by {error['cost']:.3%}, compute by "
        f"{error['compute']:.3%}."
    )


def stress_section(ensemble: Ensemble) -> Section:
    """Return what a stress test found as a section of the plan's own page: outcomes, fans, tornado."""
    parts = (_answers(ensemble), _power(ensemble), _money(ensemble), _causes(ensemble))
    return Section(
        "stress",
        "Under stress",
        f"The plan as it stands, in worlds where dates slip, prices move and money may not come. {_proof(ensemble)}",
        charts=tuple(chart for part in parts for chart in part.charts),
        tables=tuple(table for part in parts for table in part.tables),
    )


def _answers(ensemble: Ensemble) -> Section:
    rows = tuple(outcomes_told(ensemble).itertuples(index=False, name=None))
    caption = "Outcomes: the plan's own world, and percentiles over all worlds"
    table = Table(caption, TOLD, rows, (1, 2, 3, 4))
    return Section("outcomes", "What to expect", "The plan beside what happens to it.", tables=(table,))


def _power(ensemble: Ensemble) -> Section:
    fan = _fan(ensemble, RUNNING, "GW_it")
    reached = figure("probability", yaxis={"range": [0, 1], "tickformat": ".0%", "automargin": True})
    for amount in GIGAWATTS:
        chances = [ensemble.probability(amount, quarter) for quarter in ensemble.quarters]
        reached.add_scatter(
            x=list(ensemble.quarters), y=listed(chances), name=f"{amount:g} GW_it", line={"shape": "hv"}
        )
    charts = (
        Chart(
            "stress_power",
            "Gigawatts running",
            "IT power within halls, chips and firm power, at each quarter's end.",
            fan,
        ),
        Chart(
            "stress_reached",
            "Probability of a gigawatt",
            "Share of worlds in which so much runs by the quarter's end.",
            reached,
        ),
    )
    return Section(
        "power", "How much runs by when", "Late halls, late chips and missing money move the ramp.", charts
    )


def _money(ensemble: Ensemble) -> Section:
    gap = _fan(ensemble, GAP, "GUSD_2026")
    counts, edges = np.histogram(ensemble.outcomes["net"] / 1e3, bins=BINS)
    spread = figure(
        "worlds", xaxis={"title": {"text": "net value [GUSD_2026]"}, "showgrid": False}, hovermode="closest"
    )
    spread.add_bar(
        x=listed((edges[:-1] + edges[1:]) / 2), y=listed(counts), marker={"color": COLOURS[2]}, name="worlds"
    )
    spread.add_vline(x=float(ensemble.planned["net"] / 1e3), line={"color": WARNING, "dash": "dot"})
    charts = (
        Chart(
            "stress_net",
            "Net value",
            "Worth of the compute less all cost, discounted; dotted: the plan's own world.",
            spread,
        ),
        Chart(
            "stress_gap", "Gap in money", "Capital the plan needs to date beyond the money that came.", gap
        ),
    )
    return Section(
        "money",
        "What it is worth, and is it paid for",
        "Contracts are paid as planned; chips with what is left.",
        charts,
    )


def _fan(ensemble: Ensemble, outcome: str, unit: str) -> go.Figure:
    told = fans(ensemble)
    told = told[told["outcome"] == outcome]
    drawn, quarters = figure(unit), list(told["quarter"])
    for low, high, name in BANDS:
        drawn.add_scatter(
            x=quarters, y=listed(told[low]), line={"width": 0}, showlegend=False, hoverinfo="skip"
        )
        drawn.add_scatter(
            x=quarters,
            y=listed(told[high]),
            name=name,
            line={"width": 0},
            fill="tonexty",
            fillcolor="rgba(91,134,196,0.28)",
        )
    drawn.add_scatter(x=quarters, y=listed(told["50%"]), name="median", line={"color": COLOURS[2]})
    dotted = {"color": WARNING, "dash": "dot"}
    drawn.add_scatter(x=quarters, y=listed(told["planned"]), name="plan", line=dotted)
    return drawn


def _causes(ensemble: Ensemble) -> Section:
    found = swings(ensemble)[::-1]
    names = [INPUTS[one] for one in found["input"]]
    drawn = figure("", 420, barmode="overlay", **LYING)
    for end, colour in (("low", COLOURS[2]), ("high", COLOURS[1])):
        drawn.add_bar(
            y=names, x=listed(found[end]), orientation="h", name=f"{end} end", marker={"color": colour}
        )
    words = "Each input at its 10th and 90th percentile (events: not or halfway), everything else as planned."
    charts = [Chart("stress_tornado", EACH_ALONE, words, drawn)]
    if ensemble.indices is not None and len(ensemble.indices):
        charts.append(_index_chart(ensemble.indices))
    return Section("causes", "What decides", "Alone, and together with the rest.", tuple(charts))


def _index_chart(indices: pd.DataFrame) -> Chart:
    net = indices[indices["outcome"] == "net"].sort_values("total")
    names = [INPUTS[one].replace("largest campus", "campuses") for one in net["input"]]
    drawn = figure("", 420, xaxis={"tickformat": ".0%"}, **LYING)
    for column, name, colour in (("first", "alone", COLOURS[0]), ("total", "in all", COLOURS[3])):
        error = {"type": "data", "array": listed(net[f"{column}_within"])}
        drawn.add_bar(
            y=names,
            x=listed(net[column]),
            error_x=error,
            orientation="h",
            name=name,
            marker={"color": colour},
        )
    words = (
        "Sobol indices of the net value: the share of its variance an input explains, with 95 % intervals."
    )
    return Chart("stress_indices", "Share of the variance", words, drawn)


def _worst(ensemble: Ensemble, worst: dict[str, int]) -> Section:
    rows = []
    for name, draw in worst.items():
        one = ensemble.outcomes.loc[draw]
        rows.append(
            (
                f"worst/{name}.yaml",
                str(draw),
                f"{one['net'] / 1e3:,.0f}",
                f"{one['cash_gap'] / 1e3:,.0f}",
                f"{one['unserved']:.0%}",
            )
        )
    columns = ("scenario", "draw", "net [GUSD_2026]", "gap in money [GUSD_2026]", "unserved")
    table = Table(
        "Open one with `gigaplan plan`: what one would build, had one known",
        columns,
        tuple(rows),
        (1, 2, 3, 4),
    )
    return Section(
        "worst", "The worst worlds", "Each is written as a scenario beside this page.", tables=(table,)
    )
