"""What options, waiting and foresight are worth, on the terminal, at 80 columns."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from gigaplan.study.stress.options import QUANTILES, Worths

MUSD_IN_GUSD = 1e3


def options_screen(found: Worths, title: str) -> RenderableType:
    """Return what each option is worth to its owner, what a quarter's wait is, and what foresight would add."""
    options = Table(box=None, header_style="bold cyan", padding=(0, 2, 0, 0))
    for head in ("the most to pay for", "on average", "in the worst tenth", "used in"):
        options.add_column(head, justify="left" if head.startswith("the") else "right")
    for row in found.options.itertuples(index=False):
        options.add_row(str(row[0]), *(_signed(float(one)) for one in row[1:3]), f"{float(row[3]):.0%}")
    waiting = f"Ordering nothing for a quarter and then knowing the world: {_signed(found.worth_of_waiting)} on average."
    heading = Text(f"{title}: what options are worth", style="bold")
    return Group(heading, options, Text(waiting), Text(), *_regret(found))


def _regret(found: Worths) -> list[RenderableType]:
    regret = Table(box=None, header_style="bold cyan", padding=(0, 2, 0, 0))
    for head in ("share of worlds below", "orders for all worlds", "with foresight", "regret"):
        regret.add_column(head, justify="right")
    columns = found.nets["orders for all worlds"], found.nets["with foresight"], found.regret
    for share in QUANTILES:
        regret.add_row(f"{share:.0%}", *(f"{one.quantile(share) / MUSD_IN_GUSD:,.2f}" for one in columns))
    told = f"Regret against perfect foresight: {found.regret.mean() / MUSD_IN_GUSD:,.2f} on average over {len(found.nets)} worlds."
    note = f"each column by its own percentiles; net value, discounted, GUSD_2026; every problem within {found.gap:.2%}"
    return [
        Text("orders made for all worlds beside those made with foresight", style="bold"),
        regret,
        Text(told),
        Text(note, style="dim"),
    ]


def _signed(millions: float) -> str:
    """Return an amount with its sign; none where it rounds to nothing."""
    told = f"{millions / MUSD_IN_GUSD:+,.2f}"
    return "0.00" if float(told) == 0 else told
