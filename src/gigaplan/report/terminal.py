"""The terminal's answer: one screen with the seven questions, what holds the plan back, and its proof."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from gigaplan.plan.explain import Limit
from gigaplan.plan.plan import Plan
from gigaplan.report.answers import answers, goal
from gigaplan.report.reading import telling_limits

MOST_LIMITS = 3
HEADING = "What holds it back most; each worth is a present value"


def screen(plan: Plan, folder: str) -> RenderableType:
    """Return the screen shown at the end of a run: at most 30 lines of 80 columns, fewer where it is wider."""
    table = Table(box=None, show_header=False, padding=(0, 1, 0, 0))
    table.add_column(style="bold cyan", no_wrap=True)
    table.add_column()
    for one in answers(plan):
        table.add_row(one.question, Text.assemble((one.number, "bold"), "  ", one.brief))
    rows = [Padding(Text(limit.sentence), (0, 0, 0, 2)) for limit in first_of_each_kind(plan)]
    return Group(
        Text(plan.scenario.title, style="bold"),
        Text(goal(plan), style="dim"),
        table,
        Text(HEADING if rows else "No limit holds it back", style="bold"),
        *rows,
        Text(proof(plan), style="green"),
        Text(f"run folder: {folder} (open report.html in it)", overflow="fold"),
    )


def proof(plan: Plan) -> str:
    """Say in a line how good the plan is proven to be."""
    return f"{plan.status}: gap {plan.gap:.2%}; largest violation of any equation {plan.worst_residual:.0e}; {plan.seconds:.0f} s"


def first_of_each_kind(plan: Plan, most: int = MOST_LIMITS) -> list[Limit]:
    """Return the most valuable limit of each kind."""
    seen: dict[str, Limit] = {}
    for limit in telling_limits(plan):
        seen.setdefault(limit.what, limit)
    return list(seen.values())[:most]
