"""Thinking one after another or side by side: what a deadline and a missing verifier leave of a curve."""

from __future__ import annotations

import math
from dataclasses import dataclass

from gigaplan.compute.thinking.curves import ThinkingCurve
from gigaplan.core.errors import Finding, raise_findings


@dataclass(frozen=True)
class ThinkingPlan:
    """How a budget of tokens is spent: tokens in a row, samples side by side, and the seconds it takes."""

    tokens_in_a_row: float
    samples: int
    seconds: float

    @property
    def tokens(self) -> float:
        """Return all tokens written for the question."""
        return self.tokens_in_a_row * self.samples


def spend_tokens(tokens: float, longest_wait: float, user_speed: float) -> ThinkingPlan:
    """Spend tokens in a row while the wait allows, T_max x speed, then in samples side by side.

    `longest_wait` [s], `user_speed` [token/s per question]. Raises InputError for numbers not above 0.
    """
    named = {"tokens": tokens, "longest_wait": longest_wait, "user_speed": user_speed}
    raise_findings("tokens cannot be spent", _not_positive(named))
    longest = longest_wait * user_speed
    samples = max(1, math.ceil(tokens / longest * (1 - 1e-12)))
    in_a_row = tokens / samples
    return ThinkingPlan(in_a_row, samples, in_a_row / user_speed)


def tokens_to_compute(tokens: float, tokens_per_hour: float) -> float:
    """Return the compute [H100e-hour] that tokens take, given tokens per H100e-hour of the serving fleet."""
    raise_findings(
        "tokens cannot be turned into compute", _not_positive({"tokens_per_hour": tokens_per_hour})
    )
    return tokens / tokens_per_hour


def useful_ceiling(sample_compute: float, has_verifier: bool, samples_told_apart: float) -> float:
    """Return the budget [H100e-hour] past which more samples add nothing.

    Endless with a verifier. Without one, voting and learned scorers stop gaining at `samples_told_apart`,
    100 to 300 (Brown et al., Large Language Monkeys, arXiv 2407.21787).
    """
    named = {"sample_compute": sample_compute, "samples_told_apart": samples_told_apart}
    raise_findings("no ceiling", _not_positive(named))
    return math.inf if has_verifier else sample_compute * samples_told_apart


def in_a_row_only(
    curve: ThinkingCurve, longest_wait: float, user_speed: float, tokens_per_hour: float
) -> ThinkingCurve:
    """Return a curve of sequential thinking cut at the deadline, where no samples side by side are taken."""
    named = {"longest_wait": longest_wait, "user_speed": user_speed, "tokens_per_hour": tokens_per_hour}
    raise_findings("no deadline", _not_positive(named))
    return curve.with_ceiling(longest_wait * user_speed / tokens_per_hour)


def _not_positive(named: dict[str, float]) -> list[Finding]:
    return [
        Finding(name, repr(number), "a finite number above 0", "state what is meant")
        for name, number in named.items()
        if not (number > 0 and math.isfinite(number))
    ]
