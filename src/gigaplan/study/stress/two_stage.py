"""Two stages: orders made once for many worlds, all else in each world for itself; tested on other worlds.

`side_by_side` solves it; here worlds are drawn, three programmes of orders are found (for the certain world, for the best
mean, for the best mean plus tail), and each is run through worlds that none of them was found on.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gigaplan.core.errors import Finding, InputError
from gigaplan.operate.world import World, Worlds, as_planned
from gigaplan.plan.decomposition.blocks import blocks_of
from gigaplan.programme.arrange import arrange
from gigaplan.programme.programme import Programme
from gigaplan.scenario.schema import Scenario
from gigaplan.study.stress.hedge import TAIL, TEST_SEED, tail_mean
from gigaplan.study.stress.sampling import chances, worlds
from gigaplan.study.stress.side_by_side import ORDERS, Side, SideBySide, Tail
from gigaplan.study.stress.world_programme import problem_in, programme_in

Floats = NDArray[np.float64]
Progress = Callable[[str, int, int], None]
CERTAIN, MEAN, HEDGED, KNOWING = (
    "for the certain world",
    "for the mean",
    "for mean and tail",
    "knowing each world",
)
OBJECTIVE = "net present value"
MW_IN_GW = 1e3


@dataclass(frozen=True)
class TwoStage:
    """Three programmes of orders, and how they fare [MUSD_2026 of net value, discounted].

    table: by programme the mean, the tail (mean of the worst tenth) and their sum, on the worlds it was found on and on the worlds
    tested on; the last row orders anew in each test world. orders: what each programme orders in all, by site.
    nets[programme, test world]. gap: of each problem solved.
    """

    table: pd.DataFrame
    orders: pd.DataFrame
    nets: Floats
    gap: float

    @property
    def gain(self) -> float:
        """What the hedged orders gain over the certain ones in mean plus tail, on worlds they were not found on."""
        return self._difference("test_score", HEDGED, CERTAIN)

    @property
    def value_of_stochastic_solution(self) -> float:
        """Mean gain of the orders for the mean over those for the certain world, out of sample (Birge 1982)."""
        return self._difference("test_mean", MEAN, CERTAIN)

    @property
    def value_of_perfect_information(self) -> float:
        """Mean gain of ordering in each world as if it had been known, over the orders for the mean, out of sample."""
        return self._difference("test_mean", KNOWING, MEAN)

    def _difference(self, column: str, one: str, other: str) -> float:
        return float(self.table[column][one] - self.table[column][other])


def two_stage(
    scenario: Scenario,
    draws: int = 24,
    tests: int = 100,
    *,
    gap: float = 1e-4,
    data: Path | None = None,
    progress: Progress | None = None,
) -> TwoStage:
    """Find orders that fit `draws` worlds together, test them on `tests` others.

    Whole numbers come in parts; every hour is dispatched, in the scenario's own year of weather. Raises InputError where the
    scenario wants least cost: work unserved then has no price, or where a site takes several stores.
    """
    tell = progress or (lambda *_: None)
    stage = staged(scenario, data)
    found_on, tested_on = drawn_for(scenario, draws, 0), drawn_for(scenario, tests, TEST_SEED)
    with ThreadPoolExecutor() as pool:
        tell("the certain world", 0, 1)
        certain = SideBySide([stage.side(stage.planned)], Tail(counts=0.0), pool).solve(gap).orders
        tell("worlds side by side", 0, 1)
        sides = [stage.side(found_on.one(draw)) for draw in range(draws)]
        neutral, minding = (SideBySide(sides, Tail(TAIL, counts), pool) for counts in (0.0, 1.0))
        solved = {
            CERTAIN: neutral.solve(gap, certain),
            MEAN: neutral.solve(gap),
            HEDGED: minding.solve(gap),
        }
        orders = {name: one.orders for name, one in solved.items()} | {CERTAIN: certain}
        nets = np.empty((len(orders) + 1, tests))
        for test in range(tests):
            tell("worlds tested on", test, tests)
            alone = SideBySide([stage.side(tested_on.one(test))], Tail(counts=0.0), pool)
            nets[-1, test] = -alone.solve(gap).objective
            nets[:-1, test] = [-alone.solve(gap, held).objective for held in orders.values()]
    told = {name: [*_told(-one.costs)] for name, one in solved.items()}
    return TwoStage(_table(told, nets), _orders(stage.programme, sides[0], orders), nets, gap)


@dataclass(frozen=True)
class Staged:
    """A scenario whose worlds can be planned: its programme, and the world it was written for."""

    scenario: Scenario
    programme: Programme
    planned: World

    def side(self, world: World) -> Side:
        """Return a world's problem and its blocks."""
        here = programme_in(self.programme, self.scenario, world)
        problem = problem_in(here, self.scenario, world)
        return Side(problem, tuple(blocks_of(here, problem, kernel_only=True)))


