"""The hours of a site over a year as a stress test runs them: all of them, or chosen days of every month.

Each hour is run by the exact dispatch kernel. Chosen days stand for their month; between them a store carries over,
as if they followed each other. How far they are from all hours is measured by `gigaplan stress` in every run.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from gigaplan import catalogue
from gigaplan.operate.lateness import MONTHS_IN_QUARTER
from gigaplan.plan.decomposition.blocks import Block, blocks_of
from gigaplan.plan.plan import Plan
from gigaplan.plan.problem import Problem
from gigaplan.programme.arrange import arrange
from gigaplan.programme.programme import Programme
from gigaplan.scenario.schema import Scenario

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
HOURS_IN_DAY = 24
DAYS_OF_MONTH = (4, 14, 24)  # the 5th, 15th and 25th: ten days apart, so different days of the week
MONTH_DAYS = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])
USD_TO_MUSD = 1e-6


@dataclass(frozen=True)
class SiteYear:
    """One site over one programme year. J segments: floors of must-run plants, plants, grid offers, work that sheds.

    first_month: of the programme. kind[J] ("floor", "plant", "grid", "shed") with place[J] among its kind and row[J] among
    plants, grid offers and kinds of work one after the other. availability[J, H].
    price[J, months] and gas[J, months] [MUSD_2026/MWh]: what energy costs beside gas, and for gas; for work the
    worth lost. grid_price[H] [MUSD_2026/MWh]. floor_cost[J, months]: cost a unit of a must-run plant causes regardless; floors: there is any.
    month[H] of the year; weight[H]: hours of the month an hour stands for. load[J, months]: site energy a MW_it of the work asks for [MWh].
    """

    site: int
    first_month: int
    kind: tuple[str, ...]
    place: Integers
    row: Integers
    on_grid: NDArray[np.bool_]
    sheds: NDArray[np.bool_]
    availability: Floats
    price: Floats
    gas: Floats
    grid_price: Floats
    floor_cost: Floats
    floors: bool
    load: Floats
    month: Integers
    weight: Floats
    step: Floats
    retention: Floats
    charge_efficiency: float
    discharge_efficiency: float

    @property
    def now(self) -> slice:
        """Its months among those of the programme."""
        return slice(self.first_month, self.first_month + self.price.shape[1])


def site_years(
    plan: Plan, weather_years: int, data: Path | None = None, all_hours: bool = False
) -> tuple[tuple[SiteYear, ...], ...]:
    """Return the hours of every site and year, for each year of weather; the first is the plan's own.

    Further years draw synthetic hours from other seeds; measured hours are the same in each.
    Raises InputError where a site takes several stores.
    """
    whole = plan.scenario.replace("programme.chosen_weeks", 0)
    seed = plan.scenario.programme.seed
    weathers = [whole.replace("programme.seed", seed + number) for number in range(weather_years)]
    programmes = [arrange(one, data) for one in weathers]
    problem, gas = _without_rows(plan), gas_cost(whole, programmes[0])
    return tuple(
        tuple(_site_year(programme, block, gas, all_hours) for block in blocks_of(programme, problem, True))
        for programme in programmes
    )


def _without_rows(plan: Plan) -> Problem:
    """Return a problem that only says which columns there are: hours ask for no more."""
    nothing = np.zeros(0)
    columns = {
        name: found.copy(data=np.zeros(found.shape, np.int64)) for name, found in plan.solution.items()
    }
    return Problem(
        csr_array((0, 0)), nothing, nothing, nothing, nothing, nothing, np.zeros(0, np.bool_), columns, {}
    )


def gas_cost(scenario: Scenario, programme: Programme) -> Floats:
    """Return what gas costs in a unit of energy [MUSD_2026/MWh_site by site and plant]; nil for other fuels."""
    cost = np.zeros((len(scenario.sites), len(programme.labels["plant"])))
    known = catalogue.names("power")
    for column, name in enumerate(programme.labels["plant"]):
        if name not in known or catalogue.entry("power", name).texts.get("fuel") != "gas":
            continue
        heat_rate = catalogue.entry("power", name).number("heat_rate", "MMBtu/MWh_site")
        for row, site in enumerate(scenario.sites.values()):
            price = catalogue.entry("regions", site.region).number("gas_price", "USD_2026/MMBtu")
            cost[row, column] = USD_TO_MUSD * heat_rate * price
    return cost


def _site_year(programme: Programme, block: Block, gas: Floats, all_hours: bool) -> SiteYear:
    calendar, inputs = programme.calendar, programme.inputs
    month_of_year = np.repeat(np.arange(12), MONTH_DAYS * HOURS_IN_DAY)[calendar.hour_of_year[block.hours]]
    first_month = int(block.quarters[0]) * MONTHS_IN_QUARTER
    month = (month_of_year - month_of_year[0]) % 12
    chosen = np.ones(len(month), dtype=bool) if all_hours else _chosen(calendar.hour_of_year[block.hours])
    months = len(block.quarters) * MONTHS_IN_QUARTER
    length = np.bincount(month, minlength=months)
    weight = (length / np.bincount(month[chosen], minlength=months))[month[chosen]]
    prices = np.array([_price(programme, block.site, *name) for name in block.names])[:, block.quarters]
    gas_part = np.array([gas[block.site, place] if kind == "plant" else 0.0 for kind, place in block.names])
    availability = np.ascontiguousarray(block.availability[:, chosen])
    sums = np.array([np.bincount(month[chosen], weight * one, minlength=months) for one in availability])
    floors = np.array([kind == "floor" for kind, _ in block.names])[:, None]
    floor_cost = np.where(floors, sums * np.repeat(prices, MONTHS_IN_QUARTER, axis=1), 0.0)
    price = np.repeat(prices, MONTHS_IN_QUARTER, axis=1)
    return SiteYear(
        site=block.site,
        first_month=first_month,
        kind=tuple(kind for kind, _ in block.names),
        place=np.array([place for _, place in block.names]),
        row=_rows(programme, block),
        on_grid=np.array([kind == "grid" for kind, _ in block.names]),
        sheds=block.sheds,
        availability=availability,
        price=np.where(floors, 0.0, price - gas_part[:, None]),
        gas=np.repeat(gas_part[:, None], months, axis=1),
        grid_price=inputs["grid_energy_cost"].values[block.site, block.hours][chosen],
        floor_cost=floor_cost,
        floors=bool(floor_cost.any()),
        load=np.where(block.sheds[:, None], sums, 0.0),
        month=month[chosen].astype(np.int64),
        weight=weight,
        step=block.step_hours[chosen],
        retention=block.retention[chosen],
        charge_efficiency=block.charge_efficiency,
        discharge_efficiency=block.discharge_efficiency,
    )


def _rows(programme: Programme, block: Block) -> Integers:
    """Return where each segment stands among the site's plants, grid offers and kinds of work."""
    plants, offers = (len(programme.labels[name]) for name in ("plant", "offer"))
    first = {"plant": 0, "floor": 0, "grid": plants, "shed": plants + offers}
    return np.array([first[kind] + place for kind, place in block.names])


def _chosen(hour_of_year: Integers) -> NDArray[np.bool_]:
    starts = np.append(0, np.cumsum(MONTH_DAYS)[:-1])
    days = (starts[:, None] + np.array(DAYS_OF_MONTH)).ravel()
    return np.isin(hour_of_year // HOURS_IN_DAY, days)


def _price(programme: Programme, site: int, kind: str, place: int) -> Floats:
    """Return what a unit of a segment's energy costs by quarter; nil for the grid, whose price is hourly."""
    inputs, count = programme.inputs, len(programme.calendar.quarters)
    if kind == "shed":
        return np.asarray(inputs["shed_loss"].values[place])
    if kind in ("plant", "floor"):
        return np.asarray(inputs["plant_energy_cost"].values[site, place])
    return np.zeros(count)
