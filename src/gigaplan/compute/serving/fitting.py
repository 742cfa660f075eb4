"""Fitting the roofline's constants to measured runs, and how well it foretells models it has not seen."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from gigaplan.compute.serving.roofline import Constants, time_per_token
from gigaplan.compute.serving.shapes import ChipShape, Deployment, ModelShape, Shape

START = Constants(
    weight_speed=0.8,
    cache_speed=0.5,
    compute_speed=0.5,
    exchange_delay=1e-5,
    fabric_speed=0.4,
    layer_overhead=5e-5,
    expert_layer_overhead=4e-5,
    sharpness=2.5,
)
HELD = ("compute_speed",)  # the runs hardly see it; fitted freely it breaks on compute-bound loads
HIGHEST = {"weight_speed": 1.0, "cache_speed": 1.0, "fabric_speed": 1.0, "sharpness": 12.0}
DELAY_HIGHEST = 1e-3  # s; far above any exchange or overhead seen
SPAN = 30.0  # how far below its start a constant may fall
ROBUST_FROM = 0.1  # logarithm of the error from which it counts linearly, not squared
RANGE = (0.1, 0.9)


@dataclass(frozen=True)
class Runs:
    """Measured runs: columns of shapes and deployments, seconds per token, and the model's name by run."""

    model: ModelShape
    chip: ChipShape
    deployment: Deployment
    measured: NDArray[np.float64]
    name: NDArray[np.str_]

    def only(self, chosen: NDArray[np.bool_]) -> Runs:
        """Return the runs chosen."""
        return Runs(
            _rows(self.model, chosen),
            _rows(self.chip, chosen),
            _rows(self.deployment, chosen),
            self.measured[chosen],
            self.name[chosen],
        )

    def predicted(self, constants: Constants) -> NDArray[np.float64]:
        """Return the time per token by the roofline [s]."""
        return np.asarray(time_per_token(self.model, self.chip, self.deployment, constants))


@dataclass(frozen=True)
class Errors:
    """Absolute errors in shares of the measured time, and the share of runs inside the 80 % range."""

    runs: int
    median: float
    mean: float
    nine_tenths: float
    covered: float


def fit_constants(runs: Runs) -> Constants:
    """Return the constants with the least robust logarithmic error, each model counting the same."""
    from scipy.optimize import least_squares  # only fitting needs it, and it is slow to import

    names = [field.name for field in fields(Constants) if field.name not in HELD]
    start = np.log([getattr(START, name) for name in names])
    highest = np.log([HIGHEST.get(name, DELAY_HIGHEST) for name in names])
    each = np.sqrt(_equal_by_model(runs.name))

    def at(point: NDArray[np.float64]) -> Constants:
        return replace(START, **dict(zip(names, np.exp(point).tolist(), strict=True)))

    def error(point: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(each * np.log(runs.predicted(at(point)) / runs.measured))

    bounds = (start - np.log(SPAN), highest + 1e-9)  # a start on its bound is refused
    found = least_squares(error, start, loss="soft_l1", f_scale=ROBUST_FROM, bounds=bounds)
    return at(found.x)


def leave_one_model_out(runs: Runs) -> NDArray[np.float64]:
    """Return each run's time predicted by constants fitted without its model [s]."""
    predicted = np.empty_like(runs.measured)
    for name in np.unique(runs.name):
        left_out = runs.name == name
        predicted[left_out] = runs.only(left_out).predicted(fit_constants(runs.only(~left_out)))
    return predicted


def spread(runs: Runs, predicted: NDArray[np.float64]) -> tuple[float, float]:
    """Return the factors on a prediction between which 80 % of measured times lie, each model the same."""
    ratio = runs.measured / predicted
    order = np.argsort(ratio)
    share = np.cumsum(_equal_by_model(runs.name)[order])
    low, high = np.interp(RANGE, share / share[-1], ratio[order])
    return float(low), float(high)


def errors(runs: Runs, predicted: NDArray[np.float64]) -> Errors:
    """Return the errors, and how many measured times lie in a range made from the other models alone."""
    absolute = np.abs(predicted / runs.measured - 1)
    inside = np.zeros(len(absolute), dtype=bool)
    for name in np.unique(runs.name):
        left_out = runs.name == name
        low, high = spread(runs.only(~left_out), predicted[~left_out])
        ratio = runs.measured[left_out] / predicted[left_out]
        inside[left_out] = (low <= ratio) & (ratio <= high)
    return Errors(
        runs=len(absolute),
        median=float(np.median(absolute)),
        mean=float(absolute.mean()),
        nine_tenths=float(np.quantile(absolute, 0.9)),
        covered=float(inside.mean()),
    )


def _equal_by_model(name: NDArray[np.str_]) -> NDArray[np.float64]:
    _, place, count = np.unique(name, return_inverse=True, return_counts=True)
    return np.asarray(len(name) / len(count) / count[place])


def _rows(shape: Shape, chosen: NDArray[np.bool_]) -> Shape:
    kind = type(shape)
    return kind(**{field.name: np.asarray(getattr(shape, field.name))[chosen] for field in fields(kind)})
