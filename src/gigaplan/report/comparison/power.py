"""Power: capacity and energy by source, a week hour by hour, how long each level lasts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

import pandas as pd
import plotly.graph_objects as go

from gigaplan.report.comparison.differences import (
    Line,
    lead_of,
    lines,
    offered,
    pairs,
    sites_of,
    stacked_difference,
    where,
)
from gigaplan.report.hours import DRAWN, LASTING, POWER, SHARE
from gigaplan.report.section import LINE, Chart, Choice, Section, colour_by_name, shown
from gigaplan.report.sections.power import duration_figure, rounded, week_figure
from gigaplan.report.summary import Summary

HOUR = "hour of year"
NO_WEEK = (
    "Weeks are kept of the last four quarters of each run: of these, none is of the same hours and differs."
)


def power_section(runs: Sequence[Summary]) -> Section:
    """Return what the later runs build and feed more or less, in a week hour by hour too, and how long levels last."""
    weeks = _weeks(runs)
    charts = (*(stacked_difference(runs, name) for name in ("power_built", "power_mix")), weeks)
    told = tuple(one for one in charts if one is not None)
    lead = lead_of(runs, told) + ("" if weeks or not told else f" {NO_WEEK}")
    lasting = _durations(runs)
    return Section("power", "Power", lead, charts=told if lasting is None else (*told, lasting))


def _weeks(runs: Sequence[Summary]) -> Chart | None:
    """Return the kept weeks hour by hour, where both runs have one of the same hours at a site and it differs."""
    found = list(_changed_weeks(runs))
    if not found:
        return None
    names = dict.fromkeys(name for _, _, changed in found for name in changed.columns if name != DRAWN)
    colours = colour_by_name(names)
    choices = tuple(Choice(label, _hours(changed, colours), group) for label, group, changed in found)
    about = (
        "The same week at the same site in both runs, hour by hour: what feeds it more, or is charged less, stands above the "
        "line; the dashed line is what is drawn more or less. Weeks that are alike, or of other hours, are not listed."
    )
    drawn = week_figure(barmode="relative", bargap=0)
    return offered(Chart("week", "A week hour by hour", about, drawn, wide=True), choices, "Site and week")


def _changed_weeks(runs: Sequence[Summary]) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """Yield label, group and difference by hour and series [MW_site] of each week both runs tell of the same hours."""
    places = sites_of(runs)
    for words, first, later in pairs(runs):
        ours, theirs = _by_week(first), _by_week(later)
        for site, week in (told for told in ours if told in theirs):
            before, after = ours[site, week], theirs[site, week]
            if not before.index.equals(after.index):
                continue
            series = list(dict.fromkeys([*before.columns, *after.columns]))
            before, after = (one.reindex(columns=series, fill_value=0.0) for one in (before, after))
            changed = after - before
            if shown(rounded(changed.to_numpy().ravel())):
                title = places[site].label
                yield f"{words}, {title}: {week}", title, changed


def _by_week(run: Summary) -> dict[tuple[str, str], pd.DataFrame]:
    """Return each week of a run by site and label: a row for each hour, a column for each series [MW_site]."""
    told = run.tables["weeks"]
    return {
        (where(run, str(site)), str(week)): hours.pivot(index=HOUR, columns="series", values=POWER)
        .fillna(0.0)
        .reindex(columns=hours["series"].unique())
        for (site, week), hours in told.groupby(["site", "week"], sort=False)
    }


def _hours(changed: pd.DataFrame, colours: dict[str, str]) -> tuple[go.Bar | go.Scatter, ...]:
    x = list(range(len(changed)))
    bars = tuple(
        go.Bar(
            x=x,
            y=rounded(changed[name].to_numpy()),
            name=name,
            marker={"color": colour, "line": {"width": 0}},
        )
        for name, colour in colours.items()
        if name in changed and shown(changed[name])
    )
    dashed = {"color": LINE, "dash": "dash"}
    line = go.Scatter(x=x, y=rounded(changed[DRAWN].to_numpy()), name=DRAWN, mode="lines", line=dashed)
    return (*bars, line)


def _durations(runs: Sequence[Summary]) -> Chart | None:
    """Return the duration curves of each run's last four quarters over one another, a choice for each series."""
    names = dict.fromkeys(str(name) for run in runs for name in run.tables["duration_curves"]["series"])
    drawn = {name: lines(runs, partial(_curve, name=name)) for name in names}
    choices = tuple(Choice(name, traces) for name, traces in drawn.items() if traces)
    if not choices:
        return None
    about = (
        "Duration curves of each run's last four quarters, all sites together: for which share of the hours each level is "
        "reached; all runs over one another."
    )
    return offered(
        Chart("durations", "How long each level lasts", about, duration_figure()), choices, "Series"
    )


def _curve(run: Summary, name: str) -> Line | None:
    told = run.tables["duration_curves"]
    told = told[told["series"] == name]
    return (list(told[SHARE]), list(told[LASTING])) if shown(told[LASTING]) else None
