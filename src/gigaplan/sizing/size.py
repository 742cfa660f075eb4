"""Sizing: from users and tokens to chips, megawatts and dollars, with the range and the reasons."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from gigaplan.catalogue import entry, names
from gigaplan.catalogue.entries import unknown_name
from gigaplan.compute.layout import Layout
from gigaplan.compute.serving import (
    PRECISIONS,
    WEIGHT_BYTES,
    Deployment,
    ModelShape,
    committed_fit,
    kept_bytes,
)
from gigaplan.compute.serving.fleet import Fleet, Requests, Targets, least_fleet
from gigaplan.compute.serving.instances import least_chips
from gigaplan.compute.serving.on_device import on_device_share
from gigaplan.core.errors import Finding, InputError, raise_findings
from gigaplan.sizing.hall import fleet_hall, hall_story
from gigaplan.sizing.money import Money, Power, chip_money, fleet_power
from gigaplan.sizing.reasons import no_fit, reasons, too_fast
from gigaplan.sizing.shapes import chip_shape, model_shape
from gigaplan.sizing.text import EXAMPLE, read_workload

SECONDS_A_DAY = 24 * 3600
DAYS_A_YEAR = 365
PER_MILLION = 1e6


@dataclass(frozen=True)
class Workload:
    """What is asked: users and their requests, tokens, the model, a chip and what users are promised.

    `requests_a_day` per user; `prompt`, `answer` [token]; `tokens_per_second` while answering and the mean
    `first_token` [s] at the peak; `cached_share` of prompts; `accepted` tokens per step with speculative
    decoding (1 without); `peak_ratio` peak over mean; `pue` replaces the facility's peak and the region's mean over the year; `device_year` lets
    phones and laptops take their share of that year. Peak over mean 1.5 follows a night at a third of the
    peak; 20 token/s is what DeepSeek's service gave (open-infra-index day 6, Mar 2025).
    """

    users: float
    requests_a_day: float
    prompt: float
    answer: float
    model: str
    chip: str
    precision: str | None = None
    tokens_per_second: float = 20.0
    first_token: float = 2.0
    cached_share: float = 0.0
    accepted: float = 1.0
    peak_ratio: float = 1.5
    pue: float | None = None
    region: str = "ercot"
    device_year: int | None = None


NAMES = ("model", "chip", "precision", "region")
NUMBERS = tuple(name for name in Workload.__dataclass_fields__ if name not in NAMES)


@dataclass(frozen=True)
class Sizing:
    """The answer: the fleet, its power, money and hall, what a million tokens cost, and why."""

    workload: Workload
    precision: str
    fleet: Fleet
    device_share: float
    power: Power
    money: Money
    hall: Layout
    usd_per_million_in: float
    usd_per_million_out: float
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class NotServed:
    """A chip that cannot serve the workload, and why."""

    chip: str
    why: str


def size_workload(text: str | None = None, **given: Any) -> Sizing:
    """Return chips, power and money for a workload in words, in options, or both (options win).

    Options are the fields of `Workload`. Raises InputError with everything wrong and the nearest that works.
    """
    return _sized(read_options(text, given))


def size_on_all_chips(text: str | None = None, **given: Any) -> list[Sizing | NotServed]:
    """Return the sizing on every chip of the catalogue, least yearly dollars first.

    Those that cannot serve it stand at the end with the reason. Raises InputError for a bad workload.
    """
    workload = read_options(text, given | {"chip": names("chips")[0]})
    found: list[Sizing | NotServed] = []
    for name in names("chips"):
        try:
            found.append(_sized(replace(workload, chip=name)))
        except InputError as problem:
            found.append(NotServed(name, _why(problem)))
    return sorted(found, key=lambda one: one.money.yearly if isinstance(one, Sizing) else np.inf)


def read_options(text: str | None, given: dict[str, Any]) -> Workload:
    """Return the workload of a text and options; raises InputError for what is missing, unknown or out of bounds."""
    said: dict[str, Any] = dict(read_workload(text)) if text else {}
    said |= {name: value for name, value in given.items() if value is not None}
    fields = Workload.__dataclass_fields__
    needed = ("users", "requests_a_day", "prompt", "answer", "model", "chip")
    missing = [
        Finding(f"workload.{name}", "nothing", f"as in '{EXAMPLE}'", f"say {name.replace('_', ' ')}")
        for name in needed
        if name not in said
    ]
    unknown = [
        Finding(f"workload.{name}", repr(said[name]), ", ".join(fields))
        for name in said
        if name not in fields
    ]
    wrong = [*_wrong_kinds(said, NAMES, str, "text"), *_wrong_kinds(said, NUMBERS, int | float, "a number")]
    unfit = {one.where.removeprefix("workload.") for one in (*unknown, *wrong)}
    sound = {name: value for name, value in said.items() if name not in unfit}
    sound |= {kind: _nearest(sound[kind], f"{kind}s") for kind in ("model", "chip") if kind in sound}
    workload = Workload(**{**read_workload(EXAMPLE), **sound})
    bad = [one for one in _findings(workload) if one.where.removeprefix("workload.") in sound]
    raise_findings(
        "the workload is not complete" if missing else "the workload does not fit",
        [*missing, *unknown, *wrong, *bad],
    )
    raise_findings("the workload does not fit", _beyond_context(workload))
    return workload


def _wrong_kinds(said: dict[str, Any], asked: Iterable[str], kind: Any, want: str) -> Iterable[Finding]:
    for name in asked:
        if name in said and (not isinstance(said[name], kind) or isinstance(said[name], bool)):
            yield Finding(f"workload.{name}", repr(said[name]), want, f"give {want}")


def _why(problem: InputError) -> str:
    first = problem.findings[0]
    return first.got if first.where.startswith("workload") else f"the catalogue lacks its {first.got}"


def _nearest(name: str, kind: str) -> str:
    """Return the catalogue's spelling where only dashes and case differ."""
    spelled = {re.sub(r"[^a-z0-9]", "", known.lower()): known for known in names(kind)}
    return spelled.get(re.sub(r"[^a-z0-9]", "", name.lower()), name)


