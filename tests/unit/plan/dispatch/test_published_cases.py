"""Answers that others published, reproduced by the kernel's operation and its slopes.

oemof-solph 5131b060, examples/storage_investment (MIT): optima of cases v1 and v3, on which several solvers agree.
PabloAMC/Green_datacenters 2d33108 (CC BY 4.0): least-cost mixes of an always-on data centre in Texas, found by a
heuristic; an optimum on the same weather and costs is at or below them. Its rules: a plant for the whole load,
battery power of 4 h at most, each year from an empty store, its figures those of that release (lcoe/params.py).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from gigaplan.plan.dispatch import Dispatch, SiteProblem, dispatch_site, new_workspace
from tests.unit.plan.dispatch.cutting_planes import Best, Floats, dearest, minimise
from tests.unit.plan.dispatch.instances import flat

pytestmark = pytest.mark.data
OEMOF_V1, OEMOF_V3 = 112_686_100.33285, 31_926_875.24757


def annuity_factor(rate: float, years: int) -> float:
    """Return the yearly payment that repays 1 over a number of years."""
    return rate / (1 - (1 + rate) ** -years)


@pytest.fixture(scope="module")
def oemof(data_folder: Path) -> pd.DataFrame:
    path = data_folder / "reference_cases" / "oemof_storage_investment" / "storage_investment.csv.gz"
    if not path.is_file():
        pytest.skip("the oemof storage case is not in the open data folder")
    return pd.read_csv(path)


def oemof_site(case: pd.DataFrame, wind: float, solar: float, battery: float, gas_cost: float) -> SiteProblem:
    """Return a year of the case in kW and kWh: wind and solar as free segments, gas without a limit."""
    demand = case["demand_el"].to_numpy()
    hours = len(demand)
    return SiteProblem(
        cost=np.vstack([flat(hours, 0), flat(hours, 0), flat(hours, gas_cost)]),
        limit=np.vstack([wind * case["wind"], solar * case["pv"], flat(hours, 10 * demand.max())]),
        demand=demand,
        step_hours=flat(hours, 1),
        charge_limit=flat(hours, battery / 6),
        discharge_limit=flat(hours, battery / 6),
        energy_limit=flat(hours, battery),
        retention=flat(hours, 1),
        discharge_efficiency=0.8,
        charge_cost=flat(hours, 0.0001),
    )


def battery_slope(found: Dispatch) -> float:
    """Return what a kWh of battery changes the operating cost by, its power with it."""
    return -float((found.charge_rent + found.discharge_rent).sum() / 6 + found.energy_rent.sum())


def test_oemof_case_one_with_every_size_free(oemof: pd.DataFrame) -> None:
    yearly = 1000 * annuity_factor(0.05, 20)
    work = new_workspace(3, len(oemof))
    factors = oemof[["wind", "pv"]].to_numpy().T

    def evaluate(sizes: Floats) -> tuple[float, Floats]:
        problem = oemof_site(oemof, *sizes, gas_cost=0.04 / 0.58)
        found = dispatch_site(problem, work)
        rents = found.supply_rent(problem)[:2]
        slope = np.append(-(factors * rents).sum(axis=1), battery_slope(found))
        return found.objective + yearly * sizes.sum(), slope + yearly

    upper = np.full(3, 3e6)
    best = minimise(evaluate, upper / 6, upper, gap=1e-8)
    assert best.cost == pytest.approx(OEMOF_V1, rel=1e-6)
    assert best.bound == pytest.approx(OEMOF_V1, rel=1e-6)


def test_oemof_case_three_with_a_cap_on_fuel(oemof: pd.DataFrame) -> None:
    yearly = 1000 * annuity_factor(0.05, 20)
    work = new_workspace(3, len(oemof))
    cap = 0.2 * oemof["demand_el"].sum()

    def evaluate(sizes: Floats) -> tuple[float, Floats]:
        problem = oemof_site(oemof, 1e6, 6e5, sizes[0], gas_cost=0.0)

        def priced(price: float) -> Dispatch:
            cost = np.vstack([problem.cost[:2], flat(len(oemof), price)])
            return dispatch_site(replace(problem, cost=cost), work)

        def value(price: float) -> tuple[float, float]:
            found = priced(price)
            return found.objective - price * cap, float(found.supply[2].sum() - cap)

        price, operation = dearest(value, 10.0, 1e-10)
        slope = battery_slope(priced(price))
        return operation + yearly * sizes[0], np.array([slope + yearly])

    best = minimise(evaluate, np.array([4e5]), np.array([3e6]), gap=1e-8)
    assert best.cost == pytest.approx(OEMOF_V3, rel=1e-6)
    assert best.bound == pytest.approx(OEMOF_V3, rel=1e-6)


@dataclass(frozen=True)
class Published:
    """A published mix per MW of load: sizes, and costs by part [USD/MWh of load]."""

    target: float
    cost: float
    sizes: dict[str, float]
    parts: dict[str, float]


@pytest.fixture(scope="module")
def published(data_folder: Path) -> dict[float, Published]:
    """The published mixes of 2025 by renewable share."""
    path = data_folder / "reference_cases" / "green_datacenters" / "us_firm_results.csv"
    if not path.is_file():
        pytest.skip("the Texas data-centre case is not in the open data folder")
    with path.open(encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if row["year"] == "2025"]
    sizes, parts = (
        ("c_solar", "c_wind", "battery_h"),
        ("gen_capex", "gen_om", "batt_capex", "batt_om", "gas_capex", "gas_opex"),
    )
    return {
        float(row["re_target"]): Published(
            float(row["re_target"]),
            float(row["lcoe"]),
            {name: float(row[name]) for name in sizes},
            {name: float(row[name]) for name in parts},
        )
        for row in rows
    }


HOURS_IN_YEAR = 8760
ROUND_TRIP = 0.924
BATTERY_KWH, BATTERY_KW, BATTERY_UPKEEP = 90.0, 160.0, 0.015  # USD per kWh, per kW; of capital a year
FADE_BY_YEAR, FADE_BY_CYCLE = 0.02, 5e-5  # of the cells' energy, topped up every year
COMBINED, PEAKING = (
    (2000.0, 15.0, 29.0),
    (1000.0, 10.0, 41.0),
)  # USD/kW, USD/kW a year, USD/MWh of fuel and upkeep


def generation_costs(published: dict[float, Published]) -> Floats:
    """Return what a MW of solar and of wind costs per MWh of load, which the published mixes give away."""
    mixes = np.array([[one.sizes["c_solar"], one.sizes["c_wind"]] for one in published.values()])
    paid = np.array([one.parts["gen_capex"] + one.parts["gen_om"] for one in published.values()])
    costs, misfit, *_ = np.linalg.lstsq(mixes, paid, rcond=None)
    assert misfit.max() < 1e-4  # each mix is published to four digits
    return np.asarray(costs)


def battery_costs() -> tuple[float, float]:
    """Return what a MWh and a MW of battery cost per MWh of load: capital, upkeep, yearly top-up of faded cells."""
    share = annuity_factor(0.07, 20) + BATTERY_UPKEEP
    return 1e3 * BATTERY_KWH * (
        share + FADE_BY_YEAR
    ) / HOURS_IN_YEAR, 1e3 * BATTERY_KW * share / HOURS_IN_YEAR


def gas_standing(plant: tuple[float, float, float]) -> float:
    """Return what a MW of gas plant costs per MWh of load before it burns anything."""
    return (plant[0] * annuity_factor(0.09, 25) + plant[1]) * 1e3 / HOURS_IN_YEAR


@dataclass(frozen=True)
class Texas:
    """Eleven years of weather at Abilene and the same firm load of 1 MW; sizes: solar, wind [MW], battery [MWh, MW]."""

    solar: Floats
    wind: Floats
    fuel: float

    def year(self, number: int, sizes: Floats, penalty: float) -> SiteProblem:
        """Return a year: the store starts empty; each cycle's fade is a cost of discharging."""
        hours = self.solar.shape[1]
        fade = FADE_BY_CYCLE * 1e3 * BATTERY_KWH / ROUND_TRIP**0.5
        return SiteProblem(
            cost=np.vstack([flat(hours, 0), flat(hours, 0), flat(hours, self.fuel + penalty)]),
            limit=np.vstack([sizes[0] * self.solar[number], sizes[1] * self.wind[number], flat(hours, 1)]),
            demand=flat(hours, 1),
            step_hours=flat(hours, 1),
            charge_limit=flat(hours, sizes[3]),
            discharge_limit=flat(hours, sizes[3]),
            energy_limit=flat(hours, sizes[2]),
            retention=flat(hours, 1),
            charge_efficiency=ROUND_TRIP**0.5,
            discharge_efficiency=ROUND_TRIP**0.5,
            discharge_cost=flat(hours, fade),
        )

    def operate(self, sizes: Floats, penalty: float) -> tuple[float, float, Floats]:
        """Return operating cost, gas burned and slopes by size, each per MWh of load over all years."""
        cost, gas, slopes, (years, hours) = 0.0, 0.0, np.zeros(4), self.solar.shape
        work = new_workspace(3, hours)
        for number in range(years):
            problem = self.year(number, sizes, penalty)
            found = dispatch_site(problem, work)
            rents = found.supply_rent(problem)
            cost, gas = cost + found.objective, gas + found.supply[2].sum()
            power = (found.charge_rent + found.discharge_rent).sum()
            slopes -= [
                rents[0] @ self.solar[number],
                rents[1] @ self.wind[number],
                found.energy_rent.sum(),
                power,
            ]
        return cost / (years * hours), gas / (years * hours), slopes / (years * hours)


