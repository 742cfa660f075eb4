"""What a plan builds and buys, month by month, as a stress test needs it: plain arrays that travel to any worker."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from gigaplan import catalogue
from gigaplan.operate.days import SiteYear
from gigaplan.operate.lateness import monthly
from gigaplan.plan.plan import Plan
from gigaplan.scenario.schema import Scenario

Floats = NDArray[np.float64]
HOME = "home"
CLOSEST = "tier1"
AS_PLANNED = "store_fixed_cost", "grid_demand_cost"  # running costs that a run bears as the plan has them


@dataclass(frozen=True)
class Money:
    """What the plan pays, by quarter [MUSD_2026]: capital of chips by generation and of all else; closing value.

    chip_capital[chip, quarter], other_capital[quarter]. upkeep [MUSD_2026/year]: hall[site] a MW_it, plant[plant]
    a MW_plate, grid[site, offer] a MW_site, chip[chip] a thousand; planned_upkeep[quarter]: stores and demand
    charges as planned [MUSD_2026].
    commitments[commitment, quarter]: paid in by then if it arrives; years[quarter]; lapses: what a year leaves unspent is lost. chip_resale[chip]: what a thousand chips are worth at the
    end; other_closing: what all else is worth then, with chips sold before, discounted.
    """

    chip_capital: Floats
    other_capital: Floats
    hall_upkeep: Floats
    plant_upkeep: Floats
    grid_charge: Floats
    chip_upkeep: Floats
    planned_upkeep: Floats
    commitments: Floats
    years: NDArray[np.int64]
    lapses: bool
    budget: float
    chip_resale: Floats
    other_closing: float
    discount: Floats
    quarter_years: Floats


@dataclass(frozen=True)
class Built:
    """What a plan builds: hall[site, month] [MW_it], grid[site, offer, month], plant[site, plant, month], store power and
    energy [site, month], chips[site, chip, month] [kchip], working[site, chip, work, month] [kchip].

    slotted[plant]: takes a manufacturing slot. covered[site]: an export stop reaches it. years[weather]: the
    hours of every site and year, one tuple for each year of weather.
    """

    sites: tuple[str, ...]
    chip_names: tuple[str, ...]
    works: tuple[str, ...]
    quarters: tuple[str, ...]
    hall: Floats
    standing_hall: Floats
    grid: Floats
    standing_grid: Floats
    plant: Floats
    standing_plant: Floats
    slotted: NDArray[np.bool_]
    store_power: Floats
    store_energy: Floats
    chips: Floats
    standing_chips: Floats
    working: Floats
    chip_power: Floats
    work_rate: Floats
    demand_step: Floats
    step_worth: Floats
    plant_firm_share: Floats
    grid_firm_share: Floats
    peak_ratio: Floats
    covered: NDArray[np.bool_]
    money: Money
    years: tuple[tuple[SiteYear, ...], ...]

    @property
    def months(self) -> int:
        """Number of months of the programme."""
        return int(self.hall.shape[-1])


def built_of(plan: Plan, years: tuple[tuple[SiteYear, ...], ...]) -> Built:
    """Return what a plan builds. years: from `site_years`, one tuple for each year of weather."""
    inputs, found = plan.programme.inputs, plan.solution
    labels = plan.programme.labels
    store_power = _amounts(found["store_power_built"]).sum(axis=1)
    grid = _amounts(found["grid_built"])
    return Built(
        sites=labels["site"],
        chip_names=labels["chip"],
        works=labels["work"],
        quarters=plan.programme.calendar.quarters,
        hall=monthly(_amounts(found["hall_power_built"])),
        standing_hall=inputs["standing_hall_power"].values[:, 0],
        grid=monthly(grid),
        standing_grid=grid[:, :, 0],
        plant=monthly(_amounts(found["plant_built"])),
        standing_plant=inputs["standing_plant"].values[:, :, 0],
        slotted=inputs["plant_slot_use"].values.max(axis=0) > 0,
        store_power=monthly(store_power),
        store_energy=monthly(_amounts(found["store_energy_built"]).sum(axis=1)),
        chips=monthly(_amounts(found["chips_installed"])),
        standing_chips=inputs["standing_chips"].values[:, :, 0],
        working=monthly(_amounts(found["chips_working"])),
        chip_power=inputs["chip_power"].values,
        work_rate=inputs["work_rate"].values,
        demand_step=inputs["demand_step"].values,
        step_worth=inputs["step_worth"].values,
        plant_firm_share=inputs["plant_firm_share"].values,
        grid_firm_share=inputs["grid_firm_share"].values,
        peak_ratio=inputs["peak_ratio"].values,
        covered=covered(plan.scenario),
        money=_money(plan),
        years=years,
    )


def _amounts(found: xr.DataArray) -> Floats:
    """Return what stands, with the solver's rounding below nil taken off."""
    return np.asarray(np.maximum(found.values, 0.0))


def covered(scenario: Scenario) -> NDArray[np.bool_]:
    """Return which sites an export stop reaches: named countries, else all beyond the closest partners."""
    named = scenario.uncertainty.export_stop.countries
    regions = [catalogue.entry("regions", site.region).texts for site in scenario.sites.values()]
    if named is not None:
        return np.array([one["country"] in named for one in regions])
    return np.array([one.get("export_tier") not in (HOME, CLOSEST) for one in regions])


def _money(plan: Plan) -> Money:
    inputs, calendar = plan.programme.inputs, plan.programme.calendar
    bought = plan.solution["chips_ordered"].values.sum(axis=0)
    chip_capital = inputs["chip_price"].values * bought
    capital = sum(amount.values for amount in plan.ledger["capital"].values())
    years = np.array([int(label[:4]) for label in calendar.quarters])
    commitments = plan.scenario.money.commitments
    chips = "chip_closing_value"
    closing = [amount for term, amount in plan.ledger["closing value"].items() if term != chips]
    discount = inputs["discount"]
    return Money(
        chip_capital=chip_capital,
        other_capital=np.asarray(capital) - chip_capital.sum(axis=0),
        hall_upkeep=inputs["hall_upkeep"].values,
        plant_upkeep=inputs["plant_upkeep"].values,
        grid_charge=inputs["grid_capacity_charge"].values,
        chip_upkeep=inputs["chip_upkeep"].values,
        planned_upkeep=np.sum([plan.ledger["operation"][term].values for term in AS_PLANNED], axis=0),
        commitments=np.array([np.where(years >= one.year, one.amount, 0.0) for one in commitments]),
        years=years,
        lapses=plan.scenario.money.unspent == "lapses",
        budget=plan.scenario.money.budget,
        chip_resale=inputs["chip_resale"].values[:, -1],
        other_closing=-float(sum((discount * amount).sum() for amount in closing)),
        discount=discount.values,
        quarter_years=inputs["quarter_years"].values,
    )
