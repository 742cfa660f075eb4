"""Arranging power: plants, stores, grid offers, balance and policy on power."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gigaplan import catalogue
from gigaplan.physics.heat_derating import turbine_availability
from gigaplan.programme.context import Context
from gigaplan.programme.places import Place
from gigaplan.programme.table import Inputs
from gigaplan.programme.times import (
    QUARTERS_IN_YEAR,
    arrives,
    hours_in_year,
    in_time,
    lead_quarters,
    left_at_end,
    paid_before,
    spending,
)
from gigaplan.scenario.schema import GridOffer, Site

Floats = NDArray[np.float64]
USD_TO_MUSD = 1e-6
EMPTY = 0.0
ABSENT = "none"
FUEL_PRICE = {"gas": "gas_price", "oil": "oil_price", "uranium": "uranium_price"}
WHOLE_UNIT_FROM = 150.0  # MW_plate: a part of a smaller unit is less than a tenth of a campus block of plant
SMALLEST_UNIT = 1e-3  # MW_plate
FIRM_ROLES = ("dispatchable", "must_run", "backup")
DEFAULT_LIFE = 20.0  # years, only for the absent plant of a scenario without any


STORE_VALUES = (
    ("store_power_cost", "power_cost", "MUSD_2026/MW_site", 0.0),
    ("store_energy_cost", "energy_cost", "MUSD_2026/MWh_site", 0.0),
    ("store_upkeep", "fixed_om", "MUSD_2026/MW_site/year", 0.0),
    ("charge_efficiency", "charge_efficiency", "dimensionless", 1.0),
    ("discharge_efficiency", "discharge_efficiency", "dimensionless", 1.0),
)


def put(inputs: Inputs, context: Context) -> None:
    """Put the inputs of power in."""
    _put_plants(inputs, context)
    _put_plant_hours(inputs, context)
    _put_grid(inputs, context)
    _put_stores(inputs, context)
    _put_balance(inputs, context)


def _names(inputs: Inputs, dimension: str) -> list[str]:
    return list(inputs.labels[dimension])


def _known(name: str) -> bool:
    return name != ABSENT


def plant_value(context: Context, name: str, value: str, unit: str, otherwise: float = 0.0) -> float:
    """Look a plant's central value up; `otherwise` where it has none or stands for no plant at all."""
    return context.number_or("power", name, value, unit, otherwise) if _known(name) else otherwise


def _put_plants(inputs: Inputs, context: Context) -> None:
    plants, count = _names(inputs, "plant"), context.count
    sites = list(context.scenario.sites.values())
    sizes = [max(plant_value(context, name, "unit_size", "MW_plate", 1.0), SMALLEST_UNIT) for name in plants]
    whole = np.array(
        [
            [
                float(size >= WHOLE_UNIT_FROM or name in site.switched)
                for name, size in zip(plants, sizes, strict=True)
            ]
            for site in sites
        ]
    )
    limits = np.array([[site.plants.get(name, 0.0) for name in plants] for site in sites])
    limits = np.where(whole > 0, np.floor(limits / sizes + 1e-9) * sizes, limits)
    nothing = {"": 0.0}
    standing = np.array(
        [[context.path(one.standing.plants.get(name, nothing)) for name in plants] for one in sites]
    )
    inputs.put("plant_unit_size", sizes)
    inputs.put("plant_whole_units", whole)
    inputs.put("standing_plant", standing)
    inputs.put("plant_limit", limits + standing.max(axis=2))
    leads = [lead_quarters(plant_value(context, name, "lead_time", "month")) for name in plants]
    orderable = np.array([in_time(count, lead) for lead in leads])
    inputs.put("plant_orderable", (limits / sizes)[:, :, None] * orderable)
    lives = [QUARTERS_IN_YEAR * plant_value(context, name, "life", "year", DEFAULT_LIFE) for name in plants]
    paid = [spending(count, lead) for lead in leads]
    timing = list(zip(leads, lives, paid, strict=True))
    inputs.put("plant_arrives", [arrives(count, lead, life) for lead, life, _ in timing])
    inputs.put("plant_spending", paid)
    inputs.put("plant_closing_share", [left_at_end(count, *one) for one in timing])
    inputs.put(
        "plant_cost", [plant_value(context, name, "overnight_cost", "MUSD_2026/MW_plate") for name in plants]
    )
    inputs.put(
        "plant_upkeep", [plant_value(context, name, "fixed_om", "MUSD_2026/MW_plate/year") for name in plants]
    )
    _put_slots(inputs, context, plants)


