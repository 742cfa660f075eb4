"""What a built programme does in a world: late assets shift, chips wait for halls and money, power decides what runs.

The plan is fixed: nothing is ordered anew. Halls, plants and grid are under contract and paid as planned; chips are
paid when they are delivered, with what money is left, and those that money is short for are bought when it comes.
Less power than planned: the exact dispatch decides hour by hour what runs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gigaplan.operate.built import Built
from gigaplan.operate.lateness import MONTHS_IN_QUARTER, late
from gigaplan.operate.world import World

Floats = NDArray[np.float64]
MONTHS_IN_YEAR = 12


@dataclass(frozen=True)
class Standing:
    """What stands in a world, by month: hall[site], grid[site, offer], plant[site, plant], chips[site, chip],
    working[site, chip, work] [kchip], work_power[site, work] [MW_it], powered[site] [MW_it]: running within firm power.
    """

    hall: Floats
    grid: Floats
    plant: Floats
    chips: Floats
    working: Floats
    work_power: Floats
    powered: Floats


@dataclass(frozen=True)
class Funds:
    """Money by quarter [MUSD_2026]: capital paid, funding there is to date, the gap between what the plan needs to
    date and that, and the share of the chips wanted so far that is bought."""

    capital: Floats
    available: Floats
    gap: Floats
    bought: Floats


def funds(built: Built, world: World) -> Funds:
    """Return what is paid and what is missing in a world; where money lapses, what a year leaves unspent is gone."""
    money = built.money
    by_month = np.repeat(money.chip_capital / MONTHS_IN_QUARTER, MONTHS_IN_QUARTER, axis=-1)
    delivered = late(by_month, world.chip_slip, np.zeros(len(by_month))).sum(axis=0)
    chips = world.chip_price * delivered.reshape(-1, MONTHS_IN_QUARTER).sum(axis=1)
    wanted, contracted = np.cumsum(chips), np.cumsum(money.other_capital)
    available = np.minimum((world.arrived[:, None] * money.commitments).sum(axis=0), money.budget)
    paid, lapsed = np.zeros(len(wanted)), 0.0
    for quarter in range(len(wanted)):
        before = paid[quarter - 1] if quarter else 0.0
        if money.lapses and quarter and money.years[quarter] > money.years[quarter - 1]:
            lapsed += max(available[quarter - 1] - before - contracted[quarter - 1], 0.0)
        available[quarter] -= lapsed
        paid[quarter] = min(wanted[quarter], max(before, available[quarter] - contracted[quarter]))
    bought = np.divide(paid, wanted, out=np.ones_like(paid), where=wanted > 0)
    capital = np.diff(paid + contracted, prepend=0.0)
    return Funds(capital, available, np.maximum(wanted + contracted - available, 0.0), bought)


def standing(built: Built, world: World, bought: Floats) -> Standing:
    """Return what stands and could run in a world. bought[quarter]: share of the chips wanted so far that is bought."""
    count = built.months
    alive = (np.arange(count) < world.lost[:, None]).astype(float)
    hall = alive * late(built.hall, world.construction_slip, built.standing_hall)
    grid = alive[:, None] * late(built.grid, world.grid_slip, built.standing_grid)
    waits = world.turbine_slip[:, None] * built.slotted
    plants = built.plant.reshape(-1, count)
    plant = late(plants, waits.ravel(), built.standing_plant.ravel()).reshape(built.plant.shape)
    plant = alive[:, None] * plant
    chips = late(built.chips.transpose(1, 0, 2), world.chip_slip, built.standing_chips.T).transpose(1, 0, 2)
    standing_first = np.minimum(built.standing_chips[:, :, None], chips)
    chips = standing_first + np.repeat(bought, MONTHS_IN_QUARTER) * (chips - standing_first)
    chips = alive[:, None] * _stopped(chips, built.covered, world.export_stop)
    there = np.divide(chips, built.chips, out=np.zeros_like(chips), where=built.chips > 0).clip(max=1.0)
    working = built.working * there[:, :, None]
    power = np.einsum("k,skwt->swt", built.chip_power, working)
    total = power.sum(axis=1)
    housed = np.divide(hall, total, out=np.ones_like(hall), where=total > hall)
    working, power = working * housed[:, None, None], power * housed[:, None]
    firm = np.einsum("sg,sgt->st", built.plant_firm_share, plant)
    firm = firm + np.einsum("so,sot->st", built.grid_firm_share, grid)
    powered = np.minimum(power.sum(axis=1), firm / built.peak_ratio[:, None]).clip(min=0.0)
    return Standing(hall, grid, plant, chips, working, power, powered)


def _stopped(chips: Floats, covered: NDArray[np.bool_], month: float) -> Floats:
    """Return chips by site when no more reach the covered sites from a month on."""
    first = int(min(month, chips.shape[-1]))
    if first >= chips.shape[-1] or not covered.any():
        return chips
    stopped = chips.copy()
    held = chips[covered, :, max(first - 1, 0)][:, :, None]
    stopped[covered, :, first:] = np.minimum(chips[covered, :, first:], held)
    return stopped
