"""`gigaplan grid`: what a run or a scenario asks of each region's grid."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from gigaplan.cli.options import DataFolder, Settings, changes_of, data_folder
from gigaplan.core.errors import Finding, InputError


def grid(
    subject: Annotated[str, typer.Argument(help="a run folder, or a scenario (name or YAML file)")],
    settings: Settings = [],  # noqa: B006  typer reads the default, it is never changed
    data: DataFolder = None,
    gap: Annotated[float, typer.Option(help="certified relative gap to reach", min=0.0, max=1.0)] = 5e-3,
) -> None:
    """Show what is asked of each region: peak, energy, share of demand and projections, flexibility, CO2."""
    from gigaplan.plan.solve import solve
    from gigaplan.report.grid_terminal import grid_screen
    from gigaplan.report.grid_view import grid_tables
    from gigaplan.scenario.load import load

    if (Path(subject) / "manifest.json").is_file():
        _show_run(Path(subject), settings)
        return
    scenario = load(subject, changes_of(settings))
    Console().print(
        grid_screen(grid_tables(solve(scenario, data=data_folder(data), gap=gap)), scenario.title)
    )


def _show_run(folder: Path, settings: list[str]) -> None:
    """Show the grid tables a run wrote; what would need its plan again is refused."""
    import json

    from gigaplan.report.grid_terminal import grid_screen
    from gigaplan.report.grid_view import read_grid_tables

    if settings:
        finding = Finding(
            "--set", f"given with the run folder {folder}", "a scenario", "name the scenario instead"
        )
        raise InputError("a finished run cannot be changed", [finding])
    try:
        tables = read_grid_tables(folder)
    except OSError as problem:
        finding = Finding(
            str(folder), "a run without tables of the grid", "a run of `gigaplan plan`", "plan it again"
        )
        raise InputError("the run cannot be shown", [finding]) from problem
    title = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["title"]
    Console().print(grid_screen(tables, title))