def staged(scenario: Scenario, data: Path | None = None) -> Staged:
    """Return a scenario, planned for net present value, so that its worlds can be planned; raises as `two_stage` does."""
    valued = _valued(scenario)
    programme = arrange(valued, data)
    sites, chips = (len(programme.labels[name]) for name in ("site", "chip"))
    return Staged(valued, programme, as_planned(sites, chips, len(scenario.money.commitments)))


def _valued(scenario: Scenario) -> Scenario:
    if scenario.programme.objective == "least cost":
        finding = Finding(
            "programme.objective", "least cost", "work with a worth, so that what is not served costs something",
            "add --set programme.objective='net present value' and give the work its worth",
        )  # fmt: skip
        raise InputError("two stages cannot be planned", [finding])
    return scenario.replace("programme.objective", OBJECTIVE)


def drawn_for(scenario: Scenario, draws: int, seed: int) -> Worlds:
    """Return a Latin hypercube of so many worlds, others for another seed."""
    other = scenario.replace("programme.seed", scenario.programme.seed + seed)
    return worlds(scenario, chances(other, draws))


def _told(nets: Floats) -> tuple[float, float, float]:
    mean, tail = float(nets.mean()), tail_mean(nets, TAIL)
    return mean, tail, mean + tail


def _table(found: dict[str, list[float]], nets: Floats) -> pd.DataFrame:
    names = ["mean", "tail", "score"]
    rows = {
        name: [*found.get(name, [np.nan] * 3), *_told(own)]
        for name, own in zip([*found, KNOWING], nets, strict=True)
    }
    return pd.DataFrame.from_dict(rows, orient="index", columns=[*names, *(f"test_{name}" for name in names)])


def _orders(programme: Programme, side: Side, orders: dict[str, Floats]) -> pd.DataFrame:
    """Return what is ordered in all, by site and kind: GW_it of halls, GW of grid, plants and stores."""
    inputs, columns = programme.inputs, side.problem.columns
    sizes: dict[str, tuple[str, Any]] = {
        "halls [GW_it]": ("hall_blocks_ordered", inputs["block_power"]),
        "grid [GW_site]": ("grid_taken", 1.0),
        "plants [GW_plate]": ("plant_units_ordered", inputs["plant_unit_size"]),
        "stores [GW_site]": ("store_power_ordered", 1.0),
    }
    starts = dict(zip(ORDERS, np.cumsum([0, *(columns[name].size for name in ORDERS)]), strict=False))
    found = {}
    for programme_of_orders, values in orders.items():
        for kind, (name, size) in sizes.items():
            laid = columns[name].copy(
                data=values[starts[name] :][: columns[name].size].reshape(columns[name].shape)
            )
            amount = (laid * size / MW_IN_GW).sum([dim for dim in columns[name].dims if dim != "site"])
            for site, one in zip(programme.labels["site"], amount.values, strict=True):
                found[site, kind, programme_of_orders] = float(one)
    return pd.Series(found).unstack(sort=False)
