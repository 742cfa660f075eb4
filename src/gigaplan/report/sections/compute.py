"""Compute: chips by generation, work by class, what compute is worth."""

from __future__ import annotations

import numpy as np

from gigaplan.plan.plan import Plan
from gigaplan.plan.thinking import compute_price
from gigaplan.report.amounts import thousands
from gigaplan.report.reading import AT_WORK, commissioned_compute
from gigaplan.report.section import Chart, Section, colour_by_name, figure, listed, shown
from gigaplan.report.stacks import chips_by_generation, compute_by_work


def compute_section(plan: Plan) -> Section:
    """Return which chips run, what they do and what that is worth."""
    lead = (
        f"{thousands(commissioned_compute(plan), 'H100e')} are in service at the end. One H100e is the dense 8-bit rate "
        "of an H100, 1.979 PFLOP/s."
    )
    return Section("compute", "Compute", lead, charts=(_chips(plan), _work(plan), _price(plan)))


def _chips(plan: Plan) -> Chart:
    """Chips in service by generation and quarter [thousand]."""
    drawn = figure("thousand chips", barmode="stack")
    chips = chips_by_generation(plan)
    for name, colour in colour_by_name(chips).items():
        if shown(chips[name]):
            drawn.add_bar(
                x=list(plan.programme.calendar.quarters),
                y=listed(chips[name]),
                name=name,
                marker={"color": colour},
            )
    words = "Chips in racks and running, by generation; a generation that shrinks is retired and sold."
    return Chart("chips", "Chips by generation", words, drawn)


def _work(plan: Plan) -> Chart:
    """Compute used by kind of work and quarter [million H100e]."""
    drawn = figure("million H100e")
    used = compute_by_work(plan)
    for work, colour in colour_by_name(used).items():
        drawn.add_scatter(
            x=list(plan.programme.calendar.quarters),
            y=listed(used[work]),
            name=work,
            stackgroup="work",
            mode="lines",
            line={"width": 0.5, "color": colour},
        )
    words = "Compute used by each kind of work; time out of service is already taken off."
    return Chart("compute", "Compute by class of work", words, drawn)


def _price(plan: Plan) -> Chart:
    """The plan's shadow price of compute by quarter, where there is any compute [USD_2026/H100e/hour]."""
    drawn = figure("USD_2026 per H100e-hour")
    prices = compute_price(plan)
    for work, colour in colour_by_name(plan.programme.labels["work"]).items():
        used = plan.solution["compute_used"].sel(work=work).sum("step").values > AT_WORK
        values = np.where(used, prices.sel(work=work).values, np.nan)
        drawn.add_scatter(
            x=list(plan.programme.calendar.quarters),
            y=listed(values),
            name=work,
            mode="lines+markers",
            line={"color": colour},
        )
    words = "What one more hour of an H100-equivalent would be worth to the plan, its shadow price, in money of the quarter."
    return Chart("price", "What compute is worth", words, drawn)
