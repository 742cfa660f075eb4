"""`gigaplan compare`: two or three runs side by side, in the terminal and on a page."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gigaplan.cli.options import DataFolder, data_folder
from gigaplan.core.errors import Finding, InputError
from gigaplan.plan.gap import DEFAULT_GAP

if TYPE_CHECKING:
    from gigaplan.report.summary import Summary

FEWEST, MOST = 2, 3
RUNS = Path("runs")


def compare(
    runs: Annotated[
        list[str], typer.Argument(help="two or three: run folders, shipped scenarios or YAML files")
    ],
    out: Annotated[
        Path | None, typer.Option("--out", help="page to write; runs/compare-DATE.html if not given")
    ] = None,
    data: DataFolder = None,
    gap: Annotated[
        float, typer.Option(help="certified relative gap of plans made here", min=0.0, max=1.0)
    ] = DEFAULT_GAP,
) -> None:
    """Compare plans: figures side by side with their differences, what was asked differently, charts."""
    if not FEWEST <= len(runs) <= MOST:
        finding = Finding("compare", f"{len(runs)} names", "two or three", "name run folders or scenarios")
        raise InputError("there is nothing to compare", [finding])
    from rich.console import Console

    from gigaplan.report.comparison import comparison_page, comparison_screen
    from gigaplan.report.run_folder import new_folder, write_page

    target = out or new_folder(RUNS, "compare").with_suffix(".html")
    found = [_summary(one, data_folder(data), gap) for one in runs]
    write_page(comparison_page(found), target)
    Console().print(comparison_screen(found, str(target)))


def _summary(name: str, data: Path | None, gap: float) -> Summary:
    """Return the summary of a run folder, or of the plan of a scenario, made here."""
    from gigaplan.plan.solve import solve
    from gigaplan.report.summary import read_summary, summary
    from gigaplan.scenario.load import load

    found = (
        read_summary(Path(name)) if Path(name).is_dir() else summary(solve(load(name), data=data, gap=gap))
    )
    return replace(found, name=Path(name).name)
