"""`gigaplan plan`: progress while it works, then the screen and the run folder."""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from gigaplan.core.errors import Finding, InputError
from gigaplan.plan.decomposition.checkpoint import FILE as CHECKPOINT
from gigaplan.plan.gap import relative_gap
from gigaplan.plan.solve import solve
from gigaplan.report.run_folder import manifest, new_folder, refuse_unusable, report
from gigaplan.report.terminal import screen
from gigaplan.scenario.load import load

RUNS = Path("runs")


def run_plan(
    source: str,
    changes: dict[str, Any],
    out: Path | None,
    data: Path | None,
    gap: float,
    time_limit: float,
    method: Any,
    resume: Path | None,
    as_json: bool,
) -> None:
    """Plan a scenario and show the result."""
    scenario = load(source, changes)
    folder = _folder(source, out, resume)
    with _bar() as bar:
        task = bar.add_task("arranging sites, hours and catalogue")

        def advance(stage: str, rounds: int, best: float, bound: float) -> None:
            words = f"{stage}: round {rounds}"
            if math.isfinite(best - bound):
                words += f", best {best:,.0f}, bound {bound:,.0f} MUSD, gap {relative_gap(best, bound):.2%}"
            bar.update(task, description=words)

        effort: dict[str, Any] = {"method": method, "gap": gap, "time_limit": time_limit}
        plan = solve(scenario, data=data, progress=advance, folder=folder, **effort)
        bar.update(task, description="writing report and tables")
        written = report(plan, folder)
    if as_json:
        print(json.dumps({**manifest(plan, []), "run_folder": str(written)}, indent=2))
    else:
        Console().print(screen(plan, str(written)))


def _folder(source: str, out: Path | None, resume: Path | None) -> Path:
    """Return the run's folder; raises InputError where it cannot be used or there is nothing to resume."""
    if resume is not None and not (resume / CHECKPOINT).exists():
        want = f"a run folder with {CHECKPOINT}"
        do = "name the folder of the interrupted run"
        raise InputError("the run cannot be resumed", [Finding("--resume", str(resume), want, do)])
    folder = resume or out or new_folder(RUNS, Path(source).stem)
    refuse_unusable(folder, own=resume is not None)
    return folder


def _bar() -> Progress:
    """Return the progress line, shown where a person watches."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty())
