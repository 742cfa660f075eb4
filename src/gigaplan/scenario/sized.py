"""From requests and training runs to demand by quarter, through the same functions as `gigaplan size`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from gigaplan import catalogue
from gigaplan.compute.training import Rollouts
from gigaplan.core.errors import Finding, InputError
from gigaplan.scenario.fields import along, quarter_label, quarter_number
from gigaplan.scenario.schema import Scenario
from gigaplan.scenario.text import Document, Path_
from gigaplan.scenario.work import Requests, TrainingRun, Work
from gigaplan.sizing.demand import (
    Demand,
    TrainingWork,
    check_workload,
    serving_demand,
    training_demand,
    worth_of_tokens,
)
from gigaplan.sizing.size import Workload, devices_take
from gigaplan.sizing.training import size_learning, with_learning

SECONDS_A_QUARTER = 365 * 24 * 3600 / 4
KINDS = ("steps", "questions", "requests", "runs")
T = TypeVar("T")


@dataclass(frozen=True)
class SizedStep:
    """A step of demand by quarter [kH100e] with its worth [USD_2026/H100e/hour], and what it rests on in words."""

    demand: tuple[float, ...]
    worth: tuple[float, ...]
    story: str


def quarters_of(scenario: Scenario) -> tuple[str, ...]:
    """Return the labels of the programme's quarters."""
    first = quarter_number(scenario.programme.start)
    return tuple(quarter_label(first + step) for step in range(scenario.programme.quarters))


def sized_steps(scenario: Scenario, name: str) -> list[SizedStep]:
    """Return the steps of a kind of work that is said as requests or runs; none for another.

    Raises InputError with everything wrong; a checked scenario has nothing wrong.
    """
    work = scenario.workload[name]
    if work.requests is not None:
        return [_requests_step(scenario, work.requests)]
    return [_run_step(scenario, name, run) for run in work.runs]


def sizing_findings(scenario: Scenario, document: Document) -> Iterator[Finding]:
    """Requests and runs can be sized: their model is known, fits a chip of the supply and keeps its promise."""
    for name, work in scenario.workload.items():
        here: Path_ = ("workload", name)
        if work.requests is not None:
            yield from _checked_requests(scenario, work, (*here, "requests"), document)
        for position, run in enumerate(work.runs):
            place: Path_ = (*here, "runs", position)
            quarters = quarters_of(scenario)
            begun = quarter_number(run.begin)
            if begun < quarter_number(quarters[0]) or begun + run.quarters - 1 > quarter_number(quarters[-1]):
                ends = f"{run.begin} to {quarter_label(begun + run.quarters - 1)}"
                want, do = f"quarters within {quarters[0]} to {quarters[-1]}", "move or shorten the run"
                yield Finding(document.where((*place, "begin")), ends, want, do)
            yield from _chip_findings(scenario, run.chip, place, document)
            yield from _told(lambda run=run, name=name: _run_demand(scenario, name, run), place, document)  # type: ignore[misc]


def _checked_requests(scenario: Scenario, work: Work, here: Path_, document: Document) -> Iterator[Finding]:
    requests = work.requests
    assert requests is not None
    if (requests.worth is None) == (requests.answer_price is None):
        got = "neither worth nor answer_price" if requests.worth is None else "worth and answer_price"
        yield Finding(document.where(here), got, "one of them", "say what the answers are worth, one way")
    chip_wrong = list(_chip_findings(scenario, requests.chip, here, document))
    yield from chip_wrong
    if not any(along(requests.users, quarters_of(scenario))):
        yield Finding(document.where((*here, "users")), "no users in any quarter", "more than 0 user")
    elif not chip_wrong:
        yield from _told(lambda: _requests_step(scenario, requests), here, document)


def _chip_findings(
    scenario: Scenario, chip: str | None, here: Path_, document: Document
) -> Iterator[Finding]:
    if chip is not None and chip not in scenario.supply.chips:
        known = ", ".join(scenario.supply.chips)
        yield Finding(document.where((*here, "chip")), repr(chip), known, "name a chip of the supply")


def _told(sized: Callable[[], Any], here: Path_, document: Document) -> Iterator[Finding]:
    """Yield what sizing finds wrong, each at its line of the scenario."""
    try:
        sized()
    except InputError as problem:
        for one in problem.findings:
            entry = _entry(one.where)
            where = document.where((*here, entry)) if entry else f"{document.where(here)}: {one.where}"
            yield Finding(where, one.got, one.want, one.do)


def _entry(where: str) -> str:
    """Return the scenario's entry a finding of the sizing is about; nothing where it is about another thing."""
    for beginning in ("workload.", "run.", "training run, "):
        if where.startswith(beginning):
            return where.removeprefix(beginning).replace("batch_tokens", "batch")
    return ""


