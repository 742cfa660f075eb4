"""The dispatcher is chosen by what the site contains, and named in the result."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from gigaplan.plan.dispatch import (
    DeferrableWork,
    DemandCharge,
    OnOffUnit,
    SiteProblem,
    Store,
    SupplyCap,
    choose_dispatcher,
    dispatch,
)
from tests.unit.plan.dispatch.instances import flat, plain_problem

ANOTHER = Store(flat(3, 1.0), flat(3, 1.0), flat(3, 1.0), flat(3, 1.0))
PLAIN = plain_problem(3)


@pytest.mark.parametrize(
    ("problem", "name"),
    [
        (PLAIN, "kernel"),
        (replace(PLAIN, spill_limit=flat(3, 1.0), charge_cost=flat(3, 1.0)), "kernel"),
        (replace(PLAIN, more_stores=(ANOTHER,)), "linear"),
        (replace(PLAIN, supply_caps=(SupplyCap(np.ones((2, 3)), 99.0),)), "linear"),
        (replace(PLAIN, demand_charges=(DemandCharge(0, np.zeros(3, dtype=np.int64), 1.0),)), "linear"),
        (replace(PLAIN, deferrable=(DeferrableWork(1.0, flat(3, 1.0)),)), "linear"),
        (replace(PLAIN, cyclic=True), "linear"),
        (replace(PLAIN, more_stores=(ANOTHER,), on_off_units=(OnOffUnit(0, 0.5),)), "on/off"),
    ],
    ids=["plain", "spill and costs of use", "two stores", "cap", "peak", "work", "cyclic", "unit"],
)
def test_the_least_dispatcher_that_can_is_chosen_and_named(problem: SiteProblem, name: str) -> None:
    assert choose_dispatcher(problem) == name
    assert dispatch(problem).dispatcher == name
