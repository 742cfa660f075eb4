"""Instances: every sensible way to serve a model on a chip, their frontier, and the best for a target."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from gigaplan.compute.serving.memory import most_sequences, weight_memory
from gigaplan.compute.serving.roofline import Constants, decode_step, prefill_rate
from gigaplan.compute.serving.shapes import ChipShape, Deployment, ModelShape, Numbers

LARGEST = 64  # chips; wider instances are not measured
BATCHES = np.unique(np.round(2 ** np.arange(0, 13.01, 0.5)))
DENSE_PREFILL, EXPERT_PREFILL = 0.45, 0.22
# shares of the peak in prefill: 0.40-0.50 for dense models; for mixtures 0.26 (SGLang, 52.3 k token/s on
# 8 H100, May 2025) down to 0.18 (DeepSeek open-infra-index day 6, Mar 2025)


@dataclass(frozen=True)
class Instances:
    """Columns of instances that fit: how each runs, its speed and what a chip of it gives.

    `token_time` [s/token], `chip_rate` answered tokens [token/s/chip], `prefill` [s] of one prompt on the
    whole instance, `answer_share` of the chip's time spent on answers (1 when others prefill),
    `prefill_chips` needed by others for each chip that answers (0 when mixed).
    """

    run: Deployment
    token_time: NDArray[np.float64]
    chip_rate: NDArray[np.float64]
    prefill: NDArray[np.float64]
    answer_share: NDArray[np.float64]
    prefill_chips: NDArray[np.float64]

    @property
    def whole_rate(self) -> NDArray[np.float64]:
        """Return answered tokens over all chips, those that prefill included [token/s/chip]."""
        return self.chip_rate / (1 + self.prefill_chips)

    def row(self, place: int) -> Instances:
        """Return one instance."""
        return self.take(np.array([place]))

    def take(self, places: NDArray[np.intp]) -> Instances:
        """Return the instances at these places."""
        run = Deployment(
            **{field.name: _at(getattr(self.run, field.name), places) for field in fields(Deployment)}
        )
        rest = {
            field.name: getattr(self, field.name)[places]
            for field in fields(Instances)
            if field.name != "run"
        }
        return Instances(run, **rest)


def possible_instances(
    model: ModelShape, chip: ChipShape, work: Deployment, constants: Constants
) -> Instances:
    """Return every instance that fits: chips, attention and expert ranks, batch, mixed or disaggregated.

    `work` gives prompt, answer, bytes, cached share and accepted tokens; its ranks and batch are replaced.
    """
    run = _grid(model, chip, work)
    fits = np.asarray(most_sequences(model, chip, run)) >= run.sequences
    run = _kept(run, fits)
    return evaluate(model, chip, run, constants)


def evaluate(model: ModelShape, chip: ChipShape, run: Deployment, constants: Constants) -> Instances:
    """Return the speeds of given instances, whether they fit or not."""
    step = np.asarray(decode_step(model, chip, run, constants).step)
    apart = Deployment(**{**_columns(run), "mixed": np.zeros_like(np.asarray(run.mixed))})
    alone = np.asarray(decode_step(model, chip, apart, constants).step)
    answered = np.asarray(run.sequences * run.accepted / step)
    rate = prefill_rate(model, chip, run, prefill_share(model))
    fresh = run.prompt * (1 - run.cached_share)
    per_chip = answered / run.chips
    others = per_chip / run.answer * fresh / rate
    return Instances(
        run=run,
        token_time=step / run.accepted,
        chip_rate=per_chip,
        prefill=np.asarray(fresh / (rate * run.chips)),
        answer_share=alone / step,
        prefill_chips=np.where(np.asarray(run.mixed) > 0, 0.0, others),
    )


def prefill_share(model: ModelShape) -> Numbers:
    """Return the share of the peak reached in prefill."""
    return np.where(np.asarray(model.experts) > 0, EXPERT_PREFILL, DENSE_PREFILL)


def frontier(instances: Instances) -> Instances:
    """Return the instances no other beats in both speed for the user and tokens per chip, fastest first."""
    order = np.lexsort((-instances.whole_rate, instances.token_time))
    best = np.maximum.accumulate(instances.whole_rate[order])
    kept = np.concatenate([[True], best[1:] > best[:-1]]) if len(order) else np.array([], dtype=bool)
    return instances.take(order[kept])


def least_chips(model: ModelShape, chip: ChipShape, work: Deployment) -> int | None:
    """Return the fewest chips that hold the weights and a sequence for each attention rank, or None."""
    for chips, ranks in sorted(_splits(model, chip)):
        run = Deployment(**{**_columns(work), "chips": chips, "data_ranks": ranks, "sequences": ranks})
        if float(np.asarray(most_sequences(model, chip, run))) >= ranks:
            return int(chips)
    return None


def weights_in_gigabytes(model: ModelShape, work: Deployment) -> float:
    """Return the memory of the weights once [GB]."""
    return float(np.asarray(weight_memory(model, work))) / 1e9


def _splits(model: ModelShape, chip: ChipShape) -> set[tuple[float, float]]:
    """Return (chips, attention ranks): layers are split within one domain, experts spread over several."""
    counts = [2.0**power for power in range(int(LARGEST).bit_length())]
    splits = {(count, 1.0) for count in counts if count <= float(np.asarray(chip.domain))}
    if float(np.asarray(model.is_mixture)):
        splits |= {(count, count) for count in counts}
    return splits


def _grid(model: ModelShape, chip: ChipShape, work: Deployment) -> Deployment:
    chips, ranks = np.array(sorted(_splits(model, chip))).T
    places, batches, mixed = np.meshgrid(np.arange(len(chips)), BATCHES, [1.0, 0.0], indexing="ij")
    where = places.ravel()
    size = len(where)
    return Deployment(
        chips=chips[where],
        data_ranks=ranks[where],
        expert_ranks=np.where(ranks[where] > 1, chips[where], 1.0),
        sequences=batches.ravel() * ranks[where],
        prompt=np.full(size, work.prompt),
        answer=np.full(size, work.answer),
        weight_bytes=np.full(size, work.weight_bytes),
        cache_bytes=np.full(size, work.cache_bytes),
        cached_share=np.full(size, work.cached_share),
        accepted=np.full(size, work.accepted),
        mixed=mixed.ravel(),
    )


def _columns(run: Deployment) -> dict[str, Numbers]:
    return {field.name: getattr(run, field.name) for field in fields(Deployment)}


def _kept(run: Deployment, chosen: NDArray[np.bool_]) -> Deployment:
    return Deployment(**{name: np.asarray(column)[chosen] for name, column in _columns(run).items()})


def _at(column: Numbers, places: NDArray[np.intp]) -> Numbers:
    return np.asarray(column)[places]
