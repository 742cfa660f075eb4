"""The dispatch kernel: exact least-cost operation of one site with one store, and its exact prices.

A backward pass builds the value of stored energy hour by hour: it is concave and piecewise linear, so it is
a list of slopes in falling order, into which the hour's own slopes are merged and which is cut to the tank.
A forward pass walks from the opening level, splits each hour's energy at the least cost, and picks the water
value inside the slopes of both the hour and the future, unchanged while the tank is neither full nor empty.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from gigaplan.plan.dispatch.hour import (
    Site,
    charges_of,
    compiled,
    draw_curve,
    give_supply,
    marginal_cost,
    sort_by_cost,
)

DONE = -1
SLIVER = 1e-13  # of the largest tank or hour's charge: slopes narrower than this are rounding
KINK = 1e-10  # of the same: a level closer than this to a breakpoint stands on it


class Operation(NamedTuple):
    """What the kernel fills: supply [J, H]; charge, discharge, level, marginal cost and water value [H]."""

    supply: Any
    charge: Any
    discharge: Any
    level: Any
    price: Any
    water: Any


class Curves(NamedTuple):
    """Every hour's supply in order of cost [H, J] with the order, and its curve: values (rising) and widths
    from begin[H] to begin[H+1], the most energy, and the net charge up to which supply is paid to be taken."""

    price: Any
    limit: Any
    order: Any
    values: Any
    widths: Any
    begin: Any
    most: Any
    paid: Any


class Future(NamedTuple):
    """The value of stored energy after each hour: slopes (falling) and widths, from begin to end [H]."""

    values: Any
    widths: Any
    begin: Any
    end: Any


@compiled
def operate(site: Site, opening: float, ending: float, found: Operation) -> int:
    """Operate a site over its hours and fill `found`; return the first hour that cannot be operated, or DONE."""
    tank = max(site.energy.max(), (site.charge.max() + site.discharge.max()) * site.step.max(), 1e-300)
    curves, failed = draw_curves(site, SLIVER * tank)
    if failed != DONE:
        return int(failed)
    future = look_ahead(site, curves, ending, SLIVER * tank)
    return int(walk(site, curves, future, opening, KINK * tank, found))


@compiled
def walk(site: Site, curves: Curves, future: Future, opening: float, kink: float, found: Operation) -> int:
    """Walk forward from the opening level, each hour at least cost; return the hour that fails, or DONE."""
    held, water, hours = opening, 0.0, site.demand.size
    for hour in range(hours):
        keep = site.retention[hour]
        target, low, high = split(
            future.values, future.widths, future.begin[hour], future.end[hour], curves.values, curves.widths,
            curves.begin[hour], curves.begin[hour + 1] - 1, keep * held + curves.most[hour], kink,
        )  # fmt: skip
        if np.isnan(target):
            return hour
        energy = min(max(target, 0.0), site.energy[hour])
        water = water_value(water / keep if hour > 0 and keep > 0.0 else low, low, high)
        charging, drawing = site.step[hour] * site.gain, site.step[hour] / site.yield_
        charge, discharge = site.charge[hour], site.discharge[hour]
        charged, discharged = charges_of(
            energy - keep * held, curves.paid[hour], charge, discharge, charging, drawing
        )
        asked = site.demand[hour] + charged - discharged
        bounds = give_supply(
            curves.price[hour], curves.limit[hour], curves.order[hour], asked, found.supply[:, hour]
        )
        found.charge[hour], found.discharge[hour] = charged, discharged
        found.level[hour], found.water[hour] = energy, water
        found.price[hour] = marginal_cost(
            bounds, charged, discharged, charge, discharge, water * charging, water * drawing
        )
        held = energy
    return DONE


@compiled
def draw_curves(site: Site, sliver: float) -> tuple[Curves, int]:
    """Draw the curve of every hour; return them with the first hour whose demand cannot be met, or DONE."""
    segments, hours = site.cost.shape
    cost, capacity, order = np.empty(segments), np.empty(segments), np.arange(segments)
    price, limit, orders = (
        np.empty((hours, segments)),
        np.empty((hours, segments)),
        np.empty((hours, segments), np.int64),
    )
    values, widths = np.empty(hours * (2 * segments + 2)), np.empty(hours * (2 * segments + 2))
    begin, most, paid, failed = np.zeros(hours + 1, np.int64), np.empty(hours), np.empty(hours), DONE
    for hour in range(hours):
        for segment in range(segments):
            cost[segment], capacity[segment] = site.cost[segment, hour], site.limit[segment, hour]
        sort_by_cost(cost, order)
        for place in range(segments):
            segment = order[place]
            price[hour, place], limit[hour, place], orders[hour, place] = (
                cost[segment],
                capacity[segment],
                segment,
            )
        count, least, free = draw_curve(
            price[hour], limit[hour], site.demand[hour], site.step[hour] * site.gain, site.step[hour] / site.yield_,
            site.charge[hour], site.discharge[hour], values[begin[hour] :], widths[begin[hour] :], sliver,
        )  # fmt: skip
        if count < 0:
            failed = hour
            break
        begin[hour + 1], paid[hour] = begin[hour] + count, free
        for slope in range(begin[hour], begin[hour + 1]):
            least += widths[slope]
        most[hour] = least
    return Curves(price, limit, orders, values, widths, begin, most, paid), failed


@compiled
def look_ahead(site: Site, curves: Curves, ending: float, sliver: float) -> Future:
    """Build the value of stored energy after each hour, backward from the end."""
    hours = site.demand.size
    values, widths = np.empty(32 * hours + 256), np.empty(32 * hours + 256)
    begin, end = np.zeros(hours, np.int64), np.empty(hours, np.int64)
    filled = after_the_end(values, widths, site.energy[hours - 1], ending)
    end[hours - 1] = filled
    for hour in range(hours - 1, 0, -1):
        size = filled + end[hour] - begin[hour] + curves.begin[hour + 1] - curves.begin[hour] + 2
        values, widths = roomy(values, size), roomy(widths, size)
        begin[hour - 1] = filled
        filled = merge(
            values, widths, begin[hour], end[hour], filled, curves.values, curves.widths, curves.begin[hour],
            curves.begin[hour + 1] - 1, curves.most[hour], site.retention[hour], site.energy[hour - 1], sliver,
        )  # fmt: skip
        end[hour - 1] = filled
    return Future(values, widths, begin, end)


@compiled
def after_the_end(values: Any, widths: Any, tank: float, ending: float) -> int:
    """Lay the value of energy after the last hour: beyond price up to the ending level, nothing above it."""
    count = 0
    if ending > 0.0:
        values[0], widths[0] = np.inf, min(ending, tank)
        count = 1
    if tank > ending:
        values[count], widths[count] = 0.0, tank - ending
        count += 1
    return count


@compiled
def roomy(pool: Any, size: int) -> Any:
    """Return a pool with room for `size` slopes, twice as large where it has to grow."""
    if size <= pool.size:
        return pool
    larger = np.empty(2 * size)
    larger[: pool.size] = pool
    return larger


@compiled
def merge(
    values: Any, widths: Any, first: int, last: int, start: int, own_values: Any, own_widths: Any, stop: int,
    own: int, most: float, keep: float, tank: float, sliver: float,
) -> int:  # fmt: skip
    """Merge an hour's slopes with those after it, cut to the tank before; append them and return the new end."""
    place, skip, room, carry, stretch = start, most, keep * tank, 0.0, 1.0 / max(keep, 1e-300)
    if skip < 0.0:  # even the most charging draws energy: a tank this empty cannot be left
        values[place], widths[place] = np.inf, min(-skip, room) * stretch
        room -= min(-skip, room)
        place, skip = place + 1, 0.0
    while room > 0.0 and (first < last or own >= stop):
        if first < last and (own < stop or values[first] >= own_values[own]):
            value, width = values[first], widths[first]
            first += 1
        else:
            value, width = own_values[own], own_widths[own]
            own -= 1
        if width <= skip:
            skip -= width
            continue
        width, skip = min(width - skip, room), 0.0
        room -= width
        carry += width
        if carry <= sliver:
            continue
        if place > start and values[place - 1] == value * keep:
            widths[place - 1] += carry * stretch
        else:
            values[place], widths[place] = value * keep, carry * stretch
            place += 1
        carry = 0.0
    if carry > 0.0 and place > start:
        widths[place - 1] += carry * stretch
    return place


