"""Runs side by side: figures with their differences, what was asked differently, charts over one another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table as Grid
from rich.text import Text

from gigaplan.report.amounts import counted, digits
from gigaplan.report.page import Head, assemble
from gigaplan.report.section import COLOURS, Chart, Section, Table, figure, listed
from gigaplan.report.summary import Summary

LETTERS = "ABC"
MOST_CHANGES = 6  # told in the terminal
LONGEST_ENTRY = 40
NOTHING = "–"
FOLDED_AT = 25


def rows_of(runs: Sequence[Summary]) -> list[tuple[str, ...]]:
    """Return a row for each figure: its name, each run's amount, each later run's difference from the first."""
    names = list(dict.fromkeys(name for run in runs for name in run.figures))
    rows = []
    for name in names:
        amounts = [run.figures.get(name) for run in runs]
        first, others = amounts[0], amounts[1:]
        rows.append(
            (
                name,
                *(NOTHING if amount is None else digits(amount) for amount in amounts),
                *(_difference(first, amount) for amount in others),
            )
        )
    rows.append(("first GW_it in service", *(run.first_gigawatt for run in runs), *([""] * (len(runs) - 1))))
    rows.append(("gap [%]", *(f"{100 * run.gap:.2f}" for run in runs), *([""] * (len(runs) - 1))))
    return rows


def _difference(first: float | None, other: float | None) -> str:
    if first is None or other is None:
        return NOTHING
    change = other - first
    if abs(change) <= 5e-4 * max(abs(first), abs(other)):
        return "same"
    return f"+{digits(change)}" if change > 0 else digits(change)


def columns_of(runs: Sequence[Summary]) -> tuple[str, ...]:
    """Return the names of the columns of `rows_of`."""
    letters = LETTERS[: len(runs)]
    return ("figure", *letters, *(f"{letter} less A" for letter in letters[1:]))


def changes(runs: Sequence[Summary]) -> list[tuple[str, ...]]:
    """Return every entry of the scenarios that is not the same in all runs: its path and each run's value."""
    flat = [dict(_entries(run.scenario)) for run in runs]
    paths = dict.fromkeys(path for one in flat for path in one)
    found = [(path, *(_short(one.get(path, NOTHING)) for one in flat)) for path in paths]
    return [row for row in found if len(set(row[1:])) > 1 and row[0] not in ("title", "description")]


def _entries(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for key, one in value.items():
            yield from _entries(one, f"{path}.{key}".strip("."))
    elif isinstance(value, list):
        for position, one in enumerate(value):
            yield from _entries(one, f"{path}.{position}".strip("."))
    else:
        yield path, value


def _short(value: Any) -> str:
    text = digits(value) if isinstance(value, float) else str(value)
    return text if len(text) <= LONGEST_ENTRY else f"{text[: LONGEST_ENTRY - 1]}…"


def comparison_screen(runs: Sequence[Summary], page: str) -> RenderableType:
    """Return what the terminal shows of a comparison."""
    grid = Grid(box=None, header_style="bold cyan", padding=(0, 1, 0, 0))
    for position, name in enumerate(columns_of(runs)):
        grid.add_column(name, justify="right" if position else "left", no_wrap=position > 0)
    for row in rows_of(runs):
        grid.add_row(*(Text(cell) for cell in row))
    names = [Text(f"{letter}  {run.label}", style="bold") for letter, run in zip(LETTERS, runs, strict=False)]
    asked = changes(runs)
    told = [
        Text(f"  {row[0]}: {' | '.join(row[1:])}", overflow="ellipsis", no_wrap=True)
        for row in asked[:MOST_CHANGES]
    ]
    more = (
        [Text(f"  and {len(asked) - MOST_CHANGES} more on the page", style="dim")]
        if len(asked) > MOST_CHANGES
        else []
    )
    head = Text("Asked differently" if asked else "The scenarios are the same", style="bold")
    return Group(*names, *_warning(runs), grid, head, *told, *more, Text(f"page: {page}", overflow="fold"))


def _warning(runs: Sequence[Summary]) -> list[Text]:
    """Say that objectives cannot be compared where runs have different ones."""
    if len({run.objective for run in runs}) == 1:
        return []
    goals = ", ".join(f"{letter} {run.objective}" for letter, run in zip(LETTERS, runs, strict=False))
    return [Text(f"The objectives differ ({goals}): do not compare their amounts.", style="yellow")]


def comparison_page(runs: Sequence[Summary]) -> str:
    """Return the page of a comparison as HTML."""
    named = list(zip(LETTERS, runs, strict=False))
    lead = "; ".join(f"{letter}: {run.label}" for letter, run in named)
    gaps = "Proven gaps: " + ", ".join(f"{letter} {run.gap:.2%}" for letter, run in named)
    proof = " ".join([*(str(text) for text in _warning(runs)), f"{gaps}."])
    sections = [_figures(runs), _quarters(runs), _limits(runs), _asked(runs)]
    return assemble(Head("Plans compared", f"{lead}.", proof), sections)


def _figures(runs: Sequence[Summary]) -> Section:
    amounts = tuple(range(1, 2 * len(runs)))
    table = Table("Figures of each run", columns_of(runs), tuple(rows_of(runs)), amounts)
    return Section(
        "figures", "Figures", "Each run, and what the later ones have more or less than A.", tables=(table,)
    )


def _quarters(runs: Sequence[Summary]) -> Section:
    charts = tuple(_overlay(runs, column) for column in runs[0].quarters.columns[1:])
    return Section("quarters", "Quarter by quarter", "All runs over one another.", charts=charts)


def _limits(runs: Sequence[Summary]) -> Section:
    rows = tuple((letter, text) for letter, run in zip(LETTERS, runs, strict=False) for text in run.limits)
    lead = "The most valuable limits of each run, as present values."
    return Section(
        "limits", "What holds each back", lead, tables=(Table("Limits", ("run", "in words"), rows),)
    )


def _asked(runs: Sequence[Summary]) -> Section:
    asked = tuple(changes(runs))
    lead = (
        f"The scenarios differ in {counted(len(asked), 'entry', 'entries')}."
        if asked
        else "The scenarios are the same."
    )
    table = Table(
        "Entries that differ", ("entry", *LETTERS[: len(runs)]), asked, folded=len(asked) > FOLDED_AT
    )
    return Section("asked", "What was asked differently", lead, tables=(table,) if asked else ())


def _overlay(runs: Sequence[Summary], column: str) -> Chart:
    """One series of every run by quarter."""
    title, _, unit = column.partition(" [")
    drawn = figure(unit.rstrip("]"), xaxis={"type": "category"})
    for letter, run, colour in zip(LETTERS, runs, COLOURS, strict=False):
        drawn.add_scatter(
            x=list(run.quarters["quarter"]),
            y=listed(run.quarters[column]),
            name=f"{letter}: {run.label}",
            mode="lines",
            line={"color": colour, "width": 2.5},
        )
    drawn.update_xaxes(categoryorder="category ascending")
    name = title.lower().replace(" ", "_")
    return Chart(name, title[:1].upper() + title[1:], f"{title[:1].upper() + title[1:]}, each run.", drawn)
