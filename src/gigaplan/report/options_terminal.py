"""What options and foresight are worth, on the terminal, at 80 columns."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from gigaplan.study.stress.options import Worths

MUSD_IN_GUSD = 1e3


def options_screen(found: Worths, title: str) -> RenderableType:
    """Return what each option is worth to its owner, and what foresight would add in worlds from bad to good."""
    options = Table(box=None, header_style="bold cyan", padding=(0, 2, 0, 0))
    for head in ("the most to pay for", "on average", "in the worst tenth"):
        options.add_column(head, justify="left" if head.startswith("the") else "right")
    for row in found.options.itertuples(index=False):
        options.add_row(str(row[0]), *(_signed(float(one)) for one in row[1:]))
    parts: list[RenderableType] = [Text(f"{title}: what options are worth", style="bold"), options]
    if len(found.regret):
        parts += [Text(), *_regret(found)]
    parts.append(Text("net value, discounted, GUSD_2026", style="dim"))
    return Group(*parts)


def _regret(found: Worths) -> list[RenderableType]:
    regret = Table(box=None, header_style="bold cyan", padding=(0, 2, 0, 0))
    for head in ("worlds worse", "fixed plan", "with foresight", "regret"):
        regret.add_column(head, justify="right")
    for row in found.regret.itertuples(index=False):
        regret.add_row(f"{float(row[0]):.0%}", *(f"{float(one) / MUSD_IN_GUSD:,.2f}" for one in row[1:]))
    mean = float(found.regret["regret"].mean()) / MUSD_IN_GUSD
    told = f"Regret against perfect foresight: {mean:,.2f} on average over these worlds."
    return [Text("the plan beside the one made with foresight", style="bold"), regret, Text(told)]


def _signed(millions: float) -> str:
    """Return an amount with its sign; none where it rounds to nothing."""
    told = f"{millions / MUSD_IN_GUSD:+,.2f}"
    return "0.00" if float(told) == 0 else told