def _put_slots(inputs: Inputs, context: Context, plants: list[str]) -> None:
    pools, slots = _names(inputs, "pool"), context.scenario.supply.slots
    taken = [
        catalogue.entry("power", name).texts.get("equipment_slots") if _known(name) else None
        for name in plants
    ]
    inputs.put("plant_slot_use", [[float(one == pool) for one in taken] for pool in pools])
    limits = [
        context.path(slots[pool]) if pool in slots else np.full(context.count, np.inf) for pool in pools
    ]
    inputs.put("plant_slots", limits)


def _put_plant_hours(inputs: Inputs, context: Context) -> None:
    plants = _names(inputs, "plant")
    places = list(context.places.values())
    roles = {
        name: catalogue.entry("power", name).texts.get("role", "") if _known(name) else "" for name in plants
    }
    laid = [
        [context.laid(site, _availability(context, name, place)) for name in plants]
        for site, place in context.places.items()
    ]
    inputs.put("plant_availability", np.array(laid))
    must_run = [
        plant_value(context, name, "minimum_load", "dimensionless") if roles[name] == "must_run" else 0.0
        for name in plants
    ]
    inputs.put("plant_must_run_share", must_run)
    sites = context.scenario.sites.values()
    inputs.put(
        "plant_energy_cost", [[_energy_cost(context, site, name) for name in plants] for site in sites]
    )
    firm = [
        [_firm_share(context, name, place) if roles[name] in FIRM_ROLES else 0.0 for name in plants]
        for place in places
    ]
    inputs.put("plant_firm_share", firm)


def _firm_share(context: Context, name: str, place: Place) -> float:
    """Return what a plant gives in the site's hottest hour, forced outages counted, planned ones moved away."""
    return (1.0 - plant_value(context, name, "forced_outage", "dimensionless")) * float(
        _heat_derating(context, name, place).min()
    )


def _availability(context: Context, name: str, place: Place) -> Floats:
    if not _known(name):
        return np.zeros(len(place.temperature))
    technology = catalogue.entry("power", name).texts.get("technology", name)
    if technology == "solar":
        return place.solar
    if technology == "onshore_wind":
        return place.wind
    planned, forced = (
        plant_value(context, name, outage, "dimensionless") for outage in ("planned_outage", "forced_outage")
    )
    available: Floats = (1.0 - forced) * (1.0 - planned) * _heat_derating(context, name, place)
    return available


def _heat_derating(context: Context, name: str, place: Place) -> Floats:
    return turbine_availability(place.temperature, plant_value(context, name, "heat_derate", "1/delta_degC"))


def _energy_cost(context: Context, site: Site, name: str) -> Floats:
    if not _known(name):
        return np.zeros(context.count)
    fuel = catalogue.entry("power", name).texts.get("fuel", "none")
    heat_rate = plant_value(context, name, "heat_rate", "MMBtu/MWh_site")
    price = (
        _gas_price(context, site)
        if fuel == "gas"
        else np.full(context.count, plant_value(context, name, "fuel_price", "USD_2026/MMBtu"))
    )
    regional_carbon = context.number_or("regions", site.region, "carbon_price", "USD_2026/t_CO2", 0.0)
    carbon = context.path(context.scenario.policy.carbon_price) + regional_carbon
    emissions = plant_value(context, name, "co2_rate", "t_CO2/MWh_site")
    upkeep = plant_value(context, name, "variable_om", "USD_2026/MWh_site")
    return USD_TO_MUSD * (heat_rate * price + upkeep + emissions * carbon)


