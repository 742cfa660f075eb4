"""Near-optimal alternatives: never better than the best, and true to what they leave out."""

from __future__ import annotations

import functools

import pytest

from gigaplan.plan.alternatives import GAS, fewest_sites, used_sites, without_plants
from gigaplan.plan.plan import Plan
from gigaplan.plan.solve import solve
from gigaplan.scenario.load import load

GAP = 1e-3


@functools.cache
def best() -> Plan:
    return solve(load("abilene"), gap=GAP)


def test_a_plan_without_gas_builds_none_and_is_no_better() -> None:
    found = without_plants(best(), gap=GAP)
    built = found.plan.solution["plant_built"]
    for kind in set(GAS) & set(found.plan.programme.labels["plant"]):
        assert float(built.sel(plant=kind).sum()) == 0.0
    assert found.plan.objective >= best().bound - 1e-6
    assert found.loss >= 0.0


def test_the_only_site_cannot_be_spared_where_work_must_be_done() -> None:
    plan = solve(load("tiny"))
    found = fewest_sites(plan)
    assert used_sites(found.plan) == used_sites(plan)
    assert found.loss == pytest.approx(0.0)
