"""Figures of runs with their differences, and what was asked differently."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gigaplan.report.amounts import digits
from gigaplan.report.section import Table
from gigaplan.report.summary import Summary

LETTERS = "ABC"
LONGEST_ENTRY = 40
NOTHING = "–"


def named(runs: Sequence[Summary]) -> list[tuple[str, Summary]]:
    """Return runs with their letters."""
    return list(zip(LETTERS, runs, strict=False))


def rows_of(runs: Sequence[Summary]) -> list[tuple[str, ...]]:
    """Return a row for each figure: its name, each run's amount, each later run's difference from the first."""
    rows = amounts_beside([run.figures for run in runs])
    rows.append(("first GW_it in service", *(run.first_gigawatt for run in runs), *([""] * (len(runs) - 1))))
    rows.append(("gap [%]", *(f"{100 * run.gap:.2f}" for run in runs), *([""] * (len(runs) - 1))))
    return rows


def amounts_beside(told: Sequence[Mapping[str, float]]) -> list[tuple[str, ...]]:
    """Return a row for each name: the name, each run's amount, each later run's difference from the first."""
    rows = []
    for name in dict.fromkeys(name for one in told for name in one):
        first, *others = amounts = [one.get(name) for one in told]
        rows.append(
            (
                name,
                *(NOTHING if amount is None else digits(amount) for amount in amounts),
                *(_difference(first, amount) for amount in others),
            )
        )
    return rows


def nil_where_missing(told: Sequence[Mapping[str, float]]) -> list[dict[str, float]]:
    """Return amounts of which a run that does not name one has none."""
    names = dict.fromkeys(name for one in told for name in one)
    return [{name: one.get(name, 0.0) for name in names} for one in told]


def table_beside(
    runs: Sequence[Summary], what: str, caption: str, told: Sequence[Mapping[str, float]]
) -> Table | None:
    """Return amounts by name, run by run with the differences, as a folded table; nothing where no run has any."""
    rows = tuple(amounts_beside(told))
    if not rows:
        return None
    columns = (what, *columns_of(runs)[1:])
    return Table(caption, columns, rows, tuple(range(1, len(columns))), folded=True)


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


def warning(runs: Sequence[Summary]) -> str:
    """Return a sentence that objectives cannot be compared where runs have different ones, or nothing."""
    if len({run.objective for run in runs}) == 1:
        return ""
    goals = ", ".join(f"{letter} {run.objective}" for letter, run in named(runs))
    return f"The objectives differ ({goals}): do not compare their amounts."
