"""One hour: what it costs to leave with more or less stored energy, as slopes in rising order.

Supply steps p (cost of a MW held over the step) become values of stored energy: charging stores `gain` of a
MWh taken, discharging gives `yield_` of a MWh drawn. At negative prices charging and discharging at once is
worthwhile, because losses burn energy that somebody pays to be rid of; the curve holds that too.
Units: power [MW], step [h], cost [money per MW of the step], energy values [money per MWh stored].
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit


class Site(NamedTuple):
    """A site's hours as the compiled functions see them: cost, limit [J, H], the rest [H], efficiencies."""

    cost: Any
    limit: Any
    demand: Any
    step: Any
    charge: Any
    discharge: Any
    energy: Any
    retention: Any
    gain: float
    yield_: float


compiled = njit(nogil=True, cache=True, error_model="numpy")


@compiled
def sort_by_cost(cost: Any, order: Any) -> None:
    """Put `order` in rising order of an hour's cost [J]; fast where the hour before was sorted alike."""
    for place in range(1, order.size):
        segment = order[place]
        price = cost[segment]
        while place > 0 and cost[order[place - 1]] > price:
            order[place] = order[place - 1]
            place -= 1
        order[place] = segment


@compiled
def burned(net: float, charge: float, discharge: float, charging: float, drawing: float) -> float:
    """Return the least energy stored at a net charge: charging and discharging both as high as can be."""
    out = min(discharge, charge - net)
    return charging * (net + out) - drawing * out


@compiled
def calm(net: float, charging: float, drawing: float) -> float:
    """Return the most energy stored at a net charge: charging or discharging, never both."""
    return charging * net if net > 0.0 else drawing * net


@compiled
def push(values: Any, widths: Any, count: int, value: float, width: float) -> int:
    """Append a slope to a curve; join it to the last one where they are equal; return the new count."""
    if count > 0 and values[count - 1] == value:
        widths[count - 1] += width
        return count
    values[count] = value
    widths[count] = width
    return count + 1


@compiled
def push_step(
    values: Any,
    widths: Any,
    count: int,
    price: float,
    low: float,
    middle: float,
    high: float,
    below: float,
    above: float,
    sliver: float,
) -> int:
    """Append a supply step from net charge `low` to `high`; a MW is `below` or `above` MWh either side of `middle`."""
    width = below * (middle - low)
    if width > sliver:
        count = push(values, widths, count, price / below, width)
    width = above * (high - middle)
    if width > sliver:
        count = push(values, widths, count, price / above, width)
    return count


@compiled
def draw_curve(
    price: Any,
    limit: Any,
    demand: float,
    charging: float,
    drawing: float,
    charge: float,
    discharge: float,
    values: Any,
    widths: Any,
    sliver: float,
) -> tuple[int, float, float]:
    """Draw the curve of an hour from its supply in order of cost: values (rising) and widths of the slopes.

    charging, drawing: MWh stored or drawn for a MW over the step. Returns the count of slopes (-1 where demand
    cannot be met), the least energy, and the net charge up to which supply is paid to be taken. Slopes narrower
    than `sliver` [MWh] are rounding and left out. Below zero price steps come out of burning, where charging is
    used up before discharging gives way; above it less is drawn before more is stored.
    """
    spare = -demand
    for place in range(limit.size):
        spare += limit[place]
    lowest, highest = max(-discharge, -demand), min(charge, spare)
    if highest < lowest - 1e-12 * max(1.0, demand):
        return -1, 0.0, 0.0
    count, paid, free, opened, reach, part = 0, lowest, lowest, False, -demand, charge - discharge
    for place in range(price.size):
        low = max(reach, lowest)
        reach += limit[place]
        high = min(reach, highest)
        if price[place] > 0.0 and not opened:
            width = calm(free, charging, drawing) - burned(paid, charge, discharge, charging, drawing)
            count = push(values, widths, count, 0.0, width) if width > sliver else count
            opened = True
        if high <= low:
            continue
        if price[place] > 0.0:
            count = push_step(
                values,
                widths,
                count,
                price[place],
                low,
                min(max(0.0, low), high),
                high,
                drawing,
                charging,
                sliver,
            )
        else:
            free = high
        if price[place] < 0.0:
            paid = high
            count = push_step(
                values,
                widths,
                count,
                price[place],
                low,
                min(max(part, low), high),
                high,
                charging,
                drawing,
                sliver,
            )
    width = calm(free, charging, drawing) - burned(paid, charge, discharge, charging, drawing)
    if not opened and width > sliver:
        count = push(values, widths, count, 0.0, width)
    return count, burned(lowest, charge, discharge, charging, drawing), paid


@compiled
def charges_of(
    energy: float, paid: float, charge: float, discharge: float, charging: float, drawing: float
) -> tuple[float, float]:
    """Return the power charged and discharged [MW] that store `energy` at least cost."""
    net = energy / charging if energy > 0.0 else energy / drawing
    if net >= paid:
        return min(max(net, 0.0), charge), min(max(-net, 0.0), discharge)
    if energy >= burned(paid, charge, discharge, charging, drawing):
        loss = drawing - charging
        out = (charging * paid - energy) / loss if loss > 0.0 else 0.0
        out = min(max(out, -paid, 0.0), discharge, charge - paid)
        return paid + out, out
    taken = (energy + drawing * discharge) / charging
    if taken > charge:
        return charge, max((charging * charge - energy) / drawing, 0.0)
    return max(taken, 0.0), discharge


@compiled
def give_supply(price: Any, limit: Any, order: Any, asked: float, supply: Any) -> tuple[float, float, float]:
    """Fill an hour's supply in order of cost; return the bounds it sets to the marginal cost, and a wish."""
    left, low, high, wish = max(asked, 0.0), -np.inf, np.inf, price[0]
    for place in range(price.size):
        given = min(limit[place], left)
        supply[order[place]] = given
        left -= given
        slack = 1e-11 * max(1.0, limit[place])
        if given > slack:
            low = wish = price[place]
        if limit[place] - given > slack and price[place] < high:
            high = price[place]
    return low, high, wish


@compiled
def marginal_cost(
    bounds: tuple[float, float, float],
    charged: float,
    discharged: float,
    charge: float,
    discharge: float,
    worth_in: float,
    worth_out: float,
) -> float:
    """Return the marginal cost of an hour [money per MW of the step], inside every bound its operation sets.

    Supply in part use fixes it; the store fixes it where it is in part use: `worth_in` is what a MW charged is
    worth in stored energy, `worth_out` what a MW discharged costs in it.
    """
    low, high, wish = bounds
    slack_in, slack_out = 1e-11 * max(1.0, charge), 1e-11 * max(1.0, discharge)
    if charged > slack_in:
        high = min(high, worth_in)
    if charge - charged > slack_in:
        low = max(low, worth_in)
    if discharged > slack_out:
        low = max(low, worth_out)
    if discharge - discharged > slack_out:
        high = min(high, worth_out)
    return min(max(wish, low), max(high, low))
