"""Blocks under yearly caps: the kernel finds the least cost at a price of what is capped, and the price is sought.

What a block uses of its allowances is a sum over hours, which the kernel cannot follow. At a price on every unit
used it can: that cost, less the price of the allowances, is never above the least cost within them, and so gives
a cut. A mixture of operations is an operation too, and one that keeps within the allowances bounds the least cost from
above. The cheapest such mixture of those found gives the next price, until both are the same (Dantzig and
Wolfe, Operations Research 8, 1960).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from gigaplan.plan.dispatch import Dispatch, SiteProblem, Workspace, dispatch_site
from gigaplan.plan.highs import new_highs
from gigaplan.plan.problem import Problem
from gigaplan.programme.programme import Programme

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
CLOSE = 1e-8  # between what is found and what is proven, relative: far below any gap that is asked for
MOST_PRICES = 100
ROUNDING = 1e-10  # of demand: work that is shed adds up to it in another order
LEAST_UNIT = 1e-3  # MUSD_2026, kt_CO2 or GWh_site: what is less is no cost and no allowance of a site-year


@dataclass(frozen=True)
class Allowances:
    """What a block may use in a year: R allowances, J segments, H hours.

    columns[R]: their columns in the master. factor[R, J]: use of a unit of energy [kt_CO2/MWh_site or GWh/MWh], nil
    for floors of must-run plant; floor_factor[R, J]: of those, which use it whatever is spilled. hours[R, H]: hours
    represented by each step the allowance counts, nil outside its period.
    """

    columns: Integers
    factor: Floats
    floor_factor: Floats
    hours: Floats

    def added(self, price: Floats) -> tuple[Floats, Floats]:
        """Return what a price of each allowance [MUSD_2026 a unit] adds to a MW over the step [J, H]: of segments, of floors."""
        of_segments, of_floors = (one.T * price for one in (self.factor, self.floor_factor))
        return np.asarray(of_segments @ self.hours), np.asarray(of_floors @ self.hours)

    def used(self, power: Floats) -> Floats:
        """Return what power [J, H] uses of each allowance [R] beyond what must run."""
        return np.asarray(((self.factor @ power) * self.hours).sum(axis=1))

    def left(self, point: Floats, limit: Floats) -> Floats:
        """Return what is left of each allowance [R] at a master point once what must run has used its limit [J, H]."""
        taken = ((self.floor_factor @ limit) * self.hours).sum(axis=1)
        return np.asarray(np.maximum(point[self.columns] - taken, 0.0))


def allowances_of(
    programme: Programme, problem: Problem, site: int, block: int, names: Sequence[tuple[str, int]]
) -> Allowances:
    """Return what caps let a site's block use; names: kind and position of each segment. Empty where nothing caps it."""
    inputs, calendar = programme.inputs, programme.calendar
    hours = calendar.slice_of_block(block)
    quarter = calendar.quarter_of_hour[hours]
    counted = inputs["counted_in"].values[quarter].T * inputs["hours_represented"].values[hours]
    carbon = inputs["carbon_of_plant"].values, inputs["carbon_of_grid"].values[:, site]
    energy = inputs["energy_counted"].values[:, site]
    every = [
        (problem.columns["carbon_allowance"].values[:, site], *carbon),
        (problem.columns["energy_allowance"].values, energy, np.zeros(len(energy))),
    ]
    columns, factors, periods = [], [], []
    for numbers, of_plants, of_grid in every:
        for cap in range(len(of_grid)):
            factor = np.array([_factor(one, of_plants[cap], of_grid[cap]) for one in names])
            for period in np.flatnonzero(counted.any(axis=1)) if factor.any() else ():
                columns.append(numbers[cap, period])
                factors.append(factor)
                periods.append(counted[period])
    floors = np.array([kind == "floor" for kind, _ in names])
    factor = np.array(factors).reshape(len(columns), len(names))
    return Allowances(
        np.array(columns, dtype=np.int64),
        np.where(floors, 0.0, factor),
        np.where(floors, factor, 0.0),
        np.array(periods).reshape(len(columns), len(quarter)),
    )


