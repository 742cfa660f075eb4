"""Arranging caps: what may be emitted in a calendar year, and what energy the plants of a permit may give."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gigaplan.core.units import convert
from gigaplan.programme.context import Context
from gigaplan.programme.power import plant_value
from gigaplan.programme.programme import Calendar
from gigaplan.programme.table import Inputs
from gigaplan.scenario.caps import fuel_of, permits
from gigaplan.scenario.schema import Scenario

Floats = NDArray[np.float64]
CARBON = "carbon"
CARBON_UNIT = "kt_CO2/MWh_site"


def cap_labels(scenario: Scenario) -> tuple[str, ...]:
    """Return the caps on emissions a scenario sets: one or none."""
    return () if scenario.policy.carbon_cap is None else (CARBON,)


def put(inputs: Inputs, context: Context) -> None:
    """Put the inputs of caps in; those of a scenario without caps are empty."""
    inputs.put("counted_in", counted_in(context.calendar))
    scenario, plants = context.scenario, inputs.labels["plant"]
    sites = scenario.sites.values()
    if scenario.policy.carbon_cap is None:
        for name in ("carbon_cap", "carbon_of_plant", "carbon_of_grid"):
            inputs.put(name, 0.0)
    else:
        inputs.put("carbon_cap", [by_year(inputs, context.path(scenario.policy.carbon_cap))])
        inputs.put(
            "carbon_of_plant", [[plant_value(context, name, "co2_rate", CARBON_UNIT) for name in plants]]
        )
        intensity = "grid_carbon_intensity"
        drawn = [context.number_or("regions", one.region, intensity, CARBON_UNIT, 0.0) for one in sites]
        inputs.put("carbon_of_grid", [drawn])
    found = permits(scenario)
    caps = [by_year(inputs, context.path(one.cap)) for one in found.values()]
    inputs.put("energy_cap", caps or 0.0)
    each = convert(1.0, "MW_site", "GW_site")
    counted = [
        [
            [each * (key == one.site and one.name in (name, fuel_of(name))) for name in plants]
            for key in scenario.sites
        ]
        for one in found.values()
    ]
    inputs.put("energy_counted", counted or 0.0)
    inputs.put("plant_least_energy", _least_energy(inputs, context) if found or cap_labels(scenario) else 0.0)


def counted_in(calendar: Calendar) -> Floats:
    """Return the matrix [order, quarter] of ones in the last quarter of the period each quarter is counted in.

    A period is what a block of hours and a calendar year share; a quarter of chosen weeks is its own.
    """
    block = calendar.block_of_hour[calendar.first_of_quarter]
    periods = [(label[:4], int(number)) for label, number in zip(calendar.quarters, block, strict=True)]
    last = {period: position for position, period in enumerate(periods)}
    return np.array(
        [[float(last[period] == position) for position in range(len(periods))] for period in periods]
    )


def by_year(inputs: Inputs, path: Floats) -> Floats:
    """Return a yearly cap [by quarter, a year] as what each calendar year may bring, at its last quarter.

    A year the programme covers in part has that part of the cap; other quarters have no limit of their own.
    """
    years = np.array([label[:4] for label in inputs.labels["quarter"]])
    amounts = path * inputs.arrays["quarter_years"].values
    last = np.append(years[1:] != years[:-1], True)
    return np.array(
        [amounts[years == year].sum() if ends else np.inf for year, ends in zip(years, last, strict=True)]
    )


def _least_energy(inputs: Inputs, context: Context) -> Floats:
    """Return the energy must-run plants give by quarter [MWh_site/MW_plate], whatever is asked of them."""
    given = inputs.arrays["plant_availability"].values * inputs.arrays["hours_represented"].values
    least: Floats = inputs.arrays["plant_must_run_share"].values[:, None] * context.calendar.by_quarter(given)
    return least
