"""Long jobs: a treatment, a battery, a proof; hours to weeks of thinking on many chips."""

from __future__ import annotations

import math
from dataclasses import dataclass

from gigaplan.compute.thinking.curves import ThinkingCurve
from gigaplan.core.errors import Finding, raise_findings


@dataclass(frozen=True)
class LongJob:
    """A job that can wait and can be stopped: chips, length, checkpoints and deadline.

    `chips` [H100e], `thinking_hours` of undisturbed work [h], `deadline_hours` from the start [h],
    `checkpoint_hours` between checkpoints [h], `save_hours` for each [h], `restart_hours` after a stop [h].
    """

    chips: float
    thinking_hours: float
    deadline_hours: float
    checkpoint_hours: float
    save_hours: float
    restart_hours: float

    def __post_init__(self) -> None:
        strict = {
            "chips": self.chips,
            "thinking_hours": self.thinking_hours,
            "checkpoint_hours": self.checkpoint_hours,
        }
        loose = {"save_hours": self.save_hours, "restart_hours": self.restart_hours}
        findings = [
            Finding(f"job.{key}", repr(number), "above 0", "state it")
            for key, number in strict.items()
            if not number > 0
        ]
        findings += [
            Finding(f"job.{key}", repr(number), "0 or more", "state it")
            for key, number in loose.items()
            if not number >= 0
        ]
        if not findings and self.deadline_hours < self.busy_hours(0):
            advice = "move the deadline, use more chips or think less"
            findings.append(
                Finding(
                    "job.deadline_hours",
                    f"{self.deadline_hours:g} h",
                    f"at least {self.busy_hours(0):g} h",
                    advice,
                )
            )
        raise_findings("a long job is not in order", findings)

    @property
    def compute(self) -> float:
        """Return the thinking itself [H100e-hour], without checkpoints and repeated work."""
        return self.chips * self.thinking_hours

    def busy_hours(self, stops: float) -> float:
        """Return the hours the chips are held: checkpoints and, after each stop, half an interval redone."""
        saving = self.thinking_hours / self.checkpoint_hours * self.save_hours
        lost = stops * (self.restart_hours + self.checkpoint_hours / 2)
        return self.thinking_hours + saving + lost

    def slack_hours(self, stops: float) -> float:
        """Return the hours the job can wait for cheap power; below 0 it misses its deadline."""
        return self.deadline_hours - self.busy_hours(stops)

    def cost(self, price: float, stops: float) -> float:
        """Return the dollars for the chips at a price [USD/H100e-hour], stops counted."""
        return price * self.chips * self.busy_hours(stops)


def best_checkpoint_interval(save_hours: float, hours_between_stops: float) -> float:
    """Return the checkpoint interval that loses least time, sqrt(2 x save x time between stops) [h].

    Source: J. W. Young, A first order approximation to the optimum checkpoint interval, CACM 17 (1974) 530.
    """
    return math.sqrt(2 * save_hours * hours_between_stops)


def break_even_value(job: LongJob, curve: ThinkingCurve, price: float, stops: float = 0.0) -> float:
    """Return what a right answer must be worth for the whole job to pay, cost over accuracy [USD]."""
    return job.cost(price, stops) / float(curve.accuracy(job.compute))


def last_hour_value(job: LongJob, curve: ThinkingCurve, price: float) -> float:
    """Return what a right answer must be worth for the job's last hour to pay, p / c'(x) [USD].

    Endless where the curve no longer rises, or where a smaller budget cannot be left out because the job
    is shorter than the smallest sensible one.
    """
    gained = float(curve.marginal_accuracy(job.compute))
    if job.compute < curve.smallest_budget or gained == 0:
        return math.inf
    return price / gained


def worthwhile_chips(curve: ThinkingCurve, answer_value: float, price: float, hours: float) -> float:
    """Return the chips [H100e] that a right answer deserves for a job of `hours`; 0 for none."""
    if answer_value * curve.best_return < price:
        return 0.0
    return float(curve.budget_at(price / answer_value)) / hours
