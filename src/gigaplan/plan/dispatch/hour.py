"""One hour: what it costs to leave with more or less stored energy, as slopes in rising order.

Supply steps p (cost of a MW held over the step) become values of stored energy: charging stores `gain` of a
MWh taken, discharging gives `yield_` of a MWh drawn. At negative prices charging and discharging at once is
worthwhile, because losses burn energy that somebody pays to be rid of; the curve holds that too.
Units: power [MW], step [h], cost [money per MW of the step], energy values [money per MWh stored].
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit


@njit(nogil=True, cache=True)
def sort_by_cost(cost: Any, hour: int, order: Any) -> None:
    """Put `order` in rising order of an hour's cost; fast where the hour before was sorted alike."""
    for place in range(1, order.size):
        segment = order[place]
        price = cost[segment, hour]
        while place > 0 and cost[order[place - 1], hour] > price:
            order[place] = order[place - 1]
            place -= 1
        order[place] = segment


@njit(nogil=True, cache=True)
def net_range(limit: Any, hour: int, demand: float, charge: float, discharge: float) -> tuple[float, float]:
    """Return least and most net charge [MW] that supply, demand and the store's power allow."""
    supply = 0.0
    for segment in range(limit.shape[0]):
        supply += limit[segment, hour]
    return max(-discharge, -demand), min(charge, supply - demand)


@njit(nogil=True, cache=True)
def burned_energy(
    net: float, charge: float, discharge: float, gain: float, yield_: float, step: float
) -> float:
    """Return the least energy stored at a net charge: charging and discharging both as high as can be."""
    out = min(discharge, charge - net)
    return step * (gain * (net + out) - out / yield_)


@njit(nogil=True, cache=True)
def calm_energy(net: float, gain: float, yield_: float, step: float) -> float:
    """Return the most energy stored at a net charge: charging or discharging, never both."""
    return step * gain * net if net > 0.0 else step * net / yield_


@njit(nogil=True, cache=True)
def push(values: Any, widths: Any, count: int, value: float, width: float, sliver: float) -> int:
    """Append a slope, unless its width is rounding; join it to the last one where they are equal. Return the new count."""
    if width <= sliver:
        return count
    if count > 0 and values[count - 1] == value:
        widths[count - 1] += width
        return count
    values[count] = value
    widths[count] = width
    return count + 1


@njit(nogil=True, cache=True)
def push_step(
    values: Any,
    widths: Any,
    count: int,
    price: float,
    low: float,
    high: float,
    split: float,
    steep: bool,
    factors: Any,
    sliver: float,
) -> int:
    """Append a supply step from net charge `low` to `high`, parted where charging takes over.

    factors: energy per MW below and above the part. Below zero price the steps come out of burning, where
    charging is used up first (`steep`), above it from drawing less before storing more.
    """
    below, above = (factors[0], factors[1]) if not steep else (factors[1], factors[0])
    if low < split:
        middle = min(high, split)
        count = push(values, widths, count, price / below, below * (middle - low), sliver)
        low = middle
    if high > low:
        count = push(values, widths, count, price / above, above * (high - low), sliver)
    return count


@njit(nogil=True, cache=True)
def energy_curve(
    cost: Any,
    limit: Any,
    hour: int,
    order: Any,
    demand: float,
    step: float,
    charge: float,
    discharge: float,
    gain: float,
    yield_: float,
    values: Any,
    widths: Any,
    sliver: float,
) -> tuple[int, float]:
    """Fill values (rising) and widths of the hour's cost against energy stored; return their count and the least energy.

    A count of -1 says that demand cannot be met. values, widths: room for twice the segments and one more;
    slopes narrower than `sliver` [MWh] are rounding and left out.
    """
    lowest, highest = net_range(limit, hour, demand, charge, discharge)
    if highest < lowest - 1e-12 * max(1.0, demand):
        return -1, 0.0
    factors = (step / yield_, step * gain)
    count, used, passed = 0, 0.0, False
    net = lowest
    for place in range(order.size):
        price = cost[order[place], hour]
        if price > 0.0 and not passed:
            count = push(
                values,
                widths,
                count,
                0.0,
                calm_energy(net, gain, yield_, step)
                - _burned_before(
                    cost, limit, hour, order, demand, lowest, highest, charge, discharge, gain, yield_, step
                ),
                sliver,
            )
            passed = True
        low, high = max(used - demand, lowest), min(used + limit[order[place], hour] - demand, highest)
        used += limit[order[place], hour]
        if high <= low:
            continue
        if price < 0.0:
            count = push_step(
                values, widths, count, price, low, high, charge - discharge, True, factors, sliver
            )
        elif price > 0.0:
            count = push_step(values, widths, count, price, low, high, 0.0, False, factors, sliver)
        net = high if price <= 0.0 else net
    if not passed:
        count = push(
            values,
            widths,
            count,
            0.0,
            calm_energy(net, gain, yield_, step)
            - _burned_before(
                cost, limit, hour, order, demand, lowest, highest, charge, discharge, gain, yield_, step
            ),
            sliver,
        )
    return count, burned_energy(lowest, charge, discharge, gain, yield_, step)


