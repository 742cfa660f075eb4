"""`gigaplan alternatives`: plans that give up a technology or some sites, and what that costs."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gigaplan.cli.options import DataFolder, Settings, Source, changes_of, data_folder
from gigaplan.core.errors import Finding, InfeasibleError, InputError
from gigaplan.plan.gap import DEFAULT_GAP

if TYPE_CHECKING:
    from gigaplan.plan.plan import Plan

ALL_GAS = "gas"


def alternatives(
    scenario: Source,
    settings: Settings = [],  # noqa: B006  typer reads the default, it is never changed
    without: Annotated[
        list[str] | None,
        typer.Option(
            "--without", help="plant of the catalogue, or gas for all that burns it; may be repeated"
        ),
    ] = None,
    within: Annotated[
        float, typer.Option(help="share of the objective that fewer sites may cost", min=0.0, max=1.0)
    ] = 0.02,
    data: DataFolder = None,
    gap: Annotated[
        float, typer.Option(help="certified relative gap of each plan", min=0.0, max=1.0)
    ] = DEFAULT_GAP,
) -> None:
    """Plan a scenario, the best plan without some power (gas if none is named), and one with few sites."""
    from rich.console import Console

    from gigaplan.plan.alternatives import GAS, fewest_sites, without_plants
    from gigaplan.plan.solve import solve
    from gigaplan.report.alternatives_terminal import alternatives_screen
    from gigaplan.scenario.load import load

    names = list(dict.fromkeys(without or [ALL_GAS]))
    gone = [kind for name in names for kind in (GAS if name == ALL_GAS else (name,))]
    _refuse_unknown(gone)
    found = load(scenario, changes_of(settings))
    effort: dict[str, Any] = {"data": data_folder(data), "gap": gap}
    console = Console(stderr=True, quiet=not sys.stderr.isatty())
    with console.status("the best plan"):
        best: Plan = solve(found, **effort)
    others, refused = [], []
    title = f"without {', '.join(names)}"
    with console.status(title):
        try:
            others.append(without_plants(best, gone, **effort))
        except (InfeasibleError, InputError) as problem:  # a site may be left with no way to power
            refused.append((title, problem.findings))
    with console.status("with fewer sites"):
        others.append(fewest_sites(best, within, **effort))
    Console().print(alternatives_screen(best, others, refused))


def _refuse_unknown(names: list[str]) -> None:
    from gigaplan.scenario.checks import plant_names

    known = plant_names()
    findings = [
        Finding("--without", repr(name), f"{ALL_GAS}, or one of {', '.join(known)}", "correct the name")
        for name in names
        if name not in known
    ]
    if findings:
        raise InputError("a plan without it cannot be made", findings)
