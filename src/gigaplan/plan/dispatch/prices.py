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

NONE = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True)
class SitePrices:
    """Least cost of a block, and what it changes by with each capacity, by group of hours.

    limit[J, G]: with a unit of segment capacity, availability[J, H] MW each, what it asks for counted where it
    asks; demand[G]: with a unit of demand of shape[H] MW; charge, discharge [G] with a MW of limit; energy[G]
    with a MWh of tank, brim[G] the part of it that is due to the group's last hour; opens, closes [G] with a MWh
    held when a group opens, or asked for when it closes. At kinks they are one subgradient of the convex cost.
    """

    objective: float
    limit: Floats
    demand: Floats
    charge: Floats
    discharge: Floats
    energy: Floats
    brim: Floats
    opens: Floats
    closes: Floats


class Sums(NamedTuple):
    """Where the sums are laid: limit [J, G], the rest [G]."""

    limit: Any
    demand: Any
    charge: Any
    discharge: Any
    energy: Any
    brim: Any


class Weights(NamedTuple):
    """What a unit of capacity gives or asks by hour: availability [J, H], shape [H]; segments that ask; group [H]."""

    availability: Any
    shape: Any
    asks: Any
    group: Any


def price_site(
    problem: SiteProblem,
    availability: Floats,
    shape: Floats,
    group: Integers,
    work: Workspace | None = None,
    asks: Integers = NONE,
) -> SitePrices:
    """Return least cost and its gradient by group[H], numbered from 0; spill is no part of the problem here.

    work: a workspace of the block's size, used by one thread at a time. asks: segments whose capacity asks for
    as much power as it may give up, which is what work that can be shed does. The arrays are taken as checked.
    Raises SolveError naming the hour that cannot be operated.
    """
    segments, hours = problem.shape
    site, groups = site_arrays(problem), int(group.max()) + 1
    level, water = np.empty(hours), np.empty(hours)
    work = work or new_workspace(segments, hours)
    failed = price_energy(site, problem.start_level, problem.end_level, work, level, water)
    if failed != DONE:
        raise cannot_operate(failed)
    sums = Sums(np.zeros((segments, groups)), *np.zeros((5, groups)))
    first = np.searchsorted(group, np.arange(groups))
    opens, closes = -problem.retention[first] * water[first], water[np.append(first[1:], hours) - 1]
    closes[-1] = max(closes[-1], 0.0)
    value = add_prices(site, work.merit, water, Weights(availability, shape, asks, group), sums)
    value += float(opens[0] * problem.start_level + closes[-1] * problem.end_level)
    return SitePrices(value, *sums, opens, closes)


@compiled
def add_prices(site: Site, merit: Merit, water: Any, weights: Weights, sums: Sums) -> float:
    """Add every hour's rents and marginal cost to its group; return what the limits and demand are worth in all."""
    value, hours = 0.0, site.demand.size
    for hour in range(hours):
        group, worth, step = weights.group[hour], water[hour], site.step[hour]
        price = marginal_cost(site, hour, merit, worth)
        value += price * site.demand[hour]
        sums.demand[group] += price * weights.shape[hour]
        for segment in weights.asks:
            sums.limit[segment, group] += price * weights.availability[segment, hour]
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
        if hour + 1 < hours and weights.group[hour + 1] != group:
            sums.brim[group] = -energy
        value -= charge * site.charge[hour] + discharge * site.discharge[hour] + energy * site.energy[hour]
    return float(value)
