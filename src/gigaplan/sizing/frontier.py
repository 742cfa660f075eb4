"""Tokens a chip gives against the speed a user gets, by chip and precision."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gigaplan.compute.serving import (
    WEIGHT_BYTES,
    Deployment,
    committed_fit,
    frontier,
    kept_bytes,
    possible_instances,
)
from gigaplan.sizing.shapes import chip_shape, model_shape

SPEEDS = (20.0, 50.0, 100.0, 200.0)


@dataclass(frozen=True)
class Frontier:
    """Most answered tokens a second and chip, prefill included, at each least speed for a user; 0 where none."""

    model: str
    chip: str
    precision: str
    speeds: tuple[float, ...]
    chip_rates: tuple[float, ...]


def throughput_by_speed(
    model: str,
    chip: str,
    precision: str = "fp8",
    prompt: float = 1200.0,
    answer: float = 350.0,
    speeds: Sequence[float] = SPEEDS,
) -> Frontier:
    """The faster each user is answered, the fewer tokens a chip gives.

    `prompt`, `answer` [token], `speeds` [token/s]. Raises InputError for a model or chip not in the catalogue.
    """
    shape = model_shape(model)
    work = Deployment(
        chips=1.0,
        data_ranks=1.0,
        expert_ranks=1.0,
        sequences=1.0,
        prompt=prompt,
        answer=answer,
        weight_bytes=WEIGHT_BYTES[precision],
        cache_bytes=kept_bytes(shape, precision),
    )
    best = frontier(possible_instances(shape, chip_shape(chip), work, committed_fit().constants))
    rates = [float(best.whole_rate[best.token_time <= 1 / speed].max(initial=0.0)) for speed in speeds]
    return Frontier(model, chip, precision, tuple(speeds), tuple(rates))
