"""Waiting: what it costs to buy the first chips too early, against what it is worth to be first."""

from __future__ import annotations

from dataclasses import dataclass

from gigaplan import catalogue
from gigaplan.plan.plan import Plan
from gigaplan.scenario.fields import quarter_label, quarter_number
from gigaplan.scenario.schema import Scenario
from gigaplan.study.accounts.accounts import accounts
from gigaplan.study.accounts.measures import compute_cost, measures
from gigaplan.study.accounts.revenue import compute_hours
from gigaplan.study.accounts.well_spent import use

MUSD_IN_GUSD = 1e3


@dataclass(frozen=True)
class Compared:
    """One figure of a plan as it is and of the plan that waits."""

    name: str
    unit: str
    at_once: float
    waiting: float


def waiting(scenario: Scenario, quarters: int) -> Scenario:
    """Return a scenario in which no chip is delivered before `quarters` have passed; sites may be built meanwhile.

    A generation that is sold out by then cannot be bought at all. Raises InputError where nothing can be.
    """
    first = quarter_number(scenario.programme.start) + quarters
    changed = scenario
    for name, chip in scenario.supply.chips.items():
        sold = chip.first or catalogue.entry("chips", name).texts["first_delivery"]
        if quarter_number(sold) >= first:
            continue
        path = f"supply.chips.{name}"
        if chip.last and quarter_number(chip.last) < first:
            changed = changed.replace(f"{path}.limit", "0 kchip")
        else:
            changed = changed.replace(f"{path}.first", quarter_label(first))
    return changed


def compare(at_once: Plan, later: Plan) -> tuple[Compared, ...]:
    """Return the figures in which a plan and the one that waits differ; both by the same accounts."""
    before, after = _figures(at_once), _figures(later)
    return tuple(Compared(name, unit, before[name, unit], after[name, unit]) for name, unit in before)


def _figures(plan: Plan) -> dict[tuple[str, str], float]:
    told = accounts(plan)
    values = {one.name: one.value for one in measures(told)}
    spent = use(told)
    return {
        ("capital", "GUSD_2026"): float(told.capital.sum()) / MUSD_IN_GUSD,
        ("compute used", "billion H100e-hours"): float(compute_hours(plan).sum()) / MUSD_IN_GUSD,
        ("cost of an H100e-hour", "USD_2026"): compute_cost(plan),
        ("present value, market", "GUSD_2026"): values["net present value on the market"],
        ("present value, whole worth", "GUSD_2026"): values["net present value at the worth of the work"],
        ("written down as outdated", "GUSD_2026"): float(spent["written down [MUSD_2026]"].sum()) / MUSD_IN_GUSD,
        ("stranded at most", "GUSD_2026"): float(spent["stranded [MUSD_2026]"].max()) / MUSD_IN_GUSD,
    }  # fmt: skip
