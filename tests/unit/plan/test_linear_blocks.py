"""Blocks beyond the kernel: work that waits, several stores; the same plan as the one problem, exact cuts."""

from __future__ import annotations

import functools

import numpy as np
import pytest

from gigaplan.plan.audit import audit
from gigaplan.plan.build import build
from gigaplan.plan.decomposition.blocks import blocks_of
from gigaplan.plan.decomposition.evaluate import evaluate
from gigaplan.plan.decomposition.solve import Effort, solve_decomposed
from gigaplan.plan.reference import solve_reference
from gigaplan.plan.result import Result
from gigaplan.programme.arrange import arrange
from gigaplan.programme.programme import Programme
from gigaplan.scenario.load import load

BATTERY = {"battery_4h": {"power": "40 MW_site", "energy": "160 MWh_site"}}
LONG = {"long_duration_store": {"power": "20 MW_site", "energy": "2000 MWh_site"}}
PATH = {"2026-Q1": "0 kH100e", "2026-Q2": "25 kH100e"}
SERVING = {
    "required": "100 %",
    "shape": "daily",
    "steps": [{"demand": PATH, "worth": "4 USD_2026/H100e/hour"}],
}
THINKING = {"required": "100 %", "steps": [{"demand": PATH, "worth": "2 USD_2026/H100e/hour"}]}
TIGHT = Effort(continuous_gap=1e-6, whole_gap=1e-5)
BEYOND = ["waiting with a store", "two stores"]


def waits(hours: int) -> dict[str, object]:
    return {"workload.thinking.deferral": {"deadline": f"{hours} hour", "share": "80 %"}}


@functools.cache
def programme_of(name: str) -> Programme:
    changes: dict[str, object] = {
        "programme.chosen_weeks": 1,
        "workload": {"serving": SERVING, "thinking": THINKING},
    }
    match name:
        case "waiting":
            changes |= {**waits(12), "sites.north.stores": {}, "sites.south.stores": {}}
        case "waiting with a store":
            changes |= {**waits(24), "sites.north.stores": BATTERY}
        case "two stores":
            changes |= {"sites.north.stores": {**BATTERY, **LONG}}
        case "never waiting":
            changes |= {**waits(0), "sites.north.stores": {}, "sites.south.stores": {}}
        case "plain":
            changes |= {"sites.north.stores": {}, "sites.south.stores": {}}
    programme = arrange(load("tiny", changes))
    hour = programme.calendar.hour_of_year
    programme.inputs["grid_energy_cost"].values[:] *= 1.0 + 0.8 * np.cos(2 * np.pi * (hour - 18) / 24)
    return programme


@functools.cache
def decomposed(name: str) -> Result:
    return solve_decomposed(programme_of(name), TIGHT)


@pytest.mark.parametrize("name", BEYOND)
def test_the_decomposition_agrees_with_the_one_problem(name: str) -> None:
    whole, found = solve_reference(programme_of(name), gap=1e-6), decomposed(name)
    slack = 2e-6 * abs(whole.objective)
    assert found.bound <= whole.objective + slack
    assert found.objective == pytest.approx(whole.objective, rel=2e-5)


@pytest.mark.parametrize("name", BEYOND)
def test_the_plan_meets_every_equation_in_every_hour(name: str) -> None:
    residuals = audit(programme_of(name), decomposed(name).solution)
    assert max(one.relative for one in residuals) < 1e-6


def test_work_that_may_wait_is_put_off_and_makes_a_plan_no_worse() -> None:
    plain, waiting = decomposed("plain"), decomposed("waiting")
    assert waiting.objective < plain.bound
    assert float(waiting.solution["put_off"].sum()) > 0.0


def test_without_a_deadline_to_spend_the_plan_is_the_old_one() -> None:
    never = decomposed("never waiting")
    assert never.objective == pytest.approx(decomposed("plain").objective, rel=1e-12)
    assert float(never.solution["put_off"].max()) == 0.0


def test_the_dispatcher_is_chosen_by_what_the_scenario_asks() -> None:
    for name, expected in (("plain", "kernel"), ("never waiting", "kernel"), ("two stores", "linear")):
        programme = programme_of(name)
        blocks = blocks_of(programme, build(programme, hours=False))
        assert {one.dispatcher for one in blocks if one.site == 0} == {expected}


@pytest.mark.parametrize("name", BEYOND)
def test_a_cut_is_exact_where_it_was_made_and_below_the_cost_everywhere(name: str) -> None:
    programme = programme_of(name)
    problem = build(programme, hours=False)
    generator = np.random.default_rng(7)
    points = [generator.uniform(0.0, 300.0, len(problem.cost)) for _ in range(3)]
    for block in blocks_of(programme, problem):
        if block.linear is None:
            continue
        costs, cuts = zip(*(evaluate(block, point) for point in points), strict=True)
        for here, (cut,) in enumerate(cuts):
            assert list(cut.pieces) == list(block.pieces)
            for there, point in enumerate(points):
                assert cut.value(point) <= costs[there] + 1e-8 * max(abs(costs[there]), 1.0)
            assert cut.value(points[here]) == pytest.approx(costs[here], rel=1e-8)
