"""Switching: plant that is off or gives at least its minimum load, in whole units hour by hour."""

from gigaplan.language import at_least, at_most, each_hour, equation, quantity, total

quantity("switches", r"\iota^{U}_{s,e,g}", "dimensionless", over="site switched plant", text="1 where a site switches the plant on and off")
quantity("minimum_load", r"\mu^{U}_{s,e}", "dimensionless", over="site switched", at_most=1, text="share of its available power that a unit which is on never goes below")

quantity("units_on", r"n_{s,e,h}", "block", over="site switched hour", role="decision", whole="all", text="units of a switched plant that are on")


@equation
def units_on_are_built(q):
    """No more units of a switched plant are on than are built."""
    unit = total(q.switches * q.plant_unit_size, over="plant")
    return at_most(unit * q.units_on, total(q.switches * each_hour(q.plant_built), over="plant"))


@equation
def units_on_limit(q):
    """A switched plant gives no more than its units that are on can."""
    available = total(q.switches * q.plant_availability * q.plant_unit_size, over="plant")
    return at_most(total(q.switches * q.plant_power, over="plant"), available * q.units_on)


@equation
def units_on_minimum(q):
    """A switched plant gives no less than the minimum load of its units that are on."""
    available = total(q.switches * q.plant_availability * q.plant_unit_size, over="plant")
    return at_least(total(q.switches * q.plant_power, over="plant"), q.minimum_load * available * q.units_on)
