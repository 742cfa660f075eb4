import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog, minimize_scalar

from gigaplan.compute.thinking import QuestionClass, ThinkingCurve, allocate, deserved_budget
from gigaplan.core.errors import InputError

KINKS = [0.3, 0.5, 50.0]  # floors and ceilings of the drawn curves, which an even grid would straddle
GRID = np.sort(np.concatenate([[0.0], KINKS, np.geomspace(1e-7, 1e5, 1600)]))

curves = st.builds(
    ThinkingCurve,
    st.floats(0.2, 6),
    st.floats(0.2, 1.3),
    st.sampled_from([math.inf, math.inf, 50.0, 0.5]),
    st.sampled_from([0.0, 0.0, 0.3]),
)
questions = st.builds(QuestionClass, st.just("class"), curves, st.floats(0.1, 100), st.floats(1, 1000))


def brute_force(classes, fleet):
    """The best worth over all shares of questions at all budgets of a grid, by linear programming."""
    worth, hours, members = [], [], np.zeros((len(classes), len(classes) * len(GRID)))
    for row, one in enumerate(classes):
        grid = np.where(GRID > 0, np.maximum(GRID, one.curve.floor), 0.0)
        worth.append(one.questions * one.answer_value * one.curve.accuracy(grid))
        hours.append(one.questions * grid)
        members[row, row * len(GRID) : (row + 1) * len(GRID)] = 1
    rows = np.vstack([np.concatenate(hours) / fleet, members])
    found = linprog(-np.concatenate(worth), A_ub=rows, b_ub=np.ones(len(classes) + 1), method="highs")
    return -found.fun


@settings(max_examples=100, deadline=None)
@given(st.lists(questions, min_size=1, max_size=4), st.floats(0.01, 1e4))
def test_the_split_of_a_fleet_equals_brute_force(classes, fleet):
    split = allocate(classes, fleet)
    best = brute_force(classes, fleet)
    assert best <= split.worth * (1 + 1e-6)
    assert best >= split.worth * (1 - 2e-3)
    assert sum(budget.compute for budget in split.budgets) + split.unused == pytest.approx(fleet, rel=1e-6)


@settings(max_examples=60, deadline=None)
@given(questions, st.floats(1e-3, 1e3))
def test_the_deserved_budget_is_the_one_that_nets_most(question, price):
    def net(log):
        return float(question.curve.accuracy(np.exp(log))) * question.answer_value - price * np.exp(log)

    grid = np.geomspace(max(1e-6, question.curve.floor), 1e7, 4000)
    best = max(0.0, float(np.max(question.curve.accuracy(grid) * question.answer_value - price * grid)))
    budget = deserved_budget(question, price)
    mine = net(np.log(budget.spend)) if budget.spend else 0.0
    assert mine >= best - 1e-9 * question.answer_value


def test_a_class_deserves_nothing_where_its_smallest_budget_costs_more_than_it_earns():
    question = QuestionClass("hard", ThinkingCurve(2, 0.5), 1.0, 10)  # x0 = 1, c0 = exp(-2)
    assert deserved_budget(question, math.exp(-2) * 1.001).spend == 0
    assert deserved_budget(question, math.exp(-2) * 0.999).spend == pytest.approx(1.0, abs=0.01)


def test_inside_the_value_of_a_bit_more_accuracy_is_its_price():
    question = QuestionClass("inside", ThinkingCurve(2, 0.5), 100.0, 1)
    budget = deserved_budget(question, 3.0)
    left = 100 * 0.5 * budget.accuracy * math.log(1 / budget.accuracy)
    assert left == pytest.approx(3.0 * budget.spend)
    found = minimize_scalar(lambda x: 3 * x - 100 * math.exp(-2 * x**-0.5), bounds=(1, 100), method="bounded")
    assert budget.spend == pytest.approx(found.x, rel=1e-4)


def test_a_fleet_too_small_for_all_serves_a_share_at_the_smallest_budget():
    question = QuestionClass("hard", ThinkingCurve(2, 0.5), 1.0, 10)
    split = allocate([question], 4.0)
    assert (split.budgets[0].spend, split.budgets[0].served) == pytest.approx((1.0, 0.4))
    assert split.price == pytest.approx(math.exp(-2))


def test_compute_past_all_ceilings_is_left_over_at_no_price():
    split = allocate([QuestionClass("capped", ThinkingCurve(2, 0.5, ceiling=4), 1.0, 10)], 100.0)
    assert (split.price, split.unused) == pytest.approx((0.0, 60.0))


@pytest.mark.parametrize(
    "call",
    [
        lambda: allocate([], 1.0),
        lambda: allocate([QuestionClass("a", ThinkingCurve(1, 1), 1, 1)], 0),
        lambda: deserved_budget(QuestionClass("a", ThinkingCurve(1, 1), 1, 1), -2),
        lambda: QuestionClass("a", ThinkingCurve(1, 1), -1, math.nan),
    ],
)
def test_bad_numbers_are_refused(call):
    with pytest.raises(InputError):
        call()
