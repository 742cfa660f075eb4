import numpy as np
import pytest
from scipy.optimize import brentq, minimize_scalar

from gigaplan.compute.thinking import (
    DifficultyMix,
    TaskLengthCurve,
    ThinkingCurve,
    allocate,
    by_difficulty,
    difficulty_gain,
)
from gigaplan.compute.thinking.budget import QuestionClass
from gigaplan.core.errors import InputError


@pytest.mark.parametrize(("exponent", "accuracy"), [(0.38, 0.07), (0.5, 0.135), (0.83, 0.30), (1.2, 0.43)])
def test_the_smallest_sensible_budget_has_the_accuracy_derived_for_its_exponent(exponent, accuracy):
    curve = ThinkingCurve(3.0, exponent)
    assert float(curve.accuracy(curve.smallest_budget)) == pytest.approx(accuracy, abs=0.006)
    assert float(curve.accuracy(curve.smallest_budget)) == pytest.approx(np.exp(-1 / exponent), rel=1e-12)


def test_no_budget_returns_more_accuracy_per_hour_than_the_smallest_sensible_one():
    curve = ThinkingCurve(3.0, 0.5)
    found = minimize_scalar(
        lambda log: -float(curve.accuracy(np.exp(log))) / np.exp(log), bounds=(-5, 10), method="bounded"
    )
    assert curve.smallest_budget == pytest.approx(np.exp(found.x), rel=1e-3)
    assert curve.smallest_budget == pytest.approx((3.0 * 0.5) ** 2)


def test_the_closed_form_budget_equals_a_root_search_on_the_marginal_accuracy():
    curve = ThinkingCurve(3.9, 0.364)
    for marginal in curve.best_return * np.array([0.9, 0.3, 1e-2, 1e-5]):
        root = brentq(
            lambda log, m=marginal: np.log(float(curve.marginal_accuracy(np.exp(log))) / m),
            np.log(curve.smallest_budget),
            60,
        )
        assert float(curve.budget_at(marginal)) == pytest.approx(np.exp(root), rel=1e-8)


def test_marginal_accuracy_is_the_slope_of_accuracy():
    curve = ThinkingCurve(2.0, 0.7)
    assert float(curve.marginal_accuracy(3.0)) == pytest.approx(
        (float(curve.accuracy(3.0001)) - float(curve.accuracy(2.9999))) / 2e-4, rel=1e-6
    )


def test_a_ceiling_holds_accuracy_flat_and_a_floor_keeps_budgets_from_falling_below_one_sample():
    curve = ThinkingCurve(1.84, 0.209, ceiling=250, floor=1)
    assert float(curve.accuracy(1e6)) == float(curve.accuracy(250))
    assert curve.smallest_budget == 1
    assert float(curve.budget_at(1e-12)) == 250


def test_a_curve_over_other_units_says_the_same():
    curve = ThinkingCurve(2.0, 0.4, floor=1.0)
    assert float(curve.in_compute(0.25).accuracy(0.25 * 7)) == pytest.approx(float(curve.accuracy(7)))
    assert curve.in_compute(0.25).floor == 0.25


def test_negative_numbers_in_a_curve_are_told_all_at_once():
    with pytest.raises(InputError) as problem:
        ThinkingCurve(-1, 0)
    assert len(problem.value.findings) == 2


def test_half_of_tasks_of_the_half_length_are_finished_and_the_length_doubles_on_time():
    curve = TaskLengthCurve(352, 0.6)
    assert float(curve.success(352)) == 0.5
    assert float(curve.success(curve.length_at(0.8))) == pytest.approx(0.8)
    assert curve.after(129, 129).half_length == pytest.approx(704)


def test_knowing_the_difficulty_saves_compute():
    mix = DifficultyMix(
        (ThinkingCurve(0.3, 0.5), ThinkingCurve(3, 0.5), ThinkingCurve(30, 0.4)), (0.4, 0.4, 0.2)
    )
    question = QuestionClass("puzzles", ThinkingCurve(1, 0.5), 1.0, 1.0)
    split = allocate(by_difficulty(question, mix), 10.0)
    assert split.worth >= float(mix.accuracy(10.0))
    assert difficulty_gain(mix, 10.0, split.worth) > 1.5
