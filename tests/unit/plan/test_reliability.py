"""A reliability target in a plan: units are added until own plant carries its load as often as asked."""

from __future__ import annotations

from functools import cache

import pytest

from gigaplan.physics.reliability import share_of_time_served
from gigaplan.plan.plan import Plan
from gigaplan.plan.reliability import CARRIED, reached
from gigaplan.plan.solve import solve
from gigaplan.scenario.load import load

ISLAND = {  # tiny with time to build, its north without any grid
    "programme.quarters": 12,
    "programme.chosen_weeks": 1,
    "workload.training.steps.0.demand": {
        "2026-Q1": "0 kH100e",
        "2028-Q3": "0 kH100e",
        "2028-Q4": "60 kH100e",
    },
    "supply.chips.h100.last": "2028-Q4",
    "sites.north.grid": {},
    "sites.south.grid.here.size": "10 MW_site",
    "sites.north.plants": {"reciprocating_engine": "300 MW_plate"},
}


@cache
def planned(target: str | None) -> Plan:
    return solve(load("tiny", {**ISLAND, **({} if target is None else {"policy.reliability": target})}))


@pytest.mark.slow
def test_a_target_takes_as_many_engines_as_the_binomial_says() -> None:
    plan = planned("99.9 %")
    found = reached(plan)
    assert (found[CARRIED] >= 0.999).all()
    last = found[found["site"] == "north"].iloc[-1]
    built = float(plan.solution["plant_built"].sel(site="north").isel(plant=0, quarter=-1))
    count = round(built / 10.0)  # catalogue: engines of 10 MW, out 3 % of the time
    firm = float(plan.programme.inputs["plant_firm_share"].sel(site="north").max())
    needed = -int(-float(last.iloc[2]) // (built / count * firm / 0.97))
    assert float(last[CARRIED]) == pytest.approx(share_of_time_served(count, needed, 0.03), abs=1e-6)


@pytest.mark.slow
def test_without_a_target_the_same_island_misses_it_and_costs_less() -> None:
    assert reached(planned(None))[CARRIED].min() < 0.999
    assert planned("99.9 %").objective > planned(None).objective
