"""What cooling asks of each site: its kind, power ratio, water by hour and year, against what the site says of water."""

from __future__ import annotations

import numpy as np
import xarray as xr

from gigaplan import catalogue
from gigaplan.language import terms
from gigaplan.plan.audit import Values, value_symbols
from gigaplan.plan.plan import Plan, once
from gigaplan.programme.cooling import kind_of
from gigaplan.report.reading import AT_WORK, it_power, yearly
from gigaplan.report.section import Table
from gigaplan.report.titles import titles_of_sites

KL_IN_THOUSAND = 1e3
NOT_KNOWN = "not known"


def water_by_hour(plan: Plan) -> xr.DataArray:
    """Return the water that cooling takes at each site hour by hour [kL/hour], which is m3/hour."""
    taken = terms("water")["cooling_water"].read(value_symbols(plan.programme, plan.solution))
    assert isinstance(taken, Values)
    return taken.array.transpose("site", "hour")


@once
def yearly_water(plan: Plan) -> dict[str, float]:
    """Return the water each site takes in the last quarter, as of a whole year [kL]; NaN where hours are flat."""
    taken = yearly(plan, water_by_hour(plan))
    return {
        name: float("nan") if site.hours.flat is not None else taken[name]
        for name, site in plan.scenario.sites.items()
    }


def over_the_limit(plan: Plan) -> tuple[str, ...]:
    """Say of each site that would take more water than it may, how much more."""
    titles = titles_of_sites(plan)
    return tuple(
        f"{titles[name]} takes {taken / KL_IN_THOUSAND:,.0f} thousand m3 of water a year, more than its limit of "
        f"{limit / KL_IN_THOUSAND:,.0f}."
        for name, taken in yearly_water(plan).items()
        if (limit := plan.scenario.sites[name].cooling.water_limit) is not None and taken > limit
    )


def cooling_table(plan: Plan) -> Table:
    """Return a row for each site at work: cooling, power ratio over the programme and at its highest, water."""
    inputs, yearly, titles = plan.programme.inputs, yearly_water(plan), titles_of_sites(plan)
    lasting, most = inputs["hours_represented"].values, it_power(plan).max("quarter")
    rows = []
    for name, site in plan.scenario.sites.items():
        if float(most.sel(site=name)) <= AT_WORK:
            continue
        said, ratio = site.cooling, inputs["pue"].sel(site=name).values
        flat = site.hours.flat is not None
        rows.append(
            (
                titles[name],
                NOT_KNOWN if flat else catalogue.entry("cooling", kind_of(site)).title,
                f"{np.average(ratio, weights=lasting):.3f}",
                f"{ratio.max():.2f}",
                NOT_KNOWN
                if flat
                else f"{np.average(inputs['water_use'].sel(site=name), weights=lasting):.2f}",
                NOT_KNOWN if flat else f"{yearly[name] / KL_IN_THOUSAND:,.0f}",
                "none said" if said.water_limit is None else f"{said.water_limit / KL_IN_THOUSAND:,.0f}",
                said.water_stress or NOT_KNOWN,
            )
        )
    columns = (
        "site",
        "cooling",
        "PUE, mean",
        "PUE, highest hour",
        "water [L/kWh_it]",
        "water a year at the end [thousand m3]",
        "limit [thousand m3]",
        "water stress",
    )
    return Table("Cooling and water", columns, tuple(rows), numbers=(2, 3, 4, 5), folded=True)
