"""Under stress: outcomes, fans and tornados of the runs that were stress-tested."""

from __future__ import annotations

from collections.abc import Sequence

from gigaplan.report.comparison.differences import DASHES, offered, quarters_figure
from gigaplan.report.comparison.figures import named
from gigaplan.report.section import COLOURS, Chart, Choice, Section, Table, figure, listed
from gigaplan.report.stress_reading import GAP, INPUTS, RUNNING, TOLD
from gigaplan.report.summary import Summary
from gigaplan.report.tables import STRESS

OUTCOMES, FANS, SWINGS = STRESS
FILLS = ("rgba(42,157,143,0.22)", "rgba(224,122,79,0.22)", "rgba(91,134,196,0.22)")  # of COLOURS
NOT_TESTED = "A run folder that `gigaplan stress` wrote holds a stress test; {}."


def stress_section(runs: Sequence[Summary]) -> Section | None:
    """Return what becomes of each stress-tested run; nothing where none was tested."""
    tested = [(letter, run) for letter, run in named(runs) if OUTCOMES in run.tables]
    if not tested:
        return None
    missing = [letter for letter, run in named(runs) if OUTCOMES not in run.tables]
    lead = "Each plan as it stands, in worlds where dates slip, prices move and money may not come."
    if missing:
        lead = f"{lead} {NOT_TESTED.format(f'{_and(missing)} was planned alone' if len(missing) == 1 else f'{_and(missing)} were planned alone')}"
    return Section(
        "stress", "Under stress", lead, charts=(_fans(tested), _swings(tested)), tables=(_outcomes(tested),)
    )


def _and(letters: Sequence[str]) -> str:
    return " and ".join(letters)


def _outcomes(tested: Sequence[tuple[str, Summary]]) -> Table:
    """Return planned amounts and percentiles, a row for each outcome and run."""
    told = {letter: run.tables[OUTCOMES].set_index(TOLD[0]) for letter, run in tested}
    outcomes = dict.fromkeys(str(outcome) for table in told.values() for outcome in table.index)
    rows = tuple(
        (outcome, letter, *map(str, table.loc[outcome]))
        for outcome in outcomes
        for letter, table in told.items()
        if outcome in table.index
    )
    columns = (TOLD[0], "run", *TOLD[1:])
    return Table("Outcomes of each run, planned and over all worlds", columns, rows, (2, 3, 4, 5))


def _fans(tested: Sequence[tuple[str, Summary]]) -> Chart:
    """Return what runs, and what money lacks, by quarter: median and nine in ten worlds of each run."""
    choices = []
    for outcome in (RUNNING, GAP):
        drawn = figure("")
        for (letter, run), colour, fill, dash in zip(tested, COLOURS, FILLS, DASHES, strict=False):
            told = run.tables[FANS][run.tables[FANS]["outcome"] == outcome]
            x = list(told["quarter"])
            name = f"{letter}: {run.label}"
            drawn.add_scatter(
                x=x, y=listed(told["5%"]), mode="lines", line={"width": 0}, showlegend=False, hoverinfo="skip"
            )
            drawn.add_scatter(
                x=x,
                y=listed(told["95%"]),
                name=f"{letter}, 9 in 10 worlds",
                mode="lines",
                line={"width": 0},
                fill="tonexty",
                fillcolor=fill,
            )
            style = {"color": colour, "width": 2.5, "dash": dash}
            drawn.add_scatter(x=x, y=listed(told["50%"]), name=f"{name}, median", mode="lines", line=style)
        choices.append(Choice(outcome, tuple(drawn.data)))
    about = "By quarter, the median over all worlds and the band of nine in ten of them, each run."
    drawn = quarters_figure("")
    return offered(
        Chart("stress_fans", "How much runs, and what money lacks", about, drawn), tuple(choices), "Outcome"
    )


def _swings(tested: Sequence[tuple[str, Summary]]) -> Chart:
    """Return what each input alone does to the net value of each run, from its low to its high end [GUSD_2026]."""
    tables = [run.tables[SWINGS].set_index("input") for _, run in tested]
    inputs = list(dict.fromkeys(str(name) for table in tables for name in table.index))[::-1]
    drawn = figure(
        "",
        420,
        hovermode="closest",
        barmode="group",
        xaxis={"title": {"text": "change of net value [GUSD_2026]"}},
        yaxis={"automargin": True},
    )
    for (letter, run), table, colour in zip(tested, tables, COLOURS, strict=False):
        ends = table.reindex(inputs).fillna(0.0)[["low", "high"]]
        drawn.add_bar(
            orientation="h",
            y=[INPUTS[name] for name in inputs],
            base=listed(ends.min(axis=1)),
            x=listed(ends.max(axis=1) - ends.min(axis=1)),
            name=f"{letter}: {run.label}",
            marker={"color": colour},
            customdata=[listed(row) for row in ends.to_numpy()],
            hovertemplate="%{customdata[0]:,.3g} at its low end, %{customdata[1]:,.3g} at its high end",
        )
    about = "Each input at its 10th and 90th percentile, everything else as planned: from what it takes from the net value to what it adds."
    return Chart("stress_swings", "Each input alone", about, drawn)
