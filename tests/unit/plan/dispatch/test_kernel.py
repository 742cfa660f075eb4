"""The kernel against HiGHS on drawn instances, against hand sums, and against the laws of a least cost."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gigaplan.core.errors import SolveError
from gigaplan.plan.dispatch import SiteProblem, dispatch_site
from tests.unit.plan.dispatch.instances import (
    cost_of,
    flat,
    least_cost_by_highs,
    plain_problem,
    problems,
    turnover,
    worst_residual,
)

TOLERANCE = 1e-9  # of the money turned over, and of the largest power


@settings(max_examples=600)
@given(problems())
def test_the_kernel_finds_what_highs_finds_and_proves_it(problem: SiteProblem) -> None:
    least = least_cost_by_highs(problem)
    if least is None:
        with pytest.raises(SolveError, match="hour"):
            dispatch_site(problem)
        return
    found = dispatch_site(problem)
    slack = TOLERANCE * turnover(problem, found)
    assert worst_residual(problem, found) <= TOLERANCE
    assert abs(found.objective - cost_of(problem, found)) <= slack
    assert abs(found.objective - least) <= slack
    assert abs(found.objective - found.dual_value(problem)) <= slack


@settings(max_examples=25)
@given(problems(longest=300))
def test_long_blocks_are_as_exact_as_short_ones(problem: SiteProblem) -> None:
    least = least_cost_by_highs(problem)
    if least is not None:
        found = dispatch_site(problem)
        slack = TOLERANCE * turnover(problem, found)
        assert worst_residual(problem, found) <= TOLERANCE
        assert abs(found.objective - least) <= slack
        assert abs(found.objective - found.dual_value(problem)) <= slack


def test_a_store_buys_cheap_and_sells_dear() -> None:
    problem = plain_problem(
        2,
        cost=np.array([[10.0, 50.0], [1000.0, 1000.0]]),
        charge_limit=flat(2, 1.0),
        discharge_limit=flat(2, 1.0),
        energy_limit=flat(2, 10.0),
        charge_efficiency=0.9,
        discharge_efficiency=0.8,
    )
    found = dispatch_site(problem)
    given_back = 1.0 * 0.9 * 0.8  # of the one MW that can be charged in the cheap hour
    assert found.objective == pytest.approx((4 + 1) * 10 + (4 - given_back) * 50)
    assert found.marginal_cost.tolist() == pytest.approx([10, 50])
    assert found.water_value[0] == pytest.approx(50 * 0.8)
    assert found.charge_rent[0] == pytest.approx(50 * 0.8 * 0.9 - 10)
    assert found.dual_value(problem) == pytest.approx(found.objective)


def test_a_negative_price_is_earned_by_burning_energy_in_losses() -> None:
    problem = plain_problem(
        1,
        cost=np.array([[-20.0]]),
        limit=np.array([[100.0]]),
        demand=flat(1, 0.0),
        charge_limit=flat(1, 10.0),
        discharge_limit=flat(1, 10.0),
        energy_limit=flat(1, 0.0),
        charge_efficiency=0.5,
        discharge_efficiency=0.8,
    )
    found = dispatch_site(problem)
    burned = 10.0 - 10.0 * 0.5 * 0.8  # charged in full, what is left after losses given back
    assert found.objective == pytest.approx(-20 * burned)
    assert found.charge_rent[0] == pytest.approx(20 * (1 - 0.5 * 0.8))


def test_burning_stops_where_charging_costs_more_than_it_earns() -> None:
    problem = plain_problem(
        1,
        cost=np.array([[-20.0]]),
        limit=np.array([[100.0]]),
        demand=flat(1, 0.0),
        charge_limit=flat(1, 10.0),
        discharge_limit=flat(1, 10.0),
        energy_limit=flat(1, 0.0),
        charge_efficiency=0.5,
        discharge_efficiency=0.8,
        charge_cost=flat(1, 20 * (1 - 0.5 * 0.8) + 0.01),
    )
    assert dispatch_site(problem).objective == 0.0


def test_curtailed_power_has_no_price() -> None:
    problem = plain_problem(
        1, cost=np.array([[0.0], [9.0]]), limit=np.array([[5.0], [5.0]]), demand=flat(1, 3.0)
    )
    found = dispatch_site(problem)
    assert found.marginal_cost[0] == 0.0
    assert found.supply_rent(problem).max() == 0.0


def test_power_that_may_be_spilled_takes_a_paid_price_in_full() -> None:
    problem = plain_problem(
        1, cost=np.array([[-5.0]]), limit=np.array([[9.0]]), demand=flat(1, 2.0), spill_limit=flat(1, 3.0)
    )
    found = dispatch_site(problem)
    assert found.objective == pytest.approx(-5 * (2 + 3))
    assert found.spill[0] == pytest.approx(3)
    assert found.dual_value(problem) == pytest.approx(found.objective)


def test_negative_demand_is_stored() -> None:
    problem = plain_problem(
        2,
        demand=np.array([-2.0, 3.0]),
        charge_limit=flat(2, 2.0),
        discharge_limit=flat(2, 2.0),
        energy_limit=flat(2, 9.0),
    )
    found = dispatch_site(problem)
    assert found.objective == pytest.approx(10 * (3 - 2))
    assert found.level[0] == pytest.approx(2)


@pytest.mark.parametrize(
    ("given_arrays", "hour"),
    [
        ({"limit": np.array([[5.0, 5, 5], [0, 0, 0]]), "demand": np.array([4.0, 4, 6])}, 2),
        ({"end_level": 1.0}, 2),
        ({"demand": np.array([4.0, -1, 4])}, 1),
        (
            {
                "demand": np.array([4.0, -1, -1]),
                "charge_limit": flat(3, 1.0),
                "energy_limit": flat(3, 1.5),
            },
            2,
        ),
        ({"energy_limit": np.array([2.0, 2.0, 1.0]), "start_level": 2.0}, 2),
    ],
    ids=[
        "too little supply",
        "no store for the ending",
        "nowhere to put it",
        "tank runs over",
        "tank shrinks",
    ],
)
def test_the_hour_that_cannot_be_operated_is_named(given_arrays: dict[str, object], hour: int) -> None:
    with pytest.raises(SolveError) as raised:
        dispatch_site(plain_problem(3, **given_arrays))
    assert raised.value.findings[0].where == f"hour {hour} of the block"


def capacity_moves(problem: SiteProblem, random: np.random.Generator) -> SiteProblem:
    """Return the problem with every limit, the demand and the levels moved a little, whatever that does to it."""

    def moved(values: np.ndarray) -> np.ndarray:
        return values * random.uniform(0.7, 1.4, values.shape)

    names = ("limit", "demand", "charge_limit", "discharge_limit", "energy_limit")
    other = replace(problem, **{name: moved(getattr(problem, name)) for name in names})
    return replace(other, start_level=problem.start_level * 0.9, end_level=problem.end_level * 0.9)


@settings(max_examples=150)
@given(problems(), st.integers(0, 2**31))
def test_prices_bound_the_cost_at_every_other_size(problem: SiteProblem, seed: int) -> None:
    other = capacity_moves(problem, np.random.default_rng(seed))
    try:
        here, there = dispatch_site(problem), dispatch_site(other)
    except SolveError:
        return
    slack = TOLERANCE * (turnover(problem, here) + turnover(other, there))
    assert here.dual_value(other) <= there.objective + slack


@settings(max_examples=100)
@given(problems(), st.sampled_from(["limit", "charge_limit", "discharge_limit", "energy_limit"]))
def test_more_of_anything_built_never_costs_more(problem: SiteProblem, what: str) -> None:
    try:
        here = dispatch_site(problem)
    except SolveError:
        return
    more = dispatch_site(replace(problem, **{what: getattr(problem, what) * 1.25}))
    assert more.objective <= here.objective + TOLERANCE * turnover(problem, here)


@settings(max_examples=60)
@given(problems(longest=12), st.integers(2, 5))
def test_a_period_repeated_is_the_period_again(problem: SiteProblem, times: int) -> None:
    steady = replace(problem, energy_limit=np.full_like(problem.energy_limit, problem.energy_limit[-1]))
    level = 0.5 * steady.energy_limit[0]
    single = replace(steady, start_level=level, end_level=level)
    arrays = {
        name: np.tile(getattr(single, name), times)
        for name in (
            "cost",
            "limit",
            "demand",
            "step_hours",
            "charge_limit",
            "discharge_limit",
            "energy_limit",
            "retention",
        )
    }
    uses = {of: flat(len(arrays["demand"]), getattr(single, of)[0]) for of in ("charge_cost", "discharge_cost")
            if getattr(single, of) is not None}  # fmt: skip
    try:
        one = dispatch_site(single)
    except SolveError:
        return
    slack = TOLERANCE * turnover(single, one) * times
    many = dispatch_site(replace(single, **arrays, **uses))
    if one.level[-1] <= level * (1 + TOLERANCE):
        assert many.objective <= times * one.objective + slack
    if abs(one.start_value + one.end_value) <= TOLERANCE * max(1.0, abs(one.end_value)):
        # energy is worth as much at the end as at the opening: nothing is gained by looking beyond the period
        assert many.objective >= times * one.objective - slack


@pytest.mark.parametrize("what", ["limit", "demand", "charge_limit", "discharge_limit", "energy_limit"])
@pytest.mark.parametrize("seed", range(6))
def test_gradients_are_the_differences_on_both_sides(seed: int, what: str) -> None:
    random = np.random.default_rng(seed)
    hours = 48
    problem = SiteProblem(
        cost=np.vstack([random.normal(30, 25, (3, hours)), flat(hours, 400.0)]),
        limit=np.vstack([random.uniform(0, 6, (3, hours)), flat(hours, 50.0)]),
        demand=random.uniform(2, 12, hours),
        step_hours=flat(hours, 1.0),
        charge_limit=flat(hours, 2.1),
        discharge_limit=flat(hours, 1.7),
        energy_limit=flat(hours, 6.3),
        retention=flat(hours, 0.995),
        charge_efficiency=0.93,
        discharge_efficiency=0.91,
        start_level=1.234,
    )
    found = dispatch_site(problem)
    slopes = {
        "limit": -found.supply_rent(problem),
        "demand": found.marginal_cost,
        "charge_limit": -found.charge_rent,
        "discharge_limit": -found.discharge_rent,
        "energy_limit": -found.energy_rent,
    }
    direction = random.uniform(0.5, 1.5, getattr(problem, what).shape)
    slope, step = float((slopes[what] * direction).sum()), 1e-6

    def cost(distance: float) -> float:
        moved = getattr(problem, what) + distance * direction
        return dispatch_site(replace(problem, **{what: moved})).objective

    right, left = (cost(step) - found.objective) / step, (found.objective - cost(-step)) / step
    slack = 1e-9 * found.objective / step
    assert left - slack <= slope <= right + slack
    assert right - left <= 2e-4 * abs(slope) + 2 * slack  # random sizes stand at no kink


def test_an_opening_level_is_worth_what_it_saves() -> None:
    problem = plain_problem(
        3,
        cost=np.array([[10.0, 20, 30], [1000, 1000, 1000]]),
        discharge_limit=flat(3, 9.0),
        energy_limit=flat(3, 9.0),
        retention=flat(3, 0.9),
        start_level=1.0,
    )
    found = dispatch_site(problem)
    assert found.start_value == pytest.approx(-30 * 0.9**3)
    assert found.objective == pytest.approx(4 * (10 + 20 + 30) - 30 * 0.9**3)


def test_a_store_that_forgets_for_thousands_of_steps_stays_exact() -> None:
    random = np.random.default_rng(5)
    hours = 3000
    problem = plain_problem(
        hours,
        cost=np.vstack([random.uniform(1, 60, hours), flat(hours, 1000.0)]),
        limit=np.vstack([flat(hours, 9.0), flat(hours, 100.0)]),
        charge_limit=flat(hours, 2.0),
        discharge_limit=flat(hours, 2.0),
        energy_limit=flat(hours, 8.0),
        retention=flat(hours, 0.8),
    )
    found = dispatch_site(problem)
    assert found.dual_value(problem) == pytest.approx(found.objective, rel=1e-12)
    assert worst_residual(problem, found) <= 1e-12
    assert found.charge.max() > 1.0


def test_every_wrong_array_is_found_at_once() -> None:
    from gigaplan.core.errors import InputError

    with pytest.raises(InputError) as raised:
        dispatch_site(
            plain_problem(
                3,
                demand=np.array([1.0, np.nan, 1.0]),
                retention=flat(3, 1.2),
                charge_limit=flat(2, 1.0),
                charge_efficiency=0.0,
            )
        )
    assert [finding.where for finding in raised.value.findings] == [
        "demand",
        "charge_limit",
        "retention",
        "charge_efficiency",
    ]
