"""Blocks beyond the kernel: work that waits, several stores; the same plan as the one problem, exact cuts."""

from __future__ import annotations

import copy
import functools

import numpy as np
import pytest

from gigaplan.plan.assembly import assemble
from gigaplan.plan.audit import audit
from gigaplan.plan.decomposition.blocks import blocks_of
from gigaplan.plan.decomposition.evaluate import evaluate
from gigaplan.plan.decomposition.linear import linear_block
from gigaplan.plan.decomposition.rounds import Effort
from gigaplan.plan.decomposition.solve import solve_decomposed
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
        "workload": copy.deepcopy({"serving": SERVING, "thinking": THINKING}),
    }
    match name:
        case "waiting":
            changes |= {**waits(12), "sites.north.stores": {}, "sites.south.stores": {}}
        case "waiting with a store":
            changes |= {**waits(24), "sites.north.stores": BATTERY}
        case "a store":
            changes |= {"sites.north.stores": BATTERY}
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


@pytest.mark.slow
@pytest.mark.parametrize("name", BEYOND)
def test_the_decomposition_agrees_with_the_one_problem(name: str) -> None:
    whole, found = solve_reference(programme_of(name), gap=1e-6), decomposed(name)
    slack = 2e-6 * abs(whole.objective)
    assert found.bound <= whole.objective + slack
    assert found.objective == pytest.approx(whole.objective, rel=2e-5)
    assert "linear" in found.method


@pytest.mark.slow
@pytest.mark.parametrize("name", BEYOND)
def test_the_plan_meets_every_equation_in_every_hour(name: str) -> None:
    residuals = audit(programme_of(name), decomposed(name).solution)
    assert max(one.relative for one in residuals) < 1e-6


@pytest.mark.slow
def test_work_that_may_wait_is_put_off_and_makes_a_plan_no_worse() -> None:
    plain, waiting = decomposed("a store"), decomposed("waiting with a store")
    assert waiting.objective < plain.bound
    assert float(waiting.solution["put_off"].sum()) > 0.0


@pytest.mark.slow
def test_without_a_deadline_to_spend_the_plan_is_the_old_one() -> None:
    never = decomposed("never waiting")
    assert never.objective == pytest.approx(decomposed("plain").objective, rel=1e-12)
    assert float(never.solution["put_off"].max()) == 0.0


@pytest.mark.slow
def test_a_block_beyond_the_kernel_gives_one_cut_of_all_its_pieces() -> None:
    programme = programme_of("two stores")
    problem = assemble(programme)
    blocks = blocks_of(programme, problem)
    point = np.full(len(problem.cost), 100.0)
    assert {one.dispatcher for one in blocks if one.site == 0} == {"linear"}
    for block in (one for one in blocks if one.linear is not None):
        _, cuts = evaluate(block, point)
        assert [list(cut.pieces) for cut in cuts] == [list(block.pieces)]


@pytest.mark.parametrize("name", ["plain", "never waiting"])
def test_work_that_never_waits_is_left_to_the_kernel(name: str) -> None:
    programme = programme_of(name)
    assert {one.dispatcher for one in blocks_of(programme, assemble(programme))} == {"kernel"}


def test_a_cut_is_exact_where_it_was_made_and_below_the_cost_everywhere() -> None:
    programme = programme_of("waiting")
    problem = assemble(programme)
    generator = np.random.default_rng(7)
    points = [generator.uniform(0.0, 300.0, len(problem.cost)) for _ in range(3)]
    block = linear_block(programme, problem, 0, 0)
    costs, slopes = zip(*(block.evaluate(point) for point in points), strict=True)
    for here, slope in enumerate(slopes):
        bounds = [float(slope @ point[block.columns]) for point in points]
        assert bounds[here] == pytest.approx(costs[here], rel=1e-8)
        for bound, cost in zip(bounds, costs, strict=True):
            assert bound <= cost + 1e-8 * max(abs(cost), 1.0)
