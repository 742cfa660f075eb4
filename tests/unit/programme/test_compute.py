"""Arranging chips, export rules and firm power: dates, countries and heat."""

from __future__ import annotations

import numpy as np
import pytest

from gigaplan import load, solve
from gigaplan.plan.reference import solve_reference
from gigaplan.programme.arrange import arrange
from tests.builders import small_programme


def _caps(rule: str) -> dict[str, list[float]]:
    programme = arrange(load("stargate", {"policy.export_rule": rule}))
    caps = programme.inputs["export_cap"]
    return {str(country): list(caps.sel(rule=country).values) for country in caps["rule"].values}


def test_a_licence_holds_from_its_date_and_nothing_stands_before() -> None:
    caps = _caps("uae_bilateral_2025_11")  # November 2025: 35,000 GB300 of 2.527 H100e
    assert caps["AE"] == [0.0] * 3 + [pytest.approx(88.4)] * 17


def test_a_rule_that_never_took_effect_is_planned_as_published() -> None:
    caps = _caps("ai_diffusion_2025_01")  # to take effect on 15 May 2025
    assert caps["AE"] == [np.inf] + [50.0] * 19
    assert list(caps) == ["AE", "IN"]  # Norway and the United Kingdom are of the first tier


def test_without_caps_nothing_binds() -> None:
    assert all(np.isinf(cap).all() for cap in map(np.array, _caps("none_2025_05").values()))


def test_each_country_has_its_own_cap() -> None:
    programme = arrange(load("stargate", {"policy.export_rule": "ai_diffusion_2025_01"}))
    covered = programme.inputs["counts_for_rule"]
    assert covered.sum("site").values.tolist() == [1.0, 1.0]
    assert float((covered.sel(rule="AE") * covered.sel(rule="IN")).sum()) == 0.0


def test_a_chip_past_its_life_is_subtracted_once() -> None:
    quarters = 4
    ends = np.zeros((1, quarters, quarters))
    ends[0, 0, 2:] = 1.0  # what is delivered in the first quarter ends with the second
    programme = small_programme(
        hours_in_quarter=1,
        quarters=quarters,
        chip_arrives=np.triu(np.ones((quarters, quarters)))[None],
        chip_ends=ends,
        chip_price=1.0,
        standing_hall_power=100.0,
        hall_power_limit=100.0,
        demand_step=10.0,
        demand_required=[[10.0, 10.0, 10.0, 10.0]],
        offer_size=100.0,
        grid_energy_cost=1e-6,
        discount=np.array([1.0, 0.9, 0.8, 0.7]),
        quarter_years=0.25,
    )
    result = solve_reference(programme, gap=1e-9)
    ordered = result.solution["chips_ordered"].values.ravel()
    retired = result.solution["chips_retired"].values.ravel()
    assert ordered == pytest.approx([10, 0, 10, 0])
    assert retired == pytest.approx([0, 0, 10, 0])
    assert result.solution["chips_installed"].values.ravel() == pytest.approx([10] * 4)


def test_firm_power_counts_heat_and_halls_their_design_ratio() -> None:
    inputs = arrange(load("stargate")).inputs
    firm = inputs["plant_firm_share"].sel(site="abilene1", plant="aero_turbine")
    usual = inputs["plant_availability"].sel(site="abilene1", plant="aero_turbine")
    assert float(firm) < 1.2 * float(
        usual.min()
    )  # planned outages apart, no more than the hottest hour gives
    assert float(firm) >= float(usual.min())
    assert float(inputs["peak_ratio"].sel(site="milam")) == pytest.approx(1.3)  # catalogue, Epoch AI
    assert float(inputs["peak_ratio"].sel(site="abilene1")) == pytest.approx(1.4)  # said by the scenario
    assert float(arrange(load("tiny")).inputs["peak_ratio"].max()) == pytest.approx(
        1.25
    )  # said by the scenario


def test_money_without_a_use_stays_unspent() -> None:
    plan = solve(load("tiny", {"programme.objective": "most compute"}))
    ordered = float(plan.solution["chips_ordered"].sum())
    assert ordered == pytest.approx(50.0 / 0.93, rel=1e-6)  # what is wanted, 93 % of the time in service


def test_what_would_arrive_after_the_end_is_not_ordered_and_has_no_value() -> None:
    inputs = arrange(load("stargate")).inputs
    assert float(inputs["chip_supply"].isel(quarter=-1).sum()) == 0.0
    orderable = inputs["hall_pace"].sel(site="lordstown").values  # five quarters to build
    assert (orderable[-5:] == 0).all()
    assert orderable[-6] == 1
    left = inputs["store_closing_share"].sum("quarter").values
    late = inputs["store_arrives"].sum("quarter").values == 0
    assert (left[late] == 0).all()
    assert (left[~late] > 0).all()