@compiled
def split(
    values: Any, widths: Any, first: int, last: int, own_values: Any, own_widths: Any, stop: int, own: int,
    left: float, kink: float,
) -> tuple[float, float, float]:  # fmt: skip
    """Return the level to end an hour with and the slopes on both sides of it; NaN where none is possible."""
    target, above = 0.0, np.inf
    if left < -kink:
        return np.nan, 0.0, 0.0
    while first < last or own >= stop:
        later = first < last and (own < stop or values[first] >= own_values[own])
        value = values[first] if later else own_values[own]
        width = widths[first] if later else own_widths[own]
        if left <= kink:
            return (np.nan if value == np.inf and width > 4.0 * kink else target), value, above
        taken = width if width <= left + kink else left
        target += taken if later else 0.0
        left -= taken
        above = value
        if taken < width:
            return (np.nan if value == np.inf else target), value, value
        first, own = (first + 1, own) if later else (first, own - 1)
    return (target if left <= 4.0 * kink else np.nan), -np.inf, above


@compiled
def water_value(wish: float, low: float, high: float) -> float:
    """Return the value nearest to the wish inside the slopes, and finite."""
    value = min(max(wish, low), high)
    if np.isinf(value):
        value = low if not np.isinf(low) else (high if not np.isinf(high) else 0.0)
    return value
