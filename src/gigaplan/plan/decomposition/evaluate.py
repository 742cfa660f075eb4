"""A block at a master point: its exact cost by the kernel, and the cut its prices give."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gigaplan.plan.decomposition.blocks import Block
from gigaplan.plan.decomposition.master import Cut
from gigaplan.plan.dispatch import Dispatch, SiteProblem, dispatch_site
from gigaplan.plan.problem import Problem

Floats = NDArray[np.float64]


def dispatched(block: Block, point: Floats) -> Dispatch:
    """Run a block at a master point: capacities and work by quarter become limits and demand by hour."""
    capacity = np.maximum(point[block.columns], 0.0)[:, block.group]
    limit = block.availability * capacity
    power, energy = store_sizes(block, point)
    opening = block.opening_share
    problem = SiteProblem(
        cost=block.cost,
        limit=limit,
        demand=limit[block.sheds].sum(axis=0),
        step_hours=block.step_hours,
        charge_limit=power,
        discharge_limit=power,
        energy_limit=energy,
        retention=block.retention,
        charge_efficiency=block.charge_efficiency,
        discharge_efficiency=block.discharge_efficiency,
        start_level=opening * energy[0],
        end_level=opening * energy[-1],
    )
    return dispatch_site(problem)


def store_sizes(block: Block, point: Floats) -> tuple[Floats, Floats]:
    """Return store power [MW_site] and energy [MWh_site] by hour; nil where the site has no store."""
    if block.store_power_columns[0] < 0:
        return np.zeros(len(block.group)), np.zeros(len(block.group))
    power = np.maximum(point[block.store_power_columns], 0.0)[block.group]
    energy = np.maximum(point[block.store_energy_columns], 0.0)[block.group]
    return power, energy


def evaluate(number: int, block: Block, point: Floats) -> tuple[float, Cut]:
    """Return the operating cost of a block at a master point, and the cut its prices give.

    A segment's slope is what its capacity earns: less the rent of its limit, plus the cost that falls due
    with it; work also asks for power, at the marginal cost of each hour.
    """
    found = dispatched(block, point)
    rents = np.maximum(found.marginal_cost - block.cost, 0.0)
    asked = np.where(block.sheds[:, None], found.marginal_cost, 0.0)
    hourly = block.availability * (asked - rents) + block.floor_cost
    starts = np.searchsorted(block.group, np.arange(block.columns.shape[1]))
    slopes = [np.add.reduceat(hourly, starts, axis=1).ravel()]
    columns = [block.columns.ravel()]
    if block.store_power_columns[0] >= 0:
        energy = -np.add.reduceat(found.energy_rent, starts)
        energy[0] += block.opening_share * found.start_value
        energy[-1] += block.opening_share * found.end_value
        slopes += [-np.add.reduceat(found.charge_rent + found.discharge_rent, starts), energy]
        columns += [block.store_power_columns, block.store_energy_columns]
    cut = _merged(number, np.concatenate(columns), np.concatenate(slopes))
    floors = np.add.reduceat(block.floor_cost, starts, axis=1) * np.maximum(point[block.columns], 0.0)
    return found.objective + float(floors.sum()), cut


def _merged(number: int, columns: NDArray[np.int64], slopes: Floats) -> Cut:
    """Return a cut with each column once: a must-run plant's floor and its rest share theirs."""
    unique, place = np.unique(columns, return_inverse=True)
    return Cut(number, unique, np.bincount(place, weights=slopes, minlength=len(unique)).astype(np.float64))


def least_cost(block: Block, problem: Problem) -> float:
    """Return a cost no operation of the block undercuts: every negative price used to the full limit."""
    largest = problem.column_upper[block.columns]
    gain = np.minimum(block.cost, 0.0) * block.availability
    by_quarter = np.array(
        [gain[:, block.group == quarter].sum(axis=1) for quarter in range(block.columns.shape[1])]
    ).T
    bounded = np.where(by_quarter < 0, by_quarter * np.where(np.isfinite(largest), largest, 1e5), 0.0)
    return float(bounded.sum())
