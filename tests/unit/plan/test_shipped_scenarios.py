"""The shipped scenarios: one by hand, the others against what the world allows."""

from __future__ import annotations

import functools

import numpy as np
import pytest

from gigaplan.plan.plan import Plan
from gigaplan.plan.solve import solve
from gigaplan.scenario.fields import quarter_number
from gigaplan.scenario.load import load
from gigaplan.scenario.names import shipped


@functools.cache
def planned(name: str) -> Plan:
    return solve(load(name))


def test_tiny_equals_the_sum_by_hand() -> None:
    hours = (2160.0, 2184.0)  # of the first and second quarter of a common year
    years = [length / 8760.0 for length in hours]
    chips = 50.0 / 0.93  # thousand: 50 kH100e wanted, H100 counts 1, in service 93 % of the time
    south = 40.0 / 1.25  # MW_it that 40 MW_site feed at a ratio of 1.25
    north = chips * 1.4 - south  # the rest of 1.4 kW_it a chip
    capital = chips * 38.0  # 38,000 dollars a chip with its share of server and network
    halls = 0.3 * 200.0 * sum(years)  # 0.3 million dollars a MW_it and year, 2 x 100 MW_it
    repair = 0.02 * capital * years[1]  # 2 % of the price a year, in service in the second quarter
    energy = (south * 1.25 * 40.0 + north * 1.25 * 60.0) * hours[1] / 1e6
    capacity = north * 1.25 * 217.0 * 365.0 / 1e6 * sum(years)  # MISO: 217 dollars a MW and day; ERCOT: none
    resale = capital * 0.75**3.5  # a quarter of its worth lost a year, 3.5 years after the first H100
    by_hand = capital + halls + repair + energy + capacity - resale
    assert planned("tiny").objective == pytest.approx(by_hand, rel=1e-6)


def test_tiny_fills_the_site_with_cheap_power_first() -> None:
    power = planned("tiny").solution["work_power"].isel(quarter=1).sum("work")
    assert float(power.sel(site="south")) == pytest.approx(32.0, rel=1e-6)


def test_chosen_weeks_of_many_sites_are_left_to_the_decomposition() -> None:
    plan = solve(load("stargate", {"programme.chosen_weeks": 4}), gap=0.02)
    assert plan.method.startswith("decomposition")
    assert plan.gap <= 0.02
    assert plan.worst_residual < 1e-6


@pytest.mark.parametrize("name", shipped())
def test_a_shipped_scenario_loads_and_passes_every_check(name: str) -> None:
    scenario = load(name)
    assert scenario.description
    assert all(site.source for site in scenario.sites.values()) or name == "tiny"
    assert all(one.source for one in scenario.money.commitments)


@pytest.mark.parametrize(
    "name", [name if name == "tiny" else pytest.param(name, marks=pytest.mark.slow) for name in shipped()]
)
def test_a_shipped_plan_is_proven_and_passes_its_audit(name: str) -> None:
    plan = planned(name)
    assert plan.gap <= 5e-3
    assert plan.worst_residual < 1e-6
    assert plan.ledger_difference == pytest.approx(0.0, abs=1e-6)


@pytest.mark.slow
def test_500_billion_buys_between_8_and_15_gigawatts() -> None:
    # 500 GUSD at 33 (GB300) to 60 (Barclays, Sep 2025; NVIDIA, Aug 2025) GUSD a GW_it
    plan = planned("stargate")
    power = (plan.programme.inputs["chip_power"] * plan.solution["chips_installed"]).sum(["site", "chip"])
    assert 8e3 <= float(power.isel(quarter=-1)) <= 15e3


@pytest.mark.slow
def test_no_campus_has_300_megawatts_before_its_lead_times_allow() -> None:
    # first quarters with 0.3 GW_it seen or announced: Epoch AI timelines, Oct 2026; Oracle, 10 Jun and 10 Sep 2026;
    # OpenAI, 17 Aug 2026 (PORTS 2028); TechCrunch, 22 Jul 2026 (Camellia 2028); operators' earliest announced years
    earliest = {
        "abilene1": "2026-Q2", "abilene2": "2027-Q2", "shackelford": "2027-Q1", "donaana": "2027-Q3", "milam": "2026-Q4",
        "lighthouse": "2027-Q3", "saline": "2026-Q4", "ports": "2028-Q1", "camellia": "2028-Q1", "uae": "2026-Q4", "norway": "2026-Q4", "india": "2027-Q4",
    }  # fmt: skip
    plan = planned("stargate")
    power = (plan.programme.inputs["chip_power"] * plan.solution["chips_installed"]).sum("chip")
    for site in plan.programme.labels["site"]:
        reached = np.flatnonzero(power.sel(site=site).values >= 300.0)
        if len(reached):
            quarter = plan.programme.calendar.quarters[reached[0]]
            assert quarter_number(quarter) >= quarter_number(earliest[site]), (
                f"{site} has 0.3 GW_it in {quarter}"
            )


