"""The report page: complete, self-contained, and silent about the solver's rounding."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

import gigaplan
from gigaplan.plan.plan import Plan
from gigaplan.report.answers import QUESTIONS, answers
from gigaplan.report.charts import CHARTS, draw_charts
from gigaplan.report.page import page
from gigaplan.report.reading import telling_limits, working_quarters
from gigaplan.report.site_map import land

EIGHT_MEGABYTES = 8_000_000


@pytest.fixture(scope="module")
def plan() -> Plan:
    return gigaplan.solve(gigaplan.load("tiny"))


def test_the_page_shows_every_answer_and_every_chart(plan: Plan) -> None:
    text = page(plan)
    assert [one.question for one in answers(plan)] == list(QUESTIONS)
    assert all(one.number in text for one in answers(plan))
    assert text.count('class="chart"') == len(CHARTS)


def test_the_page_asks_no_host_for_anything(plan: Plan) -> None:
    markup = re.sub(r"<script>.*?</script>", "", page(plan), flags=re.DOTALL)
    assert re.findall(r"""(?:src|href)\s*=|url\(|@import""", markup) == []


def test_the_page_stays_below_eight_megabytes(plan: Plan) -> None:
    assert len(page(plan).encode()) < EIGHT_MEGABYTES


def test_charts_show_no_rounding_of_the_solver(plan: Plan) -> None:
    noisy = replace(plan, solution={**plan.solution, "grid_built": plan.solution["grid_built"] - 1e-13})
    drawn = dict(draw_charts(noisy))["power_built"]
    assert drawn.data
    for trace in drawn.data:
        assert np.min(trace.y) >= 0
        assert np.array_equal(trace.y, np.round(trace.y, 6))


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
