"""Time per output token and prefill rate: a roofline of memory, arithmetic, fabric and overhead.

The law is a smooth maximum of the time to read weights and cache and the time to compute, plus exchanges
between chips and an overhead per layer; all arguments may be columns. Its nine constants are fitted on
measured runs by `scripts/fit_serving.py`; see docs/explanation/sizing.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gigaplan.compute.serving.shapes import (
    LEAST_DENSE_BYTES,
    ChipShape,
    Deployment,
    ModelShape,
    Numbers,
)

ACTIVATION_BYTES = 2.0  # partial sums travel in BF16
DISPATCH_BYTES = 3.0  # to an expert in eight bits, back in sixteen
NETWORK_SPEED = (
    0.85  # of the port in dispatch between servers: 40-46 of 50 GB/s (DeepEP README, 2025, from memory)
)
PREFILL_STALL = 2.0  # chunked prefill runs the layers again in the steps it joins
EXCHANGES = 2.0  # one after attention, one after the feed-forward part, in each layer
MULTIPLY_ADD = 2.0


@dataclass(frozen=True)
class Constants:
    """What is fitted: shares of datasheet speeds, delays [s], and the sharpness of the maximum."""

    weight_speed: float
    cache_speed: float
    compute_speed: float
    exchange_delay: float
    fabric_speed: float
    layer_overhead: float
    expert_layer_overhead: float
    sharpness: float


@dataclass(frozen=True)
class Parts:
    """The parts of one decode step [s]."""

    memory: Numbers
    compute: Numbers
    exchange: Numbers
    overhead: Numbers
    step: Numbers


SPEED_OF_LIGHT = Constants(1.0, 1.0, 1.0, 0.0, 1.0, 0.0, 0.0, np.inf)  # the datasheet, nothing lost


def decode_step(model: ModelShape, chip: ChipShape, run: Deployment, constants: Constants) -> Parts:
    """A step lasts as long as its slower of reading and computing, plus exchanges and overhead [s]."""
    prefills = prefills_per_step(run)
    memory = _reading(model, chip, run, constants)
    compute = _computing(model, chip, run, prefills, constants)
    exchange = _exchanging(model, chip, run, prefills, constants)
    stalls = 1 + PREFILL_STALL * np.minimum(prefills, 1)
    per_layer = (
        model.layers * constants.layer_overhead + model.expert_layers * constants.expert_layer_overhead
    )
    overhead = per_layer * stalls
    if np.isinf(constants.sharpness):
        slower = np.maximum(memory, compute)
    else:
        larger, smaller = np.maximum(memory, compute), np.minimum(memory, compute)
        slower = larger * (1 + (smaller / larger) ** constants.sharpness) ** (1 / constants.sharpness)
    return Parts(memory, compute, exchange, overhead, slower + exchange + overhead)


def time_per_token(model: ModelShape, chip: ChipShape, run: Deployment, constants: Constants) -> Numbers:
    """A sequence gets `accepted` tokens from each step [s/token]."""
    return decode_step(model, chip, run, constants).step / run.accepted


def prefills_per_step(run: Deployment) -> Numbers:
    """Return how many other prompts join a step on average: each answer needs one prefill."""
    others = np.maximum(np.asarray(run.sequences, dtype=float) - 1, 0)
    return np.asarray(others * run.mixed / run.answer * run.accepted)


def weights_touched(model: ModelShape, run: Deployment) -> Numbers:
    """A step reads the dense part, and each routed expert that at least one of its tokens chose [byte]."""
    dense = (model.total_parameters - model.routed_parameters) * dense_bytes(model, run.weight_bytes)
    missed = 1 - model.experts_per_token / np.maximum(model.experts, 1)
    chosen = 1 - np.maximum(missed, 0.0) ** (run.sequences * run.accepted)
    return dense * run.data_ranks + model.routed_parameters * run.weight_bytes * chosen


def dense_bytes(model: ModelShape, weight_bytes: Numbers) -> Numbers:
    """Return the bytes per parameter of what is not in routed experts; mixtures keep eight bits or more."""
    return np.where(np.asarray(model.experts) > 0, np.maximum(weight_bytes, LEAST_DENSE_BYTES), weight_bytes)


def cache_per_token(model: ModelShape, run: Deployment) -> Numbers:
    """Return the bytes one token keeps in the cache over all layers."""
    return model.layers * model.cache_width * run.cache_bytes


def cache_per_sequence(model: ModelShape, run: Deployment, tokens: Numbers) -> Numbers:
    """A sequence keeps all its tokens in full layers and the last window in the others [byte]."""
    in_window = np.minimum(tokens, model.window)
    seen = tokens * (1 - model.windowed_share) + in_window * model.windowed_share
    return cache_per_token(model, run) * seen


def prefill_rate(model: ModelShape, chip: ChipShape, run: Deployment, compute_share: Numbers) -> Numbers:
    """Return prompt tokens a chip reads in a second when it does nothing else, at a share of its peak."""
    work = MULTIPLY_ADD * (model.active_parameters + _attention_width(model, run))
    return np.asarray(chip.peak(run.weight_bytes) * compute_share / work)


def _attention_width(model: ModelShape, run: Deployment) -> Numbers:
    # a fresh token looks back on the cached part whole and on half of the rest: (1 + cached) / 2 of the prompt
    span = np.asarray(run.prompt * (1 + run.cached_share), dtype=float)
    seen = span * (1 - model.windowed_share) + np.minimum(span, 2 * model.window) * model.windowed_share
    return np.asarray(seen * model.layers * model.heads * model.head_width)


def _reading(model: ModelShape, chip: ChipShape, run: Deployment, constants: Constants) -> Numbers:
    speed = run.chips * chip.memory_bandwidth
    replicas = np.where(np.asarray(model.latent) > 0, run.chips / run.data_ranks, 1.0)
    context = run.prompt + run.answer / 2
    cache = run.sequences * cache_per_sequence(model, run, context) * replicas
    weights = weights_touched(model, run)
    return weights / (speed * constants.weight_speed) + cache / (speed * constants.cache_speed)


def _computing(
    model: ModelShape, chip: ChipShape, run: Deployment, prefills: Numbers, constants: Constants
) -> Numbers:
    fresh = run.prompt * (1 - run.cached_share)
    tokens = run.sequences * run.accepted + prefills * fresh
    products = MULTIPLY_ADD * model.active_parameters * tokens / chip.peak(run.weight_bytes)
    attention = MULTIPLY_ADD * prefills * fresh * _attention_width(model, run) / chip.bf16_peak
    return (products + attention) / (run.chips * constants.compute_speed)


def _exchanging(
    model: ModelShape, chip: ChipShape, run: Deployment, prefills: Numbers, constants: Constants
) -> Numbers:
    tokens = run.sequences * run.accepted + prefills * run.prompt * (1 - run.cached_share)
    chips = np.asarray(run.chips)
    fabric = chip.fabric_bandwidth * constants.fabric_speed
    around = 2 * (chips - 1) / chips
    in_line = tokens * model.width * ACTIVATION_BYTES * around / fabric
    crossing = np.maximum(1 - chip.domain / chips, 0.0)
    way = (1 - crossing) / fabric + crossing / (chip.network_bandwidth * NETWORK_SPEED)
    sent = tokens / chips * model.width * model.experts_per_token * DISPATCH_BYTES * way
    spread = (np.asarray(run.expert_ranks) > 1) & (np.asarray(run.data_ranks) > 1)
    each = np.where(spread, sent / EXCHANGES, in_line)
    alone = chips <= 1
    return np.where(alone, 0.0, EXCHANGES * model.layers * (constants.exchange_delay + each))
