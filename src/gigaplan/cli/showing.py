"""`gigaplan show`: a catalogue entry with the source of every value."""

from __future__ import annotations

import json
from dataclasses import asdict
from importlib.resources import files
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from gigaplan import catalogue
from gigaplan.cli.app import KINDS
from gigaplan.core.errors import Finding, InputError
from gigaplan.scenario.editing import editor_schema
from gigaplan.scenario.names import shipped


def show_entry(kind: str, name: str, as_json: bool) -> None:
    """Print an entry; raises InputError with the nearest names for one that does not exist."""
    if kind == "schema":
        print(json.dumps(editor_schema(), indent=2))
        return
    if kind == "scenario":
        _show_scenario(name)
        return
    folder = KINDS.get(kind, kind)
    if folder not in catalogue.kinds():
        want, do = f"{', '.join(KINDS)}, scenario or schema", "write for example: gigaplan show chip gb300"
        raise InputError("nothing to show", [Finding("show", repr(kind), want, do)])
    entry = catalogue.entry(folder, name)
    if as_json:
        told = {key: asdict(one) for key, one in entry.origins.items()}
        values = {key: asdict(value) for key, value in entry.values.items()}
        texts = {"texts": dict(entry.texts), "origins": told}
        print(json.dumps({"id": entry.id, "title": entry.title, **texts, "values": values}, indent=2))
        return
    console = Console()
    console.print(f"[bold]{escape(entry.title)}[/]\n{escape(entry.description)}")
    for key, text in entry.texts.items():
        known = entry.origins.get(key)
        source = f" (grade {known.grade}, {known.as_of}: {known.source})" if known else ""
        console.print(f"[cyan]{key.replace('_', ' ')}[/]: {escape(f'{text}{source}')}")
    sources = list(dict.fromkeys(value.source for value in entry.values.values()))
    console.print(_values(entry, sources))
    for number, source in enumerate(sources, start=1):
        console.print(f"[cyan]source {number}[/]: {escape(source)}")


def _values(entry: catalogue.Entry, sources: list[str]) -> Table:
    """Return a table of an entry's values with unit, date, grade and the number of its source."""
    table = Table(box=None, header_style="bold cyan")
    for heading in ("value", "central", "range", "unit", "as of", "grade", "source"):
        side: Any = "right" if heading in ("central", "range", "source") else "left"
        table.add_column(heading, justify=side, overflow="fold")
    for key, value in entry.values.items():
        numbers = (f"{value.central:g}", _range(value), value.unit, str(value.as_of), value.grade)
        table.add_row(key.replace("_", " "), *numbers, str(sources.index(value.source) + 1))
    return table


def _range(value: Any) -> str:
    if value.low is None and value.high is None:
        return ""
    low = "" if value.low is None else f"{value.low:g}"
    high = "" if value.high is None else f"{value.high:g}"
    return f"{low}–{high}"


def _show_scenario(name: str) -> None:
    if name not in shipped():
        raise InputError(
            "nothing to show",
            [Finding("show scenario", repr(name), ", ".join(shipped()), "choose one of these")],
        )
    text = (files("gigaplan.scenario") / "library" / f"{name}.yaml").read_text(encoding="utf-8")
    print(text, end="")
