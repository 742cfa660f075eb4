"""One hour: its supply in order of cost, what more or less stored energy costs in it, and its marginal cost.

Supply steps p (cost of a MW held over the step) become values of stored energy: charging stores `charging` MWh
for a MW, discharging draws `drawing` MWh for a MW. Below a price that losses and the costs of use set,
charging and discharging at once is worthwhile, because somebody pays for energy to be burned; the curve holds
that too. Units: power [MW], step [h], cost [money per MW of the step], values of energy [money per MWh stored].
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numba import njit

Function = TypeVar("Function", bound=Callable[..., Any])
# Without reference counts (the caller keeps every array alive) and inlined, an hour costs a third of the time.
# The compiler's cache looks at the file of the outer function alone: whoever changes what is inlined touches kernel.py.
compiled: Callable[[Function], Function] = njit(nogil=True, cache=True, error_model="numpy", _nrt=False)
inlined: Callable[[Function], Function] = njit(nogil=True, error_model="numpy", _nrt=False, inline="always")
ROUNDING = 1e-12  # of an hour's largest power: what sums of powers may miss each other by


class Site(NamedTuple):
    """A site over a block: cost, limit [J, H]; demand and the store's limits and costs of use [H]."""

    cost: Any
    limit: Any
    demand: Any
    step: Any
    charge: Any
    discharge: Any
    energy: Any
    retention: Any
    charge_cost: Any
    discharge_cost: Any
    gain: float
    loss: float  # MWh drawn from the store for a MWh discharged


class Merit(NamedTuple):
    """Every hour's supply in rising order of cost [H, J]: cost, limit and the segment it is; total supply [H]."""

    cost: Any
    limit: Any
    segment: Any
    total: Any


class Curves(NamedTuple):
    """Every hour's cost of storing: slopes (rising) and widths from begin[H] to begin[H+1]; the most energy and
    the least an hour can store [H]; net charge up to which supply is paid to be burned [H]."""

    value: Any
    width: Any
    begin: Any
    most: Any
    least: Any
    paid: Any


@inlined
def sort_hour(site: Site, hour: int, merit: Merit, guess: int) -> None:
    """Lay an hour's supply in rising order of cost, from the order of the hour `guess`: fast where they are alike."""
    total = 0.0
    for place in range(site.cost.shape[0]):
        segment = merit.segment[guess, place]
        price, limit, spot = site.cost[segment, hour], site.limit[segment, hour], place
        total += limit
        while spot > 0 and merit.cost[hour, spot - 1] > price:
            merit.cost[hour, spot] = merit.cost[hour, spot - 1]
            merit.limit[hour, spot] = merit.limit[hour, spot - 1]
            merit.segment[hour, spot] = merit.segment[hour, spot - 1]
            spot -= 1
        merit.cost[hour, spot], merit.limit[hour, spot], merit.segment[hour, spot] = price, limit, segment
    merit.total[hour] = total


@inlined
def burn_price(charge_cost: float, discharge_cost: float, gain: float, loss: float) -> float:
    """Return the price below which a MW is worth burning by charging and discharging at once."""
    lost = loss - gain
    if lost > 0.0:
        return -(loss * charge_cost + gain * discharge_cost) / lost
    return -np.inf if charge_cost + discharge_cost >= 0.0 else np.inf


@inlined
def burned_energy(net: float, charge: float, discharge: float, charging: float, drawing: float) -> float:
    """Return the least energy stored at a net charge: charging and discharging both as high as can be."""
    out = min(discharge, charge - net)
    return charging * (net + out) - drawing * out


@inlined
def calm_energy(net: float, charging: float, drawing: float) -> float:
    """Return the most energy stored at a net charge: charging or discharging, never both."""
    return charging * net if net > 0.0 else drawing * net


@inlined
def push(curves: Curves, count: int, first: int, value: float, width: float) -> int:
    """Append a slope of some width; join it to the last one where it does not rise. Return the new count."""
    if width <= 0.0:
        return count
    if count > first and curves.value[count - 1] >= value:
        curves.width[count - 1] += width
        return count
    curves.value[count], curves.width[count] = value, width
    return count + 1


