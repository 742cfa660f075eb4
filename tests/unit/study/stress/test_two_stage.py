"""Two stages: one certain world is the plan itself; each kind of orders is best at what it was made for; knowing is worth most."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import cache

import numpy as np
import pytest

from gigaplan.core.errors import InputError
from gigaplan.operate.world import as_planned
from gigaplan.plan.decomposition.blocks import blocks_of
from gigaplan.plan.decomposition.rounds import Effort
from gigaplan.plan.decomposition.solve import solve_decomposed
from gigaplan.programme.arrange import arrange
from gigaplan.scenario.load import load
from gigaplan.scenario.schema import Scenario
from gigaplan.study.stress.side_by_side import Side, SideBySide, Tail, orders_of
from gigaplan.study.stress.two_stage import CERTAIN, HEDGED, KNOWING, MEAN, TwoStage, two_stage
from gigaplan.study.stress.world_programme import problem_in, programme_in

HALLS = {"limit": "60 MW_it", "block": "10 MW_it", "pace": 3, "lead_time": "3 month"}
WORTHY = {  # two campuses without halls, money in two halves, work worth serving
    "programme.objective": "net present value",
    "programme.quarters": 6,
    "programme.chosen_weeks": 1,
    "workload.training.required": "0 %",
    "workload.training.steps": [{"demand": "50 kH100e", "worth": "6 USD_2026/H100e/hour"}],
    "money.commitments": [
        {"partner": "Owner", "year": 2026, "amount": "2 GUSD_2026", "status": status}
        for status in ("secured", "announced")
    ],
    **{f"sites.{name}.standing": {"open": True} for name in ("north", "south")},
    **{f"sites.{name}.halls": HALLS for name in ("north", "south")},
}


def worthy() -> Scenario:
    return load("tiny", WORTHY)


def side(scenario: Scenario, **changes: object) -> Side:
    programme = arrange(scenario)
    sites, chips = (len(programme.labels[name]) for name in ("site", "chip"))
    world = as_planned(sites, chips, len(scenario.money.commitments))
    for name, value in changes.items():
        object.__setattr__(world, name, value)
    here = programme_in(programme, scenario, world)
    problem = problem_in(here, scenario, world)
    return Side(problem, tuple(blocks_of(here, problem, True)))


@cache
def found() -> TwoStage:
    return two_stage(worthy(), 5, 5)


def test_one_certain_world_is_the_plan_itself() -> None:
    plan = solve_decomposed(arrange(worthy()), Effort(1e-6, 1e-6, relax=True))
    with ThreadPoolExecutor(1) as pool:
        alone = SideBySide([side(worthy())], Tail(counts=0.0), pool).solve(1e-6)
    assert plan.objective < 0  # it is worth something
    assert alone.objective == pytest.approx(plan.objective, rel=1e-5)


def test_orders_are_paid_where_no_money_comes_to_use_them() -> None:
    sides = [side(worthy()), side(worthy(), arrived=np.zeros(2))]
    with ThreadPoolExecutor(1) as pool:
        both = SideBySide(sides, Tail(counts=0.0), pool).solve(1e-6)
    problem = sides[1].problem
    assert both.costs[1] == pytest.approx(float(problem.cost[orders_of(problem)] @ both.orders), abs=1e-3)
    assert both.costs[1] > 0 > both.costs[0]


def test_each_kind_of_orders_is_best_at_what_it_was_made_for() -> None:
    table, slack = found().table, 3 * found().gap * found().table["mean"].abs().max()
    assert table.loc[MEAN, "mean"] >= table.loc[CERTAIN, "mean"] - slack
    assert table.loc[HEDGED, "score"] >= table.loc[[CERTAIN, MEAN], "score"].max() - slack
    assert table.loc[MEAN, "mean"] >= table.loc[HEDGED, "mean"] - slack


def test_no_orders_beat_knowing_the_world() -> None:
    nets = found().nets
    assert (nets[-1] >= nets[:-1] - 2 * found().gap * np.abs(nets).max()).all()
    assert nets[-1].mean() > nets[:-1].mean(axis=1).max()
    assert found().table.loc[KNOWING, "test_mean"] == pytest.approx(nets[-1].mean())


def test_least_cost_is_refused() -> None:
    with pytest.raises(InputError, match="two stages"):
        two_stage(load("tiny"), 8, 20)
