"""Switched plant: off or at its minimum load or above, in whole units; free in the cuts, counted at the end."""

from __future__ import annotations

import functools
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from gigaplan.core.errors import InputError
from gigaplan.plan.assembly import assemble, assemble_operation
from gigaplan.plan.audit import audit
from gigaplan.plan.decomposition.blocks import Block, blocks_of
from gigaplan.plan.decomposition.checkpoint import SUMMARY, Checkpoint
from gigaplan.plan.decomposition.evaluate import evaluate, site_problem
from gigaplan.plan.decomposition.linear import LinearBlock
from gigaplan.plan.decomposition.rounds import Effort
from gigaplan.plan.decomposition.solve import solve_decomposed
from gigaplan.plan.decomposition.switched import operated_in_whole_units
from gigaplan.plan.dispatch.milp import dispatch_on_off
from gigaplan.plan.dispatch.problem import OnOffUnit
from gigaplan.plan.problem import Problem
from gigaplan.plan.reference import solve_reference
from gigaplan.plan.result import Result
from gigaplan.programme.arrange import arrange
from gigaplan.programme.programme import Programme
from gigaplan.scenario.load import load

PATH = {"2026-Q1": "0 kH100e", "2026-Q2": "25 kH100e"}
STEPS = [{"demand": PATH, "worth": "4 USD_2026/H100e/hour"}]
BATTERY = {"battery_4h": {"power": "20 MW_site", "energy": "80 MWh_site"}}
UNIT = 40.0  # MW_plate, of the catalogue's aeroderivative turbine
TIGHT = Effort(continuous_gap=1e-6, whole_gap=1e-5)


@functools.cache
def programme_of(
    least: str | None = "60 %", turbines: str = "100 MW_plate", store: bool = False
) -> Programme:
    """A site of grid whose price swings over the day and of turbines; least None: they are not switched."""
    changes: dict[str, object] = {
        "programme.chosen_weeks": 1,
        "workload": {"serving": {"required": "100 %", "shape": "daily", "steps": STEPS}},
        "sites.south.standing.plants": {"aero_turbine": turbines},
        "sites.south.gas": {"price": "4 USD_2026/MMBtu"},
    }
    if least is not None:
        changes["sites.south.switched"] = {"aero_turbine": {"minimum_load": least}}
    if store:
        changes["sites.south.stores"] = BATTERY
    programme = arrange(load("tiny", changes))
    hour = programme.calendar.hour_of_year
    programme.inputs["grid_energy_cost"].values[:] *= 1.0 + 0.8 * np.cos(2 * np.pi * (hour - 18) / 24)
    return programme


@functools.cache
def decomposed(least: str | None = "60 %") -> Result:
    return solve_decomposed(programme_of(least), TIGHT)


def block_of(programme: Programme) -> tuple[Problem, Block, LinearBlock]:
    """Return the block of the site that switches, in the quarter with work."""
    problem = assemble(programme)
    block = blocks_of(programme, problem)[-1]
    assert block.switched is not None
    return problem, block, block.switched


def point_with(problem: Problem, **built: float) -> np.ndarray:
    """Return a master point with amounts of some columns at every site, plant and quarter, and nothing else."""
    point = np.zeros(len(problem.cost))
    for name, amount in built.items():
        point[problem.columns[name].values.ravel()] = amount
    return point


@pytest.mark.slow
def test_the_plan_in_whole_units_holds_the_one_problem_between_its_bound_and_its_cost() -> None:
    whole, found = solve_reference(programme_of(), gap=1e-7), decomposed()
    slack = 2e-7 * abs(whole.objective)
    assert found.bound <= whole.objective + slack
    assert whole.objective <= found.objective + slack
    assert found.objective == pytest.approx(whole.objective, rel=1e-4)
    assert float(found.solution["units_on"].max()) == 2.0  # of 100 MW two units of 40 MW


@pytest.mark.slow
def test_the_gap_covers_what_whole_units_cost() -> None:
    free, found = decomposed(None), decomposed()
    assert found.bound == pytest.approx(free.objective, rel=1e-6)
    assert found.objective > free.objective * (1.0 + 1e-5)
    assert found.status.startswith("in whole units")
    assert free.status == "optimal within the gap"


@pytest.mark.slow
def test_the_plan_names_its_dispatchers_and_meets_every_equation() -> None:
    found = decomposed()
    assert found.method == "decomposition with exact dispatch (kernel 2, on/off 2 site-years)"
    assert max(one.relative for one in audit(programme_of(), found.solution)) < 1e-6


@pytest.mark.slow
@pytest.mark.parametrize(
    "fault", ["units_on whole", "units_on_minimum", "units_on_limit", "units_on_are_built"]
)
def test_the_audit_finds_an_operation_that_is_none_in_whole_units(fault: str) -> None:
    solution = dict(decomposed().solution)
    on = solution["units_on"]
    changed = {
        "units_on whole": on + 0.5,
        "units_on_minimum": on + 1.0,
        "units_on_limit": 0.0 * on,
        "units_on_are_built": on + 9.0,
    }
    solution["units_on"] = changed[fault]
    worst = {one.equation: one.relative for one in audit(programme_of(), solution)}
    assert worst[fault] > 1e-3