@njit(nogil=True, cache=True)
def paid_to_take(cost: Any, limit: Any, hour: int, order: Any) -> float:
    """Return the supply [MW] that comes at a price below zero."""
    supply = 0.0
    for place in range(order.size):
        if cost[order[place], hour] >= 0.0:
            break
        supply += limit[order[place], hour]
    return supply


@njit(nogil=True, cache=True)
def _burned_before(
    cost: Any,
    limit: Any,
    hour: int,
    order: Any,
    demand: float,
    lowest: float,
    highest: float,
    charge: float,
    discharge: float,
    gain: float,
    yield_: float,
    step: float,
) -> float:
    """Return the energy stored where every negative price is used and burning is at its height."""
    net = min(max(paid_to_take(cost, limit, hour, order) - demand, lowest), highest)
    burned: float = burned_energy(net, charge, discharge, gain, yield_, step)
    return burned


@njit(nogil=True, cache=True)
def charges_of(
    energy: float,
    cost: Any,
    limit: Any,
    hour: int,
    order: Any,
    demand: float,
    step: float,
    charge: float,
    discharge: float,
    gain: float,
    yield_: float,
) -> tuple[float, float]:
    """Return the power charged and discharged [MW] that store `energy` at least cost."""
    lowest, highest = net_range(limit, hour, demand, charge, discharge)
    paid = min(max(paid_to_take(cost, limit, hour, order) - demand, lowest), highest)
    calm = energy / (step * gain) if energy > 0.0 else energy * yield_ / step
    if calm >= paid:
        net = min(max(calm, lowest), highest)
        return max(net, 0.0), max(-net, 0.0)
    if energy >= burned_energy(paid, charge, discharge, gain, yield_, step):
        loss = 1.0 / yield_ - gain
        out = (gain * paid - energy / step) / loss if loss > 0.0 else 0.0
        out = min(max(out, -paid, 0.0), discharge, charge - paid)
        return paid + out, out
    taken = (energy / step + discharge / yield_) / gain
    if taken > charge:
        return charge, max((gain * charge - energy / step) * yield_, 0.0)
    return max(taken, 0.0), discharge


@njit(nogil=True, cache=True)
def marginal_cost(
    supply: Any,
    cost: Any,
    limit: Any,
    hour: int,
    order: Any,
    charged: float,
    discharged: float,
    charge: float,
    discharge: float,
    worth_in: float,
    worth_out: float,
) -> float:
    """Return the marginal cost of an hour [money per MW of the step], inside every bound its operation sets.

    Supply in part use fixes it; the store fixes it where it is in part use: `worth_in` is what a MW charged
    is worth, `worth_out` what a MW discharged costs in stored energy.
    """
    low, high, wish = -np.inf, np.inf, cost[order[0], hour]
    for place in range(order.size):
        segment = order[place]
        slack = 1e-11 * max(1.0, limit[segment, hour])
        if supply[segment, hour] > slack:
            low = max(low, cost[segment, hour])
            wish = cost[segment, hour]
        if limit[segment, hour] - supply[segment, hour] > slack:
            high = min(high, cost[segment, hour])
    slack_in, slack_out = 1e-11 * max(1.0, charge), 1e-11 * max(1.0, discharge)
    if charged > slack_in:
        high = min(high, worth_in)
    if charge - charged > slack_in:
        low = max(low, worth_in)
    if discharged > slack_out:
        low = max(low, worth_out)
    if discharge - discharged > slack_out:
        high = min(high, worth_out)
    marginal: float = min(max(wish, low), max(high, low))
    return marginal