@pytest.fixture(scope="module")
def weather(data_folder: Path) -> dict[str, Floats]:
    path = data_folder / "weather_era5_eleven_years" / "texas.npz"
    if not path.is_file():
        pytest.skip("eleven years of weather are not in the open data folder")
    with np.load(path) as arrays:
        return {name: arrays[name].astype(np.float64) for name in ("solar", "wind")}


def plant_for(target: float) -> tuple[float, float, float]:
    """Return the plant of the published rule: combined cycle from a fifth of the load on, else a peaking turbine."""
    return COMBINED if 1 - target > 0.2 + 1e-9 else PEAKING


@pytest.mark.parametrize("target", [0.7, 0.8, 0.85, 0.9])
def test_the_costs_read_from_the_published_parts_give_the_published_total(
    target: float, published: dict[float, Published], weather: dict[str, Floats]
) -> None:
    mix, plant, unit = published[target], plant_for(target), battery_costs()
    energy = mix.sizes["battery_h"]
    sizes = np.array([mix.sizes["c_solar"], mix.sizes["c_wind"], energy, min(1.0, 4 / energy)])
    cost, _, _ = Texas(weather["solar"], weather["wind"], plant[2]).operate(sizes, 0.0)
    standing = generation_costs(published) @ sizes[:2] + np.array(unit) @ sizes[2:] + gas_standing(plant)
    assert standing + cost <= mix.cost + 1e-3  # the published dispatch is greedy, this one exact
    assert standing + cost == pytest.approx(mix.cost, rel=2e-3)


