"""The operation of one site over a block of hours, as a problem: arrays, and the findings about them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gigaplan.core.errors import Finding, raise_findings

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
HOURLY = ("demand", "step_hours", "charge_limit", "discharge_limit", "energy_limit", "retention")


@dataclass(frozen=True)
class Store:
    """One more store of a site; the fields mean what they mean in SiteProblem."""

    charge_limit: Floats
    discharge_limit: Floats
    energy_limit: Floats
    retention: Floats
    charge_efficiency: float = 1.0
    discharge_efficiency: float = 1.0
    start_level: float = 0.0
    end_level: float = 0.0
    charge_cost: Floats | None = None
    discharge_cost: Floats | None = None
    cyclic: bool = False


@dataclass(frozen=True)
class SupplyCap:
    """Supply is limited over the whole block: sum of factor * supply is at most `most`.

    factor[J, H]: what a MW held over the step counts, for example tonnes of CO2, fuel, or the step's hours.
    """

    factor: Floats
    most: float


@dataclass(frozen=True)
class DemandCharge:
    """A segment pays for its highest supply in each period: price [money/MW]; period[H] numbers the periods from 0."""

    segment: int
    period: Integers
    price: float


@dataclass(frozen=True)
class DeferrableWork:
    """Work that takes `energy` [MWh] at any time at most at power_limit[H] [MW]; nil outside its window."""

    energy: float
    power_limit: Floats


@dataclass(frozen=True)
class OnOffUnit:
    """A segment that is off, or gives at least a share of its limit; each start costs start_cost [money]."""

    segment: int
    least_share: float
    start_cost: float = 0.0


@dataclass(frozen=True)
class SiteProblem:
    """One site over a block of hours in sequence.

    Least sum of cost times supply, and of the costs of use, with supply + discharge - charge - spill = demand, supply
    within limit, level = retention * level before + step_hours * (charge_efficiency * charge - discharge /
    discharge_efficiency), level within energy_limit. J segments, H hours.
    cost[J, H]: cost of a MW held over the step [money/MW]; any sign, in any order. limit[J, H], demand[H],
    charge_limit[H], discharge_limit[H] [MW]; energy_limit[H] [MWh]; step_hours[H] [h]; retention[H] [-].
    The level starts at start_level and ends at end_level or above [MWh]; `cyclic`: it ends where it starts,
    wherever that is best. charge_cost[H], discharge_cost[H] [money/MW of the step] and spill_limit[H] [MW],
    what may be thrown away at no cost, are nil where they are not given.
    Supply may stay below its limit: curtailment is free. Must-run output is a segment of cost 0 whose cost the
    caller adds: what is not used of it is spilled.
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
    charge_cost: Floats | None = None
    discharge_cost: Floats | None = None
    spill_limit: Floats | None = None
    cyclic: bool = False
    more_stores: tuple[Store, ...] = ()
    supply_caps: tuple[SupplyCap, ...] = ()
    demand_charges: tuple[DemandCharge, ...] = ()
    deferrable: tuple[DeferrableWork, ...] = ()
    on_off_units: tuple[OnOffUnit, ...] = ()

    @property
    def shape(self) -> tuple[int, int]:
        """Number of segments and of hours."""
        return self.cost.shape[0], self.cost.shape[1]

    @property
    def first_store(self) -> Store:
        """The store the kernel knows."""
        return Store(
            self.charge_limit, self.discharge_limit, self.energy_limit, self.retention, self.charge_efficiency,
            self.discharge_efficiency, self.start_level, self.end_level, self.charge_cost, self.discharge_cost, self.cyclic,
        )  # fmt: skip

    @property
    def stores(self) -> tuple[Store, ...]:
        """Every store of the site, the kernel's first."""
        return (self.first_store, *self.more_stores)

    def hourly(self, values: Floats | None) -> Floats:
        """Return values by hour, nil where they are not given."""
        return np.zeros(self.shape[1]) if values is None else values


def check_problem(problem: SiteProblem) -> None:
    """Raise InputError with everything that is wrong with a problem's arrays, all at once."""
    raise_findings("the operation of a site cannot be read", list(_findings(problem)))


def _findings(problem: SiteProblem) -> Iterator[Finding]:
    segments, hours = problem.shape
    yield from _array("cost", problem.cost, (segments, hours), -np.inf)
    yield from _array("limit", problem.limit, (segments, hours), 0.0)
    for name in HOURLY:
        yield from _array(name, getattr(problem, name), (hours,), -np.inf if name == "demand" else 0.0)
    for name in ("charge_cost", "discharge_cost", "spill_limit"):
        given = getattr(problem, name)
        if given is not None:
            yield from _array(name, given, (hours,), 0.0)
    if problem.step_hours.min(initial=np.inf) <= 0.0:
        yield Finding(
            "step_hours", f"{problem.step_hours.min()} h", "steps longer than 0 h", "leave the step out"
        )
    if problem.retention.max(initial=0.0) > 1.0:
        yield Finding(
            "retention", f"{problem.retention.max()}", "0 to 1", "give the share a store keeps over the step"
        )
    for name in ("charge_efficiency", "discharge_efficiency"):
        if not 0.0 < getattr(problem, name) <= 1.0:
            yield Finding(
                name, f"{getattr(problem, name)}", "above 0, at most 1", "give the share that is not lost"
            )
    for name in ("start_level", "end_level"):
        if not 0.0 <= getattr(problem, name) < np.inf:
            yield Finding(name, f"{getattr(problem, name)} MWh", "a finite level of 0 or above", "give MWh")


def _array(name: str, values: Floats, shape: tuple[int, ...], least: float) -> Iterator[Finding]:
    if values.shape != shape:
        yield Finding(
            name, f"an array of shape {values.shape}", f"shape {shape}", "give a value for each hour"
        )
    elif not np.isfinite(values.sum()):
        yield Finding(name, "a value that is no finite number", "finite numbers", "give each hour a number")
    elif least > -np.inf and values.min(initial=0.0) < least:
        yield Finding(name, f"{values.min()}", f"{least:g} or above", "leave out what is negative")
