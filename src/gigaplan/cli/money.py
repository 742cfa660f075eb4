"""`gigaplan money`: the accounts of a run or a scenario, or what a gigawatt of a chip costs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from gigaplan.cli.finished import is_run, read_run, refuse_changes
from gigaplan.cli.options import DataFolder, Settings, changes_of, data_folder
from gigaplan.core.errors import Finding, InputError
from gigaplan.plan.gap import DEFAULT_GAP

MONIES = ("real", "nominal", "euros")


def money(
    subject: Annotated[
        str, typer.Argument(help="a run folder, a scenario (name or YAML file), or a chip: a gigawatt of it")
    ],
    settings: Settings = [],  # noqa: B006  typer reads the default, it is never changed
    life: Annotated[
        float | None, typer.Option(help="book life of chips in years; the scenario's if not given", min=0.25)
    ] = None,
    shown_in: Annotated[
        str, typer.Option("--in", help="real (dollars of 2026), nominal (of each year) or euros")
    ] = "real",
    region: Annotated[str, typer.Option(help="region whose power a gigawatt of a chip uses")] = "ercot",
    wait: Annotated[
        int, typer.Option(help="plan again with no chip before so many quarters, and compare", min=0)
    ] = 0,
    data: DataFolder = None,
    gap: Annotated[
        float, typer.Option(help="certified relative gap to reach", min=0.0, max=1.0)
    ] = DEFAULT_GAP,
) -> None:
    """Show the money: cash, profit, balance, cost per unit, return, and whether it is well spent."""
    from gigaplan import catalogue
    from gigaplan.report.money_terminal import gigawatt_screen

    if shown_in not in MONIES:
        want = "real, nominal or euros"
        raise InputError(
            "the money is not known", [Finding("--in", repr(shown_in), want, "leave it out for real")]
        )
    if subject in catalogue.names("chips"):
        Console().print(gigawatt_screen(subject, region))
    elif is_run(subject):
        _show_run(Path(subject), shown_in, settings, life, wait)
    else:
        _show_scenario(subject, shown_in, settings, life, wait, data_folder(data), gap)


def _show_run(folder: Path, shown_in: str, settings: list[str], life: float | None, wait: int) -> None:
    """Show the accounts a run wrote; what would need its plan again is refused."""
    from gigaplan.report.money_tables import read_money_tables
    from gigaplan.report.money_terminal import money_screen

    refuse_changes(folder, {"--set": bool(settings), "--life": life is not None, "--wait": wait > 0})
    Console().print(money_screen(*read_run(folder, read_money_tables, "money"), shown_in))


def _show_scenario(
    source: str,
    shown_in: str,
    settings: list[str],
    life: float | None,
    wait: int,
    data: Path | None,
    gap: float,
) -> None:
    """Plan a scenario and show its accounts."""
    from dataclasses import replace

    from gigaplan.plan.solve import solve
    from gigaplan.report.money_tables import money_tables
    from gigaplan.report.money_terminal import money_screen, waiting_screen
    from gigaplan.scenario.load import load, place_of
    from gigaplan.study.accounts.assets import book_lives
    from gigaplan.study.accounts.waiting import compare, waiting

    changes = changes_of(settings)
    scenario = load(source, changes)
    plan = solve(scenario, data=data, gap=gap)
    lives = None if life is None else replace(book_lives(plan), chips=life)
    tables = money_tables(plan, lives)
    tables["money_findings"]["where"] = [
        place_of(source, where, changes) for where in tables["money_findings"]["where"]
    ]
    Console().print(money_screen(tables, scenario.title, shown_in))
    if wait:
        later = solve(waiting(scenario, wait), data=data, gap=gap)
        Console().print(waiting_screen(compare(plan, later), wait))
