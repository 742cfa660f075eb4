"""The power side of a synthetic programme in PyPSA: capacity expansion of the same sites, years and hours.

In PyPSA's problem: one bus for each site with the IT power of every quarter given as a fixed load (cooling
included hour by hour), the same grid offers, plants and battery as extendable components with the same
availability, energy costs, upkeep, efficiencies and limits, shedding at the same worth, all years linked in
one horizon. Not in it, so that PyPSA solves a smaller task: chips, halls, opening of sites, what runs where,
orders with lead times quarter by quarter, shared slots and supply, capital by year, whole numbers. PyPSA's
capacities are one number for each component over the whole horizon.
"""

from __future__ import annotations

import time
from typing import Any

import numpy as np
import pandas as pd
from benchmarks.programmes import PLANTS

from gigaplan.programme.programme import Programme

FIXED_LOAD = 150.0  # MW_it a site and kind of work, about what the programme runs at each site
SHEDDING = 1e6  # MW_site, more than any load


def network(programme: Programme) -> Any:
    """Return PyPSA's network of a programme, with one snapshot for each hour."""
    import pypsa

    inputs = {name: array.values for name, array in programme.inputs.items()}
    built = pypsa.Network(snapshots=pd.RangeIndex(len(programme.calendar.hours)))
    quarter = programme.calendar.quarter_of_hour
    weight = inputs["discount"][quarter] * inputs["hours_represented"]
    years = float(inputs["quarter_years"].sum())
    for site, name in enumerate(programme.labels["site"]):
        built.add("Bus", name)
        drawn = FIXED_LOAD * inputs["pue"][site] * inputs["work_shape"].sum(axis=0)
        built.add("Load", f"{name} load", bus=name, p_set=drawn)
        worth = inputs["shed_loss"].max(axis=0)[quarter] * weight
        built.add("Generator", f"{name} shedding", bus=name, p_nom=SHEDDING, marginal_cost=worth)
        _add_plants(built, name, site, inputs, quarter, weight, years)
        _add_grid_and_store(built, name, site, inputs, weight, years)
    return built


def _add_plants(
    built: Any, name: str, site: int, inputs: dict[str, Any], quarter: Any, weight: Any, years: float
) -> None:
    for plant, kind in enumerate(PLANTS):
        built.add(
            "Generator",
            f"{name} {kind}",
            bus=name,
            p_nom_extendable=True,
            p_nom_max=float(inputs["plant_limit"][site, plant]),
            capital_cost=float(inputs["plant_cost"][plant] + years * inputs["plant_upkeep"][plant]),
            p_max_pu=inputs["plant_availability"][site, plant],
            marginal_cost=inputs["plant_energy_cost"][site, plant][quarter] * weight,
        )


def _add_grid_and_store(
    built: Any, name: str, site: int, inputs: dict[str, Any], weight: Any, years: float
) -> None:
    for offer in range(inputs["offer_size"].shape[1]):
        live = inputs["grid_live"][site, offer][np.repeat(np.arange(len(inputs["quarter_years"])), 1)]
        built.add(
            "Generator",
            f"{name} offer {offer}",
            bus=name,
            p_nom_extendable=True,
            p_nom_max=float(inputs["offer_size"][site, offer]),
            capital_cost=float(
                inputs["grid_cost"][site, offer]
                + inputs["grid_capacity_charge"][site, offer] * live @ inputs["quarter_years"]
            ),
            p_max_pu=inputs["grid_availability"][site, offer],
            marginal_cost=inputs["grid_energy_cost"][site] * weight,
        )
    charge, discharge = float(inputs["charge_efficiency"][0]), float(inputs["discharge_efficiency"][0])
    built.add("Bus", f"{name} battery")
    built.add(
        "Store",
        f"{name} battery",
        bus=f"{name} battery",
        e_nom_extendable=True,
        e_nom_max=float(inputs["store_energy_limit"][site, 0]),
        capital_cost=float(inputs["store_energy_cost"][0]),
        standing_loss=1.0 - float(inputs["retention"][0, 0]),
    )
    for way, bus0, bus1, efficiency in (
        ("in", name, f"{name} battery", charge),
        ("out", f"{name} battery", name, discharge),
    ):
        power = float(inputs["store_power_cost"][0] + years * inputs["store_upkeep"][0])
        built.add(
            "Link",
            f"{name} battery {way}",
            bus0=bus0,
            bus1=bus1,
            p_nom_extendable=True,
            p_nom_max=float(inputs["store_power_limit"][site, 0]),
            efficiency=efficiency,
            capital_cost=0.5 * power,
        )


def solve_with_pypsa(programme: Programme, seconds: float) -> dict[str, Any]:
    """Solve the power side with PyPSA and HiGHS; return seconds, status and objective [MUSD_2026]."""
    import pypsa

    started = time.perf_counter()
    built = network(programme)
    status, condition = built.optimize(
        solver_name="highs", solver_options={"time_limit": seconds, "output_flag": False}
    )
    return {
        "peer": f"PyPSA {pypsa.__version__}",
        "finished": status == "ok" and condition == "optimal",
        "status": condition,
        "seconds": time.perf_counter() - started,
        "objective": float(built.objective) if condition == "optimal" else None,
    }