@inlined
def draw_curve(site: Site, hour: int, merit: Merit, curves: Curves) -> bool:
    """Draw the curve of an hour after the ones drawn before it; say whether its demand can be met."""
    first = count = curves.begin[hour]
    demand, total, charge, discharge = (
        site.demand[hour],
        merit.total[hour],
        site.charge[hour],
        site.discharge[hour],
    )
    charging, drawing = site.step[hour] * site.gain, site.step[hour] * site.loss
    lowest, highest = max(-discharge, -demand), min(charge, total - demand)
    if highest < lowest:
        if highest < lowest - ROUNDING * max(total, abs(demand), discharge):
            return False
        highest = lowest
    burn = burn_price(site.charge_cost[hour], site.discharge_cost[hour], site.gain, site.loss)
    net, used, place, segments = lowest, -demand, 0, site.cost.shape[0]
    while place < segments and merit.cost[hour, place] < burn:
        low, used = max(used, lowest), used + merit.limit[hour, place]
        high = min(used, highest)
        if high > low:
            count = push_step(
                site, hour, merit.cost[hour, place], low, high, charge - discharge, True, curves, count, first
            )
            net = high
        place += 1
    if drawing > charging:
        worth = -(site.charge_cost[hour] + site.discharge_cost[hour]) / (drawing - charging)
        width = calm_energy(net, charging, drawing) - burned_energy(net, charge, discharge, charging, drawing)
        count = push(curves, count, first, worth, width)
    curves.paid[hour], curves.most[hour] = net, calm_energy(highest, charging, drawing)
    curves.least[hour] = burned_energy(lowest, charge, discharge, charging, drawing)
    while place < segments and used < highest:
        low, used = max(used, lowest), used + merit.limit[hour, place]
        high = min(used, highest)
        if high > low:
            count = push_step(
                site, hour, merit.cost[hour, place], low, high, 0.0, False, curves, count, first
            )
        place += 1
    curves.begin[hour + 1] = count
    return True


@inlined
def push_step(
    site: Site, hour: int, price: float, low: float, high: float, split: float, burning: bool, curves: Curves,
    count: int, first: int,
) -> int:  # fmt: skip
    """Append a supply step from net charge `low` to `high`, parted at `split` between charging and discharging.

    While burning, the first steps charge more and the last ones discharge less; else the other way round.
    """
    charging, drawing = site.step[hour] * site.gain, site.step[hour] * site.loss
    middle = min(max(low, split), high)
    charged, drawn = (middle - low, high - middle) if burning else (high - middle, middle - low)
    store, save = (price + site.charge_cost[hour]) / charging, (price - site.discharge_cost[hour]) / drawing
    if burning:
        count = push(curves, count, first, store, charging * charged)
        return push(curves, count, first, save, drawing * drawn)
    count = push(curves, count, first, save, drawing * drawn)
    return push(curves, count, first, store, charging * charged)


@inlined
def charges_of(
    energy: float, paid: float, charge: float, discharge: float, charging: float, drawing: float
) -> tuple[float, float]:
    """Return the power charged and discharged [MW] that store `energy` at least cost."""
    if drawing <= charging or energy >= calm_energy(paid, charging, drawing):
        if energy > 0.0:
            return min(energy / charging, charge), 0.0
        return 0.0, min(-energy / drawing, discharge)
    if energy >= burned_energy(paid, charge, discharge, charging, drawing):
        out = (charging * paid - energy) / (drawing - charging)
        out = min(max(out, -paid, 0.0), discharge, charge - paid)
        return paid + out, out
    taken = (energy + drawing * discharge) / charging
    if taken > charge:
        return charge, max((charging * charge - energy) / drawing, 0.0)
    return max(taken, 0.0), discharge


@inlined
def cost_at(merit: Merit, hour: int, asked: float) -> float:
    """Return the cost of the last MW of supply asked for; beyond every price where there is none."""
    total, cost = merit.total[hour], np.nan
    if asked < 0.0 and asked < -ROUNDING * total:
        return -np.inf
    if asked > total and asked > total * (1.0 + ROUNDING):
        return np.inf
    used = 0.0
    for place in range(merit.cost.shape[1]):
        if merit.limit[hour, place] > 0.0:
            used += merit.limit[hour, place]
            cost = merit.cost[hour, place]
            if used >= asked:
                return float(cost)
    return 0.0 if np.isnan(cost) else float(cost)


@inlined
def marginal_cost(site: Site, hour: int, merit: Merit, water: float) -> float:
    """Return the marginal cost of an hour [money per MW of the step] at a value of stored energy.

    It clears the hour's supply against what the store takes at each price: charging in full below what a MW
    charged is worth, discharging in full above what a MW discharged costs.
    """
    charge, discharge, demand = site.charge[hour], site.discharge[hour], site.demand[hour]
    worth_in = water * site.step[hour] * site.gain - site.charge_cost[hour]
    worth_out = water * site.step[hour] * site.loss + site.discharge_cost[hour]
    low, high, middle = worth_in, worth_out, demand
    if worth_out < worth_in:
        low, high, middle = worth_out, worth_in, demand + charge - discharge
    taking = cost_at(merit, hour, demand + charge)
    if taking <= low:
        return taking
    between = float(min(max(cost_at(merit, hour, middle), low), high))
    return between if between < high else max(between, cost_at(merit, hour, demand - discharge))