def _gas_price(context: Context, site: Site) -> Floats:
    """Return the price of gas by quarter [USD_2026/MMBtu]: the site's own, its hub's with the way where that is not in it, or the region's."""
    unit = "USD_2026/MMBtu"
    if site.gas is not None and site.gas.price is not None:
        return context.path(site.gas.price)
    if site.gas is not None and site.gas.hub is not None:
        way = site.gas.hub in catalogue.entry("supply", "gas_hubs").texts["not_delivered"].split()
        parts = (site.gas.hub, "transport") if way else (site.gas.hub,)
        return np.full(context.count, sum(context.number("supply", "gas_hubs", part, unit) for part in parts))
    return np.full(context.count, context.number("regions", site.region, "gas_price", unit))


def _put_grid(inputs: Inputs, context: Context) -> None:
    offers, count = _names(inputs, "offer"), context.count
    shape = (len(context.scenario.sites), len(offers))
    size, cost, firm, charge = (np.zeros(shape) for _ in range(4))
    live, new, paid = (np.zeros((*shape, count)) for _ in range(3))
    usable = np.ones((*shape, len(context.calendar.hour_of_year)))
    paid_over = lead_quarters(context.number("power", "grid", "payment_period", "month"))
    for row, (name, site) in enumerate(context.scenario.sites.items()):
        for offer_name, offer in site.grid.items():
            at = (row, offers.index(offer_name))
            opens = context.position(site.earliest) if site.earliest else 0
            start = max(context.position(offer.date), opens, 0)
            size[at], cost[at], firm[at] = (
                offer.size,
                _grid_cost(context, site, offer),
                float(offer.kind == "firm"),
            )
            charge[at] = offer.demand_charge
            live[at][start:], new[at][start : start + 1] = 1.0, 1.0
            paid[at] = paid_before(count, start, paid_over)
            usable[at] = context.laid(name, _usable(offer, context.places[name].price))
    named = {"offer_size": size, "grid_cost": cost, "grid_firm_share": firm}
    for quantity, values in {**named, "grid_live": live, "grid_new": new, "grid_spending": paid}.items():
        inputs.put(quantity, values)
    inputs.put("grid_demand_charge", charge)
    inputs.put("grid_peak_counts", (charge > 0).astype(float))
    inputs.put("grid_availability", usable)
    inputs.put("transformer_slots", context.path(context.scenario.supply.transformers))
    _put_grid_prices(inputs, context)


def _put_grid_prices(inputs: Inputs, context: Context) -> None:
    sites = list(context.scenario.sites.values())
    per_year = "MUSD_2026/MW_site/year"
    charges = [context.number_or("regions", one.region, "capacity_price", per_year, 0.0) for one in sites]
    inputs.put("grid_capacity_charge", np.array(charges)[:, None])
    prices = [
        context.laid(name, context.places[name].price) + _delivery(context, site)
        for name, site in context.scenario.sites.items()
    ]
    carbon = context.path(context.scenario.policy.carbon_price)[context.calendar.quarter_of_hour]
    unit = "t_CO2/MWh_site"
    emitted = [context.number_or("regions", one.region, "grid_carbon_intensity", unit, 0.0) for one in sites]
    paid = np.array(prices) + np.array(emitted)[:, None] * carbon
    inputs.put("grid_energy_cost", USD_TO_MUSD * paid)


def _delivery(context: Context, site: Site) -> float:
    """Return what delivery adds to the wholesale price; a flat price of the scenario holds it already."""
    if site.hours.flat is not None:
        return 0.0
    return context.number_or("regions", site.region, "delivery_adder", "USD_2026/MWh_site", 0.0)


def _grid_cost(context: Context, site: Site, offer: GridOffer) -> float:
    if offer.cost is not None:
        return float(offer.cost)
    return context.number("regions", site.region, "interconnection_cost", "MUSD_2026/MW_site")


