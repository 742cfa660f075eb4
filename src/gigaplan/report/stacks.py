"""Parts quarter by quarter: what the stacked charts of a plan show, and what runs are told apart by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from gigaplan.catalogue.titles import title_of_chip, title_of_plant
from gigaplan.plan.plan import Plan
from gigaplan.report.money_tables import CALLED, money_tables, statement
from gigaplan.report.reading import it_power
from gigaplan.study.accounts.accounts import REVENUE

Parts = Mapping[str, NDArray[np.float64]]
GRID, STORE = "grid", "battery"
PROFIT = {"revenue": REVENUE, "wear": "wear and write-downs", "financing": "interest", "tax": "income tax"}
MUSD_IN_GUSD = 1e3


@dataclass(frozen=True)
class Stack:
    """One set of parts by quarter: what it is called, its unit, how it is read off a plan, and whether its parts are of one kind."""

    title: str
    unit: str
    read: Callable[[Plan], Parts]
    adds_up: bool = True


def power_by_site(plan: Plan) -> Parts:
    """Return IT power of the chips in service by key of the site [GW_it]."""
    return _split(it_power(plan) / 1e3, "site")


def power_built(plan: Plan) -> Parts:
    """Return connections, plants and stores that run [GW]."""
    plants = plan.solution["plant_built"].sum("site")
    built = {
        GRID: plan.solution["grid_built"].sum(["site", "offer"]),
        **{title_of_plant(name): plants.sel(plant=name) for name in plan.programme.labels["plant"]},
        STORE: plan.solution["store_power_built"].sum(["site", "store"]),
    }
    return {name: power.values / 1e3 for name, power in built.items()}


def energy_fed(plan: Plan) -> Parts:
    """Return energy fed to the sites in the quarter by source [TWh_site]."""
    plants = plan.solution["plant_power"].sum("site")
    hourly = {
        GRID: plan.solution["grid_power"].sum(["site", "offer"]),
        **{title_of_plant(name): plants.sel(plant=name) for name in plan.programme.labels["plant"]},
    }
    calendar = plan.programme.calendar
    return {
        name: calendar.by_quarter(power.values * calendar.hours_represented) / 1e6
        for name, power in hourly.items()
    }


def chips_by_generation(plan: Plan) -> Parts:
    """Return chips in service by generation [thousand chips]."""
    return _titled(_split(plan.solution["chips_installed"].sum("site"), "chip"))


def compute_by_generation(plan: Plan) -> Parts:
    """Return compute of the chips in service by generation [million H100e]."""
    installed = plan.programme.inputs["chip_compute"] * plan.solution["chips_installed"]
    return _titled(_split(installed.sum("site") / 1e3, "chip"))


def compute_by_work(plan: Plan) -> Parts:
    """Return compute used by kind of work [million H100e]."""
    return _split(plan.solution["compute_used"].sum("step") / 1e3, "work")


def capital_by_use(plan: Plan) -> Parts:
    """Return capital paid in the quarter by use [GUSD_2026]."""
    return {plain(term): paid.values / 1e3 for term, paid in plan.ledger["capital"].items()}


def money_by_partner(plan: Plan) -> Parts:
    """Return money called in the quarter by partner [GUSD_2026]."""
    called = money_tables(plan)["money_calls"].groupby(["partner", "quarter"], sort=False)[CALLED].sum()
    wide = called.unstack("quarter")[list(plan.programme.calendar.quarters)]
    return {str(partner): row.to_numpy() / MUSD_IN_GUSD for partner, row in wide.iterrows()}


def profit_by_group(plan: Plan) -> Parts:
    """Return imputed revenue, and costs by group below nil, of the quarter [GUSD_2026]; their sum is the net profit."""
    wide = statement(money_tables(plan)["money_profit"]) / MUSD_IN_GUSD
    groups = wide.index.get_level_values(0)
    return {
        PROFIT.get(group, group): wide.to_numpy()[groups == group].sum(axis=0)
        for group in map(str, dict.fromkeys(groups))
    }


def books_by_asset(plan: Plan) -> Parts:
    """Return what stands in the books at the end of the quarter by kind, cash left out [GUSD_2026]."""
    assets = (statement(money_tables(plan)["money_balance"]) / MUSD_IN_GUSD).loc["assets"]
    return {str(line): row.to_numpy() for line, row in assets.iterrows() if line != "cash"}


def plain(term: str) -> str:
    """Return what a ledger's term is called on a page."""
    return term.replace("_capital", "").replace("_", " ")


def _split(array: xr.DataArray, dimension: str) -> Parts:
    return {
        str(label): array.sel({dimension: label}).transpose("quarter").values
        for label in array[dimension].values
    }


def _titled(parts: Parts) -> Parts:
    return {title_of_chip(chip): amounts for chip, amounts in parts.items()}


STACKS: Mapping[str, Stack] = {
    "build_out": Stack("IT power by site", "GW_it", power_by_site),
    "power_built": Stack("Capacity built", "GW", power_built, adds_up=False),
    "power_mix": Stack("Energy by source", "TWh_site in the quarter", energy_fed),
    "chips": Stack("Chips by generation", "thousand chips", chips_by_generation),
    "generations": Stack("Compute by generation", "million H100e", compute_by_generation),
    "compute": Stack("Compute by class of work", "million H100e", compute_by_work),
    "cash": Stack("Cash by quarter", "GUSD_2026 in the quarter", capital_by_use),
    "calls": Stack("Money called by partner", "GUSD_2026 in the quarter", money_by_partner),
    "profit": Stack("Profit and loss by quarter", "GUSD_2026 in the quarter", profit_by_group),
    "books": Stack("What stands in the books", "GUSD_2026", books_by_asset),
}


def stacked(plan: Plan) -> pd.DataFrame:
    """Return every stack as rows: chart, part, quarter, unit, amount."""
    quarters = plan.programme.calendar.quarters
    rows = [
        (name, part, quarter, stack.unit, float(amount))
        for name, stack in STACKS.items()
        for part, amounts in stack.read(plan).items()
        for quarter, amount in zip(quarters, amounts, strict=True)
    ]
    return pd.DataFrame(rows, columns=["chart", "part", "quarter", "unit", "amount"])


def by_quarter(plan: Plan) -> pd.DataFrame:
    """Return the series a plan is told by: a row for each quarter, a column for each series with its unit."""
    chips = (plan.programme.inputs["chip_compute"] * plan.solution["chips_installed"]).sum(["site", "chip"])
    calendar = plan.programme.calendar
    fed = plan.solution["plant_power"].sum(["site", "plant"]) + plan.solution["grid_power"].sum(
        ["site", "offer"]
    )
    columns = {
        "IT power in service [GW_it]": it_power(plan).sum("site").values / 1e3,
        "compute in service [million H100e]": chips.values / 1e3,
        "capital paid to date [GUSD_2026]": plan.solution["capital_to_date"].values / 1e3,
        "energy fed to the sites [TWh_site]": calendar.by_quarter(fed.values * calendar.hours_represented)
        / 1e6,
    }
    return pd.DataFrame({"quarter": list(calendar.quarters), **columns})
