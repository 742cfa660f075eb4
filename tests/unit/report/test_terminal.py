"""The terminal's answer fits one screen, and says what it means."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

import gigaplan
from gigaplan.plan.plan import Plan
from gigaplan.report.answers import answers, goal
from gigaplan.report.reading import bought_power, it_power, peak_power
from gigaplan.report.terminal import screen

COLUMNS, ROWS = 80, 30  # the smallest screen a terminal opens with, and a few rows more


def lines(plan: Plan, width: int) -> list[str]:
    console = Console(width=width, file=io.StringIO(), record=True)
    console.print(screen(plan, "runs/a-name-2026-11-24-012345"))
    return console.export_text().rstrip("\n").split("\n")


@pytest.fixture(scope="module")
def tiny() -> Plan:
    return gigaplan.solve(gigaplan.load("tiny"))


@pytest.mark.parametrize("name", ["tiny", pytest.param("stargate", marks=pytest.mark.slow)])
def test_the_answers_fit_one_screen(name: str) -> None:
    shown = lines(gigaplan.solve(gigaplan.load(name)), COLUMNS)
    assert len(shown) <= ROWS
    assert max(map(len, shown)) <= COLUMNS


def test_the_screen_holds_every_number_and_the_folder(tiny: Plan) -> None:
    text = "\n".join(lines(tiny, 200))
    assert all(one.number in text for one in answers(tiny))
    assert "runs/a-name-2026-11-24-012345" in text
    assert "present value" in text


def test_the_goal_is_defined_where_it_is_shown(tiny: Plan) -> None:
    assert goal(tiny).startswith("Least cost: capital and running costs less what is left at the end")


def test_readings_equal_the_sum_by_hand(tiny: Plan) -> None:
    chips = 50.0 / 0.93  # thousand: 50 kH100e wanted, an H100 counts 1 and is in service 93 % of the time
    assert float(it_power(tiny).isel(quarter=-1).sum()) == pytest.approx(chips * 1.4, rel=1e-6)
    assert bought_power(tiny) == pytest.approx(chips * 1.4, rel=1e-6)
    assert peak_power(tiny) == pytest.approx(chips * 1.4 * 1.25, rel=1e-6)  # a flat power ratio of 1.25