@pytest.mark.parametrize("store", [False, True])
def test_the_kernel_finds_the_cost_of_the_relaxed_rows(store: bool) -> None:
    problem, block, switched = block_of(programme_of(store=store))
    generator = np.random.default_rng(3)
    for _ in range(4):
        point = generator.uniform(0.0, 90.0, len(problem.cost))
        for name in ("store_power_built", "store_energy_built"):
            point[problem.columns[name].values.ravel()] *= store  # a site without a store has none built
        cost, cuts = evaluate(block, point)
        relaxed, _, _ = switched.solved(point)
        assert cost == pytest.approx(relaxed, rel=1e-8)
        _, added = operated_in_whole_units(switched, point, 0.0, 5.0)
        assert added >= -1e-9 * abs(cost)
        assert len(cuts) == len(block.pieces)


def test_one_unit_costs_what_the_site_s_own_on_off_dispatcher_says() -> None:
    problem, block, switched = block_of(programme_of("70 %", "40 MW_plate"))
    point = point_with(problem, plant_built=UNIT, grid_peak=40.0, work_power=25.0)
    relaxed, _, _ = switched.solved(point)
    _, added = operated_in_whole_units(switched, point, 0.0, 60.0)
    plant = block.names.index(("plant", 0))
    site = site_problem(block, point)
    other = dispatch_on_off(
        replace(site, on_off_units=(OnOffUnit(segment=plant, least_share=0.7),)), gap=1e-9
    )
    assert added > 0.0
    assert relaxed + added == pytest.approx(other.objective, rel=1e-7)


def test_a_unit_larger_than_what_is_drawn_stays_off() -> None:
    programme = programme_of("100 %", "40 MW_plate")
    problem, block, switched = block_of(programme)
    point = point_with(problem, plant_built=UNIT, grid_peak=40.0, work_power=20.0)
    found, added = operated_in_whole_units(switched, point, 0.0, 5.0)
    drawn = site_problem(block, point).demand
    inputs, hours = programme.inputs, block.hours
    bought = inputs["grid_energy_cost"].values[1, hours] * inputs["hours_represented"].values[hours] * drawn
    assert drawn.max() < UNIT * inputs["plant_availability"].values[1, 0, hours].min()
    assert float(found["units_on"].max()) == 0.0
    assert switched.solved(point)[0] + added == pytest.approx(float(bought.sum()), rel=1e-8)


def test_without_time_there_is_an_operation_in_whole_units_all_the_same() -> None:
    problem, _, switched = block_of(programme_of())
    point = point_with(problem, plant_built=100.0, grid_peak=15.0, work_power=30.0)
    first, dear = operated_in_whole_units(switched, point, 0.0, 0.0)
    _, sought = operated_in_whole_units(switched, point, 0.0, 20.0)
    on = first["units_on"].values
    assert set(np.unique(on)) <= {0.0, 1.0, 2.0}
    assert 0.0 <= sought <= dear + 1e-9


def test_a_scenario_that_switches_nothing_has_no_column_more() -> None:
    whole = assemble_operation(programme_of(None))
    assert whole.columns["units_on"].size == 0
    assert {one.dispatcher for one in blocks_of(programme_of(None), assemble(programme_of(None)))} == {
        "kernel"
    }


def test_minimum_load_is_the_catalogue_s_unless_the_scenario_says_it() -> None:
    changes = {
        "sites.south.standing.plants": {"aero_turbine": "40 MW_plate"},
        "sites.south.switched": {"aero_turbine": {}},
    }
    programme = arrange(load("tiny", changes))
    assert programme.inputs["minimum_load"].values.tolist() == [[0.0], [0.3]]
    assert programme.inputs["plant_whole_units"].values.tolist() == [[0.0], [1.0]]


@pytest.mark.parametrize(
    ("plants", "name", "says"),
    [
        ({"large_reactor": "1200 MW_plate"}, "large_reactor", "plant that follows demand"),
        ({"aero_turbine": "40 MW_plate"}, "ccgt", "aero_turbine"),
        ({"diesel_backup": "40 MW_plate"}, "diesel_backup", "a minimum load"),
    ],
)
def test_what_cannot_be_switched_is_told(plants: dict[str, str], name: str, says: str) -> None:
    with pytest.raises(InputError) as told:
        load("tiny", {"sites.south.plants": plants, "sites.south.switched": {name: {}}})
    (finding,) = told.value.findings
    assert says in finding.want
    assert f"switched.{name}" in finding.where


def test_a_run_hour_by_hour_is_refused_in_words() -> None:
    programme = programme_of()
    with pytest.raises(InputError) as told:
        blocks_of(programme, assemble(programme), kernel_only=True)
    (finding,) = told.value.findings
    assert finding.where == "sites.south.switched"


@pytest.mark.slow
def test_an_incumbent_says_that_whole_units_are_not_counted_yet(tmp_path: Path) -> None:
    solve_decomposed(programme_of(), TIGHT, checkpoint=Checkpoint(tmp_path))
    told = json.loads((tmp_path / SUMMARY).read_text())
    assert "whole units" in told["notes"][0]
