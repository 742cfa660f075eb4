"""Where runs differ and when: a map over the quarters, and the dates of each site in each run."""

from __future__ import annotations

from collections.abc import Sequence

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
from gigaplan.report.section import COLOURS, SMALL, Chart, Section, Table, figure, shown
from gigaplan.report.sections.build_out import HEAD_HEIGHT, LEAST_BAR, name_quarters
from gigaplan.report.sections.site_map import IDLE, LESS, MORE, Dot, map_over_time
from gigaplan.report.summary import Dates, Summary
from gigaplan.scenario.fields import quarter_number

MW_IN_GW = 1e3
BAR_HEIGHT = 11


def where_section(runs: Sequence[Summary]) -> Section:
    """Return where the later runs have more chips at work than the first, and when each site fills in each."""
    charts = [
        *(_map(runs, pair) for pair in pairs(runs)),
        _dates(runs),
        stacked_difference(runs, "build_out"),
    ]
    return Section(
        "where",
        "Where and when",
        "A site is the same in two runs where its name and its place are.",
        charts=tuple(chart for chart in charts if chart is not None),
        tables=(_table(runs),),
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


def _when(runs: Sequence[Summary]) -> list[tuple[Summary, dict[str, Dates]]]:
    return [(run, {where(run, site): one for site, one in run.dates.items()}) for run in runs]


def _rows(runs: Sequence[Summary]) -> dict[str, str]:
    """Return the label of every site that runs chips in any run, those that start first on top."""
    starts: dict[str, str] = {}
    for _, dates in _when(runs):
        for site, one in dates.items():
            starts[site] = min(starts.get(site, one.first_chips), one.first_chips)
    places = sites_of(runs)
    return {site: places[site].label for site in sorted(starts, key=lambda site: starts[site])}


def _calendar(runs: Sequence[Summary]) -> tuple[str, ...]:
    """Return all quarters from the first to the last of any run."""
    known = [str(quarter) for run in runs for quarter in run.quarters["quarter"]]
    begin, end = min(known), max(known)
    return quarter_labels(begin, quarter_number(end) - quarter_number(begin) + 1)


def _dates(runs: Sequence[Summary]) -> Chart | None:
    """Return a bar for each site and run, from its first chips to the quarter from which it is full."""
    rows, quarters = _rows(runs), _calendar(runs)
    if not rows:
        return None
    height = HEAD_HEIGHT + len(rows) * BAR_HEIGHT * (len(runs) + 1)
    drawn = figure("", height=height, barmode="group", hovermode="closest", bargap=0.25, bargroupgap=0.1)
    told = list(zip(named(runs), _when(runs), COLOURS, strict=False))
    for (letter, run), (_, dates), colour in reversed(told):
        bars = [(rows[site], dates[site]) for site in reversed(rows) if site in dates]
        spans = [(quarters.index(one.first_chips), quarters.index(one.full)) for _, one in bars]
        drawn.add_bar(
            orientation="h",
            y=[label for label, _ in bars],
            base=[begin for begin, _ in spans],
            x=[max(end - begin, LEAST_BAR) for begin, end in spans],
            name=f"{letter}: {run.label}",
            marker={"color": colour},
            hovertext=[
                f"{letter}, {label}: first chips {one.first_chips}, full {one.full}" for label, one in bars
            ],
            hoverinfo="text",
            meta={"table": False},
        )
    drawn.update_yaxes(categoryorder="array", categoryarray=[*reversed(rows.values())])
    name_quarters(drawn, quarters)
    words = "Each site in a bar for each run: from its first chips in service to the quarter from which it runs its most."
    return Chart("dates", "First chips and full size", words, drawn, wide=True)


def _table(runs: Sequence[Summary]) -> Table:
    def cells(site: str) -> list[str]:
        found = [dates.get(site) for _, dates in _when(runs)]
        return [
            text for one in found for text in ((one.first_chips, one.full) if one else (NOTHING, NOTHING))
        ]

    columns = [name for letter, _ in named(runs) for name in (f"{letter}: first chips", f"{letter}: full")]
    rows = tuple((label, *cells(site)) for site, label in _rows(runs).items())
    return Table("Dates of each site in each run", ("site", *columns), rows, folded=True)
