"""One site-year of a draw through the dispatch kernel: capacities by month in, energy and cost by month out."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit

from gigaplan.plan.dispatch.hour import Site
from gigaplan.plan.dispatch.kernel import Operation, Workspace, new_operation, new_workspace, operate


class Room(NamedTuple):
    """What a site-year is worked out in; used again for every one of its size, by one thread at a time."""

    work: Workspace
    found: Operation
    cost: Any
    limit: Any
    hourly: Any


def new_room(segments: int, hours: int) -> Room:
    """Return room for a site-year of J segments and H hours."""
    return Room(
        new_workspace(segments, hours),
        new_operation(segments, hours),
        np.zeros((segments, hours)),
        np.zeros((segments, hours)),
        np.zeros((4, hours)),
    )


@njit(nogil=True, cache=True, error_model="numpy")
def run_without_store(
    availability: Any,
    price: Any,
    grid_price: Any,
    on_grid: Any,
    sheds: Any,
    capacity: Any,
    month: Any,
    weight: Any,
    energy: Any,
    paid: Any,
) -> None:
    """Fill energy and paid as `run_site_year` does where nothing is stored: each hour by itself, the cheapest supply first.

    Segments of which nothing stands all year are passed over. Work that can be shed is supply too, so every hour is met.
    """
    used = np.flatnonzero(np.array([capacity[segment].max() > 0.0 for segment in range(len(capacity))]))
    order, cost, limit = used.copy(), np.empty(len(used)), np.empty(len(used))
    for hour in range(availability.shape[1]):
        now, demand = month[hour], 0.0
        for place in range(len(used)):
            segment = order[place]
            unit = weight[hour] * (grid_price[hour] if on_grid[segment] else price[segment, now])
            most, spot = availability[segment, hour] * capacity[segment, now], place
            while spot > 0 and cost[spot - 1] > unit:
                cost[spot], limit[spot], order[spot] = cost[spot - 1], limit[spot - 1], order[spot - 1]
                spot -= 1
            cost[spot], limit[spot], order[spot] = unit, most, segment
        for segment in used:
            if sheds[segment]:
                demand += availability[segment, hour] * capacity[segment, now]
        for place in range(len(used)):
            given = min(max(demand, 0.0), limit[place])
            energy[order[place], now] += weight[hour] * given
            paid[order[place], now] += cost[place] * given
            demand -= given
            if demand <= 0.0:
                break


@njit(nogil=True, cache=True, error_model="numpy")
def run_site_year(
    availability: Any,
    price: Any,
    grid_price: Any,
    on_grid: Any,
    sheds: Any,
    capacity: Any,
    store_power: Any,
    store_energy: Any,
    month: Any,
    weight: Any,
    step: Any,
    retention: Any,
    gain: float,
    loss: float,
    room: Room,
    energy: Any,
    paid: Any,
) -> int:
    """Fill energy[J, months] [MWh] and paid[J, months] [MUSD_2026]; return the hour that cannot be operated, or -1.

    price[J, months] and grid_price[H] are a draw's [MUSD_2026/MWh]; capacity[J, months], store_power and
    store_energy[months] what stands. Stores start each year empty.
    """
    segments, hours = availability.shape
    for hour in range(hours):
        now, demand = month[hour], 0.0
        for segment in range(segments):
            limit = availability[segment, hour] * capacity[segment, now]
            room.limit[segment, hour] = limit
            unit = grid_price[hour] if on_grid[segment] else price[segment, now]
            room.cost[segment, hour] = weight[hour] * unit
            if sheds[segment]:
                demand += limit
        room.hourly[0, hour] = demand
        room.hourly[1, hour] = store_power[now]
        room.hourly[2, hour] = store_energy[now]
    nothing = room.hourly[3]
    site = Site(
        room.cost, room.limit, room.hourly[0], step, room.hourly[1], room.hourly[1], room.hourly[2],
        retention, nothing, nothing, gain, loss,
    )  # fmt: skip
    failed, _ = operate(site, 0.0, 0.0, room.work, room.found)
    if failed >= 0:
        return int(failed)
    for hour in range(hours):
        for segment in range(segments):
            given = room.found.supply[segment, hour]
            energy[segment, month[hour]] += weight[hour] * given
            paid[segment, month[hour]] += room.cost[segment, hour] * given
    return -1
