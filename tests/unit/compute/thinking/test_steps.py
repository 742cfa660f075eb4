from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gigaplan.compute.thinking import (
    QuestionClass,
    ThinkingCurve,
    allocate,
    budget_from_steps,
    clearing_price,
    demand_steps,
    deserved_budget,
    join_demands,
)
from gigaplan.core.errors import InputError

HOURS = 2190.0
questions = st.builds(
    QuestionClass,
    st.just("class"),
    st.builds(ThinkingCurve, st.floats(0.2, 6), st.floats(0.2, 1.3)),
    st.floats(10, 1000),
    st.floats(1, 1000),
)


@settings(max_examples=60, deadline=None)
@given(questions, st.integers(2, 20), st.floats(0.01, 0.9))
def test_steps_fall_and_miss_the_true_worth_by_exactly_the_error_stated(question, count, share):
    demand = demand_steps(question, count, HOURS, question.highest_price * share)
    worths = [step.worth for step in demand.steps]
    assert all(first > second for first, second in pairwise(worths))
    fleet = np.cumsum([0, *(step.compute for step in demand.steps)])
    worth = np.cumsum([0, *(step.compute * step.worth for step in demand.steps)])
    inside = np.linspace(0, fleet[-1], 20_001)
    spent = inside * HOURS / question.questions
    truth = question.curve.envelope(spent) * question.answer_value * question.questions / HOURS
    missing = truth - np.interp(inside, fleet, worth)
    tolerance = 1e-9 * truth[-1]
    assert missing.min() >= -tolerance
    assert missing.max() <= demand.worst_error + tolerance
    assert missing.max() >= 0.98 * demand.worst_error - tolerance


@settings(max_examples=60, deadline=None)
@given(questions, st.floats(0.02, 0.99))
def test_the_budget_from_the_plans_price_is_the_budget_of_the_steps_within_one_step(question, share):
    demand = demand_steps(question, 12, HOURS, question.highest_price * 0.01)
    price = question.highest_price * share
    spends = [0.0, *(step.spend for step in demand.steps)]
    taken = spends.index(budget_from_steps(demand, "class", price))
    exact = deserved_budget(question, price).spend
    assert (
        spends[max(taken - 1, 0)] * (1 - 1e-9)
        <= exact
        <= spends[min(taken + 1, len(spends) - 1)] * (1 + 1e-9)
    )


@settings(max_examples=40, deadline=None)
@given(questions, st.floats(0.02, 0.99))
def test_following_the_steps_instead_of_the_curve_loses_no_more_than_the_error_stated(question, share):
    demand = demand_steps(question, 12, HOURS, question.highest_price * 0.01)
    price = question.highest_price * share
    by_steps = budget_from_steps(demand, "class", price)
    exact = deserved_budget(question, price)
    net = [
        question.answer_value * float(question.curve.accuracy(x)) - price * x for x in (exact.spend, by_steps)
    ]
    assert 0 <= net[0] - net[1] + 1e-9 <= demand.worst_accuracy_error * question.answer_value + 2e-9


def test_a_plan_and_the_thinking_budgets_agree_on_the_price_and_scarcity_shortens_thinking():
    classes = [
        QuestionClass("code", ThinkingCurve(1.2, 0.3), 5, 1e6),
        QuestionClass("science", ThinkingCurve(0.3, 1.2), 50, 1e5),
    ]
    demand = join_demands([demand_steps(one, 60, HOURS, 0.01) for one in classes], 1000)
    plenty, scarce = (clearing_price(demand, fleet) for fleet in (400.0, 200.0))
    assert plenty == pytest.approx(allocate(classes, 400.0 * HOURS).price, rel=0.08)
    assert scarce > plenty
    for one in classes:
        assert deserved_budget(one, scarce).spend < deserved_budget(one, plenty).spend


def test_joined_steps_keep_compute_and_worth_and_state_what_joining_hides():
    classes = [
        QuestionClass("code", ThinkingCurve(1.2, 0.3), 5, 1e6),
        QuestionClass("science", ThinkingCurve(0.3, 1.2), 50, 1e5),
    ]
    each = [demand_steps(one, 20, HOURS, 0.5) for one in classes]
    joined = join_demands(each, 8)
    assert len(joined.steps) == 8
    assert joined.compute == pytest.approx(sum(one.compute for one in each))
    assert sum(s.compute * s.worth for s in joined.steps) == pytest.approx(
        sum(s.compute * s.worth for one in each for s in one.steps)
    )
    assert joined.worst_error > sum(one.worst_error for one in each)


def test_a_class_that_deserves_nothing_has_no_steps():
    question = QuestionClass("hard", ThinkingCurve(2, 0.5), 1.0, 10)
    assert demand_steps(question, 5, HOURS, 1.0).steps == ()


@pytest.mark.parametrize("numbers", [(0, HOURS, 1.0), (5, 0.0, 1.0), (5, HOURS, -1.0)])
def test_bad_counts_hours_and_worths_are_refused(numbers):
    with pytest.raises(InputError):
        demand_steps(QuestionClass("a", ThinkingCurve(1, 1), 1, 1), *numbers)
