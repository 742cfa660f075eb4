"""Near-optimal alternatives in the terminal: what each gives up, side by side with the best plan."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from gigaplan.core.errors import Finding
from gigaplan.plan.alternatives import Alternative, used_sites
from gigaplan.plan.plan import Plan
from gigaplan.report.amounts import digits


def alternatives_screen(
    best: Plan, others: Sequence[Alternative], refused: Sequence[tuple[str, Sequence[Finding]]]
) -> RenderableType:
    """Return the best plan and its alternatives: what is lost, proof, sites in use, halls and plant at the end."""
    table = Table(box=None, header_style="bold cyan", padding=(0, 2, 0, 0))
    for name in ("plan", "loss [%]", "gap [%]", "halls [MW_it]", "plant [MW_plate]", "sites in use"):
        table.add_column(name, justify="left" if name in ("plan", "sites in use") else "right")
    for title, plan, loss in [("best", best, 0.0), *((one.title, one.plan, one.loss) for one in others)]:
        table.add_row(
            title,
            f"{100 * loss:.2f}",
            f"{100 * plan.gap:.2f}",
            _built(plan, "hall_power_built"),
            _built(plan, "plant_built"),
            ", ".join(used_sites(plan)) or "none",
        )
    told = Text(
        "Loss is of the objective, relative to the best plan's; below the gaps it is not proven to be more than "
        "nothing. Sites are closed one at a time, so fewer still may be possible.",
        style="dim",
    )
    missing = [
        Text(
            f"{title}: no plan meets every limit. " + "; ".join(f"{one.where}: {one.got}" for one in findings)
        )
        for title, findings in refused
    ]
    return Group(Text(best.scenario.title, style="bold"), table, *missing, told)


def _built(plan: Plan, name: str) -> str:
    return digits(float(plan.solution[name].isel(quarter=-1).sum()))
