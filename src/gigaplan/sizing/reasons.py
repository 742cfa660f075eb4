"""Why a fleet is as it is, and the nearest that works where none can be."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gigaplan.catalogue import names
from gigaplan.compute.serving import (
    PRECISIONS,
    WEIGHT_BYTES,
    ChipShape,
    Deployment,
    Fit,
    ModelShape,
    decode_step,
    kept_bytes,
)
from gigaplan.compute.serving.fleet import Fleet, Targets
from gigaplan.compute.serving.instances import (
    Instances,
    least_chips,
    possible_instances,
    weights_in_gigabytes,
)
from gigaplan.core.errors import Finding, InputError
from gigaplan.sizing.shapes import chip_shape, model_shape

MEASURED_CHIPS = 8  # the widest instance measured under sound labels (wider ones are on GB200 alone)
MEASURED_SYSTEMS = ("h100", "h200", "b200", "b300")  # of the GB200 there is DeepSeek-R1 alone
NAMED_CHIPS = 6
USUAL_DRAFTS = 2.0  # tokens accepted per step, 1.5-2.5 in published use of multi-token prediction


def reasons(
    chip: str, fleet: Fleet, targets: Targets, device_share: float, model: ModelShape, fit: Fit
) -> tuple[str, ...]:
    """Return in words what decided the answer and how sure it is."""
    one = fleet.instance
    size, places = int(_first(one.run.chips)), int(_first(one.run.sequences))
    told = [
        f"best instance: {_layout(one)}, {places:,} sequences at once, "
        f"{1 / fleet.token_time:.0f} token/s per user (asked {targets.tokens_per_second:g})",
        f"a step is {_bound(model, chip_shape(chip), one, fit)}",
        f"at the peak {fleet.use:.0%} of the places are taken; first token after {fleet.first_token:.2f} s on average",
        f"range: {fit.low:.2f} to {fit.high:.2f} times the time predicted holds 80 % of measured runs",
    ]
    if fleet.prefill_chips:
        told.append(f"{fleet.prefill_chips:,} chips only read prompts, so that answers do not stall")
    if device_share:
        told.append(f"phones and laptops take {device_share:.0%} of the requests (assumption)")
    if size > MEASURED_CHIPS:
        told.append(f"wider than the {MEASURED_CHIPS} chips measured: the true range is wider than stated")
    if chip not in MEASURED_SYSTEMS:
        told.append(f"{chip} is hardly or not among the chips measured: foretold from its datasheet")
    return tuple(told)


def no_fit(model: str, chip: str, work: Deployment, precision: str) -> Finding:
    """Return the finding for weights beyond an instance, with chips and precisions that hold them."""
    shape = model_shape(model)
    wanted = weights_in_gigabytes(shape, work)
    able = [name for name in names("chips") if _holds(shape, name, work)]
    narrower = [
        bits
        for bits in PRECISIONS
        if WEIGHT_BYTES[bits] < WEIGHT_BYTES[precision]
        and _holds(
            shape, chip, replace(work, weight_bytes=WEIGHT_BYTES[bits], cache_bytes=kept_bytes(shape, bits))
        )
    ]
    ways = [f"use {', '.join(able[:NAMED_CHIPS])}"] if able else []
    ways += [f"serve it in {narrower[0]} on {chip}"] if narrower else []
    got = f"{wanted:,.0f} GB of weights in {precision} and one sequence, which no instance of {chip} holds"
    return Finding(
        "workload.chip",
        got,
        "a chip whose domain holds the model (mixtures: up to 64 chips)",
        " or ".join(ways) or "take a smaller model",
    )


def too_fast(
    model: ModelShape, chip: ChipShape, work: Deployment, targets: Targets, fit: Fit, name: str
) -> list[Finding]:
    """Return the findings for a promise no instance keeps, with the nearest one that works."""
    found = possible_instances(model, chip, work, fit.constants)
    fastest = 1 / float(found.token_time.min())
    told = []
    if fastest < targets.tokens_per_second:
        got = f"{targets.tokens_per_second:g} token/s, faster than {name} can answer"
        do = f"ask for {np.floor(fastest):.0f} token/s"
        if targets.tokens_per_second < USUAL_DRAFTS * fastest:
            do += f", or use speculative decoding (accepted = {USUAL_DRAFTS:g})"
        told.append(Finding("workload.tokens_per_second", got, f"at most {fastest:.0f}", do))
    able = found.prefill[found.token_time <= 1 / min(targets.tokens_per_second, fastest * (1 - 1e-9))]
    shortest = float(able.min())
    if shortest >= targets.first_token:
        got = f"{targets.first_token:g} s, less than reading the prompt takes at {targets.tokens_per_second:g} token/s"
        told.append(
            Finding(
                "workload.first_token", got, f"more than {shortest:.3g} s", f"ask for {shortest * 2:.2g} s"
            )
        )
    return told


def _holds(model: ModelShape, chip: str, work: Deployment) -> bool:
    try:
        return least_chips(model, chip_shape(chip), work) is not None
    except InputError:  # a chip whose datasheet is incomplete is no way out
        return False


def _layout(one: Instances) -> str:
    chips, ranks = int(_first(one.run.chips)), int(_first(one.run.data_ranks))
    if chips == 1:
        split = "1 chip"
    elif ranks > 1:
        split = f"{chips} chips, attention by sequence and experts spread (DP{ranks} EP{chips})"
    else:
        split = f"{chips} chips, every layer split (TP{chips})"
    return split if _first(one.run.mixed) else f"{split}, prompts read elsewhere"


def _bound(model: ModelShape, chip: ChipShape, one: Instances, fit: Fit) -> str:
    parts = decode_step(model, chip, one.run, fit.constants)
    named = {
        "reading weights and cache": _first(parts.memory),
        "arithmetic": _first(parts.compute),
        "exchange between chips": _first(parts.exchange),
        "overhead of layers": _first(parts.overhead),
    }
    most = max(named, key=lambda name: named[name])
    return f"mostly {most} ({named[most] * 1e3:.1f} of {_first(parts.step) * 1e3:.1f} ms)"


def _first(column: object) -> float:
    return float(np.ravel(np.asarray(column))[0])
