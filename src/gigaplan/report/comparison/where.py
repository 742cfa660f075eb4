"""Where runs differ and when: a map over the quarters, and the dates of each site in each run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from gigaplan.programme.times import quarter_labels
from gigaplan.report.amounts import power
from gigaplan.report.comparison.differences import (
    Pair,
    difference,
    pairs,
    parts,
    sites_of,
    stacked_difference,
    where,
)
from gigaplan.report.comparison.figures import NOTHING, named
from gigaplan.report.section import COLOURS, SMALL, Chart, Choice, Section, Table, figure, shown
from gigaplan.report.sections.build_out import FILL, HEAD_HEIGHT, STAGES, name_quarters, stage_bar
from gigaplan.report.sections.site_map import IDLE, LESS, MORE, Dot, map_over_time
from gigaplan.report.summary import Summary
from gigaplan.scenario.fields import quarter_number

MW_IN_GW = 1e3
BAR_HEIGHT = 11
Stages = Mapping[str, Mapping[str, tuple[str, str]]]


def where_section(runs: Sequence[Summary]) -> Section:
    """Return where the later runs have more chips at work than the first, and when each site fills in each."""
    charts = [
        *(_map(runs, pair) for pair in pairs(runs)),
        _timeline(runs),
        stacked_difference(runs, "build_out"),
    ]
    return Section(
        "where",
        "Where and when",
        "A site is the same in two runs where its name and its place are.",
        charts=tuple(chart for chart in charts if chart is not None),
        tables=(_table(runs),) if any(run.stages for run in runs) else (),
    )


def _map(runs: Sequence[Summary], pair: Pair) -> Chart | None:
    """Return the map of the later run's IT power less the first's, quarter by quarter, or nothing where it is the same."""
    words, first, later = pair
    changed = MW_IN_GW * difference(first, later, "build_out")
    if not shown(changed.values):
        return None
    places = {site: place for site, place in sites_of(runs).items() if site in changed}
    levels = [MW_IN_GW * parts(run, "build_out") for run in (first, later)]

    def dot(site: str, quarter: str) -> Dot:
        change = float(changed[site][quarter])
        before, after = (
            power(float(frame[site][quarter]), "it") if site in frame else "no such site" for frame in levels
        )
        sign = "+" if change > SMALL else ""
        colour = MORE if change > SMALL else LESS if change < -SMALL else IDLE
        told = "the same" if colour == IDLE else f"{sign}{power(change, 'it')}"
        return Dot(abs(change), colour, f"{places[site].title}: {told} ({before}, then {after})")

    states = {quarter: {site: dot(site, quarter) for site in places} for quarter in changed.index}
    letter = words[0]
    about = (
        f"Each dot is a site, as large as the difference in IT power in the quarter chosen: teal where {letter} has more chips at "
        f"work, orange where A has, grey where both have the same."
    )
    return map_over_time(f"map_{letter.lower()}", f"Sites, {words}", about, places, states)


def _stages(runs: Sequence[Summary]) -> list[Stages]:
    """Return the spans of each run's stages, by what makes its sites the same."""
    return [{where(run, site): stages for site, stages in run.stages.items()} for run in runs]


def _rows(runs: Sequence[Summary]) -> dict[str, str]:
    """Return the label of every site that runs chips in any run, those that start first on top."""
    starts: dict[str, str] = {}
    for stages in _stages(runs):
        for site, spans in stages.items():
            begin, _ = spans[FILL]
            starts[site] = min(starts.get(site, begin), begin)
    places = sites_of(runs)
    return {site: places[site].label for site in sorted(starts, key=lambda site: starts[site])}


def _calendar(runs: Sequence[Summary]) -> tuple[str, ...]:
    """Return all quarters from the first to the last of any run."""
    known = [quarter for run in runs for quarter in run.quarters]
    begin, end = min(known), max(known)
    return quarter_labels(begin, quarter_number(end) - quarter_number(begin) + 1)


def _timeline(runs: Sequence[Summary]) -> Chart | None:
    """Return a bar for each site and run over the quarters of a stage, a choice for each stage."""
    rows, quarters = _rows(runs), _calendar(runs)
    if not rows:
        return None
    height = HEAD_HEIGHT + len(rows) * BAR_HEIGHT * (len(runs) + 1)
    drawn = figure("", height=height, barmode="group", hovermode="closest", bargap=0.25, bargroupgap=0.1)
    drawn.update_yaxes(categoryorder="array", categoryarray=[*reversed(rows.values())])
    name_quarters(drawn, quarters)
    choices = tuple(Choice(stage, _bars(runs, stage, rows, quarters)) for stage in STAGES)
    words = "Each site in a bar for each run: from the first to the last quarter of the stage chosen; none where a run does not have it."
    return Chart(
        "timeline",
        "Order, build, connect, fill",
        words,
        drawn,
        choices,
        "Stage",
        first=list(STAGES).index(FILL),
        wide=True,
    )


def _bars(
    runs: Sequence[Summary], stage: str, rows: dict[str, str], quarters: Sequence[str]
) -> tuple[go.Bar, ...]:
    """Return the bars of a stage, those of the first run on top."""
    bars = []
    for (letter, run), stages, colour in zip(named(runs), _stages(runs), COLOURS, strict=False):
        having = [site for site in reversed(list(rows)) if stage in stages.get(site, {})]
        spans = [(rows[site], _positions(stages[site][stage], quarters)) for site in having]
        drawn = {"name": f"{letter}: {run.label}", "marker": {"color": colour}}
        bars.append(stage_bar(stage, spans, quarters, f"{letter}, ", **drawn))
    return tuple(reversed(bars))


def _positions(span: tuple[str, str], quarters: Sequence[str]) -> tuple[int, int]:
    begin, end = span
    return quarters.index(begin), quarters.index(end)


def _table(runs: Sequence[Summary]) -> Table:
    """Return when each stage of each site begins and ends in each run."""
    told = _stages(runs)
    rows = tuple(
        (
            label,
            stage,
            *(text for stages in told for text in stages.get(site, {}).get(stage, (NOTHING, NOTHING))),
        )
        for site, label in _rows(runs).items()
        for stage in STAGES
        if any(stage in stages.get(site, {}) for stages in told)
    )
    columns = [name for letter, _ in named(runs) for name in (f"{letter}: from", f"{letter}: to")]
    return Table("Dates of each site in each run", ("site", "stage", *columns), rows, folded=True)
