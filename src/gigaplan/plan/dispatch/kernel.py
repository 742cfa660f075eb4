"""The dispatch kernel: exact least-cost operation of one site with one store, and its exact prices.

A backward pass builds the value of stored energy hour by hour: it is concave and piecewise linear, so it is
a list of slopes in falling order, into which the hour's own slopes are merged and which is cut to the tank.
A forward pass walks from the opening level, splits each hour's energy at the least cost, and picks the water
value inside the slopes of both the hour and the future, unchanged while the tank is neither full nor empty.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

from gigaplan.plan.dispatch.hour import charges_of, energy_curve, marginal_cost, sort_by_cost

DONE = -1
SLIVER = 1e-13  # of the largest tank or hour's charge: slopes narrower than this are rounding
KINK = 1e-10  # of the same: a level closer than this to a breakpoint stands on it


@njit(nogil=True, cache=True)
def operate(
    cost: Any,
    limit: Any,
    demand: Any,
    step: Any,
    charge: Any,
    discharge: Any,
    energy: Any,
    retention: Any,
    gain: float,
    yield_: float,
    opening: float,
    ending: float,
    supply: Any,
    charged: Any,
    discharged: Any,
    level: Any,
    price: Any,
    water: Any,
) -> int:
    """Operate a site over its hours; fill supply[J, H], charged, discharged, level, price and water [H].

    Returns the first hour that cannot be operated, or DONE.
    """
    hours = demand.size
    order = np.arange(cost.shape[0])
    values, widths = np.empty(2 * cost.shape[0] + 4), np.empty(2 * cost.shape[0] + 4)
    tank = max(energy.max(), (charge.max() + discharge.max()) * step.max(), 1e-300)
    begin = np.zeros(hours + 1, np.int64)
    pool = np.empty((2, 24 * hours + 256))
    filled = _after_the_end(pool, energy[hours - 1], ending)
    begin[hours - 1], begin[hours] = 0, filled
    ends = np.empty(hours, np.int64)
    ends[hours - 1] = filled
    for hour in range(hours - 1, 0, -1):
        sort_by_cost(cost, hour, order)
        count, least = energy_curve(
            cost,
            limit,
            hour,
            order,
            demand[hour],
            step[hour],
            charge[hour],
            discharge[hour],
            gain,
            yield_,
            values,
            widths,
            SLIVER * tank,
        )
        if count < 0:
            return hour
        pool = _roomy(pool, filled + ends[hour] - begin[hour] + count + 2)
        begin[hour - 1] = filled
        filled = _merge(
            pool,
            begin[hour],
            ends[hour],
            filled,
            values,
            widths,
            count,
            least,
            retention[hour],
            energy[hour - 1],
            SLIVER * tank,
        )
        ends[hour - 1] = filled
    held, before = opening, 0.0
    for hour in range(hours):
        sort_by_cost(cost, hour, order)
        count, least = energy_curve(
            cost,
            limit,
            hour,
            order,
            demand[hour],
            step[hour],
            charge[hour],
            discharge[hour],
            gain,
            yield_,
            values,
            widths,
            SLIVER * tank,
        )
        if count < 0:
            return hour
        kept = retention[hour] * held
        target, low, high = _split(
            pool, begin[hour], ends[hour], values, widths, count, least, kept, KINK * tank
        )
        if np.isnan(target):
            return hour
        held = min(max(target, 0.0), energy[hour])
        before = _water_value(
            before / retention[hour] if hour > 0 and retention[hour] > 0.0 else low, low, high
        )
        level[hour], water[hour] = held, before
        charged[hour], discharged[hour] = charges_of(
            held - kept,
            cost,
            limit,
            hour,
            order,
            demand[hour],
            step[hour],
            charge[hour],
            discharge[hour],
            gain,
            yield_,
        )
        _supply(supply, cost, limit, hour, order, demand[hour] + charged[hour] - discharged[hour])
        price[hour] = marginal_cost(
            supply,
            cost,
            limit,
            hour,
            order,
            charged[hour],
            discharged[hour],
            charge[hour],
            discharge[hour],
            before * step[hour] * gain,
            before * step[hour] / yield_,
        )
    return DONE


@njit(nogil=True, cache=True)
def _after_the_end(pool: Any, tank: float, ending: float) -> int:
    """Lay the value of energy after the last hour: beyond price up to the ending level, nothing above it."""
    count = 0
    if ending > 0.0:
        pool[0, 0], pool[1, 0] = np.inf, min(ending, tank)
        count = 1
    if tank > ending:
        pool[0, count], pool[1, count] = 0.0, tank - ending
        count += 1
    return count


@njit(nogil=True, cache=True)
def _roomy(pool: Any, size: int) -> Any:
    """Return a pool with room for `size` slopes, twice as large where it has to grow."""
    if size <= pool.shape[1]:
        return pool
    larger = np.empty((2, 2 * size))
    larger[:, : pool.shape[1]] = pool
    return larger


@njit(nogil=True, cache=True)
def _merge(
    pool: Any,
    first: int,
    last: int,
    place: int,
    values: Any,
    widths: Any,
    count: int,
    least: float,
    keep: float,
    tank: float,
    sliver: float,
) -> int:
    """Merge the future's slopes pool[first:last] and the hour's into pool[place:], cut to the tank before; return the end."""
    start, own = place, count - 1
    skip, room, carry = least + widths[:count].sum(), keep * tank, 0.0
    if skip < 0.0:  # even the most charging draws energy: a tank this empty cannot be left
        pool[0, place], pool[1, place] = np.inf, min(-skip, room) / max(keep, 1e-300)
        room -= min(-skip, room)
        place, skip = place + 1, 0.0
    while room > 0.0 and (first < last or own >= 0):
        if first < last and (own < 0 or pool[0, first] >= values[own]):
            value, width = pool[0, first], pool[1, first]
            first += 1
        else:
            value, width = values[own], widths[own]
            own -= 1
        if width <= skip:
            skip -= width
            continue
        width, skip = min(width - skip, room), 0.0
        room -= width
        carry += width
        if carry > sliver:
            place = _append(pool, start, place, value * keep, carry / keep)
            carry = 0.0
    if carry > 0.0 and place > start:
        pool[1, place - 1] += carry / keep
    return place


@njit(nogil=True, cache=True)
def _append(pool: Any, start: int, place: int, value: float, width: float) -> int:
    if place > start and pool[0, place - 1] == value:
        pool[1, place - 1] += width
        return place
    pool[0, place], pool[1, place] = value, width
    return place + 1


@njit(nogil=True, cache=True)
def _split(
    pool: Any,
    first: int,
    last: int,
    values: Any,
    widths: Any,
    count: int,
    least: float,
    kept: float,
    kink: float,
) -> tuple[float, float, float]:
    """Return the level to end the hour with, and the slopes on both sides of it; NaN where none is possible."""
    left, own = kept + least + widths[:count].sum(), count - 1
    target, above = 0.0, np.inf
    if left < -kink:
        return np.nan, 0.0, 0.0
    while first < last or own >= 0:
        future = first < last and (own < 0 or pool[0, first] >= values[own])
        value, width = (pool[0, first], pool[1, first]) if future else (values[own], widths[own])
        if left <= kink:
            return (np.nan if value == np.inf and width > 4.0 * kink else target), value, above
        taken = width if width <= left + kink else left
        target += taken if future else 0.0
        left -= taken
        above = value
        if taken < width:
            return (np.nan if value == np.inf else target), value, value
        first, own = (first + 1, own) if future else (first, own - 1)
    return (target if left <= 4.0 * kink else np.nan), -np.inf, above


@njit(nogil=True, cache=True)
def _water_value(wish: float, low: float, high: float) -> float:
    """Return the value nearest to the wish inside the slopes, and finite."""
    value = min(max(wish, low), high)
    if np.isinf(value):
        value = low if not np.isinf(low) else (high if not np.isinf(high) else 0.0)
    return value


@njit(nogil=True, cache=True)
def _supply(supply: Any, cost: Any, limit: Any, hour: int, order: Any, asked: float) -> None:
    """Fill supply in order of cost up to what is asked."""
    left = max(asked, 0.0)
    for place in range(order.size):
        segment = order[place]
        supply[segment, hour] = min(limit[segment, hour], left)
        left -= supply[segment, hour]
