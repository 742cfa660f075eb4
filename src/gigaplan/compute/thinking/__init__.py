"""Thinking: what accuracy a budget of compute buys, and what budget a question deserves.

Budgets are in H100e-hours per question, values in dollars per right answer, prices in USD per H100e-hour.
"""

from gigaplan.compute.thinking.budget import (
    Allocation,
    Budget,
    QuestionClass,
    allocate,
    by_difficulty,
    deserved_budget,
)
from gigaplan.compute.thinking.curves import DifficultyMix, TaskLengthCurve, ThinkingCurve, difficulty_gain
from gigaplan.compute.thinking.fitting import Fit, compare_forms, extrapolation_error, fit_curve
from gigaplan.compute.thinking.latency import (
    ThinkingPlan,
    in_a_row_only,
    spend_tokens,
    tokens_to_compute,
    useful_ceiling,
)
from gigaplan.compute.thinking.long_jobs import (
    LongJob,
    best_checkpoint_interval,
    break_even_value,
    last_hour_value,
    worthwhile_chips,
)
from gigaplan.compute.thinking.steps import (
    Demand,
    DemandStep,
    budget_from_steps,
    clearing_price,
    demand_steps,
    join_demands,
)
from gigaplan.compute.thinking.tables import Points, read_difficulties, read_points

__all__ = [
    "Allocation",
    "Budget",
    "Demand",
    "DemandStep",
    "DifficultyMix",
    "Fit",
    "LongJob",
    "Points",
    "QuestionClass",
    "TaskLengthCurve",
    "ThinkingCurve",
    "ThinkingPlan",
    "allocate",
    "best_checkpoint_interval",
    "break_even_value",
    "budget_from_steps",
    "by_difficulty",
    "clearing_price",
    "compare_forms",
    "demand_steps",
    "deserved_budget",
    "difficulty_gain",
    "extrapolation_error",
    "fit_curve",
    "in_a_row_only",
    "join_demands",
    "last_hour_value",
    "read_difficulties",
    "read_points",
    "spend_tokens",
    "tokens_to_compute",
    "useful_ceiling",
    "worthwhile_chips",
]
