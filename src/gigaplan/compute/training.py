"""Training: operations of a run, the share of the peak a cluster reaches, stops, time, largest useful cluster.

Chips, tokens and parameters are counts; rates are per second unless the name says hour.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from gigaplan.core.errors import Finding, raise_findings

Numbers: TypeAlias = float | NDArray[np.float64]

TRAINING_OPERATIONS = 6.0  # FLOP per parameter and token: forward 2, backward 4 (Kaplan et al., 2001.08361)
FORWARD_OPERATIONS = 2.0  # the forward part of these
SECONDS_IN_HOUR = 3600.0

# Tokens per chip and step at which half of the speed is lost to exchange and pipeline bubbles.
# FP8: fitted on the H100 runs of Llama 3.1 405B in MLPerf Training v5.0 (single systems span 300 to 540).
# BF16: Megatron-LM's strong scaling gives 125, Llama 3's two clusters of 8,192 and 16,384 chips 105.
HALF_SPEED_TOKENS = {"fp8": 350.0, "bf16": 110.0}

# Llama 3 report (arXiv 2407.21783): 419 unexpected stops in 54 days on 16,384 H100, effective time above 90 %.
LLAMA_STOPS, LLAMA_DAYS, LLAMA_CHIPS, LLAMA_USEFUL_SHARE = 419.0, 54.0, 16384.0, 0.90
HOURS_IN_DAY = 24.0


@dataclass(frozen=True)
class TrainedModel:
    """What training must know of a model: parameters used per token, and heads x head width x layers.

    `attention_width` is layers x query heads x mean width of keys and values; 0 leaves attention's own
    products out (the plain 6 N D law). `mixture` tells a mixture of experts from a dense model.
    """

    active_parameters: float
    attention_width: float = 0.0
    mixture: bool = False

    def operations_per_token(self, sequence: float) -> float:
        """Training takes 6 FLOP per parameter, and 6 per attention width and token looked back on causally.

        sequence [token]. Returns [FLOP/token]. Source: Megatron-LM's count (2104.04473), half for the causal mask.
        """
        return TRAINING_OPERATIONS * (self.active_parameters + self.attention_width * sequence)


@dataclass(frozen=True)
class Speed:
    """Share of the dense peak a cluster reaches: asymptote r / (r + half), r the batch's tokens per chip.

    `asymptote` is the share with a batch without end; `half_speed_tokens` [token/chip].
    """

    asymptote: float
    half_speed_tokens: float

    def share(self, batch_tokens: Numbers, chips: Numbers) -> Numbers:
        """Return the model's operations over the cluster's dense peak, while it runs."""
        return self.asymptote * batch_tokens / (batch_tokens + self.half_speed_tokens * chips)


def speed_through(share: float, batch_tokens: float, chips: float, half_speed_tokens: float) -> Speed:
    """Return the speed law through one measured run: `share` of the peak with `batch_tokens` on `chips`."""
    return Speed(share * (1.0 + half_speed_tokens * chips / batch_tokens), half_speed_tokens)


@dataclass(frozen=True)
class Stops:
    """Unexpected stops: each hour of running, each chip stops the whole run with a small chance.

    `per_chip_hour` [1/(chip hour)] of running; `lost_hours` per stop: work since the checkpoint, and restart.
    """

    per_chip_hour: float
    lost_hours: float

    def useful_share(self, chips: Numbers) -> Numbers:
        """Stops grow with the chips: useful time over elapsed time is 1 / (1 + chips x rate x loss)."""
        return 1.0 / (1.0 + chips * self.per_chip_hour * self.lost_hours)

    def hours_between(self, chips: float) -> float:
        """Return the running hours between two stops."""
        return 1.0 / (chips * self.per_chip_hour)


def llama_stops() -> Stops:
    """Return the stops of Llama 3's pre-training; the loss per stop is the most that leaves 90 % of the time."""
    running = LLAMA_DAYS * HOURS_IN_DAY * LLAMA_USEFUL_SHARE
    lost = LLAMA_DAYS * HOURS_IN_DAY * (1.0 - LLAMA_USEFUL_SHARE)
    return Stops(LLAMA_STOPS / (running * LLAMA_CHIPS), lost / LLAMA_STOPS)


NO_STOPS = Stops(0.0, 0.0)


