"""A programme in a world: the same inputs, later, dearer or fewer, as a plan that knew the world would read them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from gigaplan.operate.built import covered
from gigaplan.operate.days import gas_cost
from gigaplan.operate.lateness import MONTHS_IN_QUARTER, late, monthly
from gigaplan.operate.world import World
from gigaplan.plan.assembly import assemble
from gigaplan.plan.problem import Problem
from gigaplan.programme.money import tranche
from gigaplan.programme.programme import Programme
from gigaplan.scenario.schema import Scenario

Floats = NDArray[np.float64]
NO_LIMIT = 1e6  # kchip a quarter, for supply without a limit


def programme_in(programme: Programme, scenario: Scenario, world: World) -> Programme:
    """Return a programme as a world makes it. Capital of halls, plants and grid falls due as if nothing were late.

    Plants that take manufacturing slots are late by the mean of the sites' lateness, as orders arrive alike at all sites.
    Work that is required counts by its worth alone: in a bad world it is not served.
    """
    inputs = programme.inputs
    changed = {
        **_later(inputs, world),
        **_dearer(programme, scenario, world),
        **_money(inputs, programme, scenario, world),
    }
    kept = {name: inputs[name].copy(data=values) for name, values in changed.items()}
    return replace(programme, inputs={**inputs, **kept})


def problem_in(programme: Programme, scenario: Scenario, world: World) -> Problem:
    """Return the master problem of a programme that `programme_in` made: lost campuses run nothing, stopped ones buy nothing."""
    problem = assemble(programme)
    upper = problem.column_upper.copy()
    quarter = np.arange(len(programme.calendar.quarters))
    lost = quarter >= np.floor(world.lost / MONTHS_IN_QUARTER)[:, None]
    upper[np.moveaxis(problem.columns["work_power"].values, 1, -1)[lost]] = 0.0
    if np.isfinite(world.export_stop):
        reached = covered(scenario)
        stopped = problem.columns["chips_ordered"].values[reached]
        upper[stopped[..., int(world.export_stop // MONTHS_IN_QUARTER) :]] = 0.0
    return replace(problem, column_upper=upper)


def _later(inputs: Mapping[str, xr.DataArray], world: World) -> dict[str, Floats]:
    """Return what comes late, each path's mean over every quarter."""
    arrives = inputs["hall_arrives"].values
    standing = inputs["standing_hall_power"].values
    live = inputs["grid_live"].values
    plants = inputs["plant_arrives"].values
    slotted = inputs["plant_slot_use"].values.max(axis=0) > 0
    supply = np.minimum(inputs["chip_supply"].values, NO_LIMIT)
    return {
        "hall_arrives": _slipped(arrives, world.construction_slip, np.zeros(arrives.shape[:-1])),
        "standing_hall_power": _slipped(standing, world.construction_slip, standing[..., 0]),
        "grid_live": _slipped(live, world.grid_slip, live[..., 0]),
        "plant_arrives": _slipped(plants, world.turbine_slip.mean() * slotted, np.zeros(plants.shape[:-1])),
        "chip_supply": _slipped(supply, world.chip_slip, np.zeros(len(supply))),
    }


def _slipped(path: Floats, months: Floats, before: Floats) -> Floats:
    moved = late(monthly(path), months, before)
    return np.asarray(moved.reshape(*path.shape, MONTHS_IN_QUARTER).mean(axis=-1))


def _dearer(programme: Programme, scenario: Scenario, world: World) -> dict[str, Any]:
    inputs = programme.inputs
    gas = gas_cost(scenario, programme)[:, :, None]
    return {
        "chip_price": world.chip_price * inputs["chip_price"].values,
        "demand_step": world.demand * inputs["demand_step"].values,
        "demand_required": 0.0 * inputs["demand_required"].values,
        "step_worth": world.worth * inputs["step_worth"].values,
        "shed_loss": world.worth * inputs["shed_loss"].values,
        "grid_energy_cost": world.power_price * inputs["grid_energy_cost"].values,
        "plant_energy_cost": inputs["plant_energy_cost"].values + (world.gas_price - 1.0) * gas,
    }


def _money(
    inputs: Mapping[str, xr.DataArray], programme: Programme, scenario: Scenario, world: World
) -> dict[str, Floats]:
    """Return the capital there is where some commitments come and others do not."""
    money = scenario.money
    years = np.array([int(label[:4]) for label in programme.calendar.quarters])
    come = zip(money.commitments, world.arrived, strict=True)
    there = sum((np.where(years >= one.year, share * one.amount, 0.0) for one, share in come), 0.0 * years)
    there = np.minimum(there, money.budget)
    own = tranche(there, years) if money.unspent == "lapses" else inputs["tranche"].values
    return {"capital_available": there, "tranche": own}
