"""Plans and formulas with a closed form: screening curve, arbitrage of one store, annuity, N of K units."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gigaplan.finance.annuity import level_rent
from gigaplan.physics.reliability import share_of_time_served
from gigaplan.plan.reference import solve_reference
from tests.builders import small_programme

NEVER_SHED = 1e3  # MUSD_2026/MWh_site


@pytest.mark.parametrize("crossing", [3, 7])
def test_base_plant_is_built_for_what_runs_longer_than_the_screening_curves_cross(crossing: int) -> None:
    # ten hours, the load falling from 100 to 10 MW: its k-th tenth is asked for in 11 - k of them
    capital, energy = (5.0 + (crossing + 0.5) * 2.0, 5.0), (1.0, 3.0)  # cross at crossing + 1/2 hours
    plan = solve_reference(
        small_programme(
            hours_in_quarter=10,
            quarters=1,
            labels={"plant": ("base", "peaker")},
            standing_hall_power=100.0,
            hall_power_limit=100.0,
            standing_chips=100.0,
            demand_step=100.0,
            demand_required=100.0,
            work_shape=np.linspace(1.0, 0.1, 10)[None],
            plant_limit=200.0,
            plant_orderable=200.0,
            plant_arrives=np.ones((2, 1, 1)),
            plant_spending=np.ones((2, 1, 1)),
            plant_cost=capital,
            plant_energy_cost=np.array(energy)[None, :, None],
            shed_loss=NEVER_SHED,
        )
    )
    built = plan.solution["plant_built"].isel(site=0, quarter=0)
    longer = 10.0 * sum(hours > crossing for hours in range(1, 11))
    assert float(built.sel(plant="base")) == pytest.approx(longer, rel=1e-6)
    assert float(built.sel(plant="peaker")) == pytest.approx(100.0 - longer, rel=1e-6)


@pytest.mark.parametrize(("cheap", "dear", "efficiency"), [(20, 100, 0.9), (60, 80, 0.8)])
def test_a_store_earns_the_spread_less_what_it_loses(cheap: float, dear: float, efficiency: float) -> None:
    # three cheap hours, then three dear ones; 10 MW and 30 MWh: full by then only if nothing is lost
    costs = {}
    for power in (0.0, 10.0):
        costs[power] = solve_reference(
            small_programme(
                hours_in_quarter=6,
                quarters=1,
                standing_hall_power=50.0,
                hall_power_limit=50.0,
                standing_chips=50.0,
                demand_step=50.0,
                demand_required=50.0,
                offer_size=100.0,
                grid_energy_cost=np.array([[cheap] * 3 + [dear] * 3]) * 1e-6,
                standing_store_power=power,
                standing_store_energy=3.0 * power,
                charge_efficiency=efficiency,
                discharge_efficiency=efficiency,
                shed_loss=NEVER_SHED,
            )
        ).objective
    taken = 10.0 * 3  # MWh, as much as its power takes in three hours
    by_hand = max(0.0, taken * (efficiency**2 * dear - cheap)) * 1e-6
    assert costs[0.0] - costs[10.0] == pytest.approx(by_hand, abs=1e-9)


@given(st.floats(0.01, 0.3), st.integers(1, 40))
def test_a_level_rent_pays_its_price_back(rate: float, life: int) -> None:
    rent = level_rent(rate, life)
    assert sum(rent / (1 + rate) ** year for year in range(1, life + 1)) == pytest.approx(1.0)


@given(st.integers(1, 12), st.integers(0, 12), st.floats(0.0, 0.5))
def test_n_of_k_units_run_by_the_binomial_sum(count: int, needed: int, outage: float) -> None:
    by_hand = sum(
        comb(count, running) * (1 - outage) ** running * outage ** (count - running)
        for running in range(min(needed, count + 1), count + 1)
    )
    assert share_of_time_served(count, needed, outage) == pytest.approx(by_hand, abs=1e-12)
