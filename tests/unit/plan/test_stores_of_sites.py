"""Stores in the decomposition: each site its own kind; several at one site: test_linear_blocks."""

from __future__ import annotations

import pytest

from gigaplan.plan.decomposition.rounds import Effort
from gigaplan.plan.decomposition.solve import solve_decomposed
from gigaplan.plan.reference import solve_reference
from gigaplan.programme.arrange import arrange
from gigaplan.scenario.load import load

BATTERY = {"battery_4h": {"power": "40 MW_site", "energy": "160 MWh_site"}}
LONG = {"long_duration_store": {"power": "20 MW_site", "energy": "2000 MWh_site"}}


def test_sites_with_stores_of_different_kinds_agree_with_the_reference() -> None:
    scenario = load(
        "tiny", {"sites.north.stores": BATTERY, "sites.south.stores": LONG, "programme.chosen_weeks": 4}
    )
    programme = arrange(scenario)
    whole = solve_reference(programme)
    found = solve_decomposed(programme, Effort(continuous_gap=1e-7, whole_gap=1e-6))
    assert found.objective == pytest.approx(whole.objective, rel=1e-5)
    assert found.bound <= whole.objective * (1 + 1e-9)
