"""Stores: batteries and long-duration storage, power and energy sized apart."""

from gigaplan.language import (
    adds_to,
    at_most,
    each_hour,
    equal,
    equation,
    previous,
    quantity,
    spread,
    total,
)

quantity("store_power_ordered", r"x_{s,b,t}", "MW_site", over="site store quarter", role="decision", text="store power ordered")
quantity("store_energy_ordered", r"y_{s,b,t}", "MW_site*hour", over="site store quarter", role="decision", text="store energy ordered")
quantity("store_power_built", r"X_{s,b,t}", "MW_site", over="site store quarter", role="state", text="store power that runs")
quantity("store_energy_built", r"Y_{s,b,t}", "MW_site*hour", over="site store quarter", role="state", text="store energy that runs")
quantity("standing_store_power", r"\underline{X}_{s,b,t}", "MW_site", over="site store quarter", text="store power that stands at the start")
quantity("standing_store_energy", r"\underline{Y}_{s,b,t}", "MW_site*hour", over="site store quarter", text="store energy that stands at the start")
quantity("store_power_limit", r"\bar{X}_{s,b}", "MW_site", over="site store", text="store power the site allows")
quantity("store_energy_limit", r"\bar{Y}_{s,b}", "MW_site*hour", over="site store", text="store energy the site allows")
quantity("store_arrives", r"\Lambda^{X}_{b,\tau,t}", "dimensionless", over="store order quarter", text="1 while a store ordered then runs")
quantity("store_power_cost", r"\kappa^{X}_{b}", "MUSD_2026/MW_site", over="store", text="capital cost of store power")
quantity("store_energy_cost", r"\kappa^{Y}_{b}", "MUSD_2026/(MW_site*hour)", over="store", text="capital cost of store energy")
quantity("store_spending", r"\Phi^{X}_{b,\tau,t}", "dimensionless", over="store order quarter", text="share of a store paid in each quarter")
quantity("store_upkeep", r"\omega^{X}_{b}", "MUSD_2026/MW_site/year", over="store", text="yearly fixed cost of store power")
quantity("store_closing_share", r"\Psi^{X}_{b,\tau,t}", "dimensionless", over="store order quarter", text="share of a store's cost left at the end of the programme")

quantity("charge", r"c_{s,b,h}", "MW_site", over="site store hour", role="decision", text="power taken into the store")
quantity("discharge", r"d_{s,b,h}", "MW_site", over="site store hour", role="decision", text="power given by the store")
quantity("level", r"E_{s,b,h}", "MW_site*hour", over="site store hour", role="decision", text="energy held at the end of the hour")
quantity("charge_efficiency", r"\eta^{+}_{b}", "dimensionless", over="store", at_most=1, text="energy stored of energy taken in")
quantity("discharge_efficiency", r"\eta^{-}_{b}", "dimensionless", over="store", at_most=1, text="energy given of energy drawn")
quantity("retention", r"\rho_{b,h}", "dimensionless", over="store hour", at_most=1, text="share of its energy a store keeps over the hour")
quantity("held_before", r"\underline{E}_{b}", "MW_site*hour", over="store", at_most=0, text="energy held when a block begins: none")
quantity("step_hours", r"\delta_{h}", "hour", over="hour", text="elapsed length of the step")
quantity("hours_represented", r"\Delta_{h}", "hour", over="hour", text="hours of the quarter that the step stands for")


@equation
def store_power_grows(q):
    """Store power is what stood at the start and what was ordered long enough ago."""
    return equal(q.store_power_built, q.standing_store_power + spread(q.store_power_ordered, by=q.store_arrives))


@equation
def store_energy_grows(q):
    """Store energy is what stood at the start and what was ordered long enough ago."""
    return equal(q.store_energy_built, q.standing_store_energy + spread(q.store_energy_ordered, by=q.store_arrives))


@equation
def store_power_fits_the_site(q):
    """A site takes no more store power than it allows, and none before it is open."""
    return at_most(q.store_power_built, q.standing_store_power + q.store_power_limit * q.site_open)


@equation
def store_energy_fits_the_site(q):
    """A site takes no more store energy than it allows, and none before it is open."""
    return at_most(q.store_energy_built, q.standing_store_energy + q.store_energy_limit * q.site_open)


@equation
def charge_limit(q):
    """A store never charges faster than its power."""
    return at_most(q.charge, each_hour(q.store_power_built))


@equation
def discharge_limit(q):
    """A store never discharges faster than its power."""
    return at_most(q.discharge, each_hour(q.store_power_built))


@equation
def level_limit(q):
    """A store never holds more than its energy."""
    return at_most(q.level, each_hour(q.store_energy_built))


@equation
def storage_balance(q):
    """What a store holds is what it kept, plus what came in, less what went out."""
    kept = q.retention * previous(q.level, start=q.held_before)
    moved = q.step_hours * (q.charge_efficiency * q.charge - q.discharge / q.discharge_efficiency)
    return equal(q.level, kept + moved)


@adds_to("site power")
def store_supply(q):
    """Stores give and take."""
    return total(q.discharge - q.charge, over="store")


@adds_to("capital")
def store_capital(q):
    """Stores, paid along their construction."""
    power_cost = q.store_power_cost * spread(q.store_power_ordered, by=q.store_spending)
    energy_cost = q.store_energy_cost * spread(q.store_energy_ordered, by=q.store_spending)
    return total(power_cost + energy_cost, over="site store")


@adds_to("operation")
def store_fixed_cost(q):
    """Fixed upkeep of the stores."""
    return total(q.quarter_years * q.store_upkeep * q.store_power_built, over="site store")


@adds_to("closing value")
def store_closing_value(q):
    """What the stores are still worth when the programme ends."""
    power_value = q.store_power_cost * spread(q.store_power_ordered, by=q.store_closing_share)
    energy_value = q.store_energy_cost * spread(q.store_energy_ordered, by=q.store_closing_share)
    return -total(power_value + energy_value, over="site store")
