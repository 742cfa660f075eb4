"""Arrange: from a checked scenario to a programme, every input of the equations as a labelled array."""

from __future__ import annotations

from pathlib import Path

from gigaplan import catalogue
from gigaplan.programme import caps, compute, money, power, site, switching
from gigaplan.programme.context import Context
from gigaplan.programme.programme import Programme
from gigaplan.programme.table import Inputs
from gigaplan.programme.times import calendar
from gigaplan.programme.wanted import step_count
from gigaplan.scenario.caps import permits
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
    for part in (site, power, compute, money, caps, switching):
        part.put(inputs, context)
    return Programme(
        title=scenario.title,
        objective=timing.objective,
        labels=context.labels,
        calendar=hours,
        inputs=inputs.arrays,
        notes=tuple(context.notes),
    )


def _ruled_countries(scenario: Scenario) -> list[str]:
    """Return the countries of the sites that the scenario's export rule covers."""
    if scenario.policy.export_rule is None:
        return []
    tiers = catalogue.entry("export_rules", scenario.policy.export_rule).texts.get("covers_tier", "").split()
    regions = [catalogue.entry("regions", site.region).texts for site in scenario.sites.values()]
    return [region["country"] for region in regions if region.get("export_tier") in tiers]


def _labels(scenario: Scenario, quarters: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    def union(names: list[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(names)) or ABSENT

    sites = scenario.sites.values()
    steps = max(step_count(work) for work in scenario.workload.values())
    return {
        "site": tuple(scenario.sites),
        "plant": union([name for one in sites for name in (*one.plants, *one.standing.plants)]),
        "switched": tuple(dict.fromkeys(name for one in sites for name in one.switched)),
        "store": union([name for one in sites for name in one.stores]),
        "offer": union([name for one in sites for name in one.grid]),
        "chip": tuple(scenario.supply.chips),
        "work": tuple(scenario.workload),
        "step": tuple(f"step {number + 1}" for number in range(steps)),
        "pool": union(list(scenario.supply.slots)),
        "foundry": union(list(scenario.supply.wafers)),
        "rule": union(_ruled_countries(scenario)),
        "country": union(list(scenario.policy.national_share)),
        "deferral": union([name for name, work in scenario.workload.items() if work.deferral is not None]),
        "cap": caps.cap_labels(scenario),
        "permit": tuple(permits(scenario)),
        "quarter": quarters,
    }
