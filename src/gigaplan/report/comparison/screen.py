"""What the terminal shows of a comparison."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.table import Table as Grid
from rich.text import Text

from gigaplan.report.comparison.figures import changes, columns_of, named, rows_of, warning
from gigaplan.report.summary import Summary

MOST_CHANGES = 6


def comparison_screen(runs: Sequence[Summary], page: str) -> RenderableType:
    """Return what the terminal shows of a comparison."""
    grid = Grid(box=None, header_style="bold cyan", padding=(0, 1, 0, 0))
    for position, name in enumerate(columns_of(runs)):
        grid.add_column(name, justify="right" if position else "left", no_wrap=position > 0)
    for row in rows_of(runs):
        grid.add_row(*(Text(cell) for cell in row))
    names = [Text(f"{letter}  {run.label}", style="bold") for letter, run in named(runs)]
    asked = changes(runs)
    told = [
        Text(f"  {row[0]}: {' | '.join(row[1:])}", overflow="ellipsis", no_wrap=True)
        for row in asked[:MOST_CHANGES]
    ]
    more = (
        [Text(f"  and {len(asked) - MOST_CHANGES} more on the page", style="dim")]
        if len(asked) > MOST_CHANGES
        else []
    )
    head = Text("Asked differently" if asked else "The scenarios are the same", style="bold")
    doubt = warning(runs)
    doubts = [Text(doubt, style="yellow")] if doubt else []
    return Group(*names, *doubts, grid, head, *told, *more, Text(f"page: {page}", overflow="fold"))