def _usable(offer: GridOffer, price: Floats) -> Floats:
    """Return 1 by hour, 0 in the dearest hours of each year that an interruptible connection may be cut."""
    yearly = price.reshape(-1, hours_in_year())
    usable = np.ones(yearly.shape)
    hours = round(offer.interrupted)
    if offer.kind == "interruptible" and hours:
        dearest = np.argsort(-yearly, axis=1, kind="stable")[:, :hours]
        np.put_along_axis(usable, dearest, 0.0, axis=1)
    return usable.ravel()


def _put_stores(inputs: Inputs, context: Context) -> None:
    stores, count = _names(inputs, "store"), context.count
    sites = [site.stores for site in context.scenario.sites.values()]
    inputs.put("standing_store_power", 0.0)
    inputs.put("standing_store_energy", 0.0)
    inputs.put(
        "store_power_limit", [[one[name].power if name in one else 0.0 for name in stores] for one in sites]
    )
    inputs.put(
        "store_energy_limit", [[one[name].energy if name in one else 0.0 for name in stores] for one in sites]
    )
    leads = [lead_quarters(plant_value(context, name, "lead_time", "month")) for name in stores]
    lives = [QUARTERS_IN_YEAR * plant_value(context, name, "life", "year", DEFAULT_LIFE) for name in stores]
    paid = [spending(count, lead) for lead in leads]
    timing = list(zip(leads, lives, paid, strict=True))
    inputs.put("store_arrives", [arrives(count, lead, life) for lead, life, _ in timing])
    inputs.put("store_spending", paid)
    inputs.put("store_closing_share", [left_at_end(count, *one) for one in timing])
    for quantity, value, unit, otherwise in STORE_VALUES:
        inputs.put(quantity, [plant_value(context, name, value, unit, otherwise) for name in stores])
    losses = np.array([plant_value(context, name, "standing_loss", "1/hour") for name in stores])
    inputs.put("retention", (1.0 - losses)[:, None] ** context.calendar.step_hours)
    inputs.put("held_before", EMPTY)
    inputs.put("store_firm_share", 0.0)
    inputs.put("step_hours", context.calendar.step_hours)
    inputs.put("hours_represented", context.calendar.hours_represented)


def _put_balance(inputs: Inputs, context: Context) -> None:
    places = context.places
    inputs.put("pue", np.array([context.laid(name, place.pue) for name, place in places.items()]))
    water = [context.laid(name, place.water) for name, place in places.items()]
    inputs.put("water_use", np.array(water))
    sites = context.scenario.sites.values()
    designed = [_design_ratio(context, site) for site in sites]
    inputs.put("peak_ratio", np.maximum([place.pue.max() for place in places.values()], designed))
    inputs.put("mean_pue", [place.pue.mean() for place in places.values()])
    inputs.put("firm_margin", context.scenario.policy.firm_margin)
    countries = _names(inputs, "country")
    regions = [catalogue.entry("regions", site.region) for site in sites]
    inputs.put(
        "in_country",
        [[float(region.texts.get("country") == country) for region in regions] for country in countries],
    )
    inputs.put("national_power_limit", [_national_limit(context, country, regions) for country in countries])


def _design_ratio(context: Context, site: Site) -> float:
    """Return the power ratio halls of the site's kind are designed for; a flat one of the scenario holds it."""
    if site.halls.peak_ratio is not None:
        return float(site.halls.peak_ratio)
    if site.hours.flat is not None:
        return float(site.hours.flat.pue)
    return context.number("facility", site.halls.kind, "peak_ratio", "MW_site/MW_it")


def _national_limit(context: Context, country: str, regions: list[catalogue.Entry]) -> Floats:
    share = context.scenario.policy.national_share.get(country)
    inside = [region for region in regions if region.texts.get("country") == country]
    if share is None or not inside:
        return np.full(context.count, np.inf)
    yearly = context.number("regions", inside[0].id, "national_demand", "MWh_site/year")
    return np.full(context.count, share * yearly / hours_in_year())