def _factor(name: tuple[str, int], of_plants: Floats, of_grid: float) -> float:
    kind, position = name
    if kind in ("plant", "floor"):
        return float(of_plants[position])
    return float(of_grid) if kind == "grid" else 0.0


@dataclass
class Mixture:
    """Operations found so far, the cheapest mixture of them within the allowances, and the prices it gives.

    room[R]: what operations may use. scale: cost that counts as 1 in the solver [MUSD_2026]. The prices are those
    the bound was found at.
    """

    room: Floats
    scale: float
    found: list[Dispatch] = field(default_factory=list)
    shares: Floats = field(default_factory=lambda: np.zeros(0))
    price: Floats = field(default_factory=lambda: np.zeros(0))
    cost: float = np.inf
    bound: float = -np.inf
    highs: Any = None

    def __post_init__(self) -> None:
        self.highs = new_highs(threads=1)
        nothing: Any = np.zeros(0)
        for share in self.room / self.unit:
            self.highs.addRow(-highspy.kHighsInf, float(share), 0, nothing, nothing)
        self.highs.addRow(1.0, 1.0, 0, nothing, nothing)

    @property
    def unit(self) -> Floats:
        """What counts as 1 of each allowance in the solver."""
        return np.maximum(self.room, LEAST_UNIT)

    def add(self, operation: Dispatch, cost: float, used: Floats) -> Floats | None:
        """Take an operation in, mix anew, and return the next price of each allowance.

        None where operations are too alike for the solver to tell apart: the mixture before stands.
        """
        rows = np.arange(len(used) + 1, dtype=np.int32)
        entries = np.append(used / self.unit, 1.0)
        self.highs.addCol(cost / self.scale, 0.0, highspy.kHighsInf, len(rows), rows, entries)
        self.highs.run()
        if self.highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        self.found.append(operation)
        solution: Any = self.highs.getSolution()
        self.shares = np.maximum(np.asarray(solution.col_value), 0.0)
        self.cost = self.scale * float(self.highs.getInfo().objective_function_value)
        prices = -self.scale * np.asarray(solution.row_dual)[:-1] / self.unit
        return np.asarray(np.maximum(prices, 0.0))

    def bounded(self, bound: float, price: Floats) -> None:
        """Take in what a price proves: no operation within the allowances costs less."""
        if bound > self.bound:
            self.bound, self.price = bound, price

    @property
    def closed(self) -> bool:
        """Whether no mixture can be cheaper than the present one."""
        return self.cost - self.bound <= CLOSE * max(abs(self.cost), abs(self.bound))

    def operation(self) -> Dispatch:
        """Return the mixture as one operation."""
        mixed = {
            name: sum(share * getattr(one, name) for share, one in zip(self.shares, self.found, strict=True))
            for name in ("objective", "supply", "charge", "discharge", "level", "spill")
        }
        return replace(self.found[0], **mixed)


def mixed(
    problem: SiteProblem, allowances: Allowances, room: Floats, work: Workspace | None = None
) -> Mixture:
    """Return the cheapest operation of a site that uses no more than `room` [R] of its allowances.

    The first operation uses nothing of them, the next is free to, each further one pays the prices of the mixture.
    """
    using = np.asarray((allowances.factor > 0.0).any(axis=0))
    resting = np.where(using[:, None], 0.0, problem.limit)
    rested = dispatch_site(replace(problem, limit=resting, demand=problem.demand * (1.0 - ROUNDING)), work)
    mixture = Mixture(room, max(abs(rested.objective), LEAST_UNIT))
    mixture.add(rested, rested.objective, np.zeros_like(room))
    price = np.zeros_like(room)
    for _ in range(MOST_PRICES):
        found = dispatch_site(replace(problem, cost=problem.cost + allowances.added(price)[0]), work)
        used = allowances.used(found.supply)
        mixture.bounded(found.objective - float(price @ room), price)
        following = mixture.add(found, found.objective - float(price @ used), used)
        if following is None or mixture.closed:
            break
        price = following
    return mixture
