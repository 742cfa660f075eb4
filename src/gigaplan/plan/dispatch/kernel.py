"""The dispatch kernel: exact least-cost operation of one site with one store, and its exact prices.

Backward, the worth of stored energy is put together hour by hour (future.py). Forward, the level follows its spot on
that list while each hour's change is undone: the spot says which slope the level stands on, and so what is
drawn or stored, and the water value. No level is ever compared with a breakpoint, so nothing hangs on a tolerance.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit

from gigaplan.plan.dispatch.future import (
    DUST,
    SMALLEST_SCALE,
    Extent,
    Future,
    Spot,
    cut,
    insert,
    lay_ending,
    new_future,
    remove,
    rescale,
    rescale_back,
    restore,
)
from gigaplan.plan.dispatch.hour import (
    ROUNDING,
    Curves,
    Merit,
    Site,
    charges_of,
    compiled,
    draw_curve,
    inlined,
    marginal_cost,
    sort_hour,
)

DONE = -1


class Workspace(NamedTuple):
    """What the kernel works in: supply in order of cost, curves of the hours, list of slopes."""

    merit: Merit
    curves: Curves
    future: Future


class Operation(NamedTuple):
    """What the kernel fills: supply [J, H]; charge, discharge, level, marginal cost and water value [H]."""

    supply: Any
    charge: Any
    discharge: Any
    level: Any
    price: Any
    water: Any


def new_operation(segments: int, hours: int) -> Operation:
    """Return empty arrays for a block's operation."""
    one = np.empty((5, hours))
    return Operation(np.empty((segments, hours)), one[0], one[1], one[2], one[3], one[4])


@njit(nogil=True, cache=True)
def new_workspace(segments: int, hours: int) -> Workspace:
    """Return room for a block; it may be used again for every block of this size, by one thread at a time."""
    size, slopes = (hours, segments), (2 * segments + 1) * hours
    merit = Merit(np.empty(size), np.empty(size), np.empty((hours, segments), np.int64), np.empty(hours))
    curves = Curves(
        np.empty(slopes), np.empty(slopes), np.zeros(hours + 1, np.int64),
        np.empty(hours), np.empty(hours), np.empty(hours),
    )  # fmt: skip
    return Workspace(merit, curves, new_future(segments, hours))


@compiled
def price_energy(site: Site, opening: float, ending: float, work: Workspace, level: Any, water: Any) -> int:
    """Fill the level and the water value of every hour; return the first hour that cannot be operated, or DONE."""
    failed = draw_curves(site, work.merit, work.curves)
    if failed != DONE:
        return failed
    failed = first_failure(site, opening, ending, work.curves)
    if failed == DONE:
        at = look_ahead(site, ending, work.curves, work.future)
        walk(site, opening, at, work.curves, work.future, level, water)
    return failed


@compiled
def draw_curves(site: Site, merit: Merit, curves: Curves) -> int:
    """Sort the supply and draw the curve of every hour; return the first whose demand cannot be met, or DONE."""
    for segment in range(site.cost.shape[0]):
        merit.segment[0, segment] = segment
    curves.begin[0] = 0
    for hour in range(site.demand.size):
        sort_hour(site, hour, merit, max(hour - 1, 0))
        if not draw_curve(site, hour, merit, curves):
            return hour
    return DONE


@compiled
def look_ahead(site: Site, ending: float, curves: Curves, future: Future) -> Extent:
    """Go back from the end to the first hour; return where the list lies that holds the first hour's slopes too."""
    hours, scale = site.demand.size, 1.0
    at = lay_ending(future, site.energy[hours - 1], ending)
    for hour in range(hours - 1, -1, -1):
        future.scale[hour] = scale
        at = insert(future, at, curves, hour, scale)
        if hour == 0:
            break
        keep, tank = site.retention[hour], site.energy[hour - 1]
        keep = 0.0 if keep < SMALLEST_SCALE else keep
        excess = excess_of(
            future, at, site.energy[hour] - curves.least[hour], curves.most[hour], keep, tank, scale
        )
        at = cut(future, at, hour, curves.most[hour] * scale, excess, keep * tank * scale)
        future.rescaled[hour] = 1.0
        if keep == 0.0:
            at = forget(future, at, tank * scale)
            continue
        scale *= keep
        if scale < SMALLEST_SCALE:
            at = rescale(future, at, hour, 2.0 ** np.floor(np.log2(scale)))
            scale /= future.rescaled[hour]
    return at


@inlined
def excess_of(
    future: Future, at: Extent, fullest: float, most: float, keep: float, tank: float, scale: float
) -> float:
    """Return by how much the list reaches beyond a full tank before the hour.

    Where energy is lost, the list is measured itself: any rounding in it grows with every hour back.
    """
    if keep == 1.0:
        return (fullest - tank) * scale
    if keep == 0.0:
        return np.inf
    total = -(most + keep * tank) * scale
    for entry in range(at.first, at.last):
        total += future.width[entry]
    return total


@inlined
def forget(future: Future, at: Extent, tank: float) -> Extent:
    """Lay the worth of energy before an hour that keeps none of it: nothing."""
    if tank <= 0.0:
        return at
    future.value[at.last], future.width[at.last] = 0.0, tank
    return Extent(at.first, at.last + 1, at.lost)


