"""Which dispatcher a site needs: the exact kernel wherever it can represent the site, HiGHS for the rest."""

from __future__ import annotations

from gigaplan.plan.dispatch.lp import dispatch_linear
from gigaplan.plan.dispatch.milp import dispatch_on_off
from gigaplan.plan.dispatch.problem import SiteProblem, check_problem
from gigaplan.plan.dispatch.result import Dispatch
from gigaplan.plan.dispatch.site import dispatch_site


def choose_dispatcher(problem: SiteProblem) -> str:
    """Return "on/off" for units that switch, "linear" for what couples hours beyond one store, else "kernel"."""
    if problem.on_off_units:
        return "on/off"
    beyond = (problem.more_stores, problem.supply_caps, problem.demand_charges, problem.deferrable)
    return "linear" if problem.cyclic or any(beyond) else "kernel"


def dispatch(problem: SiteProblem) -> Dispatch:
    """Operate a site at least cost by the dispatcher it needs, which the result names.

    Raises InputError with every finding about the arrays, SolveError or InfeasibleError where the site cannot be operated.
    """
    check_problem(problem)
    chosen = choose_dispatcher(problem)
    if chosen == "on/off":
        return dispatch_on_off(problem)
    return dispatch_linear(problem) if chosen == "linear" else dispatch_site(problem)