def test_gas_alone_costs_what_is_published() -> None:
    built = 1 / 0.85  # of which 85 % is there on average
    problem = SiteProblem(
        cost=flat(24, 29.0)[None], limit=flat(24, 0.85 * built)[None], demand=flat(24, 1), step_hours=flat(24, 1),
        charge_limit=flat(24, 0), discharge_limit=flat(24, 0), energy_limit=flat(24, 0), retention=flat(24, 1),
    )  # fmt: skip
    assert dispatch_site(problem).objective / 24 + gas_standing(COMBINED) * built == pytest.approx(
        58.36, abs=0.005
    )


def least_cost(site: Texas, unit: Floats, standing: float, cap: float, start: Floats, free: int) -> Best:
    """Return the least cost over the first `free` sizes, the others kept, with at most `cap` of the load from gas."""

    def evaluate(sizes: Floats) -> tuple[float, Floats]:
        whole = np.append(sizes, start[free:])

        def value(penalty: float) -> tuple[float, float]:
            cost, gas, _ = site.operate(whole, penalty)
            return cost - penalty * cap, gas - cap

        penalty, operation = dearest(value, 2000.0, 1e-6)
        _, _, slopes = site.operate(whole, penalty)
        return operation + unit @ whole + standing, (slopes + unit)[:free]

    return minimise(evaluate, start[:free], np.array([15.0, 15.0, 60.0, 1.0])[:free], gap=1e-5)


@pytest.mark.parametrize(
    ("free", "more"), [(2, "the published battery kept"), (4, "battery energy and power free")]
)
@pytest.mark.parametrize("target", [0.7, 0.8, 0.85, 0.9])
def test_the_optimum_in_texas_is_at_or_below_the_published_cost(
    target: float, free: int, more: str, published: dict[float, Published], weather: dict[str, Floats]
) -> None:
    mix, plant = published[target], plant_for(target)
    unit = np.concatenate([generation_costs(published), battery_costs()])
    energy = mix.sizes["battery_h"]
    start = np.array([mix.sizes["c_solar"], mix.sizes["c_wind"], energy, min(1.0, 4 / energy)])
    site = Texas(weather["solar"], weather["wind"], plant[2])
    best = least_cost(site, unit, gas_standing(plant), 1 - target, start, free)
    assert best.cost <= mix.cost, more
    assert best.cost - best.bound <= 1e-5 * best.cost
