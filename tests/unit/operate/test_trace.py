"""The trace of a plan: its own world is its ledger; other worlds by hand on tiny, by all hours on abilene."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from gigaplan.operate.built import Built, built_of
from gigaplan.operate.days import site_years
from gigaplan.operate.recourse import funds
from gigaplan.operate.trace import operate
from gigaplan.operate.world import World, as_planned
from gigaplan.plan.plan import Plan
from gigaplan.plan.solve import solve
from gigaplan.scenario.load import load

HOURLY = ("plant_fuel", "grid_energy", "lost_work")


@cache
def planned(name: str) -> Plan:
    return solve(load(name), gap=0.02)


@cache
def built(name: str, all_hours: bool = True) -> Built:
    plan = planned(name)
    return built_of(plan, site_years(plan, 1, all_hours=all_hours))


def own(name: str) -> World:
    one = built(name)
    return as_planned(len(one.sites), len(one.chip_names), len(one.money.commitments))


@pytest.mark.parametrize("name", ["tiny", "abilene"])
def test_the_plans_own_world_is_its_ledger(name: str) -> None:
    ledger, trace = planned(name).ledger, operate(built(name), own(name))
    operation = {term: float(amount.sum()) for term, amount in ledger["operation"].items()}
    upkeep = sum(amount for term, amount in operation.items() if term not in HOURLY)
    assert trace.capital.sum() == pytest.approx(sum(float(one.sum()) for one in ledger["capital"].values()))
    assert trace.upkeep.sum() == pytest.approx(upkeep)
    assert trace.energy_cost.sum() == pytest.approx(
        operation["plant_fuel"] + operation["grid_energy"], rel=1e-4
    )
    assert trace.worth.sum() == pytest.approx(-float(ledger["worth"]["worth_of_compute"].sum()), rel=1e-3)


def test_twice_the_price_of_power_is_twice_the_cost_where_nothing_else_feeds_a_site() -> None:
    once, twice = (operate(built("tiny"), replace(own("tiny"), power_price=factor)) for factor in (1.0, 2.0))
    assert twice.energy_cost == pytest.approx(2 * once.energy_cost)


def test_a_lost_campus_takes_its_chips_with_it() -> None:
    world = replace(own("tiny"), lost=np.array([np.inf, 0.0]))
    trace = operate(built("tiny"), world)
    chips = planned("tiny").solution["chips_working"].sum(["chip", "work", "quarter"]).values
    assert trace.compute.sum() == pytest.approx(
        operate(built("tiny"), own("tiny")).compute.sum() * chips[0] / chips.sum()
    )
    assert trace.powered[1].max() == 0.0


def test_without_money_no_chip_is_bought_and_the_gap_is_the_capital() -> None:
    world = replace(own("tiny"), arrived=np.zeros(1))
    trace = operate(built("tiny"), world)
    capital = sum(float(one.sum()) for one in planned("tiny").ledger["capital"].values())
    assert trace.compute.sum() == 0.0
    assert trace.gap[-1] == pytest.approx(capital)


def test_half_the_power_serves_about_half_the_work() -> None:
    whole = built("tiny")
    half = operate(replace(whole, grid=0.5 * whole.grid), own("tiny"))
    full = operate(whole, own("tiny"))
    # flat hours, and no site has more grid than its chips ask for by more than the plan's slack
    asked = float(full.asked.sum())
    given = sum(
        min(full.asked[site].sum(), 0.5 * float(whole.grid[site, :, 3:].mean(axis=-1).sum()) * 2184)
        for site in range(2)
    )
    assert 1.0 - half.shed.sum() / asked == pytest.approx(given / asked, rel=1e-6)


def test_chosen_days_stay_near_all_hours() -> None:
    world = replace(own("abilene"), construction_slip=np.full(len(own("abilene").lost), 2.5), power_price=1.3)
    exact, quick = operate(built("abilene"), world), operate(built("abilene", False), world)
    assert quick.net == pytest.approx(exact.net, rel=2e-3)
    assert quick.compute.sum() == pytest.approx(exact.compute.sum(), rel=2e-3)


def test_a_store_that_holds_nothing_changes_no_hour() -> None:
    # a store too small to matter goes through the kernel that knows of every hour; none goes hour by hour
    whole = built("abilene")
    none = replace(whole, store_power=0.0 * whole.store_power, store_energy=0.0 * whole.store_energy)
    dust = replace(none, store_power=none.store_power + 1e-9, store_energy=none.store_energy + 1e-9)
    world = replace(own("abilene"), grid_slip=np.array([5.5]), power_price=1.4, gas_price=0.7)
    by_hour, by_kernel = operate(none, world), operate(dust, world)
    assert by_hour.shed.sum() > 0
    assert by_hour.shed == pytest.approx(by_kernel.shed, rel=1e-7, abs=1e-6)
    assert by_hour.energy_cost == pytest.approx(by_kernel.energy_cost, rel=1e-9)


@pytest.mark.parametrize(
    ("lapses", "bought"), [(False, [0, 0, 0, 0, 3, 6, 8, 8]), (True, [0, 0, 0, 0, 3, 4, 4, 4])]
)
def test_money_a_year_leaves_unspent_lapses_where_the_scenario_says_so(
    lapses: bool, bought: list[int]
) -> None:
    # 5 of 2026, of which 1 is paid for halls; then 4 of 2027 for chips of 3 a quarter: with 4 that stay there are 8
    whole = built("tiny")
    halls = np.zeros(8)
    halls[0] = 1.0
    chips = np.zeros((len(whole.chip_names), 8))
    chips[0, 4:] = 3.0
    there = np.array([[5.0] * 4 + [5.0] * 4, [0.0] * 4 + [4.0] * 4])
    money = replace(
        whole.money, chip_capital=chips, other_capital=halls, commitments=there, budget=9.0,
        years=np.repeat([2026, 2027], 4), lapses=lapses,
    )  # fmt: skip
    found = funds(replace(whole, money=money), replace(own("tiny"), arrived=np.ones(2)))
    assert np.cumsum(found.capital) - 1.0 == pytest.approx(bought)
    assert found.gap[-1] == pytest.approx(12.0 - bought[-1])
