"""The run folder: report, tables and manifest, written whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd

from gigaplan.core.errors import Finding, InputError
from gigaplan.plan.decomposition.checkpoint import FILES as CHECKPOINT_FILES
from gigaplan.plan.plan import Plan
from gigaplan.report.geography import NAME as SITES
from gigaplan.report.geography import write_geojson
from gigaplan.report.page import page
from gigaplan.report.section import Section
from gigaplan.report.sections.proof import versions
from gigaplan.report.summary import MANIFEST, kept, summary
from gigaplan.report.tables import tables, write_tables
from gigaplan.report.workbook import NAME as WORKBOOK
from gigaplan.report.workbook import write_workbook

REPORT = "report.html"
OWN = {MANIFEST, REPORT, "tables", WORKBOOK, SITES, *CHECKPOINT_FILES}


def new_folder(parent: Path, name: str) -> Path:
    """Return a run folder's path that does not exist yet: name, date and time."""
    stamp = datetime.now().strftime("%Y-%m-%d-%H%M%S")
    found, number = parent / f"{name}-{stamp}", 2
    while found.exists():
        found, number = parent / f"{name}-{stamp}-{number}", number + 1
    return found


def refuse_unusable(folder: Path, own: bool = False) -> None:
    """Raise InputError where a run cannot write its report into a folder; its own files may stand there already."""
    if folder.exists() and not folder.is_dir():
        raise _unusable(folder, "a file", "a new or empty folder")
    found = {item.name for item in folder.iterdir()} if folder.is_dir() else set()
    if found - (OWN if own else set()):
        raise _unusable(
            folder, "a folder that is not empty", "a new or empty folder, or an interrupted run's own"
        )
    existing = next(parent for parent in (folder, *folder.absolute().parents) if parent.exists())
    if not existing.is_dir() or not os.access(existing, os.W_OK):
        raise _unusable(
            folder, f"a place under {existing}, which cannot be written", "a folder that can be written"
        )


def _unusable(folder: Path, got: str, want: str) -> InputError:
    return InputError(
        "the report cannot be written", [Finding(str(folder), got, want, "choose another with --out")]
    )


def report(plan: Plan, folder: Path | str) -> Path:
    """Write a plan's report page, workbook, map of sites, tables and manifest into a folder; return its path.

    Everything is written beside it first and moved into place at the end, the manifest last, so nothing
    half-written stays behind. Raises InputError where the folder holds other things or cannot be written.
    """
    target = Path(folder)
    refuse_unusable(target, own=any((target / name).exists() for name in CHECKPOINT_FILES))
    try:
        with put_together(target) as partial:
            write_run(plan, partial)
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise _unusable(
            target, reason[:1].lower() + reason[1:], "a folder that can be written, with room"
        ) from problem
    return target


@contextmanager
def put_together(target: Path) -> Iterator[Path]:
    """Give a folder beside the target to make and write; at the end all of it is moved into place, the manifest last."""
    partial = target.parent / f".{target.name}.{uuid.uuid4().hex[:8]}.partial"
    try:
        yield partial
        target.mkdir(parents=True, exist_ok=True)
        for item in sorted(partial.iterdir(), key=lambda path: path.name == MANIFEST):
            replace(item, target / item.name)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def write_run(
    plan: Plan,
    folder: Path,
    sections: Sequence[Section] = (),
    further: Mapping[str, pd.DataFrame] = MappingProxyType({}),
    told: Mapping[str, Any] = MappingProxyType({}),
) -> None:
    """Write all that a run folder holds into a new folder; with further sections, tables and words of the manifest."""
    folder.mkdir(parents=True)
    files = write_tables({**tables(plan), **further}, folder / "tables")
    (folder / REPORT).write_text(page(plan, sections), encoding="utf-8")
    write_workbook(plan, folder / WORKBOOK)
    write_geojson(plan, folder / SITES)
    text = json.dumps({**manifest(plan, [REPORT, WORKBOOK, SITES, *files]), **told}, indent=2)
    (folder / MANIFEST).write_text(text, encoding="utf-8")


def write_page(text: str, file: Path) -> None:
    """Write a page whole or not at all; raises InputError where it cannot be written."""
    partial = file.with_name(f".{file.name}.{uuid.uuid4().hex[:8]}.partial")
    try:
        if file.is_dir():
            raise IsADirectoryError(0, "a folder of that name stands there")
        file.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text(text, encoding="utf-8")
        os.replace(partial, file)
    except OSError as problem:
        partial.unlink(missing_ok=True)
        raise _unusable(file, problem.strerror or str(problem), "a file that can be written") from problem


def replace(item: Path, target: Path) -> None:
    """Move a file or folder into place, over an older one of the same name."""
    if target.is_dir():
        shutil.rmtree(target)
    os.replace(item, target)


def manifest(plan: Plan, files: list[str]) -> dict[str, Any]:
    """Return what a machine should know of a run: result, proof, versions, files."""
    return {
        "gigaplan": version("gigaplan"),
        "made": datetime.now(UTC).isoformat(timespec="seconds"),
        "title": plan.scenario.title,
        "status": plan.status,
        "method": plan.method,
        "objective": plan.scenario.programme.objective,
        "objective_value_MUSD_2026": plan.objective,
        "lower_bound_MUSD_2026": plan.bound,
        "relative_gap": plan.gap,
        "rounds": plan.rounds,
        "seconds": round(plan.seconds, 3),
        "audit": {
            "worst_relative_residual": plan.worst_residual,
            "ledger_less_objective_MUSD_2026": plan.ledger_difference,
        },
        **kept(summary(plan)),
        "versions": versions(),
        "files": files,
        "scenario": plan.scenario.model_dump(exclude_none=True),
    }
