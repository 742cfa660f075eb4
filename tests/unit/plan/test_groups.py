"""Many sites planned in groups first: the same optimum, plans that keep together to what is shared, and ways out."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from benchmarks.programmes import synthetic_programme

from gigaplan.plan.assembly import assemble
from gigaplan.plan.audit import audit
from gigaplan.plan.decomposition import groups
from gigaplan.plan.decomposition.blocks import blocks_of
from gigaplan.plan.decomposition.evaluate import pieces_of
from gigaplan.plan.decomposition.interrupt import Stop
from gigaplan.plan.decomposition.master import Master
from gigaplan.plan.decomposition.rounds import Effort, State
from gigaplan.plan.decomposition.solve import solve_decomposed
from gigaplan.programme.programme import Programme

SITES = 7
TIGHT = 1e-5
LIMITS = 1e-6


@pytest.fixture
def in_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    """Plan seven sites in groups of three, two and two."""
    monkeypatch.setattr(groups, "MOST_SITES", 3)
    monkeypatch.setattr(groups, "SITES_OF_A_GROUP", 3)


@pytest.fixture(scope="module")
def programme() -> Programme:
    return synthetic_programme(SITES, 6, seed=5, hours_in_quarter=48)


@pytest.fixture
def begun(programme: Programme, in_groups: None) -> Iterator[State]:
    """The loop after its beginning."""
    problem = assemble(programme)
    blocks = blocks_of(programme, problem)
    master = Master(problem, [piece for block in blocks for piece in pieces_of(block, problem)])
    with ThreadPoolExecutor(2) as pool, Stop(np.inf) as stop:
        state = State(problem, blocks, master, Effort(), lambda *_: None, pool, stop, None, "")
        groups.begin(state)
        yield state


@pytest.mark.parametrize("relax", [True, False])
def test_the_plan_is_as_good_as_one_of_all_sites_at_once(
    programme: Programme, relax: bool, request: pytest.FixtureRequest
) -> None:
    gap = TIGHT if relax else 2e-3
    at_once = solve_decomposed(programme, Effort(TIGHT, gap, relax=relax))
    request.getfixturevalue("in_groups")
    stages: list[str] = []
    grouped = solve_decomposed(
        programme, Effort(TIGHT, gap, relax=relax), lambda stage, *_: stages.append(stage)
    )
    assert stages[:3] == ["3 of 7 sites", "5 of 7 sites", "7 of 7 sites"]
    assert max(grouped.bound, at_once.bound) <= min(grouped.objective, at_once.objective) + LIMITS
    assert grouped.objective - grouped.bound <= gap * abs(grouped.objective) + LIMITS
    held = [
        one for one in audit(programme, grouped.solution) if not (relax and one.equation.endswith(" whole"))
    ]
    assert max(held, key=lambda one: one.relative).relative < LIMITS


def test_the_groups_plans_together_keep_to_every_limit_and_cost_what_was_said(begun: State) -> None:
    point, value = begun.relaxed
    assert point is not None
    problem = begun.problem
    sides = problem.matrix @ point
    room = LIMITS * np.maximum(1.0, np.abs(sides))
    assert (sides >= problem.row_lower - room).all()
    assert (sides <= problem.row_upper + room).all()
    assert (point >= problem.column_lower - LIMITS).all()
    assert (point <= problem.column_upper + LIMITS).all()
    assert begun.cost_of(point)[0] == pytest.approx(value, rel=1e-9)


def test_what_no_group_is_bound_by_is_watched_until_a_plan_breaks_it(begun: State) -> None:
    solver = begun.master.solver
    assert 0 < len(solver.laid) < len(solver.rows)
    equal = (solver.rows.lower == solver.rows.upper)[solver.laid]
    assert (~equal).sum() > 0
    begun_with = len(solver.laid)
    found = solver.solve()
    assert (
        len(solver.laid) - begun_with < 0.05 * begun_with
    )  # what binds in the groups is nearly all that binds
    assert found.objective == pytest.approx(begun.relaxed[1], rel=0.02)  # and their cuts are the whole's
    sides = solver.rows.matrix @ found.values
    room = LIMITS * np.maximum(1.0, np.abs(sides))
    assert (sides >= solver.rows.lower - room).all()
    assert (sides <= solver.rows.upper + room).all()
    solver.lay(solver.idle())
    assert solver.solve().objective == pytest.approx(found.objective, rel=1e-9)


def test_where_a_group_cannot_plan_alone_all_sites_are_planned_at_once(
    in_groups: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    programme = synthetic_programme(SITES, 4, seed=5, hours_in_quarter=24, objective="least cost")
    programme.inputs["demand_step"].values[:, 0, -1] = 40.0
    programme.inputs["demand_required"].values[:, -1] = 40.0
    programme.inputs["hall_power_limit"].values[[2, 5]] = 0.0  # a group of their own
    stages: list[str] = []
    found = solve_decomposed(programme, Effort(relax=True), lambda stage, *_: stages.append(stage))
    assert "5 of 7 sites" in stages
    assert "7 of 7 sites" not in stages
    monkeypatch.undo()
    at_once = solve_decomposed(programme, Effort(relax=True))
    assert found.objective == at_once.objective
    delivered = found.solution["compute_delivered"].values[:, -1]
    assert delivered == pytest.approx(40.0, rel=LIMITS)


def test_a_run_out_of_time_while_it_plans_groups_leaves_a_plan_with_its_gap(
    programme: Programme, in_groups: None
) -> None:
    found = solve_decomposed(programme, Effort(time_limit=0.0))
    assert found.status == "stopped: time limit reached"
    assert -np.inf < found.bound < found.objective < np.inf
    worst = max(audit(programme, found.solution), key=lambda one: one.relative)
    assert worst.relative < LIMITS
