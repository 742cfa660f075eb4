"""Run a built programme in a world, month by month through the exact dispatch: the trace of what happens."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gigaplan.core.errors import Finding, SolveError
from gigaplan.operate.built import Built
from gigaplan.operate.days import SiteYear
from gigaplan.operate.kernel import Room, new_room, run_site_year, run_without_store
from gigaplan.operate.lateness import MONTHS_IN_QUARTER
from gigaplan.operate.recourse import Funds, Standing, funds, standing
from gigaplan.operate.world import World

Floats = NDArray[np.float64]
IDLE = 1e-9


@dataclass(frozen=True)
class Trace:
    """What a programme does in a world. S sites, W kinds of work, T months, Q quarters.

    powered[S, T] [MW_it] runs within firm power. asked[S, W, T] and shed[S, W, T] [MWh_site]: energy the work there asks for
    and does not get. energy_cost[S, T] [MUSD_2026]: grid, fuel and variable upkeep. compute[W, Q] [kH100e] served and
    used[W, Q] of it; worth, upkeep, capital, gap and available [MUSD_2026 by quarter].
    cost: capital and running cost less what is left at the end, discounted; net: worth less cost, discounted.
    """

    powered: Floats
    asked: Floats
    shed: Floats
    energy_cost: Floats
    compute: Floats
    used: Floats
    worth: Floats
    upkeep: Floats
    capital: Floats
    gap: Floats
    available: Floats
    net: float
    cost: float


def operate(built: Built, world: World, rooms: dict[tuple[int, int], Room] | None = None) -> Trace:
    """Run a programme in a world. rooms: kept between calls by one thread, they save time.

    Raises SolveError naming the site whose hours cannot be operated.
    """
    money = funds(built, world)
    there = standing(built, world, money.bought)
    segments = np.concatenate([there.plant, there.grid, there.work_power], axis=1)
    shape = there.work_power.shape
    asked, shed, energy_cost = np.zeros(shape), np.zeros(shape), np.zeros((shape[0], shape[2]))
    kept = {} if rooms is None else rooms
    runs = there.work_power.max(axis=1) > IDLE
    for year in built.years[world.weather]:
        if not year.floors and not runs[year.site, year.now].any():
            continue
        _run_year(built, segments, world, year, kept, (asked, shed, energy_cost))
    return _trace(built, world, there, money, asked, shed, energy_cost)


def _run_year(
    built: Built,
    standing_segments: Floats,
    world: World,
    year: SiteYear,
    rooms: dict[tuple[int, int], Room],
    sums: tuple[Floats, Floats, Floats],
) -> None:
    asked, shed, energy_cost = sums
    site, sheds, now = year.site, year.sheds, year.now
    capacity = standing_segments[site, year.row, now]
    if year.floors:
        energy_cost[site, now] += (year.floor_cost * capacity).sum(axis=0)
    if capacity[sheds].max() <= IDLE:
        return
    energy, paid = _hours(built, world, year, capacity, rooms)
    energy_cost[site, now] += paid[~sheds].sum(axis=0)
    asked[site, year.place[sheds], now] = year.load[sheds] * capacity[sheds]
    shed[site, year.place[sheds], now] = energy[sheds]


def _hours(
    built: Built,
    world: World,
    year: SiteYear,
    capacity: Floats,
    rooms: dict[tuple[int, int], Room],
) -> tuple[Floats, Floats]:
    """Return energy [J, months] [MWh] and what is paid for it [MUSD_2026] in the months of a site-year."""
    price = np.where(year.sheds, world.worth, 1.0)[:, None] * year.price + world.gas_price * year.gas
    grid_price = world.power_price * year.grid_price
    energy, paid = np.zeros((2, *capacity.shape))
    store_power, store_energy = (
        built.store_power[year.site, year.now],
        built.store_energy[year.site, year.now],
    )
    if min(store_power.max(), store_energy.max()) <= 0.0:
        run_without_store(
            year.availability, price, grid_price, year.on_grid, year.sheds, capacity,
            year.month, year.weight, energy, paid,
        )  # fmt: skip
        return energy, paid
    size = year.availability.shape
    if size not in rooms:
        rooms[size] = new_room(*size)
    failed = run_site_year(
        year.availability, price, grid_price, year.on_grid, year.sheds, capacity,
        np.ascontiguousarray(store_power), np.ascontiguousarray(store_energy),
        year.month, year.weight, year.step, year.retention, year.charge_efficiency,
        1.0 / year.discharge_efficiency, rooms[size], energy, paid,
    )  # fmt: skip
    if failed >= 0:
        finding = Finding(
            f"sites.{built.sites[year.site]}",
            f"hour {failed} that cannot be operated",
            "",
            "report this scenario",
        )
        raise SolveError("a site cannot be operated in a draw", [finding])
    return energy, paid


def _trace(
    built: Built,
    world: World,
    there: Standing,
    money: Funds,
    asked: Floats,
    shed: Floats,
    energy_cost: Floats,
) -> Trace:
    served = 1.0 - np.divide(shed, asked, out=np.zeros_like(shed), where=asked > 0)
    given = np.einsum("kw,skwt,swt->wt", built.work_rate, there.working, served)
    compute = _by_quarter(given) / MONTHS_IN_QUARTER
    used, worth = _used(built, world, compute)
    upkeep = _upkeep(built, there)
    discount = built.money.discount
    running = upkeep + _by_quarter(energy_cost.sum(axis=0))
    resale = discount[-1] * float(built.money.chip_resale @ there.chips[:, :, -1].sum(axis=0))
    cost = float(discount @ (money.capital + running)) - built.money.other_closing - resale
    return Trace(
        powered=there.powered, asked=asked, shed=shed, energy_cost=energy_cost, compute=compute, used=used,
        worth=worth, upkeep=upkeep, capital=money.capital, gap=money.gap, available=money.available,
        net=float(discount @ worth) - cost, cost=cost,
    )  # fmt: skip


def _by_quarter(path: Floats) -> Floats:
    return np.asarray(path.reshape(*path.shape[:-1], -1, MONTHS_IN_QUARTER).sum(axis=-1))


def _used(built: Built, world: World, compute: Floats) -> tuple[Floats, Floats]:
    """Return the compute used by work and quarter, and its worth by quarter: the worthiest demand is met first."""
    order = np.argsort(-built.step_worth, axis=1, kind="stable")
    wanted = np.take_along_axis(world.demand * built.demand_step, order, axis=1)
    worth = np.take_along_axis(world.worth * built.step_worth, order, axis=1)
    before = np.cumsum(wanted, axis=1) - wanted
    used = np.clip(compute[:, None] - before, 0.0, wanted)
    return used.sum(axis=1), (built.money.quarter_years * (worth * used).sum(axis=(0, 1)))


def _upkeep(built: Built, there: Standing) -> Floats:
    """Return fixed running cost by quarter [MUSD_2026]: what stands is kept up from the day it stands."""
    money = built.money
    yearly = np.einsum("s,st->t", money.hall_upkeep, there.hall)
    yearly += np.einsum("g,sgt->t", money.plant_upkeep, there.plant)
    yearly += np.einsum("so,sot->t", money.grid_charge, there.grid)
    yearly += np.einsum("k,skt->t", money.chip_upkeep, there.chips)
    return _by_quarter(yearly) / MONTHS_IN_QUARTER * money.quarter_years + money.planned_upkeep
