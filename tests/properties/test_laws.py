"""Laws every plan keeps, on random small programmes solved by the reference."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gigaplan.plan.assembly import assemble_whole
from gigaplan.plan.audit import audit, ledger, objective_total
from gigaplan.plan.decomposition.blocks import blocks_of
from gigaplan.plan.decomposition.interrupt import Stop
from gigaplan.plan.decomposition.operation import Search, operate
from gigaplan.plan.reference import solve_at_once
from gigaplan.plan.result import Result
from gigaplan.programme.programme import Programme
from gigaplan.scenario.load import load
from gigaplan.study.stress.sampling import chances, worlds
from tests.builders import small_programme
from tests.properties.strategies import programme_inputs

EXACT = 1e-7
few = settings(max_examples=10)


def solved(inputs: dict[str, Any]) -> tuple[Programme, Result]:
    programme = small_programme(**inputs)
    return programme, solve_at_once(assemble_whole(programme), gap=1e-9)


@few
@given(programme_inputs())
def test_a_plan_meets_every_equation_and_its_ledger_is_its_objective(inputs: dict[str, Any]) -> None:
    programme, result = solved(inputs)
    assert max(residual.relative for residual in audit(programme, result.solution)) < EXACT
    total = objective_total(programme, ledger(programme, result.solution))
    assert total == pytest.approx(result.objective, rel=EXACT, abs=EXACT)


@few
@given(programme_inputs())
def test_energy_is_not_made_from_nothing(inputs: dict[str, Any]) -> None:
    _, result = solved(inputs)
    taken, given_back = result.solution["charge"].sum("hour"), result.solution["discharge"].sum("hour")
    assert (given_back <= 0.9 * 0.9 * taken + EXACT).all()


@few
@given(programme_inputs(), st.sampled_from(["offer_size", "plant_limit", "standing_hall_power"]))
def test_relaxing_a_limit_never_costs_more(inputs: dict[str, Any], limit: str) -> None:
    _, tight = solved(inputs)
    wider = {**inputs, limit: np.asarray(inputs[limit]) * 1.5}
    if limit == "standing_hall_power":
        wider["hall_power_limit"] = 150.0
    _, loose = solved(wider)
    assert loose.objective <= tight.objective + EXACT * max(abs(tight.objective), 1)


@few
@given(programme_inputs(), st.sampled_from([0.5, 3.0]))
def test_scaling_all_prices_scales_the_cost(inputs: dict[str, Any], factor: float) -> None:
    _, plain = solved(inputs)
    prices = ("chip_price", "grid_cost", "grid_energy_cost", "plant_cost", "plant_energy_cost", "shed_loss")
    _, scaled = solved({**inputs, **{name: np.asarray(inputs[name]) * factor for name in prices}})
    assert scaled.objective == pytest.approx(factor * plain.objective, rel=1e-6, abs=1e-6)


@few
@given(programme_inputs())
def test_the_order_of_sites_leaves_the_cost(inputs: dict[str, Any]) -> None:
    _, plain = solved(inputs)
    turned = {
        **inputs,
        "labels": {"site": ("south", "north")},
        "offer_size": inputs["offer_size"][::-1],
        "grid_energy_cost": inputs["grid_energy_cost"][::-1],
    }
    _, reordered = solved(turned)
    assert reordered.objective == pytest.approx(plain.objective, rel=1e-7, abs=1e-7)


@few
@given(programme_inputs(), st.permutations(["alpha", "omega"]))
def test_renaming_sites_leaves_the_cost(inputs: dict[str, Any], names: list[str]) -> None:
    _, plain = solved(inputs)
    _, renamed = solved({**inputs, "labels": {"site": tuple(names)}})
    assert renamed.objective == pytest.approx(plain.objective, rel=EXACT, abs=EXACT)


@few
@given(programme_inputs())
def test_a_trace_without_failures_meets_every_equation(inputs: dict[str, Any]) -> None:
    programme, result = solved(inputs)
    problem = assemble_whole(programme)
    point = np.zeros(len(problem.cost))
    for name, column in problem.columns.items():
        point[column.values] = result.solution[name].values
    with ThreadPoolExecutor(1) as pool, Stop(float("inf")) as stop:
        hours, added = operate(programme, blocks_of(programme, problem), point, pool, Search(0.0, stop))
    assert added == 0.0  # nothing is switched
    trace = {**result.solution, **hours}
    assert max(residual.relative for residual in audit(programme, trace)) < EXACT
    assert objective_total(programme, ledger(programme, trace)) == pytest.approx(
        result.objective, rel=1e-6, abs=1e-6
    )


@settings(max_examples=20)
@given(st.integers(1, 9_999))
def test_gigawatts_and_megawatts_load_to_the_same_scenario(megawatts: int) -> None:
    place = "sites.north.grid.here.size"
    small, large = (
        load("tiny", {place: text}) for text in (f"{megawatts} MW_site", f"{megawatts / 1000:.3f} GW_site")
    )
    assert small.sites["north"].grid["here"].size == pytest.approx(large.sites["north"].grid["here"].size)


@settings(max_examples=10)
@given(st.integers(0, 2**31 - 1))
def test_the_same_seed_gives_the_same_ensemble(seed: int) -> None:
    first, again = (chances(load("tiny", {"programme.seed": seed}), 32) for _ in range(2))
    assert all(np.array_equal(first[name], again[name]) for name in first)


@settings(max_examples=10)
@given(st.integers(0, 2**31 - 1), st.floats(0.1, 12.0))
def test_adding_an_uncertain_input_leaves_the_other_draws(seed: int, months: float) -> None:
    certain = load("tiny", {"programme.seed": seed})
    spread = {"distribution": "gamma", "parameters": {"a": 2, "scale": months}}
    unsure = load("tiny", {"programme.seed": seed, "uncertainty": {"grid_slip": spread}})
    before, after = (worlds(one, chances(one, 32)) for one in (certain, unsure))
    for name in (one.name for one in fields(before) if one.name != "grid_slip"):
        assert np.array_equal(getattr(before, name), getattr(after, name)), name


def test_a_broken_plan_is_found_by_the_audit() -> None:
    programme = small_programme(standing_hall_power=100.0, hall_power_limit=100.0)
    result = solve_at_once(assemble_whole(programme))
    broken = {**result.solution, "charge": result.solution["charge"] + 5.0}
    found = {residual.equation for residual in audit(programme, broken) if residual.relative > 1e-6}
    assert {"site_power_balances", "charge_limit", "storage_balance"} <= found
