"""Work in a scenario: compute wanted at a worth, said outright or left to questions, requests or training runs."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from pydantic import Field

from gigaplan.scenario.fields import Quarter
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

    classes: list[Identifier] = Field(
        [], description="kinds of question of the catalogue; all if none is named"
    )
    growth: FactorPath = Field({"": 1.0}, description="questions asked, against the catalogue's number")
    lowest_worth: Worth = Field(0.3, description="worth of compute below which nobody thinks")
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
    chip: Identifier | None = Field(
        None, description="chip it is sized on; the first of supply.chips that can if not given"
    )
    precision: Literal["bf16", "fp8", "fp4"] | None = Field(None, description="the model's if not given")
    tokens_per_second: TokenRate = Field(20.0, description="what a user is promised while answering")
    first_token: Seconds = Field(2.0, description="mean time to the first token at the peak")
    cached_share: Share = Field(0.0, description="share of prompts found in the cache")
    accepted: Annotated[float, Field(ge=1, le=5)] = Field(
        1.0, description="tokens a step gives with speculative decoding; 1 without"
    )
    peak_ratio: Annotated[float, Field(ge=1, le=10)] = Field(
        1.5, description="requests at the peak over the mean"
    )
    on_devices: SharePath | None = Field(
        None,
        description="share of requests that phones and laptops answer; an assumption by model size and year "
        "if not given",
    )
    worth: WorthPath | None = Field(None, description="worth of the compute, instead of token prices")
    prompt_price: TokenPricePath = Field({"": 0.0}, description="what a million tokens in are worth")
    answer_price: TokenPricePath | None = Field(None, description="what a million tokens out are worth")


class RolledOut(Part):
    """Reinforcement learning after a run's tokens: answers decoded by the serving law, then learned from."""

    answers: Annotated[float, Field(gt=0, description="in all: questions x samples x rounds")]
    answer_tokens: Tokens = Field(8000.0, description="tokens of an answer")
    prompt_tokens: Tokens = Field(500.0, description="tokens of its prompt")


class TrainingRun(Part):
    """A training run: the compute that ends it in its quarters follows from model and tokens.

    Its tokens are those of pre-training and of supervised post-training together.
    """

    model: str
    tokens: Tokens
    begin: Quarter
    quarters: Annotated[int, Field(ge=1, le=20)]
    worth: WorthPath
    batch: Tokens = Field(16_777_216.0, description="tokens of a step; Llama 3 took 2,048 sequences of 8,192")
    sequence: Tokens = Field(8192.0, description="tokens of a sequence, as Llama 3 took")
    precision: Literal["bf16", "fp8"] = Field("fp8", description="of the matrix products")
    rollouts: RolledOut | None = Field(None, description="reinforcement learning in the same quarters")
    chip: Identifier | None = Field(
        None, description="chip it is sized on; the first of supply.chips that can if not given"
    )


Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)


class Recording(Part):
    """Requests as recorded: an Azure (.csv) or Mooncake (.jsonl) trace, plain or .gz, named from the data folder."""

    file: str
    weekday: Weekday = Field(description="on which it begins")
    hour: HourOfDay = Field(description="local standard time at which it begins")
    waiting_share: Share = Field(
        0.3, description="power of a server without requests, as in the catalogue's day of serving"
    )


class Week(Part):
    """A stated day and week of power: a cosine day, 1 at its peak hour, less on Saturday and Sunday.

    With a recording it is a week of requests instead: their power follows, and the day is the recorded one where
    the recording holds a whole day.
    """

    peak_hour: HourOfDay = Field(description="local standard time")
    trough_share: Share = Field(description="power twelve hours later")
    weekend_share: Share = Field(1.0, description="Saturday and Sunday against a working day")
    recording: Recording | None = Field(
        None, description="requests as recorded; the week is then of requests"
    )


class Deferral(Part):
    """Work that may wait: how much of it, and for how long at most."""

    deadline: WaitingTime = Field(
        description="from when work comes to when it must be done; 0 h: it never waits"
    )
    share: Share = Field(1.0, description="share of the work that may wait")


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
    shape: Literal["flat", "daily"] = "flat"
    week: Week | None = Field(None, description="instead of shape: your own day and week")
    deferral: Deferral | None = Field(
        None, description="may wait for cheaper power; it never does if not given"
    )
    required: Share = Field(0.0, description="share of the first step's demand that must be met")
