"""What a later run has more or less than the first, part by part and quarter by quarter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from gigaplan.report.comparison.figures import named
from gigaplan.report.section import COLOURS, LINE, Chart, Choice, colour_by_name, figure, listed, shown
from gigaplan.report.sections.site_map import Place
from gigaplan.report.stacks import STACKS
from gigaplan.report.summary import Summary

Pair = tuple[str, Summary, Summary]  # what is subtracted, in words, the first run and the later one
Line = tuple[Sequence[Any], Sequence[float]]
WHOLE = "in all"
SAME = "The runs do not differ in any quarter that they share."
DASHES = ("solid", "dash", "dot")


def pairs(runs: Sequence[Summary]) -> list[Pair]:
    """Return each later run beside the first, with the words of its difference."""
    return [(f"{letter} less A", runs[0], later) for letter, later in named(runs)[1:]]


def lead_of(runs: Sequence[Summary], differences: Sequence[Chart]) -> str:
    """Return what a section's differences are, in words; that there are none where there are none."""
    return f"{', '.join(words for words, _, _ in pairs(runs))}, quarter by quarter." if differences else SAME


def shared_quarters(first: Summary, later: Summary) -> list[str]:
    """Return the quarters that both runs plan; outside of them there is nothing to subtract."""
    return [quarter for quarter in first.quarters if quarter in later.quarters]


def parts(run: Summary, chart: str) -> pd.DataFrame:
    """Return one stack of a run: a row for each quarter, a column for each part; sites by where they are."""
    stacks = run.tables["stacks"]
    told = stacks[stacks["chart"] == chart]
    if chart == "build_out":
        told = told.assign(part=told["part"].map(lambda site: where(run, site)))
    wide: pd.DataFrame = told.pivot(index="quarter", columns="part", values="amount")[told["part"].unique()]
    return wide


def where(run: Summary, site: str) -> str:
    """Return what makes a site the same in two runs: its key and its place to a hundredth of a degree."""
    place = run.places[site]
    return f"{site} {place.latitude:.2f} {place.longitude:.2f}"


def sites_of(runs: Sequence[Summary]) -> dict[str, Place]:
    """Return the place of every site of any run; one label on two sites is told apart by the run's letter."""
    found: dict[str, tuple[str, Place]] = {}
    for letter, run in named(runs):
        for site, place in run.places.items():
            found.setdefault(where(run, site), (letter, place))
    often = Counter(place.label for _, place in found.values())
    return {
        site: replace(place, label=f"{place.label} ({letter})") if often[place.label] > 1 else place
        for site, (letter, place) in found.items()
    }


def difference(first: Summary, later: Summary, chart: str) -> pd.DataFrame:
    """Return the later run's parts less the first's in the quarters both plan; a part that a run lacks is nil there."""
    quarters = shared_quarters(first, later)
    ours, theirs = (parts(run, chart).reindex(quarters) for run in (first, later))
    names = list(dict.fromkeys([*ours.columns, *theirs.columns]))
    ours, theirs = (frame.reindex(columns=names, fill_value=0.0) for frame in (ours, theirs))
    return theirs - ours


def stacked_difference(runs: Sequence[Summary], name: str) -> Chart | None:
    """Return the chart of a stack's differences, or nothing where the runs do not differ in it."""
    found = {words: difference(first, later, name) for words, first, later in pairs(runs)}
    if not any(shown(frame.values) for frame in found.values()):
        return None
    stack = STACKS[name]
    names = list(dict.fromkeys(part for frame in found.values() for part in frame.columns))
    colours, sites = colour_by_name(names), sites_of(runs)
    titles = {part: sites[part].label if part in sites else part for part in names}
    drawn = figure(stack.unit, barmode="relative")
    choices = tuple(
        Choice(words, _bars(frame, colours, titles, stack.adds_up)) for words, frame in found.items()
    )
    what = "More stands above the line, less below it" + (
        "; the dotted line is the sum." if stack.adds_up else "."
    )
    words = f"{stack.title}, {' and '.join(found)}, in the quarters that both plan. {what}"
    return offered(Chart(name, stack.title, words, drawn), choices)


def offered(chart: Chart, choices: tuple[Choice, ...], chooser: str = "Difference") -> Chart:
    """Return a chart with its choices; a single one is drawn without a chooser."""
    if len(choices) > 1:
        return replace(chart, choices=choices, chooser=chooser)
    chart.figure.add_traces([trace for one in choices for trace in one.traces])
    return chart


def quarters_figure(unit: str) -> go.Figure:
    """Return an empty figure over quarters of several runs, which need not be the same."""
    return figure(unit, xaxis={"type": "category", "categoryorder": "category ascending"})


def lines(runs: Sequence[Summary], read: Callable[[Summary], Line | None]) -> tuple[go.Scatter, ...]:
    """Return a line for each run that has one, dashed so that one under another is seen."""
    found = []
    for (letter, run), colour, dash in zip(named(runs), COLOURS, DASHES, strict=False):
        if (line := read(run)) is not None:
            x, y = line
            style = {"color": colour, "width": 2.5, "dash": dash}
            name = f"{letter}: {run.label}"
            found.append(go.Scatter(x=list(x), y=listed(y), name=name, mode="lines", line=style))
    return tuple(found)


def _bars(
    frame: pd.DataFrame, colours: dict[str, str], titles: dict[str, str], adds_up: bool
) -> tuple[Any, ...]:
    """Return a bar trace for each part that differs, and their sum as a line where parts are of one kind."""
    quarters = list(frame.index)
    bars = tuple(
        go.Bar(x=quarters, y=listed(frame[part]), name=titles[part], marker={"color": colours[part]})
        for part in frame.columns
        if shown(frame[part])
    )
    if not adds_up:
        return bars
    line = {"color": LINE, "width": 2, "dash": "dot"}
    whole = go.Scatter(x=quarters, y=listed(frame.sum(axis=1)), name=WHOLE, mode="lines", line=line)
    return (*bars, whole)
