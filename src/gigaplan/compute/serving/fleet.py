"""The fleet: how many instances a mix of requests needs under latency targets, with queueing headroom."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gigaplan.compute.serving.fit import Fit
from gigaplan.compute.serving.instances import Instances, possible_instances
from gigaplan.compute.serving.queueing import HIGHEST_USE, POISSON, mean_wait, mix_variation, servers_for
from gigaplan.compute.serving.shapes import ChipShape, Deployment, ModelShape

ROUTES = 2  # prefill and decode
TRIED = 8  # instances of each patience; more change no answer by a hundredth
PROMPT_SHARES = (1.0, 0.5, 0.25)  # of the time to the first token, spent on reading the prompt


@dataclass(frozen=True)
class Requests:
    """One class of requests at its peak: `rate` [1/s], `prompt` and `answer` [token]."""

    rate: float
    prompt: float
    answer: float


@dataclass(frozen=True)
class Targets:
    """What the user is promised: least tokens a second while answering, longest mean wait to the first [s]."""

    tokens_per_second: float
    first_token: float


@dataclass(frozen=True)
class Fleet:
    """The least fleet found: chips, of which prefill, and how its instances run.

    `low` and `high` chips hold 80 % of measured speeds. `use` is the share of places taken at the peak,
    `first_token` the mean time to the first token [s], `token_time` [s/token], `answer_share` of chip time.
    """

    chips: int
    low: int
    high: int
    prefill_chips: int
    instances: int
    instance: Instances
    use: float
    first_token: float
    token_time: float
    answer_share: float


@dataclass(frozen=True)
class Pools:
    """Instances of a disaggregated service by published or measured rates per instance."""

    prefill: float
    decode: float

    @property
    def instances(self) -> float:
        """Return both pools together."""
        return self.prefill + self.decode


def pools(
    prompt_rate: float, answer_rate: float, prefill_per_instance: float, decode_per_instance: float
) -> Pools:
    """Each pool holds as many instances as its tokens need [token/s over token/s/instance]."""
    return Pools(prompt_rate / prefill_per_instance, answer_rate / decode_per_instance)


def mean_work(mix: Sequence[Requests], work: Deployment) -> Deployment:
    """Return the mean request of a mix, each class by its rate; how it varies enters the queues."""
    rates = np.array([one.rate for one in mix])
    prompts, answers = np.array([one.prompt for one in mix]), np.array([one.answer for one in mix])
    answer = float(rates @ answers / rates.sum())
    prompt = float(rates @ prompts / rates.sum())
    columns = {
        name: getattr(work, name) for name in ("weight_bytes", "cache_bytes", "cached_share", "accepted")
    }
    return Deployment(1.0, 1.0, 1.0, 1.0, prompt, answer, **columns)


def least_fleet(
    model: ModelShape,
    chip: ChipShape,
    mix: Sequence[Requests],
    targets: Targets,
    work: Deployment,
    fit: Fit,
    tried: int = TRIED,
) -> Fleet | None:
    """Return the fleet with the fewest chips that keeps the targets at the peak; None where none can.

    Of the instances that answer fast enough the most productive are tried, and the most productive of those
    that leave half and three quarters of the time to the first token for waiting.
    """
    mean = mean_work(mix, work)
    found = possible_instances(model, chip, mean, fit.constants)
    fast = found.token_time <= 1 / targets.tokens_per_second
    chosen: set[int] = set()
    for share in PROMPT_SHARES:
        able = np.flatnonzero(fast & (found.prefill < share * targets.first_token))
        chosen |= set(able[np.argsort(-found.whole_rate[able], kind="stable")][:tried].tolist())
    fleets = [_fleet(found.row(place), mix, targets, fit) for place in sorted(chosen)]
    possible = [one for one in fleets if one is not None]
    return min(possible, key=lambda one: one.chips, default=None)


def _fleet(one: Instances, mix: Sequence[Requests], targets: Targets, fit: Fit) -> Fleet | None:
    """Size the pools of one kind of instance: places in decode, whole instances in prefill."""
    run, rates = one.run, np.array([request.rate for request in mix])
    arrivals, shares = float(rates.sum()), rates / rates.sum()
    token_time, prefill = float(one.token_time[0]), float(one.prefill[0])
    patience = targets.first_token - prefill
    if patience <= 0:
        return None
    chips_each, places = int(np.asarray(run.chips)[0]), int(np.asarray(run.sequences)[0])
    answers = np.array([request.answer for request in mix])
    service = float(shares @ answers) * token_time
    variation = mix_variation(shares, answers)
    decode = servers_for(arrivals, service, variation, patience / ROUTES, together=places)
    wait = mean_wait(decode * places, arrivals, service, POISSON, variation)
    prefillers = 0
    if not np.asarray(run.mixed)[0]:
        prompts = np.array([request.prompt for request in mix])
        prompt_variation = mix_variation(shares, prompts)
        prefillers = servers_for(arrivals, prefill, prompt_variation, patience / ROUTES)
        wait += mean_wait(prefillers, arrivals, prefill, POISSON, prompt_variation)
    chips = (decode + prefillers) * chips_each
    decode_time = decode * float(one.answer_share[0])
    return Fleet(
        chips=chips,
        low=_scaled(chips, fit.low, chips_each),
        high=_scaled(chips, fit.high, chips_each),
        prefill_chips=prefillers * chips_each,
        instances=decode + prefillers,
        instance=one,
        use=arrivals * service / (decode * places),
        first_token=prefill + wait,
        token_time=token_time,
        answer_share=decode_time / (decode + prefillers),
    )


def _scaled(chips: int, factor: float, chips_each: int) -> int:
    return max(1, math.ceil(chips * factor / chips_each)) * chips_each


__all__ = ["HIGHEST_USE", "Fleet", "Pools", "Requests", "Targets", "least_fleet", "mean_work", "pools"]
