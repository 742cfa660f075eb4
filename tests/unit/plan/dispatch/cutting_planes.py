"""Sizes for published cases: cutting planes over capacities, with the kernel's exact cost and slopes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

Floats = NDArray[np.float64]
Evaluate = Callable[[Floats], tuple[float, Floats]]


@dataclass(frozen=True)
class Best:
    """The best point seen, its cost, and a cost no point undercuts."""

    point: Floats
    cost: float
    bound: float


def minimise(evaluate: Evaluate, start: Floats, upper: Floats, gap: float, rounds: int = 300) -> Best:
    """Minimise a convex function within 0 and `upper` until best and bound are within a relative gap.

    Each round cuts half-way between the best point and the cuts' own, every fifth round at the cuts' own.
    """
    cuts: list[tuple[Floats, float]] = []
    cost, slope = evaluate(start)
    best = Best(start, cost, -np.inf)
    point = start
    for number in range(rounds):
        cuts.append((slope, cost - slope @ point))
        matrix = np.array(
            [np.append(slope * upper, -1.0) for slope, _ in cuts]
        )  # sizes as shares of their upper limits
        right = np.array([-constant for _, constant in cuts])
        limits = [(0.0, 1.0)] * len(upper) + [(None, None)]
        found = linprog(
            np.append(np.zeros(len(upper)), 1.0), A_ub=matrix, b_ub=right, bounds=limits, method="highs"
        )
        best = Best(best.point, best.cost, float(found.fun))
        if best.cost - best.bound <= gap * abs(best.cost):
            return best
        own = found.x[:-1] * upper
        point = own if number % 5 == 4 else (own + best.point) / 2
        cost, slope = evaluate(point)
        if cost < best.cost:
            best = Best(point, cost, best.bound)
    return best


def dearest(
    evaluate: Callable[[float], tuple[float, float]], highest: float, tolerance: float
) -> tuple[float, float]:
    """Maximise a concave function of one price within 0 and `highest` from its values and slopes; return price and value.

    Each round tries the price where the lines at both ends of the bracket meet; at a kink they meet at the top.
    """
    low, high = 0.0, highest
    (low_value, low_slope), (high_value, high_slope) = evaluate(low), evaluate(high)
    if low_slope <= 0.0:
        return low, low_value
    if high_slope >= 0.0:
        return high, high_value
    while True:
        price = (high_value - low_value + low_slope * low - high_slope * high) / (low_slope - high_slope)
        top = low_value + low_slope * (price - low)
        value, slope = evaluate(price)
        if top - value <= tolerance * abs(value) or slope == 0.0:
            return price, value
        if slope > 0.0:
            low, low_value, low_slope = price, value, slope
        else:
            high, high_value, high_slope = price, value, slope
