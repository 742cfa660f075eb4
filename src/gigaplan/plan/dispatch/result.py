"""What dispatch returns: the operation of a site, and its exact prices."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gigaplan.plan.dispatch.problem import Floats, SiteProblem, Store


@dataclass(frozen=True)
class StoreOperation:
    """A store's operation and prices: charge, discharge [MW], level [MWh] and water value [money/MWh] by hour.

    Rents [H] are what one more unit of a limit saves; start_value, end_value: what one more MWh costs at the
    opening and at the end that is asked for [money/MWh].
    """

    charge: Floats
    discharge: Floats
    level: Floats
    water_value: Floats
    charge_rent: Floats
    discharge_rent: Floats
    energy_rent: Floats
    start_value: float
    end_value: float

    def limit_rent(self, store: Store) -> float:
        """Return what the store's limits are worth at these prices, less what its opening and ending cost."""
        rent = self.charge_rent @ store.charge_limit + self.discharge_rent @ store.discharge_limit
        rent += self.energy_rent @ store.energy_limit
        return float(rent - self.start_value * store.start_level - self.end_value * store.end_level)


@dataclass(frozen=True)
class Dispatch:
    """Operation of a site and its exact prices; every rent is what one more unit of a limit saves.

    supply[J, H], charge, discharge, spill [MW], level [MWh]; marginal_cost[H] [money/MW of the step];
    water_value[H]: worth of stored energy at the hour's end [money/MWh]; start_value, end_value: what one
    more MWh costs at the opening and at the end that is asked for [money/MWh]; dispatcher: the method that found it.
    Beyond the kernel's own: more_stores; cap_rent[caps]: what one more unit of a cap saves; added_cost[J, H]: what
    caps and demand charges add to a segment's cost; deferred[works, H] [MW] and work_value[works] [money/MWh];
    on[units, H]. A dispatch with on/off units has no prices: they are NaN, and gap is what is not proven.
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
    spill: Floats
    dispatcher: str = "kernel"
    more_stores: tuple[StoreOperation, ...] = ()
    cap_rent: Floats | None = None
    added_cost: Floats | None = None
    deferred: Floats | None = None
    work_value: Floats | None = None
    on: Floats | None = None
    gap: float = 0.0

    @property
    def first_store(self) -> StoreOperation:
        """Operation and prices of the first store."""
        return StoreOperation(
            self.charge, self.discharge, self.level, self.water_value, self.charge_rent, self.discharge_rent,
            self.energy_rent, self.start_value, self.end_value,
        )  # fmt: skip

    def supply_rent(self, problem: SiteProblem) -> Floats:
        """Return the rent of each supply limit [money/MW of the step], whether or not it stands."""
        cost = problem.cost if self.added_cost is None else problem.cost + self.added_cost
        return np.maximum(self.marginal_cost - cost, 0.0)

    def dual_value(self, problem: SiteProblem) -> float:
        """Return the value of these prices as a bound: no operation of `problem` costs less.

        The sum of marginal_cost * demand, less every rent times its limit, plus start_value * start_level,
        end_value * end_level and work_value * energy of the work. It is linear in demand, limits and
        levels, so prices found at one size bound the cost at every other of the same costs and efficiencies.
        """
        value = self.marginal_cost @ problem.demand - (self.supply_rent(problem) * problem.limit).sum()
        value -= np.maximum(-self.marginal_cost, 0.0) @ problem.hourly(problem.spill_limit)
        for found, store in zip((self.first_store, *self.more_stores), problem.stores, strict=True):
            value -= found.limit_rent(store)
        if self.cap_rent is not None:
            value -= self.cap_rent @ np.array([cap.most for cap in problem.supply_caps])
        if self.work_value is not None:
            for worth, work in zip(self.work_value, problem.deferrable, strict=True):
                rent = np.maximum(worth * problem.step_hours - self.marginal_cost, 0.0)
                value += worth * work.energy - rent @ work.power_limit
        return float(value)


def store_rents(
    problem: SiteProblem, store: Store, price: Floats, water: Floats
) -> tuple[Floats, Floats, Floats]:
    """Return the rents of charge, discharge and energy limits that marginal cost and water value imply."""
    worth = water * problem.step_hours
    charge = np.maximum(worth * store.charge_efficiency - price - problem.hourly(store.charge_cost), 0.0)
    discharge = np.maximum(
        price - worth / store.discharge_efficiency - problem.hourly(store.discharge_cost), 0.0
    )
    after = np.append(store.retention[1:] * water[1:], store.retention[0] * water[0] if store.cyclic else 0.0)
    return charge, discharge, np.maximum(after - water, 0.0)
