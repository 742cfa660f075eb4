"""The terminal's answer: one screen with the seven questions, the gap and what holds the plan back."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from gigaplan.plan.explain import Limit
from gigaplan.plan.plan import Plan
from gigaplan.report.answers import answers, telling_limits

MOST_LIMITS = 5


def screen(plan: Plan, folder: str) -> RenderableType:
    """Return the screen shown at the end of a run."""
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(style="bold cyan", no_wrap=True)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(style="default")
    for one in answers(plan):
        table.add_row(one.question, one.number, one.sentences[0] if one.sentences else "")
        for sentence in one.sentences[1:]:
            table.add_row("", "", Text(sentence, style="dim"))
    held = Text("What holds it back most", style="bold")
    rows = [Padding(Text(limit.sentence), (0, 0, 0, 2)) for limit in _different(plan)]
    proof = f"{plan.status}: gap {plan.gap:.2%} by {plan.method}; audit {plan.worst_residual:.0e}; {plan.seconds:.1f} s"
    return Group(
        Panel(table, title=plan.scenario.title, border_style="cyan"),
        held,
        *rows,
        Text(proof, style="green"),
        Text(f"run folder: {folder}"),
    )


def _different(plan: Plan) -> list[Limit]:
    """Return the most valuable limit of each kind."""
    seen: dict[str, Limit] = {}
    for limit in telling_limits(plan):
        seen.setdefault(limit.what, limit)
    return list(seen.values())[:MOST_LIMITS]
