"""Dispatch of one site by the kernel: hand over the arrays, read the operation and its prices."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gigaplan.core.errors import Finding, SolveError
from gigaplan.plan.dispatch.hour import Site
from gigaplan.plan.dispatch.kernel import DONE, Workspace, new_operation, new_workspace, operate
from gigaplan.plan.dispatch.problem import Floats, SiteProblem, check_problem
from gigaplan.plan.dispatch.result import Dispatch, store_rents


def dispatch_site(problem: SiteProblem, work: Workspace | None = None) -> Dispatch:
    """Operate a site with one store at least cost by the kernel.

    work: a workspace of the problem's size (one segment more where there is spill), used by one thread at a
    time; it saves a third of the time. Raises InputError with every finding about the arrays, SolveError naming the hour that cannot be operated.
    """
    check_problem(problem)
    if problem.spill_limit is not None:
        return _with_spill(problem, work)
    segments, hours = problem.shape
    found = new_operation(segments, hours)
    failed, cost = operate(
        site_arrays(problem),
        problem.start_level,
        problem.end_level,
        work or new_workspace(segments, hours),
        found,
    )
    if failed != DONE:
        raise cannot_operate(failed)
    rents = store_rents(problem, problem.first_store, found.price, found.water)
    return Dispatch(
        objective=cost,
        supply=found.supply,
        charge=found.charge,
        discharge=found.discharge,
        level=found.level,
        marginal_cost=found.price,
        water_value=found.water,
        charge_rent=rents[0],
        discharge_rent=rents[1],
        energy_rent=rents[2],
        start_value=-float(problem.retention[0] * found.water[0]),
        end_value=max(float(found.water[-1]), 0.0),
        spill=np.zeros(hours),
    )


def site_arrays(problem: SiteProblem) -> Site:
    """Return a problem as the compiled functions see it."""
    return Site(
        plain(problem.cost), plain(problem.limit), plain(problem.demand), plain(problem.step_hours),
        plain(problem.charge_limit), plain(problem.discharge_limit), plain(problem.energy_limit),
        plain(problem.retention), plain(problem.hourly(problem.charge_cost)),
        plain(problem.hourly(problem.discharge_cost)), float(problem.charge_efficiency),
        1.0 / float(problem.discharge_efficiency),
    )  # fmt: skip


def plain(values: Floats) -> Floats:
    """Return an array as the compiled functions take it: floats without gaps."""
    return np.ascontiguousarray(values, dtype=np.float64)


def cannot_operate(hour: int) -> SolveError:
    """Return the error that names an hour that cannot be operated."""
    finding = Finding(
        where=f"hour {hour} of the block",
        got="no operation within the limits",
        want="demand met, and the store within its limits, its ending level reached",
        do="add supply that sheds load at its value, or lower the level the store has to end at",
    )
    return SolveError("the site cannot be operated", [finding])


def _with_spill(problem: SiteProblem, work: Workspace | None) -> Dispatch:
    """Dispatch with spill: demand is raised by all that may be spilled, and what is not spilled covers it for nothing."""
    spill = problem.hourly(problem.spill_limit)
    found = dispatch_site(
        replace(
            problem,
            cost=np.vstack([problem.cost, np.zeros_like(spill)]),
            limit=np.vstack([problem.limit, spill]),
            demand=problem.demand + spill,
            spill_limit=None,
        ),
        work,
    )
    return replace(found, supply=found.supply[:-1], spill=spill - found.supply[-1])
