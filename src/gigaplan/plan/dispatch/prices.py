"""The prices of a site alone, added up by group of hours: what a cut over its capacities needs.

No operation is written out, and nothing of the size of the block is allocated where a workspace is given.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from gigaplan.plan.dispatch.hour import Merit, Site, compiled, marginal_cost
from gigaplan.plan.dispatch.kernel import DONE, Workspace, new_workspace, price_energy
from gigaplan.plan.dispatch.problem import Floats, Integers, SiteProblem
from gigaplan.plan.dispatch.site import cannot_operate, site_arrays


@dataclass(frozen=True)
class SitePrices:
    """Least cost of a block, and what it changes by with each capacity, by group of hours.

    limit[J, G]: with a unit of segment capacity, availability[J, H] MW each; demand[G]: with a unit of demand of
    shape[H] MW; charge, discharge [G] with a MW of limit, energy[G] with a MWh of tank; start_value, end_value
    with a MWh at the opening, or asked for at the end. At kinks they are one subgradient of the convex cost.
    """

    objective: float
    limit: Floats
    demand: Floats
    charge: Floats
    discharge: Floats
    energy: Floats
    start_value: float
    end_value: float


class Sums(NamedTuple):
    """Where the sums are laid: limit [J, G], the rest [G]."""

    limit: Any
    demand: Any
    charge: Any
    discharge: Any
    energy: Any


class Weights(NamedTuple):
    """What a unit of capacity gives or asks by hour: availability [J, H], shape [H]; group [H]."""

    availability: Any
    shape: Any
    group: Any


def price_site(
    problem: SiteProblem, availability: Floats, shape: Floats, group: Integers, work: Workspace | None = None
) -> SitePrices:
    """Return least cost and its gradient by group[H], numbered from 0; spill is no part of the problem here.

    work: a workspace of the block's size, used by one thread at a time. The arrays are taken as checked. Raises
    SolveError naming the hour that cannot be operated.
    """
    segments, hours = problem.shape
    site, groups = site_arrays(problem), int(group.max()) + 1
    level, water = np.empty(hours), np.empty(hours)
    work = work or new_workspace(segments, hours)
    failed = price_energy(site, problem.start_level, problem.end_level, work, level, water)
    if failed != DONE:
        raise cannot_operate(failed)
    sums = Sums(np.zeros((segments, groups)), *np.zeros((4, groups)))
    start_value, end_value = -float(problem.retention[0] * water[0]), max(float(water[-1]), 0.0)
    value = add_prices(site, work.merit, water, Weights(availability, shape, group), sums)
    value += start_value * problem.start_level + end_value * problem.end_level
    return SitePrices(value, *sums, start_value, end_value)


@compiled
def add_prices(site: Site, merit: Merit, water: Any, weights: Weights, sums: Sums) -> float:
    """Add every hour's rents and marginal cost to its group; return what the limits and demand are worth in all."""
    value, hours = 0.0, site.demand.size
    for hour in range(hours):
        group, worth, step = weights.group[hour], water[hour], site.step[hour]
        price = marginal_cost(site, hour, merit, worth)
        value += price * site.demand[hour]
        sums.demand[group] += price * weights.shape[hour]
        for place in range(merit.cost.shape[1]):
            rent, segment = price - merit.cost[hour, place], merit.segment[hour, place]
            if rent <= 0.0:
                break
            value -= rent * merit.limit[hour, place]
            sums.limit[segment, group] -= rent * weights.availability[segment, hour]
        charge = max(worth * step * site.gain - price - site.charge_cost[hour], 0.0)
        discharge = max(price - worth * step * site.loss - site.discharge_cost[hour], 0.0)
        after = site.retention[hour + 1] * water[hour + 1] if hour + 1 < hours else 0.0
        energy = max(after - worth, 0.0)
        sums.charge[group] -= charge
        sums.discharge[group] -= discharge
        sums.energy[group] -= energy
        value -= charge * site.charge[hour] + discharge * site.discharge[hour] + energy * site.energy[hour]
    return float(value)
