"""Prices added up by group are the sums of the hourly ones."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings

from gigaplan.core.errors import SolveError
from gigaplan.plan.dispatch import SiteProblem, dispatch_site, new_workspace, price_site
from tests.unit.plan.dispatch.instances import flat, plain_problem, problems, turnover


@settings(max_examples=100)
@given(problems())
def test_sums_by_group_are_the_sums_of_the_hours(problem: SiteProblem) -> None:
    segments, hours = problem.shape
    random = np.random.default_rng(7)
    availability, shape = random.random((segments, hours)), random.random(hours)
    group = np.arange(hours) * 3 // hours
    try:
        found = dispatch_site(problem)
    except SolveError:
        return
    prices = price_site(problem, availability, shape, group)
    slack = 1e-9 * turnover(problem, found)
    assert prices.objective == pytest.approx(found.objective, abs=slack)
    hourly = {
        "limit": -availability * found.supply_rent(problem),
        "demand": shape * found.marginal_cost,
        "charge": -found.charge_rent,
        "discharge": -found.discharge_rent,
        "energy": -found.energy_rent,
    }
    for name, values in hourly.items():
        expected = np.stack(
            [values[..., group == one].sum(axis=-1) for one in range(group.max() + 1)], axis=-1
        )
        assert getattr(prices, name) == pytest.approx(
            expected, rel=1e-9, abs=1e-9 * np.abs(problem.cost).max()
        )
    assert (prices.opens[0], prices.closes[-1]) == (found.start_value, found.end_value)
    last = np.searchsorted(group, np.arange(1, group.max() + 1)) - 1
    assert prices.closes[:-1].tolist() == found.water_value[last].tolist()
    assert prices.brim[:-1] == pytest.approx(-found.energy_rent[last], abs=1e-9 * np.abs(problem.cost).max())


def test_a_segment_that_asks_pays_the_marginal_cost_of_what_it_asks_for() -> None:
    hours = 6
    problem = plain_problem(hours, cost=np.vstack([np.arange(1.0, 7.0), flat(hours, 500.0)]))
    group, asked = np.arange(hours) // 3, np.array([1])
    silent = price_site(problem, problem.limit, problem.demand, group)
    asking = price_site(problem, problem.limit, problem.demand, group, asks=asked)
    by_hand = (dispatch_site(problem).marginal_cost * problem.limit[1]).reshape(2, 3).sum(axis=1)
    assert asking.limit[1] - silent.limit[1] == pytest.approx(by_hand)
    assert asking.limit[0].tolist() == silent.limit[0].tolist()


def test_a_workspace_may_be_used_again() -> None:
    hours = 40
    work = new_workspace(2, hours)
    for seed in range(5):
        cost = np.vstack([np.random.default_rng(seed).uniform(1, 90, hours), flat(hours, 500.0)])
        problem = plain_problem(
            hours,
            cost=cost,
            charge_limit=flat(hours, 1.0),
            discharge_limit=flat(hours, 1.0),
            energy_limit=flat(hours, 3.0),
        )
        again, fresh = dispatch_site(problem, work), dispatch_site(problem)
        assert again.objective == fresh.objective
        assert again.level.tolist() == fresh.level.tolist()


def test_threads_with_workspaces_of_their_own_do_not_disturb_each_other() -> None:
    hours = 2000

    def problem(seed: int) -> SiteProblem:
        cost = np.vstack([np.random.default_rng(seed).uniform(1, 90, hours), flat(hours, 500.0)])
        return plain_problem(
            hours,
            cost=cost,
            charge_limit=flat(hours, 1.0),
            discharge_limit=flat(hours, 1.0),
            energy_limit=flat(hours, 3.0),
        )

    alone = [dispatch_site(problem(seed)).objective for seed in range(40)]
    with ThreadPoolExecutor(2) as pool:
        together = list(
            pool.map(lambda seed: dispatch_site(problem(seed), new_workspace(2, hours)).objective, range(40))
        )
    assert together == alone


def test_a_block_that_cannot_be_operated_has_no_prices() -> None:
    problem = plain_problem(3, demand=np.array([4.0, 400, 4]))
    with pytest.raises(SolveError, match="hour 1"):
        price_site(problem, problem.limit, problem.demand, np.zeros(3, dtype=np.int64))
