"""Plans that hedge on the terminal, at 80 columns."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from gigaplan.study.stress.hedge import Hedge

SHOWN = ("mean", "tail", "score", "test_mean", "test_tail", "test_score")


def hedge_screen(hedge: Hedge, title: str) -> RenderableType:
    """Return the candidates, which is chosen, and what it gains where it was not chosen on."""
    table = Table(box=None, header_style="bold cyan", padding=(0, 2, 0, 0))
    table.add_column("halls late", justify="right")
    table.add_column("money", justify="right")
    for name in ("mean", "tail", "sum", "tested: mean", "tail", "sum"):
        table.add_column(name, justify="right")
    for place, row in hedge.table.iterrows():
        words = (f"{row['months_allowed']:g} months", f"{row['money_counted']:.0%}")
        style = "bold green" if place == hedge.chosen else "dim" if place == hedge.certain else ""
        cells = [f"{row[name] / 1e3:,.2f}" for name in SHOWN]
        table.add_row(*words, *cells, style=style)
    chosen = hedge.table.iloc[hedge.chosen]
    told = (
        f"chosen: halls {chosen['months_allowed']:g} months late, {chosen['money_counted']:.0%} of the money. On worlds it was "
        f"not chosen on it gains {hedge.gain / 1e3:,.2f} GUSD_2026 of mean plus tail over the certain plan. Mean alone: hedging is "
        f"worth {hedge.value_of_hedging / 1e3:,.2f}, knowing the world before choosing {hedge.value_of_information / 1e3:,.2f} more."
    )
    note = "net value, discounted, GUSD_2026; tail: mean of the worst tenth"
    return Group(Text(f"{title}: plans that hedge", style="bold"), table, Text(told), Text(note, style="dim"))
