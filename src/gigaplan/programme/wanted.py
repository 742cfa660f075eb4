"""What each kind of work wants: steps of compute and worth, however the scenario says it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gigaplan.programme.context import Context
from gigaplan.programme.programme import Note
from gigaplan.programme.thinking import staircase_of
from gigaplan.scenario.sized import sized_steps
from gigaplan.scenario.work import Work

Floats = NDArray[np.float64]
SIZED = "sized as `gigaplan size` does; docs/explanation/sizing.md"


def step_count(work: Work) -> int:
    """Return how many steps of demand a kind of work has."""
    if work.questions is not None:
        return len(staircase_of(work.questions).steps)
    return 1 if work.requests is not None else len(work.steps) or len(work.runs)


def wanted_steps(context: Context, name: str) -> list[tuple[Floats, Floats]]:
    """Return each step of demand [kH100e by quarter] with its worth [USD_2026/H100e/hour by quarter].

    What was sized from requests or runs is noted with its range.
    """
    work = context.scenario.workload[name]
    if work.steps:
        return [(context.path(step.demand), context.path(step.worth)) for step in work.steps]
    if work.questions is not None:
        staircase = staircase_of(work.questions)
        growth, ones = context.path(work.questions.growth), np.ones(context.count)
        return [(growth * step.compute / 1e3, step.worth * ones) for step in staircase.steps]
    found = sized_steps(context.scenario, name)
    for number, step in enumerate(found):
        entry = f"workload.{name}.requests" if work.requests else f"workload.{name}.runs.{number}"
        context.noted[("work", entry)] = Note(entry, step.story, SIZED, "D")
    return [(np.array(step.demand), np.array(step.worth)) for step in found]
