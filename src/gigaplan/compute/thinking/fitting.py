"""Fitting accuracy curves to points, and comparing the forms that could describe them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares

from gigaplan.compute.thinking.curves import ThinkingCurve, points_of
from gigaplan.core.errors import Finding, InputError, raise_findings

Floats = NDArray[np.float64]
Form = Callable[[Floats, Floats], Floats]


def _exp_power(logarithm: Floats, shape: Floats) -> Floats:
    return np.asarray(np.exp(-np.exp(np.clip(shape[0] - np.exp(shape[1]) * logarithm, -700, 50))), float)


def _logistic(logarithm: Floats, shape: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(shape[0] + shape[1] * logarithm, -500, 500))), float)


def _log_linear(logarithm: Floats, shape: Floats) -> Floats:
    return np.asarray(shape[0] + shape[1] * logarithm, float)


def _power(logarithm: Floats, shape: Floats) -> Floats:
    return np.asarray(1 - np.exp(np.clip(shape[0] - np.exp(shape[1]) * logarithm, -700, 50)), float)


FORMS: Mapping[str, Form] = MappingProxyType(
    {"exp-power": _exp_power, "logistic": _logistic, "log-linear": _log_linear, "1 - power": _power}
)
FORMULAS: Mapping[str, str] = MappingProxyType(
    {
        "exp-power": "exp(-a x^-b)",
        "logistic": "1/(1 + exp(-(k + s ln x)))",
        "log-linear": "k + s ln x",
        "1 - power": "1 - a x^-b",
    }
)


@dataclass(frozen=True)
class Fit:
    """A form fitted to points: its two shape numbers, and the root mean square error in accuracy."""

    form: str
    shape: tuple[float, float]
    error: float
    points: int

    def accuracy(self, budget: Sequence[float] | Floats) -> Floats:
        """Return the fitted accuracy at budgets in the unit of the points."""
        return FORMS[self.form](np.log(np.asarray(budget, float)), np.array(self.shape))

    def curve(self) -> ThinkingCurve:
        """Return the curve of an exp-power fit, over the unit of the points."""
        if self.form != "exp-power":
            finding = Finding("fit.form", repr(self.form), "'exp-power'", "fit that form to get a curve")
            raise InputError("no thinking curve of this form", [finding])
        return ThinkingCurve(math.exp(self.shape[0]), math.exp(self.shape[1]))


def fit_curve(budgets: Sequence[float], accuracies: Sequence[float], form: str = "exp-power") -> Fit:
    """Fit a form to points by least squares in accuracy.

    Budgets in any one unit, rising; accuracies between 0 and 1. Raises InputError with everything wrong
    in the points, and where accuracy does not rise with the budget at all.
    """
    raise_findings("an unknown form", _form_findings(form))
    budget, accuracy = points_of(budgets, accuracies)
    logarithm = np.log(budget)
    start = _start(form, logarithm, accuracy)
    found = least_squares(
        lambda shape: FORMS[form](logarithm, shape) - accuracy, start, xtol=1e-14, ftol=1e-14
    )
    error = math.sqrt(float(np.mean(found.fun**2)))
    return Fit(form, (float(found.x[0]), float(found.x[1])), error, len(budget))


def compare_forms(budgets: Sequence[float], accuracies: Sequence[float]) -> tuple[Fit, ...]:
    """Return the fit of every form to the same points, in the order of `FORMS`."""
    return tuple(fit_curve(budgets, accuracies, form) for form in FORMS)


def extrapolation_error(
    budgets: Sequence[float], accuracies: Sequence[float], form: str = "exp-power"
) -> float:
    """Return fitted minus published accuracy at the largest budget, which the fit does not see."""
    fit = fit_curve(budgets[:-1], accuracies[:-1], form)
    return float(fit.accuracy(budgets[-1:])[0]) - accuracies[-1]


def _form_findings(form: str) -> list[Finding]:
    return [] if form in FORMS else [Finding("form", repr(form), ", ".join(FORMS), "choose one of these")]


def _start(form: str, logarithm: Floats, accuracy: Floats) -> Floats:
    """Return where the search begins: the straight line through the points, made straight by the form."""
    straight = {
        "exp-power": np.log(-np.log(accuracy)),
        "logistic": np.log(accuracy / (1 - accuracy)),
        "log-linear": accuracy,
        "1 - power": np.log(1 - accuracy),
    }[form]
    slope, level = np.polyfit(logarithm, straight, 1)
    falling = form in ("exp-power", "1 - power")
    if (slope >= 0) if falling else (slope <= 0):
        got = f"{accuracy[0]:g} at the smallest budget, {accuracy[-1]:g} at the largest"
        finding = Finding(
            "accuracy", got, "accuracy that rises with the budget", "check the order of the rows"
        )
        raise InputError("more thinking does not help in these points", [finding])
    return np.array([level, math.log(-slope)] if falling else [level, slope])
