"""Demand for thinking as steps of compute and worth, for a plan that is linear in both."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from gigaplan.compute.thinking.budget import QuestionClass
from gigaplan.core.errors import Finding, raise_findings

Floats = NDArray[np.float64]
GRID_POINTS = 4000


@dataclass(frozen=True)
class DemandStep:
    """Compute wanted [H100e, running all quarter] at a worth [USD/H100e-hour], up to `spend` per question."""

    compute: float
    worth: float
    name: str
    spend: float


@dataclass(frozen=True)
class Demand:
    """Steps in order of falling worth, and how far they fall short of the true worth.

    `worst_error` is the largest shortfall [USD per hour, whole class] at any compute; `worst_accuracy_error`
    is the same as accuracy per question. `lowest_worth` [USD/H100e-hour] is where the steps end: a plan
    whose price of compute is below it would want more than they hold.
    """

    steps: tuple[DemandStep, ...]
    worst_error: float
    worst_accuracy_error: float
    lowest_worth: float

    @property
    def compute(self) -> float:
        """Return the compute wanted in all [H100e]."""
        return sum(step.compute for step in self.steps)


def demand_steps(
    question: QuestionClass, step_count: int, quarter_hours: float, lowest_worth: float
) -> Demand:
    """Return a class's demand for compute as steps of falling worth.

    The chords of the concave envelope of worth over compute: from nothing to the smallest sensible budget,
    then along the curve to the budget deserved at `lowest_worth` [USD/H100e-hour]. They lie below the
    envelope (an inner approximation), closest where it bends most, and their largest shortfall is exact:
    it stands where the curve is as steep as the chord. Raises InputError for bad counts, hours or worth.
    """
    raise_findings("no steps of demand", _findings(step_count, quarter_hours, lowest_worth))
    if question.answer_value == 0 or question.questions == 0 or question.highest_price < lowest_worth:
        return Demand((), 0.0, 0.0, lowest_worth)
    budgets = _breakpoints(question, step_count, lowest_worth)
    rates = np.diff(question.curve.envelope(budgets)) / np.diff(budgets)
    fleet = question.questions * np.diff(budgets) / quarter_hours
    shortfall = _shortfall(question, budgets, rates)
    steps = tuple(
        DemandStep(float(compute), float(rate * question.answer_value), question.name, float(spend))
        for compute, rate, spend in zip(fleet, rates, budgets[1:], strict=True)
    )
    worst = shortfall * question.questions * question.answer_value / quarter_hours
    return Demand(steps, worst, shortfall, lowest_worth)


def join_demands(demands: Sequence[Demand], step_limit: int) -> Demand:
    """Return the steps of several classes as one falling staircase of at most `step_limit` steps.

    Where there are too many, neighbours are joined at their mean worth, the pair that loses least first;
    the worth that this hides at the joint is added to the error. Raises InputError for a limit below 1.
    """
    wanted = "a whole number of 1 or more"
    findings = [] if step_limit >= 1 else [Finding("step_limit", repr(step_limit), wanted, "allow some")]
    raise_findings("no steps of demand", findings)
    steps = sorted((step for demand in demands for step in demand.steps), key=lambda step: -step.worth)
    joined = 0.0
    while len(steps) > step_limit:
        losses = [_joining_loss(first, second) for first, second in pairwise(steps)]
        row = int(np.argmin(losses))
        joined += losses[row]
        steps[row : row + 2] = [_together(steps[row], steps[row + 1])]
    error = sum(demand.worst_error for demand in demands) + joined
    accuracy_error = max((demand.worst_accuracy_error for demand in demands), default=0.0)
    lowest = max((demand.lowest_worth for demand in demands), default=math.inf)
    return Demand(tuple(steps), error, accuracy_error, lowest)


def budget_from_steps(demand: Demand, name: str, price: float) -> float:
    """Return the budget [H100e-hour] that a class's own steps give it at the plan's price."""
    taken = [step.spend for step in demand.steps if step.name == name and step.worth >= price]
    return max(taken, default=0.0)


def clearing_price(demand: Demand, compute: float) -> float:
    """Return the shadow price [USD/H100e-hour] of a plan that has `compute` [H100e] for thinking."""
    held = 0.0
    for step in demand.steps:
        held += step.compute
        if held >= compute:
            return step.worth
    return 0.0


def _breakpoints(question: QuestionClass, step_count: int, lowest_worth: float) -> Floats:
    """Return nothing, the smallest budget, and budgets up to the last, dense where the envelope bends.

    Equal errors need spacing as 1/sqrt(|curvature|), so the steps are even in the integral of its root.
    """
    first = question.curve.smallest_budget
    last = float(question.curve.budget_at(lowest_worth / question.answer_value))
    if step_count == 1 or last <= first * (1 + 1e-9):
        return np.array([0.0, first])
    grid = np.geomspace(first, last, GRID_POINTS)
    slope = question.curve.marginal_accuracy(np.minimum(grid, last * (1 - 1e-12)))
    bend = np.sqrt(np.maximum(-np.gradient(slope, grid), 0.0))
    measure = np.concatenate([[0.0], np.cumsum(0.5 * (bend[1:] + bend[:-1]) * np.diff(grid))])
    inner = np.interp(np.linspace(0, measure[-1], step_count), measure, grid)
    inner[0], inner[-1] = first, last
    return np.concatenate([[0.0], inner])


def _shortfall(question: QuestionClass, budgets: Floats, rates: Floats) -> float:
    if len(rates) == 1:
        return 0.0
    steepest = np.clip(question.curve.budget_at(rates[1:]), budgets[1:-1], budgets[2:])
    chord = question.curve.accuracy(budgets[1:-1]) + rates[1:] * (steepest - budgets[1:-1])
    return max(float(np.max(question.curve.accuracy(steepest) - chord)), 0.0)


def _joining_loss(first: DemandStep, second: DemandStep) -> float:
    return first.compute * second.compute / (first.compute + second.compute) * (first.worth - second.worth)


def _together(first: DemandStep, second: DemandStep) -> DemandStep:
    compute = first.compute + second.compute
    worth = (first.compute * first.worth + second.compute * second.worth) / compute
    names = dict.fromkeys([*first.name.split(", "), *second.name.split(", ")])
    return DemandStep(compute, worth, ", ".join(names), max(first.spend, second.spend))


def _findings(step_count: int, quarter_hours: float, lowest_worth: float) -> list[Finding]:
    findings = []
    if step_count < 1:
        findings.append(
            Finding("step_count", repr(step_count), "a whole number of 1 or more", "ask for some")
        )
    for name, number in {"quarter_hours": quarter_hours, "lowest_worth": lowest_worth}.items():
        if not (number > 0 and math.isfinite(number)):
            findings.append(Finding(name, repr(number), "a finite number above 0", "state it"))
    return findings