@pytest.mark.slow
def test_capital_never_exceeds_what_is_committed_by_then() -> None:
    plan = planned("stargate")
    by_year = {
        2025: 100e3,
        2026: 200e3,
        2027: 300e3,
        2028: 400e3,
        2029: 500e3,
    }  # OpenAI, 21 Jan 2025: 100 GUSD at once, 500 in all
    for quarter, paid in zip(
        plan.programme.calendar.quarters, plan.solution["capital_to_date"].values, strict=True
    ):
        assert paid <= by_year[int(quarter[:4])] * (1 + 1e-9)


@pytest.mark.slow
def test_chips_never_exceed_the_wafers_of_the_quarter_before() -> None:
    plan = planned("stargate")
    # Epoch AI chip components: 197.8 thousand wafers in Q4 2025, NVIDIA 58.8 %; 15 B200 a wafer; 12 % share from 2026-Q1
    bought = float(plan.solution["chips_ordered"].sel(quarter="2026-Q1", chip=["gb200", "gb300"]).sum())
    assert bought <= 197.8 * 0.60 * 0.12 * 16 + 1e-6
    wafers = (plan.programme.inputs["wafers_per_chip"] * plan.solution["chips_ordered"]).sum(["site", "chip"])
    assert (wafers <= plan.programme.inputs["wafer_supply"] * (1 + 1e-9)).all()


@pytest.mark.slow
def test_a_country_cap_lets_no_more_stand_than_the_rule_says() -> None:
    # AI diffusion rule, 13 Jan 2025: 790 million TPP a country, about 50,000 H100; from 15 May 2025
    plan = planned("export-controls")
    standing = (plan.programme.inputs["chip_compute"] * plan.solution["chips_installed"]).sum("chip")
    for site in ("uae", "india"):
        assert float(standing.sel(site=site).max()) <= 50.0 * (1 + 1e-9)
    assert float(standing.sel(site="norway").max()) > 50.0  # tier 1: no cap


@pytest.mark.slow
def test_behind_the_meter_draws_nothing_from_the_grid_for_three_years() -> None:
    plan = planned("behind-the-meter")
    before = plan.programme.calendar.quarter_of_hour < plan.programme.calendar.quarters.index("2030-Q1")
    assert float(plan.solution["grid_power"].isel(hour=before).max()) <= 1e-9
    work = plan.solution["work_power"].sum(["site", "work"])
    assert float(work.sel(quarter="2029-Q4")) > 100.0


@pytest.mark.slow
def test_five_billion_euros_do_not_buy_a_hundred_thousand_chips_of_their_day() -> None:
    # 10-17 billion euros a GW asked against 33-41 billion dollars paid (Morgan Stanley, May 2026; Epoch AI): 2-4 times
    plan = solve(load("eu-gigafactory", {"supply.chips": {"gb300": {}}}))
    bought = float(plan.solution["chips_ordered"].sum())
    assert 100.0 / 4 < bought < 100.0
    first = np.flatnonzero(plan.solution["chips_installed"].sum(["site", "chip"]).values > 1e-3)[0]
    assert (
        plan.programme.calendar.quarters[first] >= "2028-Q4"
    )  # halls take 15 months from a contract in 2027-Q3


@pytest.mark.slow
def test_temporary_gas_brings_colossus_its_power_before_the_grid_does() -> None:
    plan, without = (
        planned("colossus"),
        solve(load("colossus", {"sites.memphis.plants.rented_turbine": "0 MW_plate"})),
    )
    date = "2026-Q2"  # Epoch AI: 946 MW_it on 2026-06-15
    fast, slow = (
        float(one.solution["work_power"].sum(["site", "work"]).sel(quarter=date)) for one in (plan, without)
    )
    assert fast > 2 * slow
