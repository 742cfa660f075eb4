"""Under stress: outcomes, fans and tornados of the runs that were stress-tested."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from gigaplan.report.amounts import digits
from gigaplan.report.comparison.differences import DASHES, offered, quarters_figure
from gigaplan.report.comparison.figures import LETTERS, NOTHING, named
from gigaplan.report.section import COLOURS, LYING, Chart, Choice, Section, Table, figure, listed
from gigaplan.report.stress_reading import EACH_ALONE, GAP, INPUTS, RUNNING, TOLD
from gigaplan.report.summary import Summary
from gigaplan.report.tables import STRESS

OUTCOMES, FANS, SWINGS = STRESS
Tested = tuple[str, Summary]
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
        "stress",
        "Under stress",
        lead,
        charts=(_fans(tested), _swings(tested)),
        tables=(_outcomes(tested), _swing_table(tested)),
    )


def _and(letters: Sequence[str]) -> str:
    return " and ".join(letters)


def _outcomes(tested: Sequence[Tested]) -> Table:
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


def _fans(tested: Sequence[Tested]) -> Chart:
    """Return what runs, and what money lacks, by quarter: median and nine in ten worlds of each run."""
    choices = []
    for outcome in (RUNNING, GAP):
        drawn = figure("")
        for letter, run in tested:
            place = LETTERS.index(letter)  # so that a run keeps its colour on all of the page
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
                fillcolor=FILLS[place],
            )
            style = {"color": COLOURS[place], "width": 2.5, "dash": DASHES[place]}
            drawn.add_scatter(x=x, y=listed(told["50%"]), name=f"{name}, median", mode="lines", line=style)
        choices.append(Choice(outcome, tuple(drawn.data)))
    about = "By quarter, the median over all worlds and the band of nine in ten of them, each run."
    drawn = quarters_figure("")
    return offered(
        Chart("stress_fans", "How much runs, and what money lacks", about, drawn), tuple(choices), "Outcome"
    )


def _swings(tested: Sequence[Tested]) -> Chart:
    """Return what each input alone does to the net value of each run, from its low to its high end [GUSD_2026]."""
    inputs = _inputs(tested)[::-1]
    drawn = figure("", 420, barmode="group", **LYING)
    for letter, run in tested:
        ends = _ends(run, inputs)
        least, most = ends.min(axis=1).clip(upper=0.0), ends.max(axis=1).clip(lower=0.0)
        drawn.add_bar(
            orientation="h",
            y=[INPUTS[name] for name in inputs],
            base=listed(least),
            x=listed(most - least),
            name=f"{letter}: {run.label}",
            marker={"color": COLOURS[LETTERS.index(letter)]},
            customdata=[listed(row) for row in ends.to_numpy()],
            hovertemplate="%{customdata[0]:,.3g} at its low end, %{customdata[1]:,.3g} at its high end",
            meta={"table": False},
        )
    about = "Each input at its 10th and 90th percentile (events: not or halfway), everything else as planned; the numbers stand in the table."
    return Chart("stress_swings", EACH_ALONE, about, drawn)


def _inputs(tested: Sequence[Tested]) -> list[str]:
    """Return the inputs of all runs, those that decide most in the first of them on top."""
    return list(dict.fromkeys(str(name) for _, run in tested for name in run.tables[SWINGS]["input"]))


def _ends(run: Summary, inputs: Sequence[str]) -> pd.DataFrame:
    return run.tables[SWINGS].set_index("input").reindex(list(inputs))[["low", "high"]]


def _swing_table(tested: Sequence[Tested]) -> Table:
    """Return what each input alone does to the net value, at its low and at its high end [GUSD_2026]."""
    inputs = _inputs(tested)
    ends = [(letter, _ends(run, inputs)) for letter, run in tested]
    rows = tuple(
        (
            INPUTS[name],
            *(
                NOTHING if value != value else digits(value)
                for _, one in ends
                for value in one.loc[[name]].to_numpy().ravel()
            ),
        )
        for name in inputs
    )
    columns = ("input", *(f"{letter}: {end}" for letter, _ in ends for end in ("low end", "high end")))
    return Table(EACH_ALONE, columns, rows, tuple(range(1, len(columns))), folded=True)
