"""`gigaplan options`: what bridge power, land, slots, waiting and foresight are worth."""

from __future__ import annotations

import sys
from typing import Annotated

import typer
from rich.console import Console

from gigaplan.cli.options import DataFolder, Settings, Source, changes_of, data_folder

PROBLEM_GAP = 1e-4


def options(
    scenario: Source,
    settings: Settings = [],  # noqa: B006  typer reads the default, it is never changed
    draws: Annotated[int, typer.Option(help="worlds the orders are found for", min=2)] = 16,
    tests: Annotated[int, typer.Option(help="other worlds they are run in", min=10)] = 50,
    data: DataFolder = None,
    gap: Annotated[
        float, typer.Option(help="certified relative gap of each problem", min=0.0, max=1.0)
    ] = PROBLEM_GAP,
) -> None:
    """Tell what options, a quarter's wait and perfect foresight are worth when the world is not sure."""
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from gigaplan.report.options_terminal import options_screen
    from gigaplan.scenario.load import load
    from gigaplan.study.stress.options import option_worths

    found = load(scenario, changes_of(settings))
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(
        *columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()
    ) as bar:
        task = bar.add_task("the orders without", total=None)

        def advance(stage: str, done: int, total: int) -> None:
            bar.update(task, description=f"{stage} {done + 1} of {total}", completed=done, total=total)

        worths = option_worths(found, draws, tests, gap=gap, data=data_folder(data), progress=advance)
    Console().print(options_screen(worths, found.title))
