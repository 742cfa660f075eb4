"""Arranging sites and halls."""

from __future__ import annotations

import numpy as np

from gigaplan.programme.context import Context
from gigaplan.programme.table import Inputs
from gigaplan.programme.times import (
    arrives,
    hours_in_year,
    in_time,
    lead_quarters,
    left_at_end,
    quarter_hours,
    spending,
)
from gigaplan.scenario.fields import quarter_number
from gigaplan.scenario.schema import Halls


def put(inputs: Inputs, context: Context) -> None:
    """Put the inputs of sites, halls and time in."""
    sites = list(context.scenario.sites.values())
    count = context.count
    from_order = arrives(count, 0)
    inputs.put("from_order", from_order)
    inputs.put("opening_spending", np.eye(count))
    spans = quarter_hours()
    lengths = [
        spans[quarter_number(label) % len(spans)][1] / hours_in_year() for label in context.calendar.quarters
    ]
    inputs.put("quarter_years", lengths)
    allowed = np.ones((len(sites), count))
    for row, site in enumerate(sites):
        if site.earliest:
            allowed[row, : max(context.position(site.earliest), 0)] = 0.0
        if site.standing.open:
            allowed[row] = 0.0
    inputs.put("site_allowed", allowed)
    inputs.put("standing_open", np.array([[float(site.standing.open)] * count for site in sites]))
    inputs.put("opening_cost", [site.land.cost for site in sites])
    _put_halls(inputs, context)


def _put_halls(inputs: Inputs, context: Context) -> None:
    halls = [site.halls for site in context.scenario.sites.values()]
    count = context.count
    leads = [lead_quarters(_lead_months(one, context)) for one in halls]
    inputs.put(
        "standing_hall_power", [context.path(site.standing.halls) for site in context.scenario.sites.values()]
    )
    inputs.put("block_power", [one.block for one in halls])
    inputs.put("hall_power_limit", [max(one.limit, 0.0) for one in halls])
    inputs.put("hall_pace", [one.pace * in_time(count, lead) for one, lead in zip(halls, leads, strict=True)])
    inputs.put("hall_arrives", [arrives(count, lead) for lead in leads])
    inputs.put("hall_cost", [_cost(one, context) for one in halls])
    inputs.put(
        "hall_upkeep",
        [
            context.number("facility", one.kind, "running_cost", "MUSD_2026/MW_it/year")
            + (one.lease.rent if one.lease else 0.0)
            for one in halls
        ],
    )
    paid = [spending(count, lead, _curve(one, context)) for one, lead in zip(halls, leads, strict=True)]
    lives = [4 * context.number("facility", one.kind, "life", "year") for one in halls]
    left = [
        left_at_end(count, lead, life, share) for lead, life, share in zip(leads, lives, paid, strict=True)
    ]
    inputs.put("hall_spending", paid)
    inputs.put("hall_closing_share", left)


def _lead_months(halls: Halls, context: Context) -> float:
    if halls.lead_time is not None:
        return float(halls.lead_time)
    return context.number("facility", halls.kind, "lead_time", "month")


def _cost(halls: Halls, context: Context) -> float:
    if halls.lease is not None:
        return 0.0
    if halls.cost is not None:
        return float(halls.cost)
    return context.number("facility", halls.kind, "total_cost", "MUSD_2026/MW_it")


def _curve(halls: Halls, context: Context) -> tuple[float, ...]:
    names = [f"spend_share_{number}" for number in range(1, 7)]
    return tuple(context.number("facility", halls.kind, name, "dimensionless") for name in names)
