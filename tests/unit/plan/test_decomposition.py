"""The decomposition against the one problem it takes apart: same optimum, bound below, plan feasible."""

from __future__ import annotations

import functools

import numpy as np
import pytest
from benchmarks.programmes import synthetic_programme

from gigaplan.plan.assembly import assemble
from gigaplan.plan.audit import audit, ledger, objective_total
from gigaplan.plan.decomposition.blocks import Block, blocks_of
from gigaplan.plan.decomposition.evaluate import dispatched, evaluate, pieces_of
from gigaplan.plan.decomposition.rounds import Effort
from gigaplan.plan.decomposition.solve import solve_decomposed
from gigaplan.plan.problem import Floats
from gigaplan.plan.reference import solve_reference
from gigaplan.plan.result import Result
from gigaplan.programme.arrange import arrange
from gigaplan.programme.programme import Programme
from gigaplan.scenario.load import load

TIGHT = Effort(continuous_gap=1e-5, whole_gap=1e-4)
ROUNDING = 1e-7
EXACT = 1e-6


@functools.cache
def programme_of(name: str) -> Programme:
    match name:
        case "tiny" | "abilene":
            return arrange(load(name))
        case "whole turbines":
            return synthetic_programme(2, 4, seed=1, hours_in_quarter=48, whole_plants=True)
        case "must-run":
            return glutted(synthetic_programme(2, 4, seed=2, hours_in_quarter=48, must_run=0.4))
        case "two years":
            return glutted(synthetic_programme(1, 8, seed=3, hours_in_quarter=36, must_run=1.0))
        case "least cost":
            return demanding(synthetic_programme(2, 4, seed=4, hours_in_quarter=48, objective="least cost"))
    raise KeyError(name)


def glutted(programme: Programme) -> Programme:
    """Pay 40 dollars for every megawatt-hour taken in every seventh hour."""
    programme.inputs["grid_energy_cost"].values[:, ::7] = -40e-6
    return programme


def demanding(programme: Programme) -> Programme:
    required = programme.inputs["demand_required"]
    programme.inputs["demand_step"].values[:, 0, -1] = 40.0
    required.values[:, -1] = 40.0
    return programme


@functools.cache
def reference(name: str) -> Result:
    return solve_reference(programme_of(name), gap=1e-6)


@functools.cache
def decomposed(name: str) -> Result:
    return solve_decomposed(programme_of(name), TIGHT)


FAST = ["tiny", "whole turbines", "must-run", "two years", "least cost"]
every_programme = pytest.mark.parametrize("name", [*FAST, pytest.param("abilene", marks=pytest.mark.slow)])


@every_programme
def test_the_bound_lies_below_and_the_plan_above_the_optimum_of_the_one_problem(name: str) -> None:
    one, taken_apart = reference(name), decomposed(name)
    slack = 2e-6 * abs(one.objective)  # the reference itself is proven to 1e-6
    assert taken_apart.bound <= one.objective + slack
    assert taken_apart.objective >= one.bound - slack
    assert taken_apart.objective - taken_apart.bound <= TIGHT.whole_gap * abs(taken_apart.objective) + slack


@every_programme
def test_the_plan_meets_every_equation_in_every_hour(name: str) -> None:
    residuals = audit(programme_of(name), decomposed(name).solution)
    assert max(residuals, key=lambda one: one.relative).relative < EXACT


@every_programme
def test_the_plan_costs_what_its_ledgers_say(name: str) -> None:
    programme, found = programme_of(name), decomposed(name)
    total = objective_total(programme, ledger(programme, found.solution))
    assert total == pytest.approx(found.objective, rel=ROUNDING)


@every_programme
def test_whole_numbers_are_whole(name: str) -> None:
    blocks = decomposed(name).solution["hall_blocks_ordered"].values
    np.testing.assert_allclose(blocks, np.round(blocks), atol=EXACT)


@pytest.mark.parametrize("name", ["must-run", "two years"])
def test_more_is_taken_in_hours_that_are_paid_for(name: str) -> None:
    programme, solution = programme_of(name), decomposed(name).solution
    paid = programme.inputs["grid_energy_cost"].values[0] < 0.0
    taken = solution["grid_power"].values[0].sum(axis=0)
    assert paid.any()
    assert taken[paid].mean() > taken[~paid].mean()


def test_a_relaxed_plan_costs_no_more_than_a_whole_one() -> None:
    relaxed = solve_decomposed(programme_of("whole turbines"), Effort(1e-5, 1e-5, relax=True))
    assert relaxed.bound <= relaxed.objective <= decomposed("whole turbines").objective + EXACT


def handed_on(block: Block, point: Floats) -> Floats:
    """Return a master point with the energy that the best operation hands from piece to piece."""
    level = dispatched(block, point).level
    ends = np.append(block.starts[1:], len(level)) - 1
    levels = np.zeros(block.first_piece + len(ends))
    levels[block.first_piece :] = level[ends]
    return np.concatenate([point, levels])


@pytest.mark.parametrize("name", FAST[1:])
def test_cuts_are_exact_where_they_were_made_and_below_the_cost_everywhere_however_they_are_mixed(
    name: str,
) -> None:
    programme = programme_of(name)
    problem = assemble(programme)
    generator = np.random.default_rng(7)
    points = [generator.uniform(0.0, 300.0, len(problem.cost)) for _ in range(4)]
    for block in blocks_of(programme, problem):
        costs, families = zip(*(evaluate(block, point) for point in points), strict=True)
        for here, point in enumerate(points):
            whole = handed_on(block, point)
            bounds = np.array([[cut.value(whole) for cut in family] for family in families])
            assert bounds[here].sum() == pytest.approx(costs[here], rel=1e-9)
            assert bounds.max(axis=0).sum() <= costs[here] + 1e-9 * max(abs(costs[here]), 1.0)


@pytest.mark.parametrize("name", FAST[1:])
def test_a_piece_costs_no_less_than_the_master_takes_for_granted(name: str) -> None:
    programme = programme_of(name)
    problem = assemble(programme)
    point = np.minimum(np.random.default_rng(5).uniform(0.0, 300.0, len(problem.cost)), problem.column_upper)
    for block in blocks_of(programme, problem):
        whole = handed_on(block, point)
        for cut, piece in zip(evaluate(block, point)[1], pieces_of(block, problem), strict=True):
            assert cut.value(whole) >= piece.least_cost - 1e-9


@pytest.mark.parametrize("name", FAST[1:])
def test_twice_the_plant_and_twice_the_work_cost_twice_as_much(name: str) -> None:
    programme = programme_of(name)
    problem = assemble(programme)
    point = np.random.default_rng(11).uniform(0.0, 300.0, len(problem.cost))
    for block in blocks_of(programme, problem):
        once, twice = evaluate(block, point)[0], evaluate(block, 2.0 * point)[0]
        assert twice == pytest.approx(2.0 * once, rel=1e-9)
