"""The run folder: report, tables and manifest, written whole or not at all."""

from __future__ import annotations

import json
import platform
import shutil
import uuid
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from gigaplan.core.errors import Finding, InputError
from gigaplan.plan.plan import Plan
from gigaplan.report.answers import answers
from gigaplan.report.page import page
from gigaplan.report.tables import write_tables

LIBRARIES = ("numpy", "xarray", "linopy", "highspy", "numba", "pandas", "pydantic", "pint")


def new_folder(parent: Path, name: str) -> Path:
    """Return a run folder's path that does not exist yet: name, date and time."""
    stamp = datetime.now().strftime("%Y-%m-%d-%H%M%S")
    found, number = parent / f"{name}-{stamp}", 2
    while found.exists():
        found, number = parent / f"{name}-{stamp}-{number}", number + 1
    return found


def report(plan: Plan, folder: Path | str) -> Path:
    """Write a plan's report page, tables and manifest into a new folder; return its path.

    Everything is written beside it first and moved into place at the end, so no half-written folder stays
    behind. Raises InputError where the folder exists or cannot be written.
    """
    target = Path(folder)
    if target.exists() and any(target.iterdir() if target.is_dir() else [target]):
        raise InputError("the report cannot be written", [Finding(str(target), "a folder that is not empty", "a new or empty folder", "choose another with --out")])
    partial = target.parent / f".{target.name}.{uuid.uuid4().hex[:8]}.partial"
    try:
        partial.mkdir(parents=True)
        files = write_tables(plan, partial / "tables")
        (partial / "report.html").write_text(page(plan), encoding="utf-8")
        text = json.dumps(manifest(plan, ["report.html", *files]), indent=2)
        (partial / "manifest.json").write_text(text, encoding="utf-8")
        if target.exists():
            target.rmdir()
        partial.rename(target)
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise InputError("the report cannot be written", [Finding(str(target), reason, "a folder that can be written, with room", "choose another with --out")]) from problem
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return target


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
        "audit": {"worst_relative_residual": plan.worst_residual, "ledger_less_objective_MUSD_2026": plan.ledger_difference},
        "answers": {one.question: {"number": one.number, "sentences": one.sentences} for one in answers(plan)},
        "versions": {"python": platform.python_version(), **{name: version(name) for name in LIBRARIES}},
        "files": files,
        "scenario": plan.scenario.model_dump(exclude_none=True),
    }
