"""Synthetic programmes of any size: sites with drawn weather and prices, everything else from the catalogue.

Each has grid at an hourly price, two gas plants, fuel cells, solar, wind, a battery, hall blocks of 100 MW_it,
sites to open, four chip generations, shared manufacturing slots and chip supply, and capital by year. What is
shared grows with the number of sites, so that twenty sites are as short of it as five.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from scipy.signal import lfilter

import gigaplan.equations  # noqa: F401  registers the quantities
from gigaplan import catalogue
from gigaplan.core.streams import stream
from gigaplan.language import quantities
from gigaplan.programme.programme import Calendar, Programme
from gigaplan.programme.shapes import daily_shape
from gigaplan.programme.table import Inputs
from gigaplan.programme.times import (
    arrives,
    hours_in_year,
    lead_quarters,
    left_at_end,
    quarter_hours,
    quarter_labels,
    spending,
)

Floats = NDArray[np.float64]
PLANTS = ("aero_turbine", "reciprocating_engine", "fuel_cell", "solar", "onshore_wind")
STORE, CHIPS, WORK = "battery_4h", ("gb200", "gb300", "vr200", "rubin_ultra"), ("serving", "training")
POOLS = {"turbine_aero": 40.0, "engine": 20.0, "fuel_cell": 15.0}  # MW_plate a quarter and site
START = "2026-Q1"
DAY = 24
VARIANT_COST, VARIANT_RUNNING = 0.02, -0.02  # each further make of a plant: dearer to build, cheaper to run
FLEXIBLE_CUT = 0.04  # share of the hours, the dearest, in which a flexible connection is cut
UNLIMITED = {"wafer_supply", "export_cap", "national_power_limit", "transformer_slots"}
ONES = {"site_allowed", "hours_represented", "step_hours"}


def synthetic_programme(
    sites: int,
    quarters: int,
    *,
    seed: int = 1,
    hours_in_quarter: int | None = None,
    objective: str = "net present value",
    must_run: float = 0.0,
    whole_plants: bool = False,
) -> Programme:
    """Draw a programme; the same arguments give the same programme.

    hours_in_quarter: so many hours stand for each quarter, all of them where not given. must_run: share of
    its available power that the fuel cell never goes below. whole_plants: turbines come in whole units.
    """
    calendar = _calendar(quarters, hours_in_quarter)
    labels = {
        "site": tuple(f"site {number + 1}" for number in range(sites)),
        "plant": PLANTS, "store": (STORE,), "offer": ("firm", "flexible"), "chip": CHIPS, "work": WORK,
        "step": ("step 1", "step 2"), "pool": tuple(POOLS), "foundry": ("none",), "rule": ("none",), "country": ("none",),
        "deferral": (), "cap": (), "permit": (), "switched": (),
    }  # fmt: skip
    inputs = Inputs(
        {**labels, "hour": tuple(calendar.hours), "quarter": calendar.quarters, "order": calendar.quarters}
    )
    _put_rest(inputs)
    _put_sites(inputs, calendar, seed)
    _put_hours(inputs, calendar, seed)
    _put_plants(inputs, calendar, must_run, whole_plants)
    _put_grid_and_store(inputs, calendar, seed)
    _put_chips(inputs, calendar)
    _put_work(inputs, calendar)
    _put_money(inputs, calendar)
    return Programme(f"{sites} sites, {quarters} quarters", objective, labels, calendar, inputs.arrays)


def with_makes(programme: Programme, makes: int) -> Programme:
    """Return the programme with so many makes of every plant, which share its site limit."""
    count = len(programme.labels["plant"])
    make = np.repeat(np.arange(makes), count)
    names = tuple(
        f"{name} {number + 1}" for number, name in zip(make, programme.labels["plant"] * makes, strict=True)
    )
    inputs = {}
    for name, array in programme.inputs.items():
        if "plant" in array.dims:
            array = array.isel(plant=np.tile(np.arange(count), makes)).assign_coords(plant=list(names))
            factor = {
                "plant_limit": np.full(len(make), 1.0 / makes),
                "plant_orderable": np.full(len(make), 1.0 / makes),
                "plant_cost": 1.0 + VARIANT_COST * make,
                "plant_energy_cost": 1.0 + VARIANT_RUNNING * make,
            }.get(name)
            if factor is not None:
                array = array * xr.DataArray(factor, dims="plant", coords={"plant": list(names)})
        inputs[name] = array
    labels = {**programme.labels, "plant": names}
    return replace(programme, title=f"{programme.title}, {makes} makes", labels=labels, inputs=inputs)


def _calendar(quarters: int, hours_in_quarter: int | None) -> Calendar:
    spans = quarter_hours()
    given = [spans[number % len(spans)] for number in range(quarters)]
    taken = [min(hours_in_quarter or length, length) for _, length in given]
    return Calendar(
        quarters=quarter_labels(START, quarters),
        quarter_of_hour=np.repeat(np.arange(quarters), taken),
        block_of_hour=np.repeat(np.arange(quarters) // len(spans), taken),
        step_hours=np.ones(sum(taken)),
        hours_represented=np.repeat([full / used for (_, full), used in zip(given, taken, strict=True)], taken),
        hour_of_year=np.concatenate([first + np.arange(used) for (first, _), used in zip(given, taken, strict=True)]),
    )  # fmt: skip


def _put_rest(inputs: Inputs) -> None:
    """Put every input in at rest: limits that do not bind, costs that are nil; the others replace theirs."""
    for name, declared in quantities().items():
        if declared.role == "input":
            rest = np.inf if name in UNLIMITED else 1.0 if name in ONES else 0.0
            inputs.put(name, max(rest, declared.at_least) if np.isfinite(declared.at_least) else rest)


def _number(kind: str, name: str, value: str, unit: str) -> float:
    return catalogue.entry(kind, name).number(value, unit)


def _lead(kind: str, name: str, quarters: int) -> int:
    """Return a lead time in quarters, at most half the programme, so that short programmes build too."""
    return min(lead_quarters(_number(kind, name, "lead_time", "month")), quarters // 2)


def _between(seed: int, name: str, low: float, high: float, count: int) -> Floats:
    drawn: Floats = stream(seed, name).uniform(low, high, count)
    return drawn


def _put_sites(inputs: Inputs, calendar: Calendar, seed: int) -> None:
    count, sites = len(calendar.quarters), len(inputs.labels["site"])
    lead = min(4, count // 2)
    paid = spending(count, lead)
    inputs.put("from_order", arrives(count, 0))
    inputs.put("opening_spending", np.eye(count))
    lengths = np.array([length for _, length in quarter_hours()]) / hours_in_year()
    inputs.put("quarter_years", np.resize(lengths, count))
    inputs.put("opening_cost", _between(seed, "opening cost", 20.0, 60.0, sites))
    inputs.put("block_power", 100.0)
    inputs.put("hall_power_limit", 100.0 * np.round(_between(seed, "site size", 8.0, 20.0, sites)))
    inputs.put("hall_pace", 2.0)
    inputs.put("hall_arrives", arrives(count, lead))
    inputs.put("hall_cost", _between(seed, "hall cost", 9.0, 14.0, sites))
    inputs.put("hall_upkeep", _number("facility", "halls_greenfield", "running_cost", "MUSD_2026/MW_it/year"))
    inputs.put("hall_spending", paid)
    inputs.put("hall_closing_share", left_at_end(count, lead, 60.0, paid))


def _wander(seed: int, name: str, shape: tuple[int, int], keeps: float) -> Floats:
    """Return standard normal paths [site, hour] that keep a share of themselves from hour to hour."""
    drawn = stream(seed, name).standard_normal(shape) * np.sqrt(1.0 - keeps**2)
    drawn[:, 0] /= np.sqrt(1.0 - keeps**2)
    path: Floats = lfilter([1.0], [1.0, -keeps], drawn, axis=1)
    return path


def _put_hours(inputs: Inputs, calendar: Calendar, seed: int) -> None:
    """Draw weather and prices: clear days under wandering cloud, wandering wind, prices with spikes and gluts."""
    shape = len(inputs.labels["site"]), len(calendar.hours)
    hour, day = calendar.hour_of_year % DAY, calendar.hour_of_year / DAY
    summer = np.cos(2.0 * np.pi * (day - 197.0) / (hours_in_year() / DAY))
    sun = np.maximum(np.sin(np.pi * (hour - 6.5 + 0.8 * summer) / (11.0 + 1.6 * summer)), 0.0)
    cloud = 1.0 / (1.0 + np.exp(-1.5 - 1.2 * _wander(seed, "cloud", shape, 0.97)))
    solar = sun * (hour > 4) * (hour < 21) * cloud
    wind_speed = _between(seed, "wind site", -0.9, 0.2, shape[0])[:, None] + _wander(
        seed, "wind", shape, 0.985
    )
    wind = 1.0 / (1.0 + np.exp(-1.6 * wind_speed))
    temperature = 15.0 + 12.0 * summer + 6.0 * sun + 3.0 * _wander(seed, "temperature", shape, 0.99)
    pue = 1.09 + 0.004 * np.maximum(temperature - 18.0, 0.0)
    spikes = np.exp(2.2 * np.maximum(_wander(seed, "price", shape, 0.94) - 1.2, 0.0))
    level = _between(seed, "price level", 28.0, 60.0, shape[0])[:, None]
    evening = 0.35 * np.exp(-(((hour - 19.0) / 2.5) ** 2))
    price = level * (0.85 + evening + 0.15 * summer) * spikes - 55.0 * solar * (wind > 0.5)
    available = np.ones((shape[0], len(PLANTS), shape[1]))
    available[:, 0] = 0.88 - 0.009 * np.maximum(temperature - 15.0, 0.0)
    available[:, 1], available[:, 2] = 0.92, 0.98
    available[:, 3], available[:, 4] = solar, wind
    inputs.put("plant_availability", np.clip(available, 0.0, 1.0))
    inputs.put("grid_energy_cost", 1e-6 * price)
    usable = np.ones((shape[0], 2, shape[1]))
    usable[:, 1] = price <= np.quantile(price, 1.0 - FLEXIBLE_CUT, axis=1, keepdims=True)
    inputs.put("grid_availability", usable)
    inputs.put("pue", pue)
    inputs.put("peak_ratio", pue.max(axis=1))
    inputs.put("mean_pue", pue.mean(axis=1))
    inputs.put("hours_represented", calendar.hours_represented)
    inputs.put("step_hours", calendar.step_hours)


def _put_plants(inputs: Inputs, calendar: Calendar, must_run: float, whole: bool) -> None:
    count, sites = len(calendar.quarters), len(inputs.labels["site"])
    leads = [_lead("power", name, count) for name in PLANTS]
    lives = [4.0 * _number("power", name, "life", "year") for name in PLANTS]
    paid = [spending(count, lead) for lead in leads]
    sizes = np.array([_number("power", name, "unit_size", "MW_plate") for name in PLANTS])
    limits = np.array([400.0, 300.0, 300.0, 800.0, 800.0])
    inputs.put("plant_unit_size", sizes)
    inputs.put("plant_whole_units", [float(whole), 0.0, 0.0, 0.0, 0.0])
    inputs.put("plant_limit", limits)
    inputs.put("plant_orderable", (limits / sizes)[None, :, None])
    inputs.put("plant_arrives", [arrives(count, lead, life) for lead, life in zip(leads, lives, strict=True)])
    inputs.put(
        "plant_cost", [_number("power", name, "overnight_cost", "MUSD_2026/MW_plate") for name in PLANTS]
    )
    inputs.put(
        "plant_upkeep", [_number("power", name, "fixed_om", "MUSD_2026/MW_plate/year") for name in PLANTS]
    )
    inputs.put("plant_spending", paid)
    inputs.put(
        "plant_closing_share",
        [left_at_end(count, lead, life, share) for lead, life, share in zip(leads, lives, paid, strict=True)],
    )
    pools = [catalogue.entry("power", name).texts.get("equipment_slots") for name in PLANTS]
    inputs.put("plant_slot_use", [[float(pool == used) for used in pools] for pool in POOLS])
    inputs.put("plant_slots", sites * np.array(list(POOLS.values()))[:, None])
    inputs.put("plant_must_run_share", [0.0, 0.0, must_run, 0.0, 0.0])
    gas = 3.5 + np.linspace(0.0, 1.5, sites)  # USD_2026/MMBtu, the spread of the Henry Hub and the north-east
    heat = np.array(
        [_number("power", name, "heat_rate", "MMBtu/MWh_site") for name in PLANTS[:3]] + [0.0, 0.0]
    )
    upkeep = np.array([_number("power", name, "variable_om", "USD_2026/MWh_site") for name in PLANTS])
    inputs.put("plant_energy_cost", 1e-6 * (gas[:, None] * heat + upkeep)[:, :, None])
    inputs.put("plant_firm_share", [0.95, 0.97, 0.98, 0.0, 0.0])
    inputs.put("firm_margin", 0.6)


def _put_grid_and_store(inputs: Inputs, calendar: Calendar, seed: int) -> None:
    count, sites = len(calendar.quarters), len(inputs.labels["site"])
    first = stream(seed, "grid date").integers(0, max(count // 3, 1), sites)
    later = np.minimum(first + max(count // 3, 1), count - 1)
    quarter = np.arange(count)
    live = np.stack([quarter >= first[:, None], quarter >= later[:, None]], axis=1).astype(float)
    new = np.diff(live, axis=2, prepend=0.0)
    firm, flexible = (
        _between(seed, "firm grid", 100.0, 400.0, sites),
        _between(seed, "flexible grid", 200.0, 800.0, sites),
    )
    inputs.put("offer_size", np.stack([firm, flexible], axis=1))
    inputs.put("grid_live", live)
    inputs.put("grid_new", new)
    inputs.put("grid_spending", new)
    inputs.put("grid_cost", 0.4)
    inputs.put("grid_capacity_charge", 0.02)
    inputs.put("grid_firm_share", [1.0, 0.0])
    inputs.put("transformer_slots", 300.0 * sites)
    lead, life = _lead("power", STORE, count), 4.0 * _number("power", STORE, "life", "year")
    paid = spending(count, lead)
    inputs.put("store_power_limit", 600.0)
    inputs.put("store_energy_limit", 2400.0)
    inputs.put("store_arrives", arrives(count, lead, life))
    inputs.put("store_power_cost", _number("power", STORE, "power_cost", "MUSD_2026/MW_site"))
    inputs.put("store_energy_cost", _number("power", STORE, "energy_cost", "MUSD_2026/MWh_site"))
    inputs.put("store_upkeep", _number("power", STORE, "fixed_om", "MUSD_2026/MW_site/year"))
    inputs.put("store_spending", paid)
    inputs.put("store_closing_share", left_at_end(count, lead, life, paid))
    inputs.put("charge_efficiency", _number("power", STORE, "charge_efficiency", "dimensionless"))
    inputs.put("discharge_efficiency", _number("power", STORE, "discharge_efficiency", "dimensionless"))
    inputs.put("retention", 1.0 - _number("power", STORE, "standing_loss", "1/hour"))


def _put_chips(inputs: Inputs, calendar: Calendar) -> None:
    count, sites = len(calendar.quarters), len(inputs.labels["site"])
    prices = np.array([_number("chips", name, "all_in_price", "MUSD_2026/kchip") for name in CHIPS])
    upkeep = [_number("chips", name, "repair_share", "1/year") for name in CHIPS]
    compute = [_number("chips", name, "h100e", "kH100e/kchip") for name in CHIPS]
    lives = [4.0 * _number("chips", name, "life", "year") for name in CHIPS]
    first = np.array([0, 0, round(0.15 * count), round(0.4 * count)])
    quarter = np.arange(count)
    supply = np.where(quarter >= first[:, None], 12.0 * sites * (1.0 + quarter / count), 0.0)
    decline = np.array([_number("chips", name, "value_decline", "1/year") for name in CHIPS])
    age = np.maximum(quarter - first[:, None], 0) / 4.0
    inputs.put("chip_arrives", [arrives(count, 1, life) for life in lives])
    inputs.put("chip_power", [_number("chips", name, "it_power", "MW_it/kchip") for name in CHIPS])
    inputs.put("chip_supply", supply)
    inputs.put("chip_price", prices[:, None])
    inputs.put("chip_upkeep", prices * upkeep)
    inputs.put("chip_resale", prices[:, None] * (1.0 - decline[:, None]) ** age)
    inputs.put("closing", quarter == count - 1)
    inputs.put("chip_compute", compute)
    service = np.array([_number("work", name, "time_in_service", "dimensionless") for name in WORK])
    inputs.put("work_rate", np.array(compute)[:, None] * service)


def _put_work(inputs: Inputs, calendar: Calendar) -> None:
    count, sites = len(calendar.quarters), len(inputs.labels["site"])
    growth = np.linspace(0.2, 1.0, count)
    demand = sites * growth * np.array([[150.0, 300.0], [400.0, 1500.0]])[:, :, None]
    # 2.5 and 1.9 USD_2026 an H100e and hour, half of it on the second step, falling to a third in five years
    worth = np.array([[2.5, 1.25], [1.9, 0.95]])[:, :, None] * 3.0 ** -(np.arange(count) / 20.0)
    worth = worth * hours_in_year() / 1e3
    inputs.put("demand_step", demand)
    inputs.put("step_worth", worth)
    swing = daily_shape(
        _number("work", "serving", "peak_hour", "hour"),
        _number("work", "serving", "trough_power_share", "dimensionless"),
    )[calendar.hour_of_year]
    inputs.put("work_shape", np.stack([swing, np.ones_like(swing)]))
    density = (inputs.arrays["work_rate"].values / inputs.arrays["chip_power"].values[:, None]).max(axis=0)
    inputs.put("shed_loss", density[:, None] * worth.max(axis=1) / hours_in_year())


def _put_money(inputs: Inputs, calendar: Calendar) -> None:
    count, sites = len(calendar.quarters), len(inputs.labels["site"])
    years = np.arange(count) // 4 + 1
    inputs.put("capital_available", 45e3 * sites * years / max(count // 4, 1) * min(count / 20.0, 1.0))
    inputs.put("debt_share", 0.6)
    inputs.put("debt_interest", 0.066)
    inputs.put("discount", 1.09 ** -((np.arange(count) + 0.5) / 4.0))
