"""Streams of requests: what a recorded trace holds, and the year it stands for under a stated day and week."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gigaplan.core.errors import Finding, raise_findings

Floats = NDArray[np.float64]
HOURS_IN_DAY, DAYS_IN_WEEK, SATURDAY = 24, 7, 5
SECONDS_IN_HOUR = 3600.0


@dataclass(frozen=True)
class Trace:
    """A recorded stream: arrival [s since the first, rising], prompt and answer [token] of each request.

    `reused_tokens` [token] of the prompt were in an earlier request's prefix, by an endless cache; None where
    the trace does not tell.
    """

    seconds: Floats
    input_tokens: Floats
    output_tokens: Floats
    reused_tokens: Floats | None = None

    def __post_init__(self) -> None:
        findings = []
        if len(self.seconds) < 2 or self.span_hours <= 0:
            findings.append(
                Finding("trace", "less than two moments", "requests over some time", "give a longer trace")
            )
        if len(self.input_tokens) and self.input_tokens.sum() <= 0:
            findings.append(
                Finding(
                    "trace", "prompts without a token", "prompts with tokens", "check the column of prompts"
                )
            )
        if (np.diff(self.seconds) < 0).any():
            findings.append(
                Finding(
                    "trace", "arrivals that go back in time", "rising arrivals", "sort the requests by time"
                )
            )
        raise_findings("The trace cannot be used.", findings)

    @property
    def span_hours(self) -> float:
        """Return the hours from the first request to the last."""
        return float(self.seconds[-1] - self.seconds[0]) / SECONDS_IN_HOUR if len(self.seconds) else 0.0

    @property
    def requests_per_hour(self) -> float:
        """Return the mean rate of the recorded time: gaps between arrivals over the span."""
        return (len(self.seconds) - 1) / self.span_hours

    @property
    def reused_share(self) -> float | None:
        """Return the share of prompt tokens an endless prefix cache would have held."""
        return (
            None if self.reused_tokens is None else float(self.reused_tokens.sum() / self.input_tokens.sum())
        )

    def dispersion(self, window_seconds: float) -> float:
        """Return variance over mean of the arrivals by window: 1 for independent arrivals, more for bursts."""
        counts = self.by_window(np.ones(len(self.seconds)), window_seconds)
        return float(counts.var() / counts.mean())

    def busiest(self, window_seconds: float) -> float:
        """Return the tokens, prompts and answers, of the busiest window over those of the mean one."""
        tokens = self.by_window(self.input_tokens + self.output_tokens, window_seconds)
        return float(tokens.max() / tokens.mean())

    def by_window(self, amounts: Floats, window_seconds: float) -> Floats:
        """Return amounts by whole window; the last, cut short by the trace's end, is left out."""
        window = ((self.seconds - self.seconds[0]) // window_seconds).astype(int)
        whole = int((self.seconds[-1] - self.seconds[0]) // window_seconds)
        if whole < 1:
            raise_findings(
                "The trace is too short for this window.",
                [
                    Finding(
                        "window_seconds",
                        f"{window_seconds:g} s",
                        f"at most the trace's {self.span_hours * SECONDS_IN_HOUR:.0f} s",
                        "give a shorter window",
                    )
                ],
            )
        return np.bincount(window, weights=amounts, minlength=whole)[:whole].astype(float)


@dataclass(frozen=True)
class WeekPattern:
    """A stated week of requests: a cosine day, 1 at `peak_hour` and `trough_share` twelve hours later,
    and `weekend_share` of it on Saturday and Sunday. Hours are local standard time. `day`, the 24 hours of a
    working day as recorded, stands instead of the cosine where it is given.
    """

    peak_hour: float
    trough_share: float
    weekend_share: float
    day: tuple[float, ...] | None = None

    def __post_init__(self) -> None:
        findings = [
            Finding(f"week pattern, {name}", f"{share}", "a share from 0 to 1", "give the share of the peak")
            for name, share in (("trough_share", self.trough_share), ("weekend_share", self.weekend_share))
            if not 0 <= share <= 1
        ]
        if not 0 <= self.peak_hour < HOURS_IN_DAY:
            findings.append(
                Finding(
                    "week pattern, peak_hour", f"{self.peak_hour}", "an hour from 0 to below 24", "correct it"
                )
            )
        raise_findings("The week's pattern cannot be read.", findings)

    def hours(self, count: int, first_weekday: int, first_hour: int = 0) -> Floats:
        """Return the pattern of `count` hours from `first_hour` of `first_weekday` (Monday is 0)."""
        hour = first_weekday * HOURS_IN_DAY + first_hour + np.arange(count)
        weekend = (hour // HOURS_IN_DAY) % DAYS_IN_WEEK >= SATURDAY
        shape: Floats = self._working_day(hour % HOURS_IN_DAY) * np.where(weekend, self.weekend_share, 1.0)
        return shape

    def _working_day(self, hour: NDArray[np.int64]) -> Floats:
        if self.day is not None:
            return np.asarray(self.day)[hour]
        swing = 0.5 * (1.0 + np.cos(2.0 * np.pi * (hour - self.peak_hour) / HOURS_IN_DAY))
        stated: Floats = self.trough_share + (1.0 - self.trough_share) * swing
        return stated


def as_recorded(pattern: WeekPattern, trace: Trace, recorded_from: tuple[int, int]) -> WeekPattern:
    """A trace that holds every hour of a working day gives the day itself; a shorter one leaves the day as stated.

    recorded_from: weekday (Monday is 0) and hour the trace began. The hour cut short by the trace's end is left out.
    Days of the same hour are averaged; requests of a weekend tell nothing, its share stays as stated.
    """
    whole = int(trace.span_hours)
    if whole < HOURS_IN_DAY:
        return pattern
    counts = trace.by_window(np.ones(len(trace.seconds)), SECONDS_IN_HOUR)
    hour = recorded_from[0] * HOURS_IN_DAY + recorded_from[1] + np.arange(len(counts))
    working = (hour // HOURS_IN_DAY) % DAYS_IN_WEEK < SATURDAY
    held = np.bincount(hour[working] % HOURS_IN_DAY, minlength=HOURS_IN_DAY)
    if held.min() < 1:
        return pattern
    summed = np.bincount(hour[working] % HOURS_IN_DAY, weights=counts[working], minlength=HOURS_IN_DAY)
    day = summed / held
    return replace(pattern, day=tuple((day / day.max()).tolist()))


@dataclass(frozen=True)
class ScaledYear:
    """A year of requests [1/h] by hour, with the tokens of a request [token]."""

    requests: Floats
    input_tokens: float
    output_tokens: float

    @property
    def shape(self) -> Floats:
        """Return requests by hour as a share of the busiest hour's."""
        shape: Floats = self.requests / self.requests.max()
        return shape

    def power_shape(self, waiting_share: float) -> Floats:
        """Return power by hour as a share of the busiest hour's, of servers that draw `waiting_share` idle."""
        if not 0 <= waiting_share <= 1:
            raise_findings(
                "The power of a waiting server cannot be read.",
                [
                    Finding(
                        "waiting_share",
                        f"{waiting_share}",
                        "a share from 0 to 1",
                        "give the share of full power",
                    )
                ],
            )
        power: Floats = waiting_share + (1.0 - waiting_share) * self.shape
        return power


def scale_to_year(
    trace: Trace, pattern: WeekPattern, recorded_from: tuple[int, int], year_hours: int, first_weekday: int
) -> ScaledYear:
    """The year follows the pattern, at the level that gives the trace's requests over the hours it was recorded.

    recorded_from: weekday (Monday is 0) and hour the trace began. A trace of part of an hour stands for its rate.
    first_weekday: of the year's first day.
    """
    weekday, hour = recorded_from
    covered = pattern.hours(max(1, round(trace.span_hours)), weekday, hour)
    if covered.sum() <= 0:
        raise_findings(
            "The trace was recorded when the pattern has no requests.",
            [
                Finding(
                    "week pattern", "0 at the hours of the trace", "more than 0 there", "raise the low share"
                )
            ],
        )
    level = trace.requests_per_hour / float(covered.mean())
    return ScaledYear(
        level * pattern.hours(year_hours, first_weekday),
        float(trace.input_tokens.mean()),
        float(trace.output_tokens.mean()),
    )
