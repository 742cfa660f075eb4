"""Caps: what the programme may emit, and what energy a plant may give, in a calendar year.

Each site holds an allowance for a period: the quarters of a calendar year whose hours follow each other. What its
hours use stays within it, and the allowances of a year add up to no more than the cap. So hours are bound to nothing
but what the site holds. A period's allowance stands at its last quarter.
"""

from gigaplan.language import at_least, at_most, by_quarter, equation, quantity, spread, total

quantity("counted_in", r"\Lambda^{Z}_{\tau,t}", "dimensionless", over="order quarter", text="1 in the quarter that ends the period in which a quarter's use is counted")

quantity("carbon_cap", r"\bar{Z}_{c,t}", "kt_CO2", over="cap quarter", text="emissions that the calendar year up to the end of the quarter may bring")
quantity("carbon_allowance", r"Z_{c,s,t}", "kt_CO2", over="cap site quarter", role="decision", text="emissions a site may cause in the period that ends with the quarter")
quantity("carbon_of_plant", r"\epsilon^{P}_{c,g}", "kt_CO2/(MW_site*hour)", over="cap plant", text="emissions of a unit of a plant's energy")
quantity("carbon_of_grid", r"\epsilon^{G}_{c,s}", "kt_CO2/(MW_site*hour)", over="cap site", text="emissions of a unit of grid energy")

quantity("energy_cap", r"\bar{J}_{a,t}", "GW_site*hour", over="permit quarter", text="energy that the calendar year up to the end of the quarter may bring from the plants of a permit")
quantity("energy_allowance", r"J_{a,t}", "GW_site*hour", over="permit quarter", role="decision", text="energy the plants of a permit may give in the period that ends with the quarter")
quantity("energy_counted", r"\iota^{J}_{a,s,g}", "GW_site/MW_site", over="permit site plant", text="energy that counts of a unit of a plant's energy; nil where the permit is none of the plant's")

quantity("plant_least_energy", r"\underline{p}_{s,g,t}", "MW_site*hour/MW_plate", over="site plant quarter", text="energy a must-run plant gives in the quarter whatever is asked of it")


@equation
def carbon_stays_within_the_allowance(q):
    """Plants and grid power of a site emit no more in a period than its allowance."""
    plants = total(by_quarter(q.hours_represented * (q.carbon_of_plant * q.plant_power)), over="plant")
    grid = total(by_quarter(q.hours_represented * (q.carbon_of_grid * q.grid_power)), over="offer")
    return at_most(spread(plants + grid, by=q.counted_in), q.carbon_allowance)


@equation
def carbon_allowance_covers_what_must_run(q):
    """An allowance covers what must-run plants of the site emit."""
    least = total(q.carbon_of_plant * q.plant_least_energy * q.plant_built, over="plant")
    return at_least(q.carbon_allowance, spread(least, by=q.counted_in))


@equation
def carbon_cap_is_kept(q):
    """The allowances of all sites in a calendar year add up to no more than its cap on emissions."""
    return at_most(spread(total(q.carbon_allowance, over="site"), by=q.same_year), q.carbon_cap)


@equation
def energy_stays_within_the_allowance(q):
    """Plants of a permit give no more energy in a period than its allowance."""
    given = total(by_quarter(q.hours_represented * (q.energy_counted * q.plant_power)), over="site plant")
    return at_most(spread(given, by=q.counted_in), q.energy_allowance)


@equation
def energy_allowance_covers_what_must_run(q):
    """An allowance of energy covers what must-run plants of the permit give."""
    least = total(q.energy_counted * q.plant_least_energy * q.plant_built, over="site plant")
    return at_least(q.energy_allowance, spread(least, by=q.counted_in))


@equation
def energy_cap_is_kept(q):
    """The allowances of a permit in a calendar year add up to no more than its cap on energy."""
    return at_most(spread(q.energy_allowance, by=q.same_year), q.energy_cap)
