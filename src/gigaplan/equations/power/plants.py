"""Plants: turbines, engines, fuel cells, reactors, solar and wind at the site."""

from gigaplan.language import (
    adds_to,
    at_least,
    at_most,
    by_quarter,
    each_hour,
    equal,
    equation,
    quantity,
    spread,
    total,
)

quantity("plant_units_ordered", r"u_{s,g,t}", "block", over="site plant quarter", role="decision", whole="plant_whole_units", text="plant units ordered")
quantity("plant_whole_units", r"\iota_{s,g}", "dimensionless", over="site plant", at_most=1, text="1 where a plant comes in whole units")
quantity("plant_unit_size", r"\beta_{g}", "MW_plate/block", over="plant", text="nameplate of one unit")
quantity("plant_built", r"P_{s,g,t}", "MW_plate", over="site plant quarter", role="state", text="plant that runs")
quantity("standing_plant", r"\underline{P}_{s,g,t}", "MW_plate", over="site plant quarter", text="plant that stands, or is under construction, at the start")
quantity("plant_limit", r"\bar{P}_{s,g}", "MW_plate", over="site plant", text="plant the site allows")
quantity("plant_orderable", r"\chi_{s,g,t}", "block", over="site plant quarter", text="units that may be ordered in a quarter")
quantity("plant_arrives", r"\Lambda^{P}_{g,\tau,t}", "dimensionless", over="plant order quarter", text="1 while a unit ordered then runs")
quantity("plant_cost", r"\kappa^{P}_{g}", "MUSD_2026/MW_plate", over="plant", text="capital cost of plant")
quantity("plant_spending", r"\Phi^{P}_{g,\tau,t}", "dimensionless", over="plant order quarter", text="share of a unit paid in each quarter")
quantity("plant_upkeep", r"\omega^{P}_{g}", "MUSD_2026/MW_plate/year", over="plant", text="yearly fixed cost of plant")
quantity("plant_closing_share", r"\Psi^{P}_{g,\tau,t}", "dimensionless", over="plant order quarter", text="share of a unit's cost left at the end of the programme")
quantity("plant_slot_use", r"\sigma_{p,g}", "dimensionless", over="pool plant", text="1 where a plant takes a manufacturing slot of the pool")
quantity("plant_slots", r"\bar{S}_{p,t}", "MW_plate", over="pool quarter", text="manufacturing slots the programme can have, by quarter of order")

quantity("plant_power", r"p_{s,g,h}", "MW_site", over="site plant hour", role="decision", text="power given by a plant")
quantity("plant_availability", r"\alpha_{s,g,h}", "MW_site/MW_plate", over="site plant hour", text="power a plant can give, outages and weather counted")
quantity("plant_must_run_share", r"\mu_{g}", "dimensionless", over="plant", at_most=1, text="share of its available power a plant never goes below")
quantity("plant_energy_cost", r"c_{s,g,t}", "MUSD_2026/(MW_site*hour)", over="site plant quarter", text="fuel, carbon and variable upkeep of a unit of energy")


@equation
def plant_grows(q):
    """Plant that runs is what stood at the start and every unit ordered long enough ago."""
    return equal(q.plant_built, q.standing_plant + q.plant_unit_size * spread(q.plant_units_ordered, by=q.plant_arrives))


@equation
def plant_needs_an_open_site(q):
    """Plant is ordered only for an open site, where and when it may be."""
    return at_most(q.plant_units_ordered, q.plant_orderable * q.site_open)


@equation
def plant_fits_the_site(q):
    """A site takes no more plant than its land, pipeline and permits allow."""
    return at_most(q.plant_built, q.plant_limit)


@equation
def plant_slots_are_shared(q):
    """Orders over all sites fit the manufacturing slots of each quarter."""
    return at_most(total(q.plant_slot_use * q.plant_unit_size * q.plant_units_ordered, over="site plant"), q.plant_slots)


@equation
def plant_power_limit(q):
    """A plant never gives more than is built and available."""
    return at_most(q.plant_power, q.plant_availability * each_hour(q.plant_built))


@equation
def plant_must_run(q):
    """A must-run plant never gives less than its minimum."""
    return at_least(q.plant_power, q.plant_must_run_share * q.plant_availability * each_hour(q.plant_built))


@adds_to("site power")
def plant_supply(q):
    """Plants feed the site."""
    return total(q.plant_power, over="plant")


@adds_to("capital")
def plant_capital(q):
    """Plants, paid along their construction."""
    return total(q.plant_cost * q.plant_unit_size * spread(q.plant_units_ordered, by=q.plant_spending), over="site plant")


@adds_to("operation")
def plant_fixed_cost(q):
    """Fixed upkeep of the plants."""
    return total(q.quarter_years * q.plant_upkeep * q.plant_built, over="site plant")


@adds_to("operation")
def plant_fuel(q):
    """Fuel, carbon and variable upkeep of the energy the plants give."""
    return total(by_quarter(q.hours_represented * each_hour(q.plant_energy_cost) * q.plant_power), over="site plant")


@adds_to("closing value")
def plant_closing_value(q):
    """What the plants are still worth when the programme ends."""
    return -total(q.plant_cost * q.plant_unit_size * spread(q.plant_units_ordered, by=q.plant_closing_share), over="site plant")
