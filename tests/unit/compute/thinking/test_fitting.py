import numpy as np
import pytest
from scripts.fit_thinking import effort_errors

from gigaplan.compute.thinking import compare_forms, fit_curve
from gigaplan.core.errors import InputError

PYTHIA_12B = ((1, 100, 10_000), (0.023, 0.483, 0.875))


def test_points_of_a_known_curve_give_it_back():
    budgets = np.array([1, 3, 10, 50, 400.0])
    curve = fit_curve(budgets, np.exp(-4 * budgets**-0.35)).curve()
    assert (curve.difficulty, curve.exponent) == pytest.approx((4, 0.35), rel=1e-6)


@pytest.mark.parametrize("accuracies", [(0.023, 0.483, 0.875), (0.008, 0.275, 0.742), (0.0006, 0.036, 0.266)])
def test_sampling_points_are_met_within_the_published_error_of_the_form(accuracies):
    assert fit_curve((1, 100, 10_000), accuracies).error < 0.0087


def test_thinking_points_priced_in_dollars_are_met_within_sixteen_thousandths_on_average():
    curves = [
        ((0.166, 0.345, 0.52, 0.96), (0.557, 0.727, 0.787, 0.862)),
        ((0.26, 0.76, 1.39, 1.90), (0.097, 0.267, 0.433, 0.529)),
        ((0.35, 0.86, 1.45, 1.87), (0.333, 0.704, 0.833, 0.850)),
    ]
    assert np.mean([fit_curve(*points).error for points in curves]) < 0.016


def test_every_curve_of_the_leaderboard_together_is_met_within_sixteen_thousandths_and_best_by_exp_power():
    errors = np.mean(list(effort_errors().values()), axis=0)
    assert round(float(errors[0]), 3) == 0.016  # the facts page: 26 curves, not named; here all 36
    assert np.argmin(errors) == 0


def test_the_sampling_exponent_of_the_largest_model_is_the_published_one():
    assert fit_curve(*PYTHIA_12B).curve().exponent == pytest.approx(0.38, abs=0.02)


def test_exp_power_fits_sampling_better_than_every_other_form():
    fits = {fit.form: fit.error for fit in compare_forms(*PYTHIA_12B)}
    assert min(fits, key=fits.get) == "exp-power"


@pytest.mark.parametrize(
    ("budgets", "accuracies", "where"),
    [
        ([1, 2], [0.1, 1.2], "row 2: accuracy"),
        ([1, 1], [0.1, 0.2], "row 2: budget"),
        ([-1, 1], [0.1, 0.2], "row 1: budget"),
        ([], [], "points"),
        ([1, 2], [0.4, 0.3], "accuracy"),
        ([1], [0.5], "points"),
    ],
)
def test_points_that_cannot_be_fitted_are_told_with_their_place(budgets, accuracies, where):
    with pytest.raises(InputError) as problem:
        fit_curve(budgets, accuracies)
    assert problem.value.findings[0].where == where


def test_an_unknown_form_is_refused():
    with pytest.raises(InputError):
        fit_curve(*PYTHIA_12B, form="straight")
