"""Arrange: from a checked scenario to a programme, every input of the equations as a labelled array."""

from __future__ import annotations

from pathlib import Path

from gigaplan.programme import compute, money, power, site
from gigaplan.programme.context import Context
from gigaplan.programme.programme import Programme
from gigaplan.programme.table import Inputs
from gigaplan.programme.thinking import staircase_of
from gigaplan.programme.times import calendar
from gigaplan.scenario.schema import Scenario

ABSENT = ("none",)


def arrange(scenario: Scenario, data: Path | None = None) -> Programme:
    """Arrange a scenario; measured hours are read from the data folder where one is given.

    Raises InputError where a file named in the scenario does not fit.
    """
    timing = scenario.programme
    hours = calendar(timing.start, timing.quarters, timing.chosen_weeks)
    context = Context(scenario, hours, _labels(scenario, hours.quarters), data)
    inputs = Inputs(
        {**context.labels, "hour": tuple(hours.hours), "quarter": hours.quarters, "order": hours.quarters}
    )
    for part in (site, power, compute, money):
        part.put(inputs, context)
    return Programme(
        title=scenario.title,
        objective=timing.objective,
        labels=context.labels,
        calendar=hours,
        inputs=inputs.arrays,
        notes=tuple(context.notes),
    )


def _labels(scenario: Scenario, quarters: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    def union(names: list[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(names)) or ABSENT

    sites = scenario.sites.values()
    steps = max(
        len(staircase_of(work.questions).steps if work.questions else work.steps)
        for work in scenario.workload.values()
    )
    return {
        "site": tuple(scenario.sites),
        "plant": union([name for one in sites for name in (*one.plants, *one.standing.plants)]),
        "store": union([name for one in sites for name in one.stores]),
        "offer": union([name for one in sites for name in one.grid]),
        "chip": tuple(scenario.supply.chips),
        "work": tuple(scenario.workload),
        "step": tuple(f"step {number + 1}" for number in range(steps)),
        "pool": union(list(scenario.supply.slots)),
        "foundry": union(list(scenario.supply.wafers)),
        "rule": (scenario.policy.export_rule or ABSENT[0],),
        "country": union(list(scenario.policy.national_share)),
        "quarter": quarters,
    }
