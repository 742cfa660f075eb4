"""How much compute a question deserves, and how a fixed fleet is split over classes of question."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from scipy.optimize import brentq

from gigaplan.compute.thinking.curves import DifficultyMix, ThinkingCurve
from gigaplan.core.errors import Finding, raise_findings

SAME_PRICE = 1e-12
SMALLEST_PRICE_SHARE = 1e-12


@dataclass(frozen=True)
class QuestionClass:
    """Questions of one kind: their curve, what a right answer is worth [USD], how many come per quarter."""

    name: str
    curve: ThinkingCurve
    answer_value: float
    questions: float

    def __post_init__(self) -> None:
        named = {"answer_value": self.answer_value, "questions": self.questions}
        findings = [
            Finding(f"{self.name}.{key}", repr(number), "a finite number, 0 or more", "state what is meant")
            for key, number in named.items()
            if not (number >= 0 and math.isfinite(number))
        ]
        raise_findings("a class of questions is not in order", findings)

    @property
    def highest_price(self) -> float:
        """Return the price of compute above which the class deserves nothing, V c0/x0 [USD/H100e-hour]."""
        return self.answer_value * self.curve.best_return


@dataclass(frozen=True)
class Budget:
    """What a class gets: a budget per served question, the share served, and what that brings.

    `spend` [H100e-hour per served question]; `served` the share of questions taken on, below 1 only at
    the price where serving one more question is worth just its cost; `accuracy` of the served ones;
    `compute` [H100e-hour per quarter] and `worth` [USD per quarter] of the whole class.
    """

    name: str
    spend: float
    served: float
    accuracy: float
    compute: float
    worth: float


@dataclass(frozen=True)
class Allocation:
    """A fleet split over classes: the budgets, the shadow price [USD/H100e-hour], what is left over."""

    budgets: tuple[Budget, ...]
    price: float
    unused: float

    @property
    def worth(self) -> float:
        """Return the worth of all answers [USD per quarter]."""
        return sum(budget.worth for budget in self.budgets)


def deserved_budget(question: QuestionClass, price: float) -> Budget:
    """Return the budget a class deserves at a price of compute [USD/H100e-hour], which may be nothing.

    Interior: V b c ln(1/c) = p x. Nothing where even the smallest sensible budget earns less than it costs,
    V c0/x0 < p. Raises InputError for a price that is not above 0.
    """
    raise_findings("no budget at this price", _price_findings(price))
    if question.answer_value == 0 or question.highest_price < price:
        return _budget(question, 0.0, 0.0)
    return _budget(question, float(question.curve.budget_at(price / question.answer_value)), 1.0)


def allocate(classes: Sequence[QuestionClass], fleet_compute: float) -> Allocation:
    """Split a fleet's compute [H100e-hour per quarter] over classes so that the answers are worth most.

    One bisection on the shadow price; where the price meets a class's highest price, only a share of that
    class is served, so the concave envelope is used and the split is exact. Raises InputError for no
    classes or compute that is not above 0.
    """
    raise_findings("nothing to split", _fleet_findings(classes, fleet_compute))
    wanted = [one for one in classes if one.answer_value > 0 and one.questions > 0]
    steps = sorted({one.highest_price for one in wanted}, reverse=True)
    for price in steps:
        above = _demand(wanted, price, entering=False)
        if above >= fleet_compute:
            break
        if above + _entering(wanted, price) >= fleet_compute:
            share = (fleet_compute - above) / _entering(wanted, price)
            return _split(classes, price, share, fleet_compute)
    lowest = (steps[-1] if steps else 1.0) * SMALLEST_PRICE_SHARE
    if _demand(wanted, lowest, entering=True) <= fleet_compute:
        return _split(classes, 0.0 if not wanted else lowest, 1.0, fleet_compute)
    return _split(classes, _clearing_price(wanted, lowest, steps[0], fleet_compute), 1.0, fleet_compute)


def by_difficulty(question: QuestionClass, mix: DifficultyMix) -> tuple[QuestionClass, ...]:
    """Return one class per bin of difficulty, so that each question can get what its difficulty deserves.

    The per-prompt policy of Snell et al., arXiv 2408.03314: difficulty is known before the thinking starts.
    """
    bins = enumerate(zip(mix.curves, mix.shares, strict=True), start=1)
    return tuple(
        replace(question, name=f"{question.name} {row}", curve=curve, questions=question.questions * share)
        for row, (curve, share) in bins
    )


def _clearing_price(classes: Sequence[QuestionClass], lowest: float, highest: float, fleet: float) -> float:
    def excess(logarithm: float) -> float:
        return _demand(classes, math.exp(logarithm), entering=True) / fleet - 1

    return math.exp(brentq(excess, math.log(lowest), math.log(highest), xtol=1e-14, rtol=1e-14))


def _split(classes: Sequence[QuestionClass], price: float, share: float, fleet: float) -> Allocation:
    budgets = []
    for one in classes:
        if one.answer_value == 0 or one.questions == 0 or price == 0:
            budgets.append(_budget(one, 0.0, 0.0))
        elif _meets(one, price):
            budgets.append(_budget(one, one.curve.smallest_budget, share))
        else:
            budgets.append(deserved_budget(one, price))
    unused = max(fleet - sum(budget.compute for budget in budgets), 0.0)
    spare = unused > fleet * SAME_PRICE**0.5
    return Allocation(tuple(budgets), 0.0 if spare else price, unused if spare else 0.0)


def _demand(classes: Sequence[QuestionClass], price: float, entering: bool) -> float:
    return sum(deserved_budget(one, price).compute for one in classes if entering or not _meets(one, price))


def _entering(classes: Sequence[QuestionClass], price: float) -> float:
    return sum(one.questions * one.curve.smallest_budget for one in classes if _meets(one, price))


def _meets(question: QuestionClass, price: float) -> bool:
    return math.isclose(question.highest_price, price, rel_tol=SAME_PRICE)


def _budget(question: QuestionClass, spend: float, served: float) -> Budget:
    accuracy = float(question.curve.accuracy(spend)) if spend > 0 else 0.0
    answered = question.questions * served
    return Budget(
        question.name, spend, served, accuracy, answered * spend, answered * accuracy * question.answer_value
    )


def _price_findings(price: float) -> list[Finding]:
    if price > 0 and math.isfinite(price):
        return []
    return [
        Finding("price", repr(price), "a finite number above 0 [USD/H100e-hour]", "give a price, e.g. 2.3")
    ]


def _fleet_findings(classes: Sequence[QuestionClass], fleet_compute: float) -> list[Finding]:
    findings = []
    if not classes:
        findings.append(Finding("classes", "none", "at least one class of questions", "name a class"))
    if not (fleet_compute > 0 and math.isfinite(fleet_compute)):
        wanted = "a finite number above 0 [H100e-hour per quarter]"
        findings.append(Finding("fleet_compute", repr(fleet_compute), wanted, "give the fleet's compute"))
    return findings
