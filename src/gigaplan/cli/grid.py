"""`gigaplan grid`: what a run or a scenario asks of each region's grid."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from gigaplan.cli.finished import is_run, read_run, refuse_changes
from gigaplan.cli.options import DataFolder, Settings, changes_of, data_folder
from gigaplan.plan.gap import DEFAULT_GAP


def grid(
    subject: Annotated[str, typer.Argument(help="a run folder, or a scenario (name or YAML file)")],
    settings: Settings = [],  # noqa: B006  typer reads the default, it is never changed
    data: DataFolder = None,
    gap: Annotated[
        float, typer.Option(help="certified relative gap to reach", min=0.0, max=1.0)
    ] = DEFAULT_GAP,
) -> None:
    """Show what is asked of each region: peak, energy, share of demand and projections, flexibility, CO2."""
    from gigaplan.plan.solve import solve
    from gigaplan.report.grid_terminal import grid_screen
    from gigaplan.report.grid_view import grid_tables
    from gigaplan.scenario.load import load

    if is_run(subject):
        _show_run(Path(subject), settings)
        return
    scenario = load(subject, changes_of(settings))
    Console().print(
        grid_screen(grid_tables(solve(scenario, data=data_folder(data), gap=gap)), scenario.title)
    )


def _show_run(folder: Path, settings: list[str]) -> None:
    """Show the grid tables a run wrote; what would need its plan again is refused."""
    from gigaplan.report.grid_terminal import grid_screen
    from gigaplan.report.grid_view import read_grid_tables

    refuse_changes(folder, {"--set": bool(settings)})
    Console().print(grid_screen(*read_run(folder, read_grid_tables, "the grid")))
