"""Work in a scenario: compute wanted at a worth, said outright or left to questions, requests or training runs."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import Field

from gigaplan.scenario.fields import Quarter
from gigaplan.scenario.origins import catalogued, chosen, following
from gigaplan.scenario.parts import (
    ComputePath,
    FactorPath,
    HourOfDay,
    Identifier,
    Part,
    Seconds,
    Share,
    SharePath,
    TokenPricePath,
    TokenRate,
    Tokens,
    UserPath,
    UserRate,
    WaitingTime,
    Worth,
    WorthPath,
)


class DemandStep(Part):
    """Compute wanted at a worth."""

    demand: ComputePath
    worth: WorthPath


class Questions(Part):
    """Demand that follows from questions: how many are asked, and what thinking longer adds to right answers."""

    classes: list[Identifier] = chosen(
        [],
        "every kind of catalogue/thinking, each with its own source",
        "kinds of question of the catalogue; all if none is named",
        shown="all",
    )
    growth: FactorPath = chosen(
        {"": 1.0}, "as many as the catalogue counts", "questions asked, against the catalogue's number"
    )
    lowest_worth: Worth = chosen(
        0.3,
        "estimate: under what an hour of compute costs to run",
        "worth of compute below which nobody thinks",
    )
    speed: TokenRate | None = Field(
        None,
        description="of one answer, which must then come within its kind's longest wait; waits do not bind if not given",
    )


class Requests(Part):
    """Demand that follows from users and their requests, sized as `gigaplan size` does.

    The compute stands for the peak with its headroom. Worth is said outright, or follows from token prices.
    """

    users: UserPath
    requests_a_day: UserRate
    prompt: Tokens
    answer: Tokens
    model: str
    chip: Identifier | None = following(
        "supply.chips", "chip it is sized on; the first of supply.chips that can if not given"
    )
    precision: Literal["bf16", "fp8", "fp4"] | None = catalogued(
        None, "models/{model}/precision", "the model's if not given"
    )
    tokens_per_second: TokenRate = chosen(
        20.0, "faster than one reads", "what a user is promised while answering"
    )
    first_token: Seconds = chosen(
        2.0,
        "estimate of what a user waits for an answer to begin",
        "mean time to the first token at the peak",
    )
    cached_share: Share = Field(0.0, description="share of prompts found in the cache")
    accepted: Annotated[float, Field(ge=1, le=5)] = chosen(
        1.0,
        "no speculative decoding unless it is said",
        "tokens a step gives with speculative decoding; 1 without",
    )
    peak_ratio: Annotated[float, Field(ge=1, le=10)] = chosen(
        1.5, "estimate of a day of users in one part of the world", "requests at the peak over the mean"
    )
    on_devices: SharePath | None = chosen(
        None,
        "estimate: half of able requests stay on a device of 2025 at 4 billion parameters, doubling every two years",
        "share of requests that phones and laptops answer; an assumption by model size and year if not given",
        shown="by model size and year",
    )
    worth: WorthPath | None = Field(None, description="worth of the compute, instead of token prices")
    prompt_price: TokenPricePath = Field({"": 0.0}, description="what a million tokens in are worth")
    answer_price: TokenPricePath | None = Field(None, description="what a million tokens out are worth")


class RolledOut(Part):
    """Reinforcement learning after a run's tokens: answers decoded by the serving law, then learned from."""

    answers: Annotated[float, Field(gt=0, description="in all: questions x samples x rounds")]
    answer_tokens: Tokens = chosen(8000.0, "estimate: an answer with its thinking", "tokens of an answer")
    prompt_tokens: Tokens = chosen(500.0, "estimate: a question of a page", "tokens of its prompt")


class TrainingRun(Part):
    """A training run: the compute that ends it in its quarters follows from model and tokens.

    Its tokens are those of pre-training and of supervised post-training together.
    """

    model: str
    tokens: Tokens
    begin: Quarter
    quarters: Annotated[int, Field(ge=1, le=20)]
    worth: WorthPath
    batch: Tokens = chosen(
        16_777_216.0,
        "as Llama 3 took (Llama Team, The Llama 3 Herd of Models, 2024)",
        "tokens of a step; 2,048 sequences of 8,192",
    )
    sequence: Tokens = chosen(
        8192.0, "as Llama 3 took (Llama Team, The Llama 3 Herd of Models, 2024)", "tokens of a sequence"
    )
    precision: Literal["bf16", "fp8"] = chosen(
        "fp8",
        "as DeepSeek-V3 was trained (DeepSeek-AI, DeepSeek-V3 Technical Report, 2024)",
        "of the matrix products",
    )
    rollouts: RolledOut | None = Field(None, description="reinforcement learning in the same quarters")
    chip: Identifier | None = following(
        "supply.chips", "chip it is sized on; the first of supply.chips that can if not given"
    )


Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)


class Recording(Part):
    """Requests as recorded: an Azure (.csv) or Mooncake (.jsonl) trace, plain or .gz, named from the data folder."""

    file: str
    weekday: Weekday = Field(description="on which it begins")
    hour: HourOfDay = Field(description="local standard time at which it begins")
    waiting_share: Share = chosen(
        0.3,
        "as in the catalogue's day of serving (work/serving, trough_power_share)",
        "power of a server without requests",
    )


class Week(Part):
    """A stated day and week of power: a cosine day, 1 at its peak hour, less on Saturday and Sunday.

    With a recording it is a week of requests instead: their power follows, and the day is the recorded one where
    the recording holds a whole day.
    """

    peak_hour: HourOfDay = Field(description="local standard time")
    trough_share: Share = Field(description="power twelve hours later")
    weekend_share: Share = chosen(
        1.0, "a weekend is like a working day unless it is said", "Saturday and Sunday against a working day"
    )
    recording: Recording | None = Field(
        None, description="requests as recorded; the week is then of requests"
    )


class Deferral(Part):
    """Work that may wait: how much of it, and for how long at most."""

    deadline: WaitingTime = Field(
        description="from when work comes to when it must be done; 0 h: it never waits"
    )
    share: Share = chosen(
        1.0, "all of a kind of work with a deadline may wait", "share of the work that may wait"
    )


class Work(Part):
    """A kind of work: how much compute it wants at what worth, and the shape of its day."""

    steps: list[DemandStep] = Field([], max_length=20)
    questions: Questions | None = Field(
        None, description="instead of steps: demand from what answers are worth"
    )
    requests: Requests | None = Field(None, description="instead of steps: demand from users and tokens")
    runs: list[TrainingRun] = Field(
        [], max_length=20, description="instead of steps: demand from training runs"
    )
    shape: Literal["flat", "daily"] = chosen("flat", "a full fleet draws the same at all hours")
    week: Week | None = Field(None, description="instead of shape: your own day and week")
    deferral: Deferral | None = Field(
        None, description="may wait for cheaper power; it never does if not given"
    )
    required: Share = Field(0.0, description="share of the first step's demand that must be met")
