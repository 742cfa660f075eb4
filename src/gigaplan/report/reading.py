"""What the report reads off a plan: sides of the laws, evaluated as the audit does, and sums of them."""

from __future__ import annotations

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from gigaplan.catalogue.titles import title_of_plant
from gigaplan.language import terms
from gigaplan.plan.audit import Values, value_symbols
from gigaplan.plan.explain import Limit, limits
from gigaplan.plan.plan import Plan

AT_WORK = 1e-3  # thousand H100e; less is rounding of the solver
LEAST_ENERGY = 1.0  # MWh_site; less is rounding of the solver


def it_power(plan: Plan) -> xr.DataArray:
    """Return IT power of the chips in service by site and quarter [MW_it]; rounding below nil is taken off."""
    return plan.law("chips_fit_the_halls").left.array.transpose("site", "quarter").clip(min=0.0)


def power_drawn(plan: Plan) -> xr.DataArray:
    """Return what the work of each site draws hour by hour, cooling and losses counted [MW_site]."""
    drawn = plan.law("site_power_balances").right
    assert isinstance(drawn, Values)
    return drawn.array.transpose("site", "hour")


def waiting_work(plan: Plan) -> xr.DataArray:
    """Return the power that work put off until later frees by hour, what is caught up counted against it [MW_site]."""
    moved = terms("site power")["deferral_supply"].read(value_symbols(plan.programme, plan.solution))
    assert isinstance(moved, Values)
    return moved.array.transpose("site", "hour")


def last_hours(plan: Plan) -> NDArray[np.int64]:
    """Return the positions of the hours of the last quarter."""
    calendar = plan.programme.calendar
    return np.flatnonzero(calendar.quarter_of_hour == len(calendar.quarters) - 1)


def peak_power(plan: Plan) -> float:
    """Return what all sites together draw in the largest hour of the last quarter [MW_site]."""
    return float(power_drawn(plan).isel(hour=last_hours(plan)).sum("site").max())


def yearly_draw(plan: Plan) -> dict[str, float]:
    """Return the energy each site draws in the last quarter, as of a whole year [MWh_site]."""
    return yearly(plan, power_drawn(plan))


def yearly(plan: Plan, hourly: xr.DataArray) -> dict[str, float]:
    """Return what a rate by site and hour comes to in the last quarter, as of a whole year, by site [its unit times hours]."""
    hours = last_hours(plan)
    lasting = plan.programme.inputs["hours_represented"].isel(hour=hours)
    taken = (lasting * hourly.isel(hour=hours)).sum("hour")
    years = float(plan.programme.inputs["quarter_years"].isel(quarter=-1))
    return {site: float(taken.sel(site=site)) / years for site in plan.programme.labels["site"]}


def working_quarters(plan: Plan) -> tuple[str, ...]:
    """Return the quarters in which compute is at work."""
    used = plan.law("used_compute_is_delivered").left.array.sum("work")
    return tuple(str(quarter) for quarter in used["quarter"].values[used.values > AT_WORK])


def telling_limits(plan: Plan) -> tuple[Limit, ...]:
    """Return the binding limits of the quarters in which compute is at work, most valuable first.

    Before them a shadow price is the worth of the very first unit, which a second one would not have.
    """
    working = working_quarters(plan)
    return tuple(
        limit for limit in limits(plan) if "quarter" not in limit.place or limit.place["quarter"] in working
    )


def energy_by_source(plan: Plan) -> dict[str, float]:
    """Return energy fed to the sites over the programme by source, the largest first [MWh_site]."""
    represented = plan.programme.inputs["hours_represented"]
    energy = {
        plant: float((represented * plan.solution["plant_power"].sel(plant=plant)).sum())
        for plant in plan.programme.labels["plant"]
    }
    energy["grid"] = float((represented * plan.solution["grid_power"]).sum())
    ordered = sorted(energy.items(), key=lambda item: -item[1])
    return {
        name if name == "grid" else title_of_plant(name): amount
        for name, amount in ordered
        if amount > LEAST_ENERGY
    }


def first_reached(path: xr.DataArray, amount: float) -> str:
    """Return the first quarter a path reaches an amount, or nothing where it never does."""
    reached = np.flatnonzero(path.values >= amount * (1 - 1e-9))
    return str(path["quarter"].values[reached[0]]) if len(reached) else ""


def commissioned_compute(plan: Plan) -> float:
    """Return the compute in service in the last quarter [kH100e]."""
    chips = plan.solution["chips_installed"].isel(quarter=-1).sum("site")
    return float((plan.programme.inputs["chip_compute"] * chips).sum())


def bought_power(plan: Plan) -> float:
    """Return the IT power of all chips bought over the programme, those retired since included [MW_it]."""
    bought = plan.solution["chips_ordered"].sum(["site", "quarter"])
    return float((plan.programme.inputs["chip_power"] * bought).sum())
