"""Demand for the plan: streams of requests and training runs as compute, and what their tokens make it worth."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

from gigaplan.catalogue import entry, names
from gigaplan.catalogue.entries import unknown_name
from gigaplan.compute.published_runs import deepseek_speed, llama_speed, mlperf_speed
from gigaplan.compute.training import NO_STOPS, Run, Speed, Stops, TrainedModel, llama_stops
from gigaplan.core.errors import Finding, InputError, raise_findings
from gigaplan.sizing.shapes import chip_shape, model_shape
from gigaplan.sizing.size import SECONDS_A_DAY, Workload, read_options, size_workload

PER_KILO, PER_MILLION, SECONDS_AN_HOUR, HOURS_A_DAY = 1e3, 1e6, 3600.0, 24.0


@dataclass(frozen=True)
class Demand:
    """Compute [kH100e] of a stream or run, with what it rests on; `low` and `high` hold 80 % of measured runs."""

    compute: float
    low: float
    high: float
    chips: float
    chip: str
    precision: str


@cache
def serving_demand(workload: Workload) -> Demand:
    """Return the compute a stream of requests needs at its peak, headroom included, on the chip it names.

    Raises InputError as `size_workload`: unknown model, zero tokens, a promise no instance keeps, no fit.
    """
    sizing = size_workload(**vars(workload))
    fleet, each = sizing.fleet, compute_of(workload.chip)
    return Demand(
        compute=fleet.chips * each,
        low=fleet.low * each,
        high=fleet.high * each,
        chips=fleet.chips,
        chip=workload.chip,
        precision=sizing.precision,
    )


def worth_of_tokens(workload: Workload, compute: float, prompt_price: float, answer_price: float) -> float:
    """Return what tokens make an hour of standing compute worth [USD/H100e/hour], over the mean of the year.

    compute [kH100e] stands for the peak; prices [USD per million tokens].
    """
    a_day = workload.users * workload.requests_a_day
    income = a_day * (workload.prompt * prompt_price + workload.answer * answer_price) / PER_MILLION
    return income / (compute * PER_KILO * HOURS_A_DAY)


def check_workload(workload: Workload) -> None:
    """Raise InputError with all that is wrong with a stream of requests."""
    read_options(None, vars(workload))


@dataclass(frozen=True)
class TrainingWork:
    """A training run as a user states it; `seconds` it may take, stops left to `stops`."""

    model: str
    tokens: float
    seconds: float
    batch_tokens: float
    sequence: float
    precision: str
    chip: str
    stopped: bool = True

    @property
    def stops(self) -> Stops:
        """Return how often it stops: as Llama 3's pre-training did, or never."""
        return llama_stops() if self.stopped else NO_STOPS


def training_demand(work: TrainingWork, where: str = "run.quarters") -> Demand:
    """Return the compute a run needs to end in its time, on the chip it names.

    The share of the peak: dense models in 8 bit through MLPerf's smallest run, in 16 bit through Llama 3's;
    mixtures in 8 bit through DeepSeek-V3's. `low` and `high` are equal: published runs are too few for a range.
    Raises InputError for unknown names, a mixture in 16 bit, or a time no number of chips keeps, told of `where`.
    """
    run, speed = training_run(work)
    chips = run.chips_for(work.seconds, speed, work.stops)
    if chips is None:
        days, given = (one / SECONDS_A_DAY for one in (run.shortest_seconds(speed, work.stops), work.seconds))
        do = f"give it more than {days:,.0f} days, a larger batch or fewer tokens"
        found = Finding(where, f"{given:,.3g} days", f"more than {days:,.0f} days on {work.chip}", do)
        raise InputError("the training run cannot end in time", [found])
    compute = chips * compute_of(work.chip)
    return Demand(compute, compute, compute, math.ceil(chips), work.chip, work.precision)


def training_run(work: TrainingWork) -> tuple[Run, Speed]:
    """Return the run and its law of speed; raises InputError for unknown names and numbers at or below zero."""
    _check_names(work)
    shape, chip = model_shape(work.model), chip_shape(work.chip)
    mixture = bool(float(shape.is_mixture))
    width = float(shape.layers) * float(shape.heads) * float(shape.head_width)
    model = TrainedModel(float(shape.active_parameters), width, mixture)
    peak = float(chip.fp8_peak if work.precision == "fp8" else chip.bf16_peak)
    run = Run(model, work.tokens, work.sequence, work.batch_tokens, peak)
    if mixture:
        return run, deepseek_speed()
    return run, mlperf_speed() if work.precision == "fp8" else llama_speed()


def _check_names(work: TrainingWork) -> None:
    found = [
        finding
        for kind, name in (("models", work.model), ("chips", work.chip))
        if name not in names(kind)
        for finding in unknown_name(name, names(kind), f"run.{kind[:-1]}").findings
    ]
    if not found and work.precision == "bf16" and float(model_shape(work.model).is_mixture):
        got, do = f"bf16 for {work.model}, a mixture of experts", "take precision fp8"
        found.append(Finding("run.precision", got, "fp8: no published run gives the speed in bf16", do))
    raise_findings("the training run does not fit", found)


def compute_of(chip: str) -> float:
    """Return the compute of one chip [kH100e]."""
    return entry("chips", chip).number("h100e", "H100e/chip") / PER_KILO
