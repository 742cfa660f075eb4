"""Dispatch of one site over a block of hours: the problem in arrays, the result with its prices."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gigaplan.core.errors import SolveError
from gigaplan.plan.dispatch.hour import Site
from gigaplan.plan.dispatch.kernel import DONE, Operation, operate

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class SiteProblem:
    """One site over a block of hours in sequence.

    Least sum of cost times supply with supply + discharge - charge = demand, supply within limit, and
    level = retention * level before + step_hours * (charge_efficiency * charge - discharge / discharge_efficiency).
    cost[J, H]: cost of a MW held over the step [money/MW]; any sign, in any order. limit[J, H], demand[H],
    charge_limit[H], discharge_limit[H] [MW]; energy_limit[H] [MWh]; step_hours[H] [h]; retention[H] [-].
    The level starts at start_level and ends at end_level or above [MWh]. Must-run output is a segment of
    cost 0 whose cost the caller adds: what is not used of it is spilled.
    """

    cost: Floats
    limit: Floats
    demand: Floats
    step_hours: Floats
    charge_limit: Floats
    discharge_limit: Floats
    energy_limit: Floats
    retention: Floats
    charge_efficiency: float = 1.0
    discharge_efficiency: float = 1.0
    start_level: float = 0.0
    end_level: float = 0.0


@dataclass(frozen=True)
class Dispatch:
    """Operation of a site and its exact prices; every rent is what one more unit of a limit saves.

    supply[J, H], charge, discharge [MW], level [MWh]; marginal_cost[H] [money/MW of the step];
    water_value[H]: worth of stored energy at the hour's end [money/MWh]; start_value, end_value: what one
    more MWh costs at the opening and at the end that is asked for [money/MWh].
    """

    objective: float
    supply: Floats
    charge: Floats
    discharge: Floats
    level: Floats
    marginal_cost: Floats
    water_value: Floats
    charge_rent: Floats
    discharge_rent: Floats
    energy_rent: Floats
    start_value: float
    end_value: float
    dispatcher: str = "kernel"

    def supply_rent(self, problem: SiteProblem) -> Floats:
        """Return the rent of each supply limit [money/MW of the step], whether or not it stands."""
        return np.maximum(self.marginal_cost - problem.cost, 0.0)

    def dual_value(self, problem: SiteProblem) -> float:
        """Return the value of these prices as a bound: no operation of `problem` costs less.

        The bound is linear in demand and limits, so prices found at one size bound the cost at every other.
        """
        value = self.marginal_cost @ problem.demand - (self.supply_rent(problem) * problem.limit).sum()
        value -= self.charge_rent @ problem.charge_limit + self.discharge_rent @ problem.discharge_limit
        value -= self.energy_rent @ problem.energy_limit
        return float(value + self.start_value * problem.start_level + self.end_value * problem.end_level)


def dispatch_site(problem: SiteProblem) -> Dispatch:
    """Operate a site at least cost by the kernel. Raises SolveError naming the hour that cannot be operated."""
    segments, hours = problem.cost.shape
    charge, discharge, level, price, water = (np.empty(hours) for _ in range(5))
    supply = np.empty((segments, hours))
    site = Site(
        problem.cost,
        problem.limit,
        problem.demand,
        problem.step_hours,
        problem.charge_limit,
        problem.discharge_limit,
        problem.energy_limit,
        problem.retention,
        problem.charge_efficiency,
        problem.discharge_efficiency,
    )
    found = Operation(supply, charge, discharge, level, price, water)
    failed = operate(site, problem.start_level, problem.end_level, found)
    if failed != DONE:
        raise SolveError(
            f"hour {failed} of the block cannot be operated: demand or the ending level cannot be met"
        )
    after = np.append(problem.retention[1:] * water[1:], 0.0)
    return Dispatch(
        objective=float((problem.cost * supply).sum()),
        supply=supply,
        charge=charge,
        discharge=discharge,
        level=level,
        marginal_cost=price,
        water_value=water,
        charge_rent=np.maximum(water * problem.step_hours * problem.charge_efficiency - price, 0.0),
        discharge_rent=np.maximum(price - water * problem.step_hours / problem.discharge_efficiency, 0.0),
        energy_rent=np.maximum(after - water, 0.0),
        start_value=-float(problem.retention[0] * water[0]),
        end_value=max(float(water[-1]), 0.0),
    )
