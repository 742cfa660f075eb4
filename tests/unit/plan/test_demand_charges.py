"""Charges for the highest power drawn: a store shaves the peak by as much as by hand, in every way of solving."""

from __future__ import annotations

import numpy as np
import pytest

from gigaplan.core.errors import InputError
from gigaplan.plan.assembly import assemble_whole
from gigaplan.plan.audit import audit
from gigaplan.plan.decomposition.rounds import Effort
from gigaplan.plan.decomposition.solve import solve_decomposed
from gigaplan.plan.reference import solve_at_once
from gigaplan.programme.arrange import arrange
from gigaplan.programme.programme import Programme
from gigaplan.scenario.load import load
from tests.builders import small_programme

NEVER_SHED = 1e3  # MUSD_2026/(MW_site*hour)
PRICE = 50e-6  # MUSD_2026/(MW_site*hour), the same in every hour
CHARGE = 0.144  # MUSD_2026/MW_site/year
TIGHT = Effort(continuous_gap=1e-8, whole_gap=1e-7)


def campus(charge: float, energy: float, stores: tuple[str, ...] = ("battery",)) -> Programme:
    """Return a site that draws 20 MW for three hours, then 50; stores without loss of 10 MW and `energy` MWh in all."""
    count = len(stores)
    return small_programme(
        hours_in_quarter=6,
        quarters=1,
        labels={"store": stores},
        quarter_years=0.25,
        standing_hall_power=50.0,
        hall_power_limit=50.0,
        standing_chips=50.0,
        demand_step=50.0,
        demand_required=50.0,
        work_shape=np.array([[0.4] * 3 + [1.0] * 3]),
        offer_size=100.0,
        grid_demand_charge=charge,
        grid_peak_counts=float(charge > 0),
        grid_energy_cost=PRICE,
        standing_store_power=10.0 / count,
        standing_store_energy=energy / count,
        shed_loss=NEVER_SHED,
    )


@pytest.mark.parametrize("stores", [("battery",), ("battery", "other")], ids=["kernel", "linear"])
@pytest.mark.parametrize("energy", [15.0, 30.0])
def test_a_store_shaves_the_peak_that_is_charged(energy: float, stores: tuple[str, ...]) -> None:
    programme = campus(CHARGE, energy, stores)
    found = solve_decomposed(programme, TIGHT)
    whole = solve_at_once(assemble_whole(programme))
    peak = 50.0 - energy / 3  # MW: three hours of peak share what the store holds
    bought = 3 * 20.0 + 3 * 50.0  # MWh: nothing is lost
    by_hand = 0.25 * CHARGE * peak + bought * PRICE
    assert whole.objective == pytest.approx(by_hand, rel=1e-6)
    assert found.objective == pytest.approx(by_hand, rel=1e-6)
    assert float(found.solution["grid_peak"].max()) == pytest.approx(peak, rel=1e-5)
    assert max(one.relative for one in audit(programme, found.solution)) < 1e-6


def test_without_a_charge_the_peak_is_all_that_is_connected() -> None:
    found = solve_decomposed(campus(0.0, 30.0), TIGHT)
    assert found.objective == pytest.approx((3 * 20.0 + 3 * 50.0) * PRICE, rel=1e-6)
    np.testing.assert_allclose(found.solution["grid_peak"], found.solution["grid_built"])


def test_dear_energy_at_night_outweighs_a_small_charge() -> None:
    # shifting a MW for three hours saves the charge of a MW and costs 3 MWh of the difference in price
    for dearer, shaved in ((0.9, 10.0), (1.1, 0.0)):
        programme = campus(CHARGE, 30.0)
        programme.inputs["grid_energy_cost"].values[:, :3] += dearer * 0.25 * CHARGE / 3
        found = solve_decomposed(programme, TIGHT)
        assert float(found.solution["grid_power"].max()) == pytest.approx(50.0 - shaved, rel=1e-5)


def test_a_scenario_gives_the_charge_by_kilowatt_and_month() -> None:
    charge = {"sites.north.grid.here.demand_charge": "12 USD_2026/kW_site/month"}
    inputs = arrange(load("tiny", charge)).inputs
    by_hand = 12 * 12 * 1e3 / 1e6  # MUSD_2026/MW_site/year
    assert float(inputs["grid_demand_charge"].sel(site="north").squeeze()) == pytest.approx(by_hand)
    assert float(inputs["grid_demand_charge"].sel(site="south").squeeze()) == 0.0


@pytest.mark.parametrize("unit", ["USD_2026/kW/month", "USD_2026/kW_it/month", "USD_2026/kW_site"])
def test_a_charge_in_another_unit_is_refused_with_what_is_allowed(unit: str) -> None:
    given = {"sites.north.grid.here.demand_charge": f"12 {unit}"}
    with pytest.raises(InputError) as error:
        load("tiny", given)
    assert "demand_charge" in str(error.value)
    assert "USD_2026/MW_site/year" in str(error.value)
