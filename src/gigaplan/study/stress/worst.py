"""The worst draws as scenarios that can be planned: what one would have done, had one known."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from gigaplan import catalogue
from gigaplan.operate.lateness import MONTHS_IN_QUARTER
from gigaplan.scenario.fields import quarter_label, quarter_number
from gigaplan.scenario.load import replaced
from gigaplan.scenario.schema import Scenario
from gigaplan.study.stress.ensemble import Ensemble

UNSAID = ("chip_price", "gas_price", "power_price", "turbine_slip", "export_stop")


def worst_draws(ensemble: Ensemble) -> dict[str, int]:
    """Return the draws with the least net value, the most compute unserved and the largest gap in money."""
    table = ensemble.outcomes
    asked = {
        "least-net": table["net"],
        "most-unserved": -table["unserved"],
        "largest-cash-gap": -table["cash_gap"],
    }
    found: dict[str, int] = {}
    for name, values in asked.items():
        ranked = [int(draw) for draw in np.argsort(values.to_numpy(), kind="stable")]
        found[name] = next(draw for draw in ranked if draw not in found.values())
    return found


def as_scenario(ensemble: Ensemble, draw: int, name: str) -> Scenario:
    """Return a draw of an ensemble as a scenario; `world_as_scenario` says what it holds."""
    told = f"draw {draw}, {name.replace('-', ' ')}"
    return world_as_scenario(ensemble.scenario, ensemble.drawn.iloc[draw], told)


def world_as_scenario(scenario: Scenario, world: pd.Series[float], told: str) -> Scenario:
    """Return a world as a scenario: its dates, demand, worth, money and campuses.

    What a scenario cannot say (prices of chips, gas and power, late plants, a stop of exports) stands in its description.
    """
    changes: dict[str, Any] = {
        "title": f"{scenario.title}: {told}",
        "description": f"{scenario.description.strip()} {_unsaid(world)}".strip(),
        "programme.seed": scenario.programme.seed + int(world["weather"]),
    }
    for key, site in scenario.sites.items():
        changes |= _site(key, site, world)
    changes |= _work(scenario, world) | _chips(scenario, world) | _money(scenario, world)
    return replaced(scenario, changes)


def _unsaid(world: pd.Series[float]) -> str:
    told = [
        f"{column.replace('_', ' ')} {world[column]:.3g}"
        for column in world.index
        if column.split(".")[0] in UNSAID and np.isfinite(world[column]) and world[column] not in (0.0, 1.0)
    ]
    return f"In this draw also: {', '.join(told)}." if told else ""


def _later(quarter: str, months: float) -> str:
    return quarter_label(quarter_number(quarter) + math.ceil(months / MONTHS_IN_QUARTER - 1e-9))


def _site(key: str, site: Any, world: pd.Series[float]) -> dict[str, Any]:
    here, halls = f"sites.{key}", site.halls
    if np.isfinite(world[f"lost.{key}"]) and not max(site.standing.halls.values()):
        return {f"{here}.halls.limit": "0 MW_it", f"{here}.halls.pace": 0}
    lead = halls.lead_time
    if lead is None:
        lead = catalogue.entry("facility", halls.kind).number("lead_time", "month")
    changes: dict[str, Any] = {
        f"{here}.halls.lead_time": f"{lead + world[f'construction_slip.{key}']:.6g} month"
    }
    for offer in site.grid:
        changes[f"{here}.grid.{offer}.date"] = _later(site.grid[offer].date, world[f"grid_slip.{key}"])
    return changes


def _work(scenario: Scenario, world: pd.Series[float]) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    for name, work in scenario.workload.items():
        here = f"workload.{name}"
        for place, step in enumerate(work.steps):
            demand = {quarter: f"{world['demand'] * one:.9g} kH100e" for quarter, one in step.demand.items()}
            worth = {
                quarter: f"{world['worth'] * one:.9g} USD_2026/H100e/hour"
                for quarter, one in step.worth.items()
            }
            changes[f"{here}.steps.{place}.demand"] = demand.get("", demand)
            changes[f"{here}.steps.{place}.worth"] = worth.get("", worth)
        if work.questions is not None:
            growth = {
                quarter: f"{world['demand'] * one:.9g}" for quarter, one in work.questions.growth.items()
            }
            changes[f"{here}.questions.growth"] = growth.get("", growth)
        if work.requests is not None:
            users = {
                quarter: f"{world['demand'] * one:.9g} user" for quarter, one in work.requests.users.items()
            }
            changes[f"{here}.requests.users"] = users.get("", users)
    return changes


def _chips(scenario: Scenario, world: pd.Series[float]) -> dict[str, Any]:
    changes = {}
    for name, chip in scenario.supply.chips.items():
        first = chip.first or catalogue.entry("chips", name).texts["first_delivery"]
        changes[f"supply.chips.{name}.first"] = _later(first, world[f"chip_slip.{name}"])
        if chip.last is not None:
            changes[f"supply.chips.{name}.last"] = _later(chip.last, world[f"chip_slip.{name}"])
    return changes


def _money(scenario: Scenario, world: pd.Series[float]) -> dict[str, Any]:
    """Return the tranches that come; all of them count, since in this world they are sure."""
    commitments = scenario.money.commitments
    shares = [float(world[f"arrived.{place}"]) for place in range(len(commitments))]
    come = [
        {**one.model_dump(exclude_none=True), "amount": f"{share * one.amount:.9g} MUSD_2026"}
        for share, one in zip(shares, commitments, strict=True)
        if share > 0
    ]
    if not come or all(share == 1.0 for share in shares):
        return {}
    return {
        "money.commitments": come,
        "money.counted": "announced",
    }
