"""The report page: complete, self-contained, and silent about the solver's rounding."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

import gigaplan
from gigaplan.plan.plan import Plan
from gigaplan.report.answers import QUESTIONS, answers
from gigaplan.report.page import page
from gigaplan.report.reading import telling_limits, working_quarters
from gigaplan.report.section import Chart
from gigaplan.report.sections import SECTIONS
from gigaplan.report.sections.build_out import site_spans
from gigaplan.report.sections.money import cost_of_an_hour, flows
from gigaplan.report.sections.site_map import land

EIGHT_MEGABYTES = 8_000_000


@pytest.fixture(scope="module")
def plan() -> Plan:
    return gigaplan.solve(gigaplan.load("tiny"))


def charts_of(plan: Plan) -> dict[str, Chart]:
    found = [make(plan) for make in SECTIONS]
    return {chart.name: chart for section in found if section for chart in section.charts}


def test_the_page_shows_every_answer_and_every_chart(plan: Plan) -> None:
    text = page(plan)
    assert [one.question for one in answers(plan)] == list(QUESTIONS)
    assert all(one.number in text for one in answers(plan))
    drawn = re.findall(r'id="chart-(\w+)"', text)
    assert drawn == list(charts_of(plan))
    told = "map build_out timeline power_built power_mix week durations grid_peak grid_projections chips compute price cash flows waterfall cost profit books well_spent"
    assert drawn == told.split()


def test_the_page_asks_no_host_for_anything(plan: Plan) -> None:
    markup = re.sub(r"<script.*?</script>", "", page(plan), flags=re.DOTALL)
    assert re.findall(r"""(?:src|href)\s*=(?!"#)|url\(|@import""", markup) == []


def test_the_page_stays_below_eight_megabytes(plan: Plan) -> None:
    assert len(page(plan).encode()) < EIGHT_MEGABYTES


def test_charts_show_no_rounding_of_the_solver(plan: Plan) -> None:
    noisy = replace(plan, solution={**plan.solution, "grid_built": plan.solution["grid_built"] - 1e-13})
    drawn = charts_of(noisy)["power_built"].figure
    assert drawn.data
    for trace in drawn.data:
        assert np.min(trace.y) >= 0
        assert np.array_equal(trace.y, np.round(trace.y, 6))


def test_the_cost_of_an_hour_is_the_sum_by_hand(plan: Plan) -> None:
    # tiny, undiscounted: its whole cost over 50 kH100e at work in the 2,184 hours of the second quarter
    assert sum(cost_of_an_hour(plan).values()) == pytest.approx(
        plan.objective * 1e6 / (50e3 * 2184.0), rel=1e-9
    )


def test_capital_that_flows_in_flows_out(plan: Plan) -> None:
    found = flows(plan)
    into = sum(amount for _, end, amount in found if end == "capital")
    out = sum(amount for start, _, amount in found if start == "capital")
    assert into == pytest.approx(10e3)  # the owner's 10 GUSD
    assert out == pytest.approx(into)


def test_the_timeline_of_a_site_is_what_the_scenario_says(plan: Plan) -> None:
    # halls and connections stand from the first quarter; chips are wanted in the second
    for stages in site_spans(plan).values():
        assert "order halls" not in stages
        assert stages["build halls"][0] == stages["connect power"][0] == 0
        assert stages["fill with chips"] == (1, 1)
        assert stages["full"] == (1, 1)


def test_orders_of_halls_are_a_bar_of_their_own_as_long_before_the_halls_as_they_take() -> None:
    # chips are wanted from the seventh quarter on and halls take a year: ordered in the third, ready in the seventh
    demand = {"2026-Q1": "0 kH100e", "2027-Q2": "0 kH100e", "2027-Q3": "50 kH100e", "2027-Q4": "50 kH100e"}
    asked = {
        "programme.quarters": 8,
        "money.discount_rate": "8 %/year",
        "workload.training.steps": [{"demand": demand, "worth": "2 USD_2026/H100e/hour"}],
        "sites.north.standing.halls": "40 MW_it",
        "sites.south.standing.halls": "0 MW_it",
        "sites.south.halls": {"limit": "100 MW_it", "pace": 1, "block": "50 MW_it", "lead_time": "12 months"},
        "sites.south.grid.here.size": "100 MW_site",
        "supply.chips": {"h100": {"limit": "100 kchip"}},
    }
    stages = site_spans(gigaplan.solve(gigaplan.load("tiny", asked)))["south"]
    assert stages["order halls"] == (2, 2)
    assert stages["build halls"] == (2, 6)


def test_a_chooser_has_a_state_for_each_quarter_and_each_week(plan: Plan) -> None:
    charts = charts_of(plan)
    assert [one.label for one in charts["map"].choices] == list(plan.programme.calendar.quarters)
    assert {one.group for one in charts["week"].choices} == {"North", "South"}
    assert all(len(trace.x) == 168 for one in charts["week"].choices for trace in one.traces)


def test_a_quarter_with_nothing_but_rounding_is_not_at_work(plan: Plan) -> None:
    assert working_quarters(plan) == ("2026-Q2",)
    idle = replace(plan, solution={**plan.solution, "compute_used": plan.solution["compute_used"] * 1e-15})
    assert working_quarters(idle) == ()


def test_limits_of_quarters_without_compute_at_work_are_not_told(plan: Plan) -> None:
    quarters = {limit.place["quarter"] for limit in telling_limits(plan) if "quarter" in limit.place}
    assert quarters <= set(working_quarters(plan))


def test_the_outline_of_land_lies_on_the_globe() -> None:
    longitudes, latitudes = (np.array([one for one in axis if one is not None]) for axis in land())
    assert len(longitudes) == len(latitudes) > 1000
    assert np.abs(longitudes).max() <= 180
    assert np.abs(latitudes).max() <= 90


def test_a_budget_below_the_commitments_is_named_beside_them() -> None:
    told = answers(gigaplan.solve(gigaplan.load("tiny", {"money.budget": "8 GUSD_2026"})))
    assert (
        next(one.brief for one in told if one.question == "money")
        == "budget 8 GUSD; of 10 GUSD: 10 GUSD secured"
    )
