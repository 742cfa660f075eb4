"""Accuracy as a function of thinking: what one more hour of compute does for a question."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import brentq
from scipy.special import lambertw

from gigaplan.core.errors import Finding, raise_findings

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class ThinkingCurve:
    """Accuracy c(x) = exp(-a x^-b) of a budget x [H100e-hour per question], flat past `ceiling`.

    `difficulty` is a [H100e-hour^b], `exponent` is b. `ceiling` is the budget past which nothing is
    gained, because right answers can no longer be told from wrong ones (no verifier). `floor` is the least
    that can be spent at all: one sample, or the smallest budget that was ever measured.
    Source of the form: Schaeffer et al., How do large language monkeys get their power (laws)?, ICML 2025,
    arXiv 2502.17578: exponential per problem, a power law over problems of mixed difficulty.
    """

    difficulty: float
    exponent: float
    ceiling: float = math.inf
    floor: float = 0.0

    def __post_init__(self) -> None:
        named = {"difficulty": self.difficulty, "exponent": self.exponent, "ceiling": self.ceiling}
        findings = [
            Finding(f"curve.{name}", repr(number), "a number above 0", "fit it to accuracies that rise")
            for name, number in named.items()
            if not number > 0
        ]
        if not 0 <= self.floor <= self.ceiling:
            findings.append(
                Finding(
                    "curve.floor", repr(self.floor), f"0 to {self.ceiling:g}", "keep it below the ceiling"
                )
            )
        raise_findings("a thinking curve is not in order", findings)

    def accuracy(self, budget: ArrayLike) -> Floats:
        """Return the share of right answers at a budget [H100e-hour per question]; 0 at no budget."""
        spent = np.minimum(np.asarray(budget, float), self.ceiling)
        with np.errstate(divide="ignore", over="ignore"):
            return np.asarray(np.exp(-self.difficulty * spent ** (-self.exponent)), float)

    def marginal_accuracy(self, budget: ArrayLike) -> Floats:
        """Return the accuracy gained per H100e-hour, (b/x) c ln(1/c); 0 past the ceiling."""
        spent = np.asarray(budget, float)
        gained = self.exponent * self.difficulty * spent ** (-self.exponent - 1) * self.accuracy(spent)
        return np.where(spent < self.ceiling, gained, 0.0)

    @property
    def smallest_budget(self) -> float:
        """Return the least budget worth spending, x0 = (a b)^(1/b) [H100e-hour], within floor and ceiling.

        There the average accuracy per hour is highest: the line from the origin touches the curve.
        """
        touching = (self.difficulty * self.exponent) ** (1 / self.exponent)
        return float(min(max(touching, self.floor), self.ceiling))

    @property
    def best_return(self) -> float:
        """Return the highest accuracy per H100e-hour any budget gives, that of the smallest budget."""
        return float(self.accuracy(self.smallest_budget)) / self.smallest_budget

    def budget_at(self, marginal: ArrayLike) -> Floats:
        """Return the budget past the smallest whose marginal accuracy is `marginal` [1/H100e-hour].

        With y = a x^-b the condition is y - r ln y = k, r = 1 + 1/b, solved by the principal branch of
        Lambert's W. The smallest budget where nothing is worth so much, the ceiling where it binds.
        """
        wanted = np.asarray(marginal, float)
        ratio = 1 + 1 / self.exponent
        logarithm = math.log(self.difficulty * self.exponent) - ratio * math.log(self.difficulty)
        with np.errstate(divide="ignore", over="ignore", invalid="ignore"):
            level = logarithm - np.log(wanted)
            scaled = -lambertw(-np.exp(-level / ratio) / ratio).real
            budget = (self.difficulty / (ratio * scaled)) ** (1 / self.exponent)
        budget = np.where(wanted >= self.best_return, self.smallest_budget, budget)
        return np.clip(budget, self.smallest_budget, self.ceiling)

    def envelope(self, budget: ArrayLike) -> Floats:
        """Return the concave envelope: below the smallest budget only a share of the questions is served."""
        spent = np.asarray(budget, float)
        return np.where(spent < self.smallest_budget, spent * self.best_return, self.accuracy(spent))

    def with_ceiling(self, ceiling: float) -> ThinkingCurve:
        """Return the curve held flat past `ceiling` [H100e-hour]: no verifier, or a deadline."""
        return replace(self, ceiling=min(self.ceiling, ceiling))

    def in_compute(self, compute_per_budget: float) -> ThinkingCurve:
        """Return the curve over H100e-hours, given what one unit of its present budget takes of them."""
        findings = []
        if not (compute_per_budget > 0 and math.isfinite(compute_per_budget)):
            wanted = "a finite number above 0 [H100e-hour per unit]"
            findings.append(
                Finding("compute_per_budget", repr(compute_per_budget), wanted, "state what a unit takes")
            )
        raise_findings("a budget cannot be turned into compute", findings)
        difficulty = self.difficulty * compute_per_budget**self.exponent
        ceiling, floor = self.ceiling * compute_per_budget, self.floor * compute_per_budget
        return ThinkingCurve(difficulty, self.exponent, ceiling, floor)


@dataclass(frozen=True)
class TaskLengthCurve:
    """Success on a task by the time it takes a person: P = 1/(1 + exp(s (log2 h - log2 h50))).

    `half_length` is h50 [min], the length at which half succeed; `slope` is s per doubling.
    Source of the form: METR, Measuring AI ability to complete long tasks, arXiv 2503.14499.
    """

    half_length: float
    slope: float

    def __post_init__(self) -> None:
        named = {"half_length": self.half_length, "slope": self.slope}
        findings = [
            Finding(f"task length.{name}", repr(number), "a number above 0", "state it as published")
            for name, number in named.items()
            if not number > 0
        ]
        raise_findings("a task-length curve is not in order", findings)

    def success(self, length: ArrayLike) -> Floats:
        """Return the share of tasks of a length [min of a skilled person] that are finished."""
        doublings = np.log2(np.asarray(length, float) / self.half_length)
        return 1 / (1 + np.exp(self.slope * doublings))

    def length_at(self, success: float) -> float:
        """Return the length [min] at which a share of the tasks is finished, e.g. the 80 % horizon."""
        if not 0 < success < 1:
            raise_findings(
                "no such length", [Finding("success", repr(success), "between 0 and 1", "give a share")]
            )
        return self.half_length * 2 ** (math.log(1 / success - 1) / self.slope)

    def after(self, days: float, doubling_days: float) -> TaskLengthCurve:
        """Return the curve after `days` of growth that doubles the half length every `doubling_days`."""
        return TaskLengthCurve(self.half_length * 2 ** (days / doubling_days), self.slope)


@dataclass(frozen=True)
class DifficultyMix:
    """A class whose questions differ: one curve per bin of difficulty, with the share of each bin."""

    curves: tuple[ThinkingCurve, ...]
    shares: tuple[float, ...]

    def __post_init__(self) -> None:
        findings = []
        if not self.curves or len(self.curves) != len(self.shares):
            got = f"{len(self.curves)} curves, {len(self.shares)} shares"
            findings.append(
                Finding("difficulty bins", got, "one share per curve, at least one", "complete them")
            )
        if any(not share > 0 for share in self.shares) or abs(sum(self.shares) - 1) > 1e-9:
            findings.append(
                Finding("shares", repr(self.shares), "positive, summing to 1", "divide by their sum")
            )
        raise_findings("difficulty bins are not in order", findings)

    def accuracy(self, budget: ArrayLike) -> Floats:
        """Return the accuracy when every question gets the same budget, its difficulty being unknown."""
        parts = zip(self.shares, self.curves, strict=True)
        return np.asarray(np.sum([share * curve.accuracy(budget) for share, curve in parts], axis=0), float)


def difficulty_gain(mix: DifficultyMix, mean_budget: float, informed: float) -> float:
    """Return how many times more compute equal budgets need to reach the `informed` accuracy."""
    lower = math.log(mean_budget)
    upper = lower + math.log(1e9)
    if float(mix.accuracy(math.exp(upper))) < informed:
        return math.inf
    if float(mix.accuracy(mean_budget)) >= informed:
        return 1.0
    found = brentq(lambda logarithm: float(mix.accuracy(math.exp(logarithm))) - informed, lower, upper)
    return math.exp(found) / mean_budget


def points_of(budgets: Sequence[float], accuracies: Sequence[float]) -> tuple[Floats, Floats]:
    """Return published points as arrays; raises InputError with everything wrong in them."""
    budget, accuracy = np.asarray(budgets, float), np.asarray(accuracies, float)
    findings = []
    if budget.size == 0 or budget.size != accuracy.size:
        got = f"{budget.size} budgets, {accuracy.size} accuracies"
        findings.append(
            Finding("points", got, "as many accuracies as budgets, at least two", "complete the table")
        )
        raise_findings("points cannot be fitted", findings)
    if budget.size < 2:
        findings.append(Finding("points", "1 point", "at least two points", "add a point at another budget"))
    for row, (spent, right) in enumerate(zip(budget, accuracy, strict=True), start=1):
        if not (spent > 0 and math.isfinite(spent)):
            findings.append(
                Finding(f"row {row}: budget", f"{spent:g}", "a finite number above 0", "mend the budget")
            )
        if not 0 < right < 1:
            advice = "write 37 % as 0.37; leave out rows at 0 or 1"
            findings.append(
                Finding(f"row {row}: accuracy", f"{right:g}", "between 0 and 1, both left out", advice)
            )
        if row > 1 and not spent > budget[row - 2]:
            got = f"{spent:g} after {budget[row - 2]:g}"
            findings.append(
                Finding(f"row {row}: budget", got, "budgets that rise", "sort the rows, one per budget")
            )
    raise_findings("points cannot be fitted", findings)
    return budget, accuracy
