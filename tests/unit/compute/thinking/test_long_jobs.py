import math

import pytest
from scipy.optimize import minimize_scalar

from gigaplan.compute.thinking import (
    LongJob,
    ThinkingCurve,
    best_checkpoint_interval,
    break_even_value,
    last_hour_value,
    worthwhile_chips,
)
from gigaplan.core.errors import InputError

WEEK = LongJob(
    chips=1000, thinking_hours=168, deadline_hours=336, checkpoint_hours=2, save_hours=0.05, restart_hours=0.5
)


def test_a_week_on_a_thousand_chips_costs_its_hours_checkpoints_and_stops():
    # 168 h + 84 checkpoints x 0.05 h + 3 stops x (0.5 h + 1 h) = 176.7 h
    assert WEEK.busy_hours(3) == pytest.approx(176.7)
    assert WEEK.cost(2.0, 3) == pytest.approx(2.0 * 1000 * 176.7)
    assert WEEK.slack_hours(3) == pytest.approx(159.3)


def test_the_break_even_value_is_cost_over_the_chance_of_an_answer():
    curve = ThinkingCurve(10, 0.2)
    chance = math.exp(-10 * 168_000**-0.2)
    assert break_even_value(WEEK, curve, 2.0) == pytest.approx(2.0 * 1000 * 172.2 / chance)


def test_an_answer_worth_the_last_hour_deserves_just_these_chips():
    curve = ThinkingCurve(10, 0.2)
    value = last_hour_value(WEEK, curve, 2.0)
    assert worthwhile_chips(curve, value, 2.0, 168) == pytest.approx(1000)
    assert worthwhile_chips(curve, value / 1e6, 2.0, 168) == 0


def test_a_job_below_the_smallest_sensible_budget_never_pays_at_its_margin():
    assert last_hour_value(WEEK, ThinkingCurve(200, 0.3), 2.0) == math.inf


def test_the_checkpoint_interval_of_young_loses_least():
    found = minimize_scalar(lambda every: 0.05 / every + every / 2 / 40, bounds=(0.1, 40), method="bounded")
    assert best_checkpoint_interval(0.05, 40) == pytest.approx(found.x, rel=1e-4)


def test_a_deadline_too_near_and_missing_chips_are_refused():
    for change in ({"chips": 0, "deadline_hours": 336}, {"chips": 10, "deadline_hours": 100}):
        with pytest.raises(InputError):
            LongJob(thinking_hours=168, checkpoint_hours=2, save_hours=0.05, restart_hours=0.5, **change)
