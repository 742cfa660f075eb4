"""What serving must know of a model and of a chip: shapes, as plain numbers or as columns of many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

Numbers: TypeAlias = float | NDArray[np.float64]
Shape = TypeVar("Shape", "ModelShape", "ChipShape", "Deployment")

WEIGHT_BYTES = {"bf16": 2.0, "fp8": 1.0, "fp4": 0.5625}  # 4 bits and one 8-bit scale for 16 numbers (NVFP4)
CACHE_BYTES = {"bf16": 2.0, "fp8": 1.0, "fp4": 1.0}  # what engines keep by default beside such weights
LATENT_CACHE_BYTES = 2.0  # latent attention is kept in BF16 by default
LEAST_DENSE_BYTES = 1.0  # four-bit checkpoints leave attention and shared layers at eight bits or more
PRECISIONS = tuple(WEIGHT_BYTES)
NETWORK_BANDWIDTH = 50e9  # byte/s per chip: one 400 Gb/s port each, as in NVIDIA's DGX H100 datasheet, 2023


@dataclass(frozen=True)
class ModelShape:
    """One model, or columns of models.

    Parameters are counts; `routed_parameters` are those in routed experts (0 for a dense model).
    `head_width` is the mean width of keys and values per query head (latent attention: (192 + 128) / 2);
    `cache_width` the numbers kept per token and layer (2 x key heads x width, or 576 for latent attention);
    `latent` is 1 for latent attention, whose cache every tensor rank holds whole. `windowed_share` of the
    layers look back `window` tokens only. `context` is the longest sequence [token].
    """

    total_parameters: Numbers
    active_parameters: Numbers
    routed_parameters: Numbers
    layers: Numbers
    width: Numbers
    heads: Numbers
    head_width: Numbers
    cache_width: Numbers
    latent: Numbers
    experts: Numbers
    experts_per_token: Numbers
    expert_layers: Numbers
    windowed_share: Numbers
    window: Numbers
    context: Numbers

    @property
    def is_mixture(self) -> Numbers:
        """1 for a mixture of experts, 0 for a dense model."""
        return np.where(np.asarray(self.experts) > 0, 1.0, 0.0)


@dataclass(frozen=True)
class ChipShape:
    """One chip, or columns of chips.

    Memory [byte], bandwidths [byte/s], dense peaks [FLOP/s] (where a chip has no native unit for a
    precision its peak is that of the next wider one), `domain` chips in one scale-up fabric, `tdp` [W],
    `network_bandwidth` between domains [byte/s].
    """

    memory: Numbers
    memory_bandwidth: Numbers
    fabric_bandwidth: Numbers
    domain: Numbers
    bf16_peak: Numbers
    fp8_peak: Numbers
    fp4_peak: Numbers
    tdp: Numbers
    network_bandwidth: Numbers = NETWORK_BANDWIDTH

    def peak(self, weight_bytes: Numbers) -> Numbers:
        """Return the dense peak at the precision of the matrix products [FLOP/s]."""
        eight_or_less = np.where(np.asarray(weight_bytes) < LEAST_DENSE_BYTES, self.fp4_peak, self.fp8_peak)
        return np.where(np.asarray(weight_bytes) > LEAST_DENSE_BYTES, self.bf16_peak, eight_or_less)


@dataclass(frozen=True)
class Deployment:
    """How one instance runs, or columns of them.

    `chips` in the instance; `data_ranks` of attention (1: attention is split over all chips);
    `expert_ranks` over which whole experts are spread; `sequences` answered at once by the instance;
    `prompt` and `answer` [token]; `cached_share` of the prompt found in the cache; `weight_bytes`
    per parameter; `cache_bytes` per number kept; `accepted` tokens per step with speculative decoding
    (1 without); `mixed` is 1 where the same chips also prefill, 0 where others do.
    """

    chips: Numbers
    data_ranks: Numbers
    expert_ranks: Numbers
    sequences: Numbers
    prompt: Numbers
    answer: Numbers
    weight_bytes: Numbers
    cache_bytes: Numbers
    cached_share: Numbers = 0.0
    accepted: Numbers = 1.0
    mixed: Numbers = 1.0


def columns(shapes: Sequence[Shape]) -> Shape:
    """Return many shapes as one of columns, in the order given."""
    kind = type(shapes[0])
    names = [field.name for field in fields(kind)]
    return kind(**{name: np.array([getattr(one, name) for one in shapes], dtype=float) for name in names})


def kept_bytes(model: ModelShape, precision: str) -> float:
    """Return the bytes of one number kept in the cache, as engines do by default."""
    return LATENT_CACHE_BYTES if model.latent else CACHE_BYTES[precision]
