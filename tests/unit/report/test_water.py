"""Cooling and water of a plan: as much as towers are known to take, told against a limit, not known without weather."""

from __future__ import annotations

import math

import pytest

from gigaplan.core.errors import InputError
from gigaplan.plan.plan import Plan
from gigaplan.plan.solve import solve
from gigaplan.report.reading import power_drawn
from gigaplan.report.tables import operation
from gigaplan.report.water import cooling_table, over_the_limit, yearly_water
from gigaplan.scenario.load import load

TOWER = {
    "sites.south.hours.flat": None,
    "sites.south.cooling.kind": "tower",
    "sites.south.cooling.water_limit": "1000 kL/year",
    "sites.south.cooling.water_stress": "high",
}


@pytest.fixture(scope="module")
def plan() -> Plan:
    return solve(load("tiny", TOWER))


def test_a_tower_in_texas_takes_about_a_litre_for_a_kilowatt_hour(plan: Plan) -> None:
    """NVIDIA's water statement of 2026 says 1.12 L/kWh, New Carlisle's permit 1.48."""
    hourly = operation(plan).query("site == 'south'")
    drawn = (power_drawn(plan).sel(site="south") / plan.programme.inputs["pue"].sel(site="south")).values
    lasting = plan.programme.inputs["hours_represented"].values
    litres = (hourly["cooling water [kL/hour]"] * lasting).sum() / (drawn * lasting).sum()
    assert 0.8 < litres < 1.5


def test_more_water_than_the_site_may_take_is_said(plan: Plan) -> None:
    assert yearly_water(plan)["south"] > 1000
    (said,) = over_the_limit(plan)
    assert said.startswith("South takes")
    assert said.endswith("more than its limit of 1.")


def test_flat_hours_know_nothing_of_water(plan: Plan) -> None:
    assert math.isnan(yearly_water(plan)["north"])
    rows = {row[0]: row for row in cooling_table(plan).rows}
    assert rows["South"][1] == "Wet cooling towers"
    assert rows["South"][-1] == "high"


def test_sea_water_without_its_temperature_is_refused() -> None:
    with pytest.raises(InputError) as caught:
        load("tiny", {"sites.south.cooling.kind": "open_water"})
    assert caught.value.findings[0].want == "an intake temperature"
    cold = load("tiny", {"sites.south.cooling.kind": "open_water", "sites.south.cooling.intake": "8 degC"})
    assert cold.sites["south"].cooling.intake == 8.0
