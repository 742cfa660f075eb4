"""Run a built programme in a world, month by month through the exact dispatch: the trace of what happens."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gigaplan.core.errors import Finding, SolveError
from gigaplan.operate.built import Built
from gigaplan.operate.days import SiteYear
from gigaplan.operate.kernel import Room, new_room, run_site_year
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
    shape = there.work_power.shape
    asked, shed, energy_cost = np.zeros(shape), np.zeros(shape), np.zeros((shape[0], shape[2]))
    kept = {} if rooms is None else rooms
    for year in built.years[world.weather]:
        _run_year(built, there, world, year, kept, (asked, shed, energy_cost))
    return _trace(built, world, there, money, asked, shed, energy_cost)


def _run_year(
    built: Built,
    there: Standing,
    world: World,
    year: SiteYear,
    rooms: dict[tuple[int, int], Room],
    sums: tuple[Floats, Floats, Floats],
) -> None:
    asked, shed, energy_cost = sums
    site, (segments, hours) = year.site, year.availability.shape
    now = slice(year.first_month, year.first_month + year.price.shape[1])
    capacity = _capacity(there, year, now)
    if there.work_power[site, :, now].max() <= IDLE:
        energy_cost[site, now] += (year.floor_cost * capacity).sum(axis=0)
        return
    sheds = np.array([kind == "shed" for kind in year.kind])
    worth = np.where(sheds, world.worth, 1.0)[:, None]
    price = worth * year.price + world.gas_price * year.gas
    if (segments, hours) not in rooms:
        rooms[segments, hours] = new_room(segments, hours)
    energy, paid = np.zeros((2, *capacity.shape))
    failed = run_site_year(
        year.availability, price, world.power_price * year.grid_price,
        np.array([kind == "grid" for kind in year.kind]), sheds, capacity,
        np.ascontiguousarray(built.store_power[site, now]), np.ascontiguousarray(built.store_energy[site, now]),
        year.month, year.weight, year.step, year.retention, year.charge_efficiency,
        1.0 / year.discharge_efficiency, rooms[segments, hours], energy, paid,
    )  # fmt: skip
    if failed >= 0:
        finding = Finding(
            f"sites.{built.sites[site]}", f"hour {failed} that cannot be operated", "", "report this scenario"
        )
        raise SolveError("a site cannot be operated in a draw", [finding])
    energy_cost[site, now] += (paid[~sheds]).sum(axis=0) + (year.floor_cost * capacity).sum(axis=0)
    for row in np.flatnonzero(sheds):
        asked[site, year.place[row], now] = year.load[row] * capacity[row]
        shed[site, year.place[row], now] = energy[row]


def _capacity(there: Standing, year: SiteYear, now: slice) -> Floats:
    homes = {"plant": there.plant, "floor": there.plant, "grid": there.grid, "shed": there.work_power}
    return np.array(
        [homes[kind][year.site, place, now] for kind, place in zip(year.kind, year.place, strict=True)]
    )


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
    return _by_quarter(yearly) / MONTHS_IN_QUARTER * money.quarter_years + money.store_upkeep
