"""Thinking in a plan: the plan's own price of compute and the budgets it makes worthwhile."""

from __future__ import annotations

import functools
import re

import pytest

from gigaplan.compute.thinking import demand_steps
from gigaplan.plan.plan import Plan
from gigaplan.plan.solve import solve
from gigaplan.plan.thinking import compute_price, deserved, moved
from gigaplan.programme.thinking import shipped_classes
from gigaplan.report.answers import answers
from gigaplan.scenario.load import load

QUESTIONS = {
    "workload.training.required": "0 %",
    "workload.thinking": {"questions": {"growth": "100 %", "lowest_worth": "0.3 USD_2026/H100e/hour"}},
    "programme.objective": "most compute",
}


@functools.cache
def planned(chips: str) -> Plan:
    return solve(load("tiny", {**QUESTIONS, "supply.chips.h100.limit": chips}))


def price(plan: Plan) -> float:
    return float(compute_price(plan).sel(work="thinking", quarter="2026-Q2"))


def test_fewer_chips_raise_the_price_of_compute_and_shorten_thinking() -> None:
    plenty, scarce = planned("100 kchip"), planned("50 kchip")
    assert price(scarce) > price(plenty)
    for long, short in zip(deserved(plenty), deserved(scarce), strict=True):
        assert short.budget <= long.budget
    assert sum(one.budget for one in deserved(scarce)) < sum(one.budget for one in deserved(plenty))


def test_the_plans_price_stands_on_a_step_of_the_demand_it_serves() -> None:
    plan = planned("50 kchip")
    worths = plan.programme.inputs["step_worth"].sel(work="thinking", quarter="2026-Q2").values * 1e3 / 8760
    used = plan.solution["compute_used"].sel(work="thinking", quarter="2026-Q2").values
    wanted = plan.programme.inputs["demand_step"].sel(work="thinking", quarter="2026-Q2").values
    for worth, amount, most in zip(worths, used, wanted, strict=True):
        if worth > price(plan) * (1 + 1e-6):
            assert amount == pytest.approx(most, rel=1e-6)
        if worth < price(plan) * (1 - 1e-6):
            assert amount == pytest.approx(0.0, abs=1e-6)


def test_budgets_at_the_plans_price_are_those_of_the_steps_within_a_step() -> None:
    # a step is a chord of the curve: where the price crosses from the last chord taken to the next one, the
    # curve's own budget lies between the start of the one and the end of the other
    plan = planned("50 kchip")
    by_class = {one.question: one for one in deserved(plan)}
    for question in shipped_classes():
        steps = demand_steps(question, 200, 2190.0, 0.3).steps
        ends = [0.0, *(step.spend for step in steps)]
        taken = sum(step.worth >= price(plan) for step in steps)
        least, most = ends[max(taken - 1, 0)], ends[min(taken + 1, len(steps))]
        assert least * (1 - 1e-6) <= by_class[question.name].budget <= most * (1 + 1e-6)


def test_shares_of_work_add_up_to_one() -> None:
    shares = moved(planned("100 kchip")).sum("work")
    assert float(shares.sel(quarter="2026-Q2")) == pytest.approx(1.0)


def test_the_answer_says_how_compute_was_shared_and_at_what_price() -> None:
    plan = planned("50 kchip")
    told = next(one for one in answers(plan) if one.question == "thinking")
    first, *_ = told.sentences
    assert sum(float(number) for number in re.findall(r"([\d.]+)%", first)) == pytest.approx(
        100, abs=2
    )  # rounded
    assert f"at {price(plan):,.2f} USD an H100e-hour" in first
    assert told.brief.startswith("2026-Q2 to 2026-Q2: training ")
