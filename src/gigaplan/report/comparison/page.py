"""The page of a comparison: what the plan's report shows, side by side or as differences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gigaplan.report.amounts import counted
from gigaplan.report.comparison.compute import compute_section
from gigaplan.report.comparison.differences import lines, pairs, quarters_figure, shared_quarters
from gigaplan.report.comparison.figures import NOTHING, changes, columns_of, named, rows_of, warning
from gigaplan.report.comparison.grid import grid_section
from gigaplan.report.comparison.money import accounts_section, money_section
from gigaplan.report.comparison.power import power_section
from gigaplan.report.comparison.stress import stress_section
from gigaplan.report.comparison.where import where_section
from gigaplan.report.page import Head, assemble
from gigaplan.report.section import Chart, Section, Table
from gigaplan.report.summary import Summary

FOLDED_AT = 25


def comparison_page(runs: Sequence[Summary]) -> str:
    """Return the page of a comparison as HTML."""
    lead = "; ".join(f"{letter}: {run.label}" for letter, run in named(runs))
    gaps = "Proven gaps: " + ", ".join(f"{letter} {run.gap:.2%}" for letter, run in named(runs))
    proof = " ".join(text for text in (warning(runs), f"{gaps}.", _overlap(runs)) if text)
    return assemble(Head("Plans compared", f"{lead}.", proof), comparison_sections(runs))


def comparison_sections(runs: Sequence[Summary]) -> list[Section]:
    """Return the sections of a comparison, in order."""
    found = [
        _answers(runs),
        _figures(runs),
        _quarters(runs),
        where_section(runs),
        power_section(runs),
        grid_section(runs),
        compute_section(runs),
        money_section(runs),
        accounts_section(runs),
        _limits(runs),
        stress_section(runs),
        _asked(runs),
        _proof(runs),
    ]
    return [section for section in found if section is not None]


def _overlap(runs: Sequence[Summary]) -> str:
    """Say where the later runs plan other quarters than the first: differences stand in those they share."""
    told = []
    for words, first, later in pairs(runs):
        shared = shared_quarters(first, later)
        if not shared:
            told.append(f"{words}: they share no quarter, so nothing is subtracted quarter by quarter.")
        elif len(shared) < max(len(first.quarters), len(later.quarters)):
            told.append(f"{words}: quarter by quarter from {shared[0]} to {shared[-1]}, which both plan.")
    return " ".join(told)


def _answers(runs: Sequence[Summary]) -> Section:
    """The seven answers of each run side by side, their sentences folded."""
    questions = tuple(dict.fromkeys(question for run in runs for question in run.answers))
    columns = ("question", *(letter for letter, _ in named(runs)))

    def rows(told: str) -> tuple[tuple[str, ...], ...]:
        return tuple(
            (question, *(_said(run.answers.get(question, {}).get(told)) for run in runs))
            for question in questions
        )

    tables = (
        Table("The seven answers", columns, rows("number")),
        Table("The same in sentences", columns, rows("sentences"), folded=True),
    )
    return Section("answers", "Answers", "What each run answers to the seven questions.", tables=tables)


def _said(text: Any) -> str:
    if text is None:
        return NOTHING
    return text if isinstance(text, str) else " ".join(text)


def _figures(runs: Sequence[Summary]) -> Section:
    amounts = tuple(range(1, 2 * len(runs)))
    table = Table("Figures of each run", columns_of(runs), tuple(rows_of(runs)), amounts)
    lead = "Each run, and what the later ones have more or less than A."
    return Section("figures", "Figures", lead, tables=(table,))


def _quarters(runs: Sequence[Summary]) -> Section:
    columns = runs[0].tables["by_quarter"].columns[1:]
    charts = tuple(_overlay(runs, column) for column in columns)
    lead = "All runs over one another."
    return Section("quarters", "Quarter by quarter", lead, charts=charts, short="Quarters")


def _overlay(runs: Sequence[Summary], column: str) -> Chart:
    """One series of every run by quarter."""
    title, _, unit = column.partition(" [")
    drawn = quarters_figure(unit.rstrip("]"))
    drawn.add_traces(lines(runs, lambda run: (run.quarters, list(run.tables["by_quarter"][column]))))
    name = title.lower().replace(" ", "_")
    return Chart(name, title[:1].upper() + title[1:], f"{title[:1].upper() + title[1:]}, each run.", drawn)


def _limits(runs: Sequence[Summary]) -> Section:
    most = max(len(run.limits) for run in runs)
    rows = tuple(
        (str(place + 1), *(run.limits[place] if place < len(run.limits) else NOTHING for run in runs))
        for place in range(most)
    )
    lead = "The most valuable limits of each run, as present values, the most valuable first."
    columns = ("rank", *(letter for letter, _ in named(runs)))
    table = Table("Limits of each run", columns, rows)
    return Section("limits", "What holds each back", lead, tables=(table,), short="Limits")


def _asked(runs: Sequence[Summary]) -> Section:
    asked = tuple(changes(runs))
    lead = (
        f"The scenarios differ in {counted(len(asked), 'entry', 'entries')}."
        if asked
        else "The scenarios are the same."
    )
    columns = ("entry", *(letter for letter, _ in named(runs)))
    table = Table("Entries that differ", columns, asked, folded=len(asked) > FOLDED_AT)
    return Section(
        "asked", "What was asked differently", lead, tables=(table,) if asked else (), short="Asked"
    )


def _proof(runs: Sequence[Summary]) -> Section:
    """How good each plan is proven to be, law by law, and what made it."""
    columns = ("what", *(letter for letter, _ in named(runs)))
    numbers = tuple(range(1, len(columns)))
    audits = [_audit(run) for run in runs]
    return Section(
        "proof",
        "How sure each plan is",
        "Every equation was evaluated on each plan over all of its hours.",
        short="Proof",
        tables=(
            Table("Proof of each run", columns, _beside([run.proof for run in runs])),
            Table(
                "Audit: largest relative violation of each law",
                columns,
                _beside(audits),
                numbers,
                folded=True,
            ),
            Table("Versions", columns, _beside([run.versions for run in runs]), folded=True),
        ),
    )


def _audit(run: Summary) -> dict[str, str]:
    """Return the largest relative violation of each law, named beside its words, which two laws may share."""
    told = run.tables["audit"][["equation", "law", "relative"]].itertuples(index=False)
    return {f"{name.replace('_', ' ')}: {words}": f"{worst:.1e}" for name, words, worst in told}


def _beside(told: Sequence[Mapping[str, str]]) -> tuple[tuple[str, ...], ...]:
    """Return a row for each name in any run, with what each run says of it."""
    names = dict.fromkeys(name for one in told for name in one)
    return tuple((name, *(one.get(name, NOTHING) for one in told)) for name in names)
