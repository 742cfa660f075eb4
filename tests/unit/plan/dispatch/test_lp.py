"""The linear dispatcher against the kernel where both can, and against hand sums where only it can."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from gigaplan.core.errors import InfeasibleError, SolveError
from gigaplan.plan.dispatch import (
    DeferrableWork,
    DemandCharge,
    Dispatch,
    SiteProblem,
    Store,
    SupplyCap,
    dispatch,
    dispatch_site,
)
from gigaplan.plan.dispatch.lp import dispatch_linear
from tests.unit.plan.dispatch.instances import flat, plain_problem, problems, scaled, turnover

SOLVER = 1e-7  # of the money turned over; HiGHS works to 1e-9 of each row and price


def is_proven(problem: SiteProblem, found: Dispatch) -> bool:
    """Say whether a dispatch's own prices bound its cost."""
    return bool(abs(found.objective - found.dual_value(problem)) <= SOLVER * turnover(problem, found))


@settings(max_examples=80)
@given(problems())
def test_both_dispatchers_agree_where_both_can(drawn: SiteProblem) -> None:
    problem = scaled(drawn)[0]
    try:
        exact = dispatch_site(problem)
    except SolveError:
        with pytest.raises(InfeasibleError):
            dispatch_linear(problem)
        return
    found = dispatch_linear(problem)
    assert found.objective == pytest.approx(exact.objective, abs=SOLVER * turnover(problem, exact))
    assert is_proven(problem, found)


def stored_problem(hours: int = 12) -> SiteProblem:
    """Return a site with one store and prices that swing."""
    cost = np.vstack([30 + 25 * np.sin(np.arange(hours) * 1.3), flat(hours, 500.0)])
    return plain_problem(
        hours,
        cost=cost,
        charge_limit=flat(hours, 2.0),
        discharge_limit=flat(hours, 2.0),
        energy_limit=flat(hours, 5.0),
        charge_efficiency=0.9,
        discharge_efficiency=0.9,
    )


def test_a_store_cut_in_two_is_the_same_store() -> None:
    whole = stored_problem()
    half = {name: getattr(whole, name) / 2 for name in ("charge_limit", "discharge_limit", "energy_limit")}
    second = Store(**half, retention=whole.retention, charge_efficiency=0.9, discharge_efficiency=0.9)
    halves = replace(whole, **half, more_stores=(second,))
    found = dispatch(halves)
    assert found.dispatcher == "linear"
    assert found.objective == pytest.approx(dispatch(whole).objective, rel=1e-9)
    assert is_proven(halves, found)


def test_a_cap_on_supply_has_the_price_of_what_replaces_it() -> None:
    problem = plain_problem(4, supply_caps=(SupplyCap(np.vstack([flat(4, 0.5), flat(4, 0.0)]), most=6.0),))
    found = dispatch(problem)
    used = 6.0 / 0.5  # MWh of the cheap segment that the cap leaves
    assert found.objective == pytest.approx(10 * used + 1000 * (16 - used))
    assert found.cap_rent == pytest.approx([(1000 - 10) / 0.5])
    assert is_proven(problem, found)


def test_a_demand_charge_is_paid_for_the_highest_hour_of_each_period() -> None:
    period = np.array([0, 0, 1, 1])
    problem = plain_problem(
        4, demand=np.array([1.0, 4, 2, 3]), demand_charges=(DemandCharge(0, period, 50.0),)
    )
    found = dispatch(problem)
    assert found.objective == pytest.approx(10 * (1 + 4 + 2 + 3) + 50 * (4 + 3))
    assert is_proven(problem, found)


def test_a_store_shaves_a_peak_that_is_charged_for() -> None:
    problem = replace(
        plain_problem(
            2, demand=np.array([1.0, 5.0]), demand_charges=(DemandCharge(0, np.array([0, 0]), 50.0),)
        ),
        charge_limit=flat(2, 9.0),
        discharge_limit=flat(2, 9.0),
        energy_limit=flat(2, 9.0),
    )
    found = dispatch(problem)
    assert found.objective == pytest.approx(10 * 6 + 50 * 3)
    assert is_proven(problem, found)


def test_deferrable_work_runs_in_the_cheapest_hours_of_its_window() -> None:
    problem = plain_problem(
        4,
        cost=np.array([[10.0, 40, 20, 5], [1000] * 4]),
        demand=flat(4, 0.0),
        deferrable=(DeferrableWork(3.0, np.array([2.0, 2, 2, 0])),),
    )
    found = dispatch(problem)
    assert found.deferred is not None
    assert found.deferred[0] == pytest.approx([2, 0, 1, 0], abs=1e-9)
    assert found.work_value == pytest.approx([20])
    assert is_proven(problem, found)


def test_work_that_does_not_fit_its_window_is_told() -> None:
    with pytest.raises(InfeasibleError):
        dispatch(plain_problem(2, deferrable=(DeferrableWork(9.0, np.array([1.0, 1])),)))


def test_a_cyclic_store_begins_where_it_is_best_to_end() -> None:
    problem = replace(stored_problem(), cyclic=True)
    found = dispatch(problem)
    levels = np.linspace(0, 5, 51)
    fixed = [
        dispatch_site(replace(problem, cyclic=False, start_level=one, end_level=one)).objective
        for one in levels
    ]
    assert found.objective <= min(fixed) + 1e-9
    assert found.objective == pytest.approx(min(fixed), rel=1e-3)
    assert is_proven(problem, found)


@pytest.mark.parametrize("times", [2, 3, 7])
def test_a_cyclic_period_repeated_gives_the_single_period(times: int) -> None:
    single = replace(stored_problem(), cyclic=True)
    names = (
        "cost",
        "limit",
        "demand",
        "step_hours",
        "charge_limit",
        "discharge_limit",
        "energy_limit",
        "retention",
    )
    many = replace(single, **{name: np.tile(getattr(single, name), times) for name in names})
    assert dispatch(many).objective == pytest.approx(times * dispatch(single).objective, rel=1e-9)