def _findings(workload: Workload) -> list[Finding]:
    found = [
        Finding(f"workload.{name}", f"{getattr(workload, name):g}", want, do)
        for name, right, want, do in _bounds(workload)
        if not right
    ]
    if workload.precision not in (None, *PRECISIONS):
        found.append(
            Finding("workload.precision", repr(workload.precision), ", ".join(PRECISIONS), "choose one")
        )
    for kind, name in (("models", workload.model), ("chips", workload.chip), ("regions", workload.region)):
        if name not in names(kind):
            found.extend(unknown_name(name, names(kind), f"workload.{kind[:-1]}").findings)
    return found


def _beyond_context(workload: Workload) -> Iterable[Finding]:
    longest, tokens = float(model_shape(workload.model).context), workload.prompt + workload.answer
    if tokens > longest:
        do = f"ask for at most {longest:,.0f} together, or a model with a longer context"
        yield Finding("workload.prompt", f"{tokens:,.0f} token with the answer", f"{longest:,.0f}", do)


def _bounds(workload: Workload) -> Iterable[tuple[str, bool, str, str]]:
    for name in ("users", "requests_a_day", "prompt", "answer", "tokens_per_second", "first_token"):
        value = getattr(workload, name)
        yield name, bool(np.isfinite(value) and value > 0), "more than 0", "give a number above zero"
    yield (
        "cached_share",
        0 <= workload.cached_share < 1,
        "0 to below 1",
        "0.5 says half of the prompt is cached",
    )
    yield (
        "accepted",
        1 <= workload.accepted <= 5,
        "1 to 5",
        "1 is without speculative decoding; 1.5 to 2.5 is usual",
    )
    yield "peak_ratio", workload.peak_ratio >= 1, "1 or more", "the peak is not below the mean"
    if workload.pue is not None:
        yield "pue", 1 <= workload.pue <= 3, "1 to 3", "1.1 to 1.3 is usual"


def _sized(workload: Workload) -> Sizing:
    model, chip, fit = model_shape(workload.model), chip_shape(workload.chip), committed_fit()
    precision = workload.precision or entry("models", workload.model).texts["precision"]
    work = _work(model, workload, precision)
    if least_chips(model, chip, work) is None:
        raise InputError("the model does not fit", [no_fit(workload.model, workload.chip, work, precision)])
    share = devices_take(workload.model, workload.device_year) if workload.device_year else 0.0
    mean_rate = workload.users * workload.requests_a_day * (1 - share) / SECONDS_A_DAY
    mix = [Requests(mean_rate * workload.peak_ratio, workload.prompt, workload.answer)]
    targets = Targets(workload.tokens_per_second, workload.first_token)
    fleet = least_fleet(model, chip, mix, targets, work, fit)
    if fleet is None:
        raise InputError(
            "the promise cannot be kept", too_fast(model, chip, work, targets, fit, workload.chip)
        )
    power = fleet_power(workload.chip, fleet, workload.peak_ratio, workload.region, workload.pue)
    money = chip_money(workload.chip, fleet, power, workload.region)
    hall = fleet_hall(workload.chip, fleet)
    a_year = mean_rate * SECONDS_A_DAY * DAYS_A_YEAR / PER_MILLION
    return Sizing(
        workload=workload,
        precision=precision,
        fleet=fleet,
        device_share=share,
        power=power,
        money=money,
        hall=hall,
        usd_per_million_in=money.yearly * (1 - fleet.answer_share) / (a_year * workload.prompt),
        usd_per_million_out=money.yearly * fleet.answer_share / (a_year * workload.answer),
        reasons=(*reasons(workload.chip, fleet, targets, share, model, fit), hall_story(hall)),
    )


def devices_take(model: str, year: int) -> float:
    """Return the share of a model's requests phones and laptops are assumed to answer in a year."""
    return on_device_share(float(model_shape(model).total_parameters), year)


def _work(model: ModelShape, workload: Workload, precision: str) -> Deployment:
    return Deployment(
        chips=1.0,
        data_ranks=1.0,
        expert_ranks=1.0,
        sequences=1.0,
        prompt=workload.prompt,
        answer=workload.answer,
        weight_bytes=WEIGHT_BYTES[precision],
        cache_bytes=kept_bytes(model, precision),
        cached_share=workload.cached_share,
        accepted=workload.accepted,
    )
