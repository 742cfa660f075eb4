"""Finished runs: what a command shows of a run folder without planning again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from gigaplan.core.errors import Finding, InputError

MANIFEST = "manifest.json"
Tables = TypeVar("Tables")


def is_run(subject: str) -> bool:
    """Whether a command's subject is the folder of a finished run."""
    return (Path(subject) / MANIFEST).is_file()


def refuse_changes(folder: Path, asked: Mapping[str, bool]) -> None:
    """Raise InputError for every option given that would need the run's plan again."""
    findings = [
        Finding(option, f"given with the run folder {folder}", "a scenario", "name the scenario instead")
        for option, given in asked.items()
        if given
    ]
    if findings:
        raise InputError("a finished run cannot be changed", findings)


def read_run(folder: Path, read: Callable[[Path], Tables], what: str) -> tuple[Tables, str]:
    """Return the tables a run wrote and its title; raises InputError where it wrote none of that kind."""
    import json

    try:
        tables = read(folder)
    except OSError as problem:
        finding = Finding(
            str(folder), f"a run without tables of {what}", "a run of `gigaplan plan`", "plan it again"
        )
        raise InputError("the run cannot be shown", [finding]) from problem
    return tables, json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["title"]