def _requests_step(scenario: Scenario, asked: Requests) -> SizedStep:
    quarters = quarters_of(scenario)
    users = along(asked.users, quarters)
    kept = [1.0 - share for share in _device_shares(asked, quarters)]
    most = max(range(len(quarters)), key=lambda place: users[place] * kept[place])
    chip = _first_that_can(
        scenario, asked.chip, lambda name: serving_demand(_workload(asked, users[most] * kept[most], name))
    )
    streams = [_workload(asked, count * share, chip) for count, share in zip(users, kept, strict=True)]
    found = [serving_demand(one) if one.users > 0 else None for one in streams]
    demand = tuple(one.compute if one else 0.0 for one in found)
    top = found[most]
    assert top is not None
    return SizedStep(
        demand, _worths(asked, quarters, streams, demand), _serving_story(asked, top, kept, quarters[most])
    )


def _serving_story(asked: Requests, top: Demand, kept: list[float], quarter: str) -> str:
    return (
        f"{top.compute:,.4g} kH100e in {quarter} (80 % of measured runs within {top.low:,.4g} to {top.high:,.4g}): "
        f"{asked.model} in {top.precision} on {top.chips:,.0f} {top.chip}; "
        f"devices answer {1 - max(kept):.1%} to {1 - min(kept):.1%} of the requests"
    )


def _worths(
    asked: Requests, quarters: tuple[str, ...], streams: list[Workload], demand: tuple[float, ...]
) -> tuple[float, ...]:
    if asked.answer_price is None:
        return tuple(along(asked.worth or {"": 0.0}, quarters))
    prices = zip(along(asked.prompt_price, quarters), along(asked.answer_price, quarters), strict=True)
    return tuple(
        worth_of_tokens(stream, compute, *price) if compute else 0.0
        for stream, compute, price in zip(streams, demand, prices, strict=True)
    )


def _device_shares(asked: Requests, quarters: tuple[str, ...]) -> list[float]:
    if asked.on_devices is not None:
        return along(asked.on_devices, quarters)
    if asked.model not in catalogue.names("models"):
        return [0.0] * len(quarters)  # the check of the model tells it
    return [devices_take(asked.model, int(quarter[:4])) for quarter in quarters]


def _workload(asked: Requests, users: float, chip: str) -> Workload:
    workload = Workload(
        users=users,
        requests_a_day=asked.requests_a_day,
        prompt=asked.prompt,
        answer=asked.answer,
        model=asked.model,
        chip=chip,
        precision=asked.precision,
        tokens_per_second=asked.tokens_per_second,
        first_token=asked.first_token,
        cached_share=asked.cached_share,
        accepted=asked.accepted,
        peak_ratio=asked.peak_ratio,
    )
    if users > 0:
        check_workload(workload)
    return workload


def _run_step(scenario: Scenario, name: str, run: TrainingRun) -> SizedStep:
    found = _run_demand(scenario, name, run)
    quarters, begun = quarters_of(scenario), quarter_number(run.begin)
    running = [begun <= quarter_number(quarter) < begun + run.quarters for quarter in quarters]
    story = (
        f"{found.compute:,.4g} kH100e from {run.begin} for {run.quarters} quarters: {run.model}, {run.tokens:.3g} tokens "
        f"in {found.precision} on {found.chips:,.0f} {found.chip}"
    )
    return SizedStep(
        tuple(found.compute if on else 0.0 for on in running), tuple(along(run.worth, quarters)), story
    )


def _run_demand(scenario: Scenario, name: str, run: TrainingRun) -> Demand:
    """Size a run; where the catalogue knows the kind of work, its time in service holds the stops already."""
    stopped = name not in catalogue.names("work")
    seconds = run.quarters * SECONDS_A_QUARTER

    def on(chip: str) -> Demand:
        work = TrainingWork(
            run.model, run.tokens, seconds, run.batch, run.sequence, run.precision, chip, stopped
        )
        found = training_demand(work)
        if run.rollouts is None:
            return found
        asked = Rollouts(run.rollouts.answers, run.rollouts.answer_tokens, run.rollouts.prompt_tokens)
        return with_learning(found, size_learning(work, asked, found.chips), seconds)

    return on(_first_that_can(scenario, run.chip, on))


def _first_that_can(scenario: Scenario, named: str | None, size: Callable[[str], T]) -> str:
    """Return the chip named, or the first of the supply that can be sized; the first one's findings if none can."""
    chips = [named] if named else list(scenario.supply.chips)
    problems: list[InputError] = []
    for chip in chips:
        try:
            size(chip)
        except InputError as problem:
            problems.append(problem)
        else:
            return chip
    raise problems[0]