@compiled
def opening_spot(future: Future, at: Extent, energy: float) -> Spot:
    """Return the spot of the opening level on the first list."""
    left, place = energy, at.first
    while place < at.last and future.width[place] <= left:
        left -= future.width[place]
        place += 1
    return Spot(place, place < at.last and left > 0.0, left)


@inlined
def reachable(future: Future, at: Extent, spot: Spot) -> Spot:
    """Return the spot, moved to the edge where rounding put it on a stretch of levels that cannot be."""
    place, inside, offset = spot
    while place < at.last and future.value[place] == np.inf:
        place, inside = place + 1, False
    while place > at.first and future.value[place - 1] == -np.inf:
        place, inside = place - 1, False
    inside = inside and future.value[place] > -np.inf
    return Spot(place, inside, offset if inside else 0.0)


@compiled
def largest_move(energy: Any, most: Any, least: Any) -> float:
    """Return the largest tank or hour's move of energy."""
    largest = 0.0
    for hour in range(energy.size):
        largest = max(largest, energy[hour], abs(most[hour]), abs(least[hour]))
    return largest


@compiled
def walk(
    site: Site, opening: float, at: Extent, curves: Curves, future: Future, level: Any, water: Any
) -> None:
    """Walk forward from the opening level and fill level and water value."""
    start = site.retention[0] * opening + curves.most[0]
    spot = opening_spot(future, at, start * future.scale[0])
    held, worth = opening, 0.0
    for hour in range(site.demand.size):
        scale, keep = future.scale[hour], site.retention[hour]
        if hour > 0:
            at, spot, worth = step_back(future, at, hour, keep, site.energy[hour - 1], spot, worth)
        spot = reachable(future, at, spot)
        worth = clip_worth(future, at, spot, worth)
        at, spot, used = remove(future, at, curves, hour, scale, spot)
        moved, kept = curves.most[hour] - used / scale, keep * held
        if abs(moved) < ROUNDING * (curves.most[hour] - curves.least[hour]):
            moved = 0.0
        held = min(max(kept + moved, 0.0), site.energy[hour])
        if not spot.inside and at.first < at.last:
            held = 0.0 if spot.place == at.first else (site.energy[hour] if spot.place == at.last else held)
        level[hour], water[hour] = held, worth * scale


@inlined
def step_back(
    future: Future, at: Extent, hour: int, keep: float, tank: float, spot: Spot, worth: float
) -> tuple[Extent, Spot, float]:
    """Undo what led from an hour's merged list to the list before it."""
    if keep < SMALLEST_SCALE:
        if tank > 0.0:
            at = Extent(at.first, at.last - 1, at.lost)
        spot = Spot(at.first, False, 0.0)
    elif future.rescaled[hour] != 1.0:
        factor = future.rescaled[hour]
        at = rescale_back(future, at, hour)
        spot = Spot(spot.place, spot.inside, spot.offset * factor)
        worth /= factor
    at, spot = restore(future, at, hour, spot)
    return at, spot, worth


@inlined
def clip_worth(future: Future, at: Extent, spot: Spot, worth: float) -> float:
    """Return the worth nearest to the one before inside the slopes on both sides of the spot."""
    if spot.inside:
        return float(future.value[spot.place])
    if spot.place > at.first:
        worth = min(worth, future.value[spot.place - 1])
    if spot.place < at.last:
        worth = max(worth, future.value[spot.place])
    return worth


@compiled
def first_failure(site: Site, opening: float, ending: float, curves: Curves) -> int:
    """Return the first hour whose levels cannot be reached (the tank would run empty, over, or end too low), or DONE."""
    dust = DUST * largest_move(site.energy, curves.most, curves.least)
    low = high = opening
    for hour in range(site.demand.size):
        low = max(site.retention[hour] * low + curves.least[hour], 0.0)
        high = min(site.retention[hour] * high + curves.most[hour], site.energy[hour])
        if low > high + dust:
            return hour
        low, high = min(low, high), max(low, high)
    return DONE if high >= ending - dust else site.demand.size - 1


@compiled
def settle(site: Site, opening: float, work: Workspace, found: Operation) -> float:
    """Fill charge, discharge, supply and marginal cost of every hour from its level and water value; return the cost."""
    held, cost = opening, 0.0
    for hour in range(site.demand.size):
        charging, drawing = site.step[hour] * site.gain, site.step[hour] * site.loss
        energy = found.level[hour] - site.retention[hour] * held
        charged, discharged = charges_of(
            energy, work.curves.paid[hour], site.charge[hour], site.discharge[hour], charging, drawing
        )
        found.charge[hour], found.discharge[hour], held = charged, discharged, found.level[hour]
        left = site.demand[hour] + charged - discharged
        cost += site.charge_cost[hour] * charged + site.discharge_cost[hour] * discharged
        for place in range(site.cost.shape[0]):
            given = min(max(left, 0.0), work.merit.limit[hour, place])
            found.supply[work.merit.segment[hour, place], hour] = given
            cost += work.merit.cost[hour, place] * given
            left -= given
        found.price[hour] = marginal_cost(site, hour, work.merit, found.water[hour])
    return cost


@compiled
def operate(
    site: Site, opening: float, ending: float, work: Workspace, found: Operation
) -> tuple[int, float]:
    """Operate a site over its hours and fill `found`; return the first hour that cannot be operated, or DONE, and the cost."""
    failed = price_energy(site, opening, ending, work, found.level, found.water)
    return failed, settle(site, opening, work, found) if failed == DONE else np.nan
