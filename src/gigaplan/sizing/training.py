"""Training as a user asks for it: operations, time against chips, goodput, largest useful cluster, roll-outs."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from gigaplan.catalogue import entry
from gigaplan.compute.thinking.training import (
    CHINCHILLA,
    ModelChoice,
    better_model_wins,
    cheapest_model,
    life_of,
    training_share,
)
from gigaplan.compute.training import (
    SECONDS_IN_HOUR,
    LearningHours,
    Rollouts,
    largest_useful_cluster,
    learning_hours,
)
from gigaplan.core.errors import Finding, raise_findings
from gigaplan.sizing.demand import Demand, TrainingWork, compute_of, training_demand, training_run
from gigaplan.sizing.frontier import throughput_by_speed

SECONDS_A_DAY, HOURS_A_DAY, KILOWATTS_PER_MEGAWATT = 86400.0, 24.0, 1e3
CALIBRATED_CHIPS = ("h100", "h800")
CALIBRATED_ERROR, NEW_CHIP_ERROR = (
    0.05,
    0.25,
)  # docs/explanation/training.md: other sizes 5 %, a new chip 15-25 %
FIRST_CHIPS, ROWS = 512.0, 12
ROLLOUT_SPEED = 20.0  # token/s of one answer: roll-outs are in no hurry


@dataclass(frozen=True)
class Cluster:
    """A run on some chips: share of the dense peak, useful share of the time, days, chip-hours and MW_it."""

    chips: float
    share: float
    useful: float
    days: float
    chip_hours: float
    it_power: float


@dataclass(frozen=True)
class TrainingSizing:
    """A run sized: operations [FLOP], chips for the time asked (None: not asked), clusters from small to large.

    `largest` chips still gain half a per cent of speed from one per cent more; past `fastest` more chips slow the
    run. `error` is the relative error to expect of times.
    """

    operations: float
    needed: Cluster | None
    clusters: tuple[Cluster, ...]
    largest: float
    fastest: float
    error: float


@dataclass(frozen=True)
class LifeSplit:
    """Training against serving over a model's life.

    `life` is the model as asked; `cheaper` reaches the same loss at least FLOP of both together, None for mixtures,
    for which no loss law is published. `share` of spending is training's, `best_share` what the trade wants.
    """

    life: ModelChoice
    cheaper: ModelChoice | None
    share: float
    best_share: float
    better_model: bool


def split_life(work: TrainingWork, served_tokens: float, trade: float) -> LifeSplit:
    """Return what a model takes to train and to serve, and which of the two deserves the next dollar.

    `trade` is the orders of magnitude more inference that replace one order less training. Raises InputError for
    numbers at or below zero.
    """
    if not served_tokens > 0:
        finding = Finding(
            "--served", f"{served_tokens:g}", "more than 0 tokens", "give the tokens of its life"
        )
        raise_findings("the life of the model cannot be split", [finding])
    run, _ = training_run(work)
    parameters = run.model.active_parameters
    life = life_of(parameters, work.tokens, served_tokens)
    loss = CHINCHILLA.loss(parameters, work.tokens)
    return LifeSplit(
        life=life,
        cheaper=None if run.model.mixture else cheapest_model(CHINCHILLA, loss, served_tokens),
        share=life.training_flop / life.flop,
        best_share=training_share(trade),
        better_model=better_model_wins(life.training_flop, life.inference_flop, trade),
    )


def size_training(work: TrainingWork, in_time: bool) -> TrainingSizing:
    """Return a run against chips; with `in_time` also the chips that end it in `work.seconds`.

    Raises InputError for unknown names, numbers at or below zero, or a time no number of chips keeps.
    """
    needed = training_demand(work, "--days").chips if in_time else None
    run, speed = training_run(work)
    largest = largest_useful_cluster(run.batch_tokens, speed, work.stops)
    fastest = largest_useful_cluster(run.batch_tokens, speed, work.stops, least_gain=0.0)
    power = entry("chips", work.chip).number("it_power", "kW_it/chip") / KILOWATTS_PER_MEGAWATT

    def cluster(chips: float) -> Cluster:
        days = float(run.seconds(chips, speed, work.stops)) / SECONDS_A_DAY
        share = float(speed.share(run.batch_tokens, chips))
        useful = float(work.stops.useful_share(chips))
        return Cluster(chips, share, useful, days, chips * days * HOURS_A_DAY, chips * power)

    counts = [count for count in FIRST_CHIPS * 2.0 ** np.arange(ROWS) if count <= fastest]
    return TrainingSizing(
        operations=run.operations,
        needed=cluster(needed) if needed else None,
        clusters=tuple(cluster(float(count)) for count in counts),
        largest=largest,
        fastest=fastest,
        error=CALIBRATED_ERROR if work.chip in CALIBRATED_CHIPS else NEW_CHIP_ERROR,
    )


def with_learning(demand: Demand, hours: LearningHours, seconds: float) -> Demand:
    """Return a run's demand with the chips that decode and learn beside it for as long [s]."""
    more = (hours.decoding + hours.updating) / (seconds / SECONDS_IN_HOUR)  # chips
    compute = more * compute_of(demand.chip)
    return replace(
        demand,
        compute=demand.compute + compute,
        low=demand.low + compute,
        high=demand.high + compute,
        chips=demand.chips + math.ceil(more),
    )


def size_learning(work: TrainingWork, rollouts: Rollouts, chips: float) -> LearningHours:
    """Return chip-hours of reinforcement learning of the run's model: decoding by the serving law, then updates.

    `chips` update at once, which sets their share of the peak. Raises InputError for numbers at or below zero.
    """
    given = {"answers": rollouts.answers, "answer_tokens": rollouts.answer_tokens}
    given["prompt_tokens"] = rollouts.prompt_tokens
    findings = [
        Finding(f"run.rollouts.{name}", f"{number:g}", "more than 0", "give a number above zero")
        for name, number in given.items()
        if not number > 0
    ]
    raise_findings("the roll-outs cannot be sized", findings)
    run, speed = training_run(work)
    rate = throughput_by_speed(
        work.model,
        work.chip,
        work.precision,
        rollouts.prompt_tokens,
        rollouts.answer_tokens,
        (ROLLOUT_SPEED,),
    ).chip_rates[0]
    if not rate > 0:
        got = (
            f"{work.model} in {work.precision}, which {work.chip} cannot answer at {ROLLOUT_SPEED:g} token/s"
        )
        want = "a chip whose instances hold and serve the model"
        raise_findings(
            "the roll-outs cannot be sized", [Finding("run.chip", got, want, "take a larger chip")]
        )
    share = float(speed.share(run.batch_tokens, chips))
    return learning_hours(rollouts, run.model, rate, run.chip_peak, share)
