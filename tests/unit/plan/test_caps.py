"""Yearly caps on emissions and energy: hand sums, prices and cuts, in every way of solving."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from gigaplan.core.errors import InfeasibleError, InputError
from gigaplan.plan.assembly import assemble, assemble_whole
from gigaplan.plan.audit import audit
from gigaplan.plan.build import build
from gigaplan.plan.conflict import conflict
from gigaplan.plan.decomposition.blocks import blocks_of
from gigaplan.plan.decomposition.evaluate import evaluate
from gigaplan.plan.decomposition.rounds import Effort
from gigaplan.plan.decomposition.solve import solve_decomposed
from gigaplan.plan.explain import limits
from gigaplan.plan.reference import solve_at_once
from gigaplan.plan.solve import solve
from gigaplan.programme.arrange import arrange
from gigaplan.programme.caps import counted_in
from gigaplan.programme.programme import Programme
from gigaplan.programme.times import calendar
from gigaplan.scenario.load import load
from tests.builders import small_programme
from tests.unit.plan.test_assembly import same_rows

NEVER_SHED = 1e3  # MUSD_2026/(MW_site*hour)
DIRTY, CLEAN = 30e-6, 50e-6  # MUSD_2026/(MW_site*hour)
DIRTY_CO2, CLEAN_CO2 = 0.9e-3, 0.4e-3  # kt_CO2/(MW_site*hour)
TIGHT = Effort(continuous_gap=1e-8, whole_gap=1e-7)
ONE_STORE, TWO_STORES = ("battery",), ("battery", "other")
WAYS = pytest.mark.parametrize("stores", [ONE_STORE, TWO_STORES], ids=["kernel", "linear"])


def campus(stores: tuple[str, ...] = ONE_STORE, quarters: int = 1, **given: Any) -> Programme:
    """Return a site that draws 50 MW for six hours a quarter from a cheap dirty and a dear clean plant."""
    labels = {"store": stores, "plant": ("dirty", "clean"), **given.pop("labels", {})}
    rest = {
        "quarter_years": 0.25,
        "standing_hall_power": 50.0,
        "hall_power_limit": 50.0,
        "standing_chips": 50.0,
        "demand_step": 50.0,
        "demand_required": 50.0,
        "plant_limit": 100.0,
        "standing_plant": 100.0,
        "plant_energy_cost": np.array([DIRTY, CLEAN])[:, None],
        "standing_store_power": 1.0 / len(stores),
        "standing_store_energy": 2.0 / len(stores),
        "charge_efficiency": 0.9,
        "shed_loss": NEVER_SHED,
        "same_year": np.triu(np.ones((quarters, quarters))),
        "counted_in": np.eye(quarters)[[-1] * quarters],
    }
    return small_programme(hours_in_quarter=6, quarters=quarters, labels=labels, **rest | given)


def carbon(cap: float, last: int = 1) -> dict[str, Any]:
    """Return a cap on the emissions of a year [kt_CO2] that ends with the last quarter."""
    return {
        "labels": {"cap": ("carbon",)},
        "carbon_cap": np.append(np.full(last - 1, np.inf), cap)[None],
        "carbon_of_plant": [[DIRTY_CO2, CLEAN_CO2]],
    }


@WAYS
def test_a_cap_on_emissions_moves_energy_to_the_clean_plant(stores: tuple[str, ...]) -> None:
    programme = campus(stores, **carbon(0.195))
    # 300 MWh in all: x of them dirty, 0.9 x + 0.4 (300 - x) = 195 t, so x = 150
    by_hand = 150 * DIRTY + 150 * CLEAN
    found, whole = solve_decomposed(programme, TIGHT), solve_at_once(assemble_whole(programme))
    assert whole.objective == pytest.approx(by_hand, rel=1e-6)
    assert found.objective == pytest.approx(by_hand, rel=1e-6)
    assert found.bound == pytest.approx(by_hand, rel=1e-6)
    assert max(one.relative for one in audit(programme, found.solution)) < 1e-6
    # a tonne more lets two MWh be dirty: 2 x 20 dollars
    for result in (found, whole):
        assert float(-result.prices["carbon_cap_is_kept"].min()) == pytest.approx(40e-3, rel=1e-5)


@WAYS
def test_a_cap_on_energy_holds_back_one_plant(stores: tuple[str, ...]) -> None:
    permit = {"labels": {"permit": ("dirty at north",)}, "energy_cap": 0.06}
    programme = campus(stores, energy_counted=[[[1e-3, 0.0]]], **permit)
    found = solve_decomposed(programme, TIGHT)
    assert found.objective == pytest.approx(60 * DIRTY + 240 * CLEAN, rel=1e-6)
    assert float(found.solution["plant_power"].sel(plant="dirty").sum()) == pytest.approx(60.0)


@WAYS
def test_a_year_of_several_quarters_shares_its_cap(stores: tuple[str, ...]) -> None:
    # in the first quarter the clean plant is dearer by 60, in the second by 20: what may be dirty is dirty in the first
    cost = np.array([[DIRTY, DIRTY], [CLEAN + 40e-6, CLEAN]])
    programme = campus(stores, 2, plant_energy_cost=cost, **carbon(0.39, last=2))
    found, whole = solve_decomposed(programme, TIGHT), solve_at_once(assemble_whole(programme))
    by_hand = 300 * DIRTY + 300 * CLEAN  # 0.9 x 300 + 0.4 x 300 = 390 t
    assert whole.objective == pytest.approx(by_hand, rel=1e-6)
    assert found.objective == pytest.approx(by_hand, rel=1e-6)


@WAYS
def test_what_must_run_is_covered_before_anything_else(stores: tuple[str, ...]) -> None:
    # the dirty plant never gives less than 20 MW, spilled or not: 6 x 20 MWh of it, the rest clean
    must_run = {"plant_must_run_share": [0.2, 0.0], "plant_least_energy": np.array([1.2, 0.0])[:, None]}
    least = (120 * 0.9 + 180 * 0.4) * 1e-3
    programme = campus(stores, **must_run, **carbon(least))
    found = solve_decomposed(programme, TIGHT)
    assert found.objective == pytest.approx(120 * DIRTY + 180 * CLEAN, rel=1e-5)
    assert max(one.relative for one in audit(programme, found.solution)) < 1e-6
    below = campus(stores, **must_run, **carbon(0.1))
    with pytest.raises(InfeasibleError):
        solve_decomposed(below, TIGHT)
    (finding,) = conflict(below, assemble(below))
    assert finding.where.startswith("CO2 that may be emitted in the year")
    assert "about 0.008 kt_CO2 more would do" in finding.got


def random_campus(seed: int) -> Programme:
    generator = np.random.default_rng(seed)
    uniform = generator.uniform
    return campus(
        ONE_STORE,
        2,
        labels={"cap": ("carbon",), "permit": ("clean at north",)},
        carbon_cap=[[np.inf, uniform(0.05, 0.5)]],
        carbon_of_plant=[uniform(0.0, 1e-3, 2)],
        carbon_of_grid=[[uniform(0.0, 1e-3)]],
        energy_cap=[[np.inf, uniform(0.05, 0.4)]],
        energy_counted=[[[0.0, 1e-3]]],
        offer_size=30.0,
        grid_energy_cost=uniform(-10e-6, 90e-6, 12),
        plant_energy_cost=uniform(20e-6, 80e-6, (2, 2)),
        plant_availability=uniform(0.1, 0.6, (2, 12)),
        work_shape=uniform(0.3, 1.0, 12),
        shed_loss=300e-6,
        standing_store_power=10.0,
        standing_store_energy=30.0,
    )


@pytest.mark.parametrize("seed", range(6))
def test_kernel_and_one_problem_agree_under_two_caps(seed: int) -> None:
    programme = random_campus(seed)
    found, whole = solve_decomposed(programme, TIGHT), solve_at_once(assemble_whole(programme))
    assert "kernel within caps 1" in found.method
    assert found.objective == pytest.approx(whole.objective, rel=2e-6)
    assert found.bound <= whole.objective + 1e-6 * abs(whole.objective)
    assert max(one.relative for one in audit(programme, found.solution)) < 1e-6


def test_a_cut_under_caps_is_exact_where_it_was_made_and_below_the_cost_everywhere() -> None:
    programme = random_campus(3)
    problem = assemble(programme)
    (block,) = blocks_of(programme, problem)
    generator = np.random.default_rng(7)
    points = [generator.uniform(0.0, 60.0, len(problem.cost)) for _ in range(6)]
    assert block.allowances is not None
    for point in points:  # without a store nothing is carried from one piece of the block to the next
        point[block.allowances.columns] *= 0.003
        point[block.store_power_columns] = 0.0
    costs, cuts = zip(*(evaluate(block, point) for point in points), strict=True)
    assert 1 in [len(made) for made in cuts]
    for here, made in enumerate(cuts):
        bounds = [sum(cut.value(np.append(point, [0.0, 0.0])) for cut in made) for point in points]
        assert bounds[here] == pytest.approx(costs[here], rel=1e-7)
        for bound, cost in zip(bounds, costs, strict=True):
            assert bound <= cost + 1e-7 * max(abs(cost), 1e-3)


def test_a_capped_scenario_has_the_rows_linopy_gives_it() -> None:
    plants = {"sites.north.plants": {"ccgt": "800 MW_plate", "large_reactor": "2 GW_plate"}}
    caps = {"policy.carbon_cap": "60 kt_CO2/year", "sites.north.energy_caps": {"gas": "9 GWh_site/year"}}
    programme = arrange(load("tiny", {**plants, **caps}))
    assert programme.labels["permit"] == ("gas at north",)
    same_rows(assemble_whole(programme), build(programme))


def test_a_cap_of_a_year_in_part_is_that_part_and_stands_at_its_last_quarter() -> None:
    changes = {"programme.start": "2026-Q4", "policy.carbon_cap": "365 kt_CO2/year"}
    inputs = arrange(load("tiny", changes | {"workload.training.steps.0.demand": "0 kH100e"})).inputs
    np.testing.assert_allclose(inputs["carbon_cap"].values, [[92.0, 90.0]])  # days of 2026-Q4, of 2027-Q1


def test_use_is_counted_by_programme_year_and_calendar_year() -> None:
    counted = counted_in(calendar("2026-Q3", 6, 0))
    assert [int(row.argmax()) for row in counted] == [1, 1, 3, 3, 5, 5]
    assert (counted.sum(axis=1) == 1).all()
    np.testing.assert_array_equal(counted_in(calendar("2026-Q1", 2, 4)), np.eye(2))


def test_without_a_cap_no_row_and_no_column_is_added() -> None:
    problem = assemble(arrange(load("tiny")))
    assert problem.columns["carbon_allowance"].size == problem.columns["energy_allowance"].size == 0
    assert problem.rows["carbon_cap_is_kept"].size == problem.rows["energy_cap_is_kept"].size == 0


def test_the_worth_of_a_tonne_is_told_in_dollars() -> None:
    plan = solve(load("tiny", {"policy.carbon_cap": "100 kt_CO2/year"}), method="decomposed")
    (told,) = [one for one in limits(plan) if one.equation == "carbon_cap_is_kept"]
    # north's grid power emits more and costs more: it takes the place of south's chips, whose power is not enough
    assert (
        told.sentence == f"One more tonne of CO2 in 2026 is worth {told.worth * 1e3:,.3g} thousand dollars."
    )
    assert plan.method == "decomposition with exact dispatch (kernel 0, kernel within caps 4 site-years)"


def test_a_cap_on_energy_names_a_plant_of_the_site_or_its_fuel() -> None:
    with pytest.raises(InputError) as error:
        load(
            "tiny",
            {
                "sites.north.plants": {"ccgt": "800 MW_plate"},
                "sites.north.energy_caps": {"oil": "1 GWh_site/year"},
            },
        )
    (finding,) = error.value.findings
    assert finding.where.startswith("sites.north.energy_caps.oil")
    assert finding.want == "ccgt, gas"


def test_hours_run_one_after_the_other_refuse_a_cap_in_words() -> None:
    programme = arrange(load("tiny", {"policy.carbon_cap": "60 kt_CO2/year"}))
    with pytest.raises(InputError, match="a yearly cap"):
        blocks_of(programme, assemble(programme), kernel_only=True)


def test_a_cap_over_several_weeks_of_a_quarter_is_refused_in_words() -> None:
    scenario = load("tiny", {"policy.carbon_cap": "60 kt_CO2/year", "programme.chosen_weeks": 8})
    with pytest.raises(InputError, match="all hours"):
        solve(scenario, method="decomposed")
