"""A second implementation: the random small programmes as dense arrays by hand, solved by scipy."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from scipy.optimize import linprog

from gigaplan.plan.assembly import assemble_whole
from gigaplan.plan.reference import solve_at_once
from tests.builders import small_programme
from tests.properties.strategies import HOURS, QUARTERS, programme_inputs

SITES = 2
STEPS = HOURS * QUARTERS


class Dense:
    """Columns by name, rows as dense arrays; nothing here knows gigaplan's equations."""

    def __init__(self) -> None:
        self.place: dict[tuple[Any, ...], int] = {}
        self.cost: list[float] = []
        self.most: list[float | None] = []
        self.equal: list[tuple[dict[int, float], float]] = []
        self.below: list[tuple[dict[int, float], float]] = []

    def column(self, *name: Any, cost: float = 0.0, most: float | None = None) -> None:
        self.place[name] = len(self.cost)
        self.cost.append(cost)
        self.most.append(most)

    def row(self, kind: str, entries: dict[tuple[Any, ...], float], right: float) -> None:
        getattr(self, kind).append(({self.place[name]: entry for name, entry in entries.items()}, right))

    def _arrays(self, rows: list[tuple[dict[int, float], float]]) -> tuple[np.ndarray, np.ndarray]:
        matrix = np.zeros((len(rows), len(self.cost)))
        for number, (entries, _) in enumerate(rows):
            matrix[number, list(entries)] = list(entries.values())
        return matrix, np.array([right for _, right in rows])

    def least(self) -> float:
        below, most = self._arrays(self.below)
        equal, exactly = self._arrays(self.equal)
        bounds = [(0.0, one) for one in self.most]
        found = linprog(self.cost, below, most, equal, exactly, bounds, method="highs-ipm")
        assert found.status == 0
        return float(found.fun)


def quarterly(dense: Dense, given: dict[str, Any], site: int) -> None:
    """Orders of a site, what stands of them, and the halls' 100 MW."""
    dense.column("grid", site, cost=given["grid_cost"], most=float(given["offer_size"][site, 0]))
    for quarter, discount in enumerate(given["discount"]):
        dense.column("chips", site, quarter, cost=discount * given["chip_price"])
        dense.column("plant", site, quarter, cost=discount * given["plant_cost"], most=100.0)
        dense.column("work", site, quarter)
        so_far = range(quarter + 1)
        dense.row("below", {("chips", site, one): 1.0 for one in so_far}, 100.0)
        dense.row("below", {("plant", site, one): 1.0 for one in so_far}, given["plant_limit"])
        bought = {("chips", site, one): -1.0 for one in so_far}
        dense.row("below", {("work", site, quarter): 1.0, **bought}, 0.0)


def hourly(dense: Dense, given: dict[str, Any], site: int, hour: int) -> None:
    """One hour: grid, plant, a battery and shedding feed 1.2 MW for each MW of work."""
    quarter = hour // HOURS
    discount, energy = given["discount"][quarter], given["standing_store_energy"]
    power, here = given["standing_store_power"], (site, hour)
    dense.column("from grid", *here, cost=discount * given["grid_energy_cost"][site, hour])
    dense.column("from plant", *here, cost=discount * given["plant_energy_cost"])
    dense.column("shed", *here, cost=discount * given["shed_loss"])
    dense.column("in", *here, most=power)
    dense.column("out", *here, most=power)
    dense.column("held", *here, most=energy)
    dense.row("below", {("from grid", *here): 1.0, ("grid", site): -1.0}, 0.0)
    built = {("plant", site, one): -1.0 for one in range(quarter + 1)}
    dense.row("below", {("from plant", *here): 1.0, **built}, 0.0)
    dense.row("below", {("shed", *here): 1.0, ("work", site, quarter): -1.2}, 0.0)
    fed = {(name, *here): 1.0 for name in ("from grid", "from plant", "shed", "out")}
    dense.row("equal", {**fed, ("in", *here): -1.0, ("work", site, quarter): -1.2}, 0.0)
    moved = {("held", *here): 1.0, ("in", *here): -0.9, ("out", *here): 1 / 0.9}
    if hour:
        dense.row("equal", {**moved, ("held", site, hour - 1): -given["retention"]}, 0.0)
    else:
        dense.row("equal", moved, 0.0)


def by_scipy(given: dict[str, Any]) -> float:
    dense = Dense()
    for site in range(SITES):
        quarterly(dense, given, site)
        for hour in range(STEPS):
            hourly(dense, given, site, hour)
    for quarter, required in enumerate(given["demand_required"][0]):
        dense.row("below", {("work", site, quarter): -1.0 for site in range(SITES)}, -required)
    return dense.least()


@settings(max_examples=3)
@given(programme_inputs())
def test_the_equations_say_what_dense_arrays_by_hand_say(inputs: dict[str, Any]) -> None:
    found = solve_at_once(assemble_whole(small_programme(**inputs)), gap=1e-9).objective
    assert found == pytest.approx(by_scipy(inputs), rel=1e-6, abs=1e-6)
