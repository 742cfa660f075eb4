"""Options that several commands share. A command of its own file imports them and stays light."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from gigaplan.core.errors import Finding, InputError


class WordsCommand(TyperCommand):
    """A command whose argument is a sentence: one that begins with a minus and a number is no option."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put sentences such as "-5M users, ..." behind the options, so that their numbers are judged."""
        sentences = [one for one in args if re.match(r"-[\d.]+\S*\s", one)]
        rest = [one for one in args if one not in sentences]
        return super().parse_args(ctx, [*rest, "--", *sentences] if sentences else args)


def escape(text: str) -> str:
    """Return a text that rich prints as it stands."""
    from rich.markup import escape

    return escape(text)


def changes_of(settings: list[str]) -> dict[str, Any]:
    """Return the changes of --set by path; raises InputError with every one that cannot be read."""
    findings, changes = [], {}
    for setting in settings:
        path, sign, value = setting.partition("=")
        if not sign or not path:
            findings.append(
                Finding(
                    f"--set {setting}",
                    repr(setting),
                    "path=value",
                    'write for example --set money.budget="400 GUSD"',
                )
            )
            continue
        changes[path.strip()] = _plain(value.strip())
    if findings:
        raise InputError("a change cannot be read", findings)
    return changes


def _plain(value: str) -> Any:
    from gigaplan.scenario.text import read_text

    return read_text(f"value: {value}", "--set").data["value"]


def data_folder(given: Path | None) -> Path | None:
    """Return the data folder given, or the one of GIGAPLAN_DATA; raises InputError if it is no folder."""
    chosen = given or (Path(os.environ["GIGAPLAN_DATA"]) if os.environ.get("GIGAPLAN_DATA") else None)
    if chosen is not None and not chosen.is_dir():
        raise InputError(
            "the data folder cannot be used",
            [
                Finding(
                    "--data",
                    str(chosen),
                    "an existing folder of open data files",
                    "correct the path, or leave it out for synthetic hours",
                )
            ],
        )
    return chosen


Source = Annotated[str, typer.Argument(help="name of a shipped scenario, or a YAML file")]
Settings = Annotated[
    list[str],
    typer.Option("--set", help='change an entry: --set money.budget="400 GUSD"', metavar="PATH=VALUE"),
]
DataFolder = Annotated[
    Path | None, typer.Option("--data", help="folder of measured weather and prices (or GIGAPLAN_DATA)")
]