@dataclass(frozen=True)
class Run:
    """One training run: a model, tokens, sequence and batch [token], on chips of a peak [FLOP/s].

    The peak is the dense one at the precision of the matrix products.
    """

    model: TrainedModel
    tokens: float
    sequence: float
    batch_tokens: float
    chip_peak: float

    def __post_init__(self) -> None:
        given = {
            "tokens": self.tokens,
            "sequence": self.sequence,
            "batch_tokens": self.batch_tokens,
            "chip_peak": self.chip_peak,
            "model.active_parameters": self.model.active_parameters,
        }
        findings = [
            Finding(
                where=f"training run, {name}",
                got=f"{number}",
                want="a number above zero",
                do="correct it: Llama 3 read 15.6e12 tokens, 16,777,216 a step, 8,192 a sequence",
            )
            for name, number in given.items()
            if not (math.isfinite(number) and number > 0)
        ]
        if not findings and self.batch_tokens < self.sequence:
            findings.append(
                Finding(
                    where="training run, batch_tokens",
                    got=f"{self.batch_tokens:g} tokens, less than one sequence",
                    want=f"at least the sequence of {self.sequence:g} tokens",
                    do="give the batch in tokens: sequences x sequence length",
                )
            )
        raise_findings("The training run cannot be read.", findings)

    @property
    def operations(self) -> float:
        """Return what the run takes in all [FLOP]."""
        return self.tokens * self.model.operations_per_token(self.sequence)

    def share_reached(self, chips: float, seconds: float) -> float:
        """Return the share of the peak a measured run reached."""
        return self.operations / (chips * self.chip_peak * seconds)

    def seconds(self, chips: Numbers, speed: Speed, stops: Stops = NO_STOPS) -> Numbers:
        """Time to train: operations over chips x peak x share of the peak x useful share [s]."""
        pace = chips * self.chip_peak * speed.share(self.batch_tokens, chips)
        return self.operations / (pace * stops.useful_share(chips))

    def chips_for(self, seconds: float, speed: Speed, stops: Stops = NO_STOPS) -> float | None:
        """Return the fewest chips that train within `seconds`; None where no number of chips does.

        With a = half speed tokens / batch, f = stops x loss per chip and k the runs an endless batch finishes per
        chip and second, the time is (1 + a n)(1 + f n) / (k n): the smaller root of a f n^2 + (a + f - k t) n + 1.
        """
        exchange, stopping = (
            speed.half_speed_tokens / self.batch_tokens,
            stops.per_chip_hour * stops.lost_hours,
        )
        finished = seconds * self.chip_peak * speed.asymptote / self.operations
        middle, square = finished - exchange - stopping, exchange * stopping
        if middle <= 0 or middle**2 < 4.0 * square:
            return None
        return 2.0 / (middle + math.sqrt(middle**2 - 4.0 * square))

    def shortest_seconds(self, speed: Speed, stops: Stops = NO_STOPS) -> float:
        """Return the time no number of chips gets below: (sqrt(a) + sqrt(f))^2 / k of `chips_for` [s]."""
        exchange = speed.half_speed_tokens / self.batch_tokens
        roots = math.sqrt(exchange) + math.sqrt(stops.per_chip_hour * stops.lost_hours)
        # (1 + a n)(1 + f n) / n = a + f + 1/n + a f n is least at n = 1 / sqrt(a f)
        return roots**2 * self.operations / (self.chip_peak * speed.asymptote)

    def chip_hours(self, chips: Numbers, speed: Speed, stops: Stops = NO_STOPS) -> Numbers:
        """Return the chip-hours paid, stops included."""
        return chips * self.seconds(chips, speed, stops) / SECONDS_IN_HOUR


def largest_useful_cluster(
    batch_tokens: float, speed: Speed, stops: Stops = NO_STOPS, least_gain: float = 0.5
) -> float:
    """Return the chips past which a per cent more chips gives less than `least_gain` per cent more speed.

    With a = half speed tokens / batch and f = stops x loss per chip, speed goes as n / ((1 + a n)(1 + f n)); its
    elasticity equals the least gain g where (1 + g) a f n^2 + g (a + f) n = 1 - g. g = 0 is the fastest cluster,
    n = 1 / sqrt(a f); without stops n = (1 - g) / (g a), which caps the chips by the batch alone.
    """
    if not 0.0 <= least_gain < 1.0:
        raise_findings(
            "The least gain cannot be read.",
            [
                Finding(
                    "least_gain", f"{least_gain}", "0 (the fastest cluster) or more, below 1", "give a share"
                )
            ],
        )
    exchange, stopping = speed.half_speed_tokens / batch_tokens, stops.per_chip_hour * stops.lost_hours
    square = (1.0 + least_gain) * exchange * stopping
    middle = least_gain * (exchange + stopping)
    reach = 2.0 * (1.0 - least_gain)
    root = middle + math.sqrt(middle**2 + 2.0 * square * reach)
    return reach / root if root > 0 else math.inf


@dataclass(frozen=True)
class Rollouts:
    """Reinforcement learning: answers decoded by the policy, then learned from.

    `answers` in all (prompts x samples x rounds), `answer_tokens` and `prompt_tokens` each, `kept_share` of the
    answers that enter the update, `passes` over each, `reference_passes` forward for a fixed reference policy.
    """

    answers: float
    answer_tokens: float
    prompt_tokens: float
    kept_share: float = 1.0
    passes: float = 1.0
    reference_passes: float = 1.0


@dataclass(frozen=True)
class LearningHours:
    """Chip-hours of reinforcement learning: decoding answers, and updating the policy."""

    decoding: float
    updating: float

    @property
    def decoding_share(self) -> float:
        """Return the share of chip-hours that goes into decoding."""
        return self.decoding / (self.decoding + self.updating)


def learning_hours(
    rollouts: Rollouts, model: TrainedModel, decode_rate: float, chip_peak: float, training_share: float
) -> LearningHours:
    """Roll-outs cost tokens over the decode rate; updates 6 FLOP, a reference 2 FLOP per parameter and token.

    decode_rate [token/(s chip)] from the serving law or measured; training_share of the peak while updating.
    """
    whole = rollouts.prompt_tokens + rollouts.answer_tokens
    decoding = rollouts.answers * rollouts.answer_tokens / decode_rate
    per_token = model.operations_per_token(whole)
    forward = per_token * FORWARD_OPERATIONS / TRAINING_OPERATIONS
    learned = rollouts.answers * rollouts.kept_share * whole
    operations = learned * (rollouts.passes * per_token + rollouts.reference_passes * forward)
    updating = operations / (chip_peak * training_share)
    return LearningHours(decoding / SECONDS_IN_HOUR, updating / SECONDS_IN_HOUR)
