"""Spreads as percentile functions: three percentiles, or a distribution of scipy.stats."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import stats
from scipy.special import ndtri

from gigaplan import catalogue
from gigaplan.scenario.schema import Scenario
from gigaplan.scenario.uncertainty import FactorSpread, MonthsSpread

Floats = NDArray[np.float64]
PERCENTILE = 0.9
UNITS = {
    "construction_slip": "month",
    "grid_slip": "month",
    "turbine_slip": "month",
    "chip_slip": "month",
    "chip_price": "dimensionless",
    "demand": "dimensionless",
    "worth": "dimensionless",
    "power_price": "dimensionless",
    "gas_price": "dimensionless",
}
CERTAIN_UNLESS_GIVEN = ("grid_slip", "turbine_slip")
SHIPPED = ("uncertainty", "programme")


def shipped(name: str, unit: str = "dimensionless") -> float:
    """Return the catalogue's central number of an uncertain input."""
    return catalogue.entry(*SHIPPED).number(name, unit)


def quantile(scenario: Scenario, name: str, chance: Floats) -> Floats:
    """Return an input's value at each chance: months late, or a factor."""
    given: MonthsSpread | FactorSpread | None = getattr(scenario.uncertainty, name)
    if given is None and name in CERTAIN_UNLESS_GIVEN:
        return np.zeros_like(chance)
    if given is None:
        return of_three(*catalogue.entry(*SHIPPED).range(name, UNITS[name]), chance)
    if given.distribution is not None:
        family: Any = getattr(stats, given.distribution)
        return np.asarray(family(**given.parameters).ppf(chance))
    low, median, high = (one for one in (given.low, given.median, given.high) if one is not None)
    return of_three(low, median, high, chance)


def of_three(low: float, median: float, high: float, chance: Floats) -> Floats:
    """Return values of the spread through its 10th percentile, median and 90th.

    Normal on each side of the median, in logarithms where the 10th percentile is above 0 (split lognormal), else in
    the amount itself and never below 0. Method: the two-piece normal of the Bank of England's fan charts
    (Wallis, National Institute Economic Review 167, 1999), fitted to percentiles, each side with half the chance.
    """
    score: Floats = ndtri(chance) / ndtri(PERCENTILE)
    if low > 0:
        below, above = np.log(median / low), np.log(high / median)
        return np.asarray(median * np.exp(np.where(score < 0, below, above) * score))
    moved: Floats = median + np.where(score < 0, median - low, high - median) * score
    return np.maximum(moved, 0.0)
