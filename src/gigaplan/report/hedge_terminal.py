"""Plans that hedge on the terminal, at 80 columns."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from gigaplan.study.stress.hedge import Hedge
from gigaplan.study.stress.two_stage import TwoStage

SHOWN = ("mean", "tail", "score", "test_mean", "test_tail", "test_score")
LEAST_SHOWN = 0.005  # GW


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


def two_stage_screen(found: TwoStage, title: str) -> RenderableType:
    """Return what three programmes of orders are worth, what each orders, and what hedging and knowing are worth."""
    fares = Table(box=None, header_style="bold cyan", padding=(0, 2, 0, 0))
    fares.add_column("orders")
    for name in ("mean", "tail", "sum", "tested: mean", "tail", "sum"):
        fares.add_column(name, justify="right")
    for programme, row in found.table.iterrows():
        cells = ["" if row[name] != row[name] else f"{row[name] / 1e3:,.2f}" for name in SHOWN]
        fares.add_row(str(programme), *cells)
    told = (
        f"On worlds they were not found on, the orders for mean and tail gain {found.gain / 1e3:,.2f} GUSD_2026 of mean plus tail "
        f"over those for the certain world. Mean alone: minding many worlds is worth {found.value_of_stochastic_solution / 1e3:,.2f} "
        f"(value of the stochastic solution), knowing the world {found.value_of_perfect_information / 1e3:,.2f} more (of perfect "
        "information)."
    )
    note = f"net value, discounted, GUSD_2026, each problem within {found.gap:.2%}; tail: mean of the worst tenth; whole numbers in parts"
    heading = Text(f"{title}: orders for many worlds", style="bold")
    return Group(heading, fares, _ordered(found), Text(told), Text(note, style="dim"))


def _ordered(found: TwoStage) -> Table:
    table = Table(box=None, header_style="bold cyan", padding=(0, 2, 0, 0))
    for name in ("site", "ordered in all"):
        table.add_column(name)
    for name in found.orders.columns:
        table.add_column(str(name), justify="right")
    for place, row in zip(found.orders.index.to_list(), found.orders.to_numpy(), strict=True):
        if row.max() > LEAST_SHOWN:
            table.add_row(*place, *(f"{max(0.0, one):,.2f}" for one in row))
    return table
