"""What fits into the memory of an instance."""

from __future__ import annotations

import numpy as np

from gigaplan.compute.serving.roofline import cache_per_sequence, dense_bytes
from gigaplan.compute.serving.shapes import ChipShape, Deployment, ModelShape, Numbers

USABLE_SHARE = 0.9  # engines leave a tenth for fragments (default of vLLM's gpu_memory_utilization)
ENGINE_BYTES = 3.5e9  # per chip: graphs, activations, communication; estimate of this project


def weight_memory(model: ModelShape, run: Deployment) -> Numbers:
    """Weights lie in the instance once, their dense part once per attention data rank [byte]."""
    dense = (model.total_parameters - model.routed_parameters) * dense_bytes(model, run.weight_bytes)
    return dense * run.data_ranks + model.routed_parameters * run.weight_bytes


def sequence_memory(model: ModelShape, run: Deployment) -> Numbers:
    """A whole sequence, prompt and answer, stays in the cache; a latent one on every tensor rank [byte]."""
    replicas = np.where(np.asarray(model.latent) > 0, run.chips / run.data_ranks, 1.0)
    return cache_per_sequence(model, run, run.prompt + run.answer) * replicas


def usable_memory(chip: ChipShape, chips: Numbers) -> Numbers:
    """Return what engines can fill in an instance [byte]."""
    return chips * (chip.memory * USABLE_SHARE - ENGINE_BYTES)


def most_sequences(model: ModelShape, chip: ChipShape, run: Deployment) -> Numbers:
    """Return how many sequences fit beside the weights; negative where the weights do not fit."""
    return (usable_memory(chip, run.chips) - weight_memory(model, run)) / sequence_memory(model, run)
