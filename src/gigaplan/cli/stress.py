"""`gigaplan stress`: a plan in thousands of worlds where dates slip, prices move and money may not come."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from gigaplan.cli.options import DataFolder, Settings, Source, changes_of, data_folder
from gigaplan.plan.gap import DEFAULT_GAP

RUNS = Path("runs")


def stress(
    scenario: Source,
    settings: Settings = [],  # noqa: B006  typer reads the default, it is never changed
    draws: Annotated[int, typer.Option(help="worlds to draw", min=10)] = 10_000,
    indices: Annotated[
        int, typer.Option(help="base sample of the Sobol indices, a power of two; 0 for none", min=0)
    ] = 256,
    out: Annotated[
        Path | None, typer.Option("--out", help="folder of the run; one of a stopped run is gone on from")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(help="local processes; all cores if not given", min=1)
    ] = None,
    cluster: Annotated[
        str | None, typer.Option(help="address of a Dask scheduler to run on instead", metavar="ADDRESS")
    ] = None,
    data: DataFolder = None,
    gap: Annotated[
        float, typer.Option(help="certified relative gap of the plan", min=0.0, max=1.0)
    ] = DEFAULT_GAP,
) -> None:
    """Plan a scenario, then run the plan in many worlds: how sure it is, what decides, the worst that can come."""
    from gigaplan.plan.solve import solve
    from gigaplan.report.run_folder import new_folder
    from gigaplan.report.stress_folder import usable, write_stress
    from gigaplan.report.stress_terminal import stress_screen
    from gigaplan.scenario.load import load
    from gigaplan.study.stress.ensemble import Effort
    from gigaplan.study.stress.ensemble import stress as run

    _refuse_uneven(indices)
    found = load(scenario, changes_of(settings))
    folder = out or new_folder(RUNS, f"{Path(scenario).stem}-stress")
    usable(folder)
    measured = data_folder(data)
    with _bar() as bar:
        task = bar.add_task("planning", total=None)

        def advance(stage: str, done: int, total: int) -> None:
            bar.update(task, description=stage, completed=done, total=total)

        def planning(stage: str, rounds: int, best: float, bound: float) -> None:
            bar.update(task, description=f"planning: {stage}, round {rounds}")

        plan = solve(found, data=measured, gap=gap, progress=planning)
        effort = Effort(draws, indices, workers, cluster)
        ensemble = run(plan, effort, data=measured, folder=folder, progress=advance)
        bar.update(task, description="writing page, tables and the worst worlds", total=None)
        write_stress(ensemble, plan, folder)
    Console().print(stress_screen(ensemble, str(folder)))


def _refuse_uneven(indices: int) -> None:
    from gigaplan.core.errors import Finding, InputError

    if indices & (indices - 1):
        want = "a power of two, such as 128, 256 or 1024, or 0 for none"
        finding = Finding("--indices", str(indices), want, "write one of them: the sequence needs it")
        raise InputError("the indices cannot be sampled", [finding])


def _bar() -> Any:
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    return Progress(*columns, console=console, transient=True, disable=not sys.stderr.isatty())
