"""`gigaplan hedge`: which of several cautious plans is best when dates, prices and money are not sure."""

from __future__ import annotations

import sys
from typing import Annotated

import typer
from rich.console import Console

from gigaplan.cli.options import DataFolder, Settings, Source, changes_of, data_folder
from gigaplan.plan.gap import DEFAULT_GAP


def hedge(
    scenario: Source,
    settings: Settings = [],  # noqa: B006  typer reads the default, it is never changed
    draws: Annotated[
        int, typer.Option(help="worlds to choose on, and as many others to test on", min=20)
    ] = 1000,
    two_stage: Annotated[
        int,
        typer.Option(help="instead, find one programme of orders for so many worlds together; 0: no", min=0),
    ] = 0,
    tests: Annotated[int, typer.Option(help="other worlds to test those orders on", min=10)] = 100,
    data: DataFolder = None,
    gap: Annotated[
        float, typer.Option(help="certified relative gap of each plan", min=0.0, max=1.0)
    ] = DEFAULT_GAP,
) -> None:
    """Plan for late halls and for less money than announced; choose by mean and tail, test on other worlds.

    With --two-stage the orders fit many worlds together, and the values of doing so and of knowing the world are told.
    """
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from gigaplan.report.hedge_terminal import hedge_screen, two_stage_screen
    from gigaplan.scenario.load import load
    from gigaplan.study.stress.hedge import hedge as run
    from gigaplan.study.stress.two_stage import two_stage as run_two_stage

    found = load(scenario, changes_of(settings))
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    watched = sys.stderr.isatty()
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=not watched) as bar:
        task = bar.add_task("the certain plan", total=None)

        def advance(stage: str, done: int, total: int) -> None:
            bar.update(task, description=f"{stage} {done + 1} of {total}", completed=done, total=total)

        if two_stage:
            found_orders = run_two_stage(found, two_stage, tests, data=data_folder(data), progress=advance)
            screen = two_stage_screen(found_orders, found.title)
        else:
            result = run(found, draws, gap=gap, data=data_folder(data), progress=advance)
            screen = hedge_screen(result, found.title)
    Console().print(screen)
