"""Dispatch with plant that is off or runs at its minimum or above: a mixed-integer problem through HiGHS."""

from __future__ import annotations

import numpy as np

from gigaplan.plan.dispatch.lp import operation, store_operation
from gigaplan.plan.dispatch.problem import SiteProblem
from gigaplan.plan.dispatch.result import Dispatch
from gigaplan.plan.dispatch.rows import site_rows
from gigaplan.plan.gap import relative_gap
from gigaplan.plan.highs import solve_problem


def dispatch_on_off(problem: SiteProblem, gap: float = 1e-6, time_limit: float = float("inf")) -> Dispatch:
    """Operate a site with on/off units at least cost, to a relative gap or until the time limit [s].

    Whole numbers have no prices: every price of the result is NaN; what is not proven stands in its gap. Raises
    InfeasibleError where no operation meets every limit, SolveError where none was found in the time.
    """
    rows, hours = site_rows(problem), problem.shape[1]
    answer = solve_problem(rows.problem, gap=gap, time_limit=time_limit)
    unknown = np.full(hours, np.nan)
    stores = tuple(
        store_operation(store, columns, answer.values, unknown, (unknown, unknown, unknown))
        for store, columns in zip(problem.stores, rows.stores, strict=True)
    )
    return operation(
        problem,
        rows,
        answer,
        stores,
        unknown,
        "on/off",
        on=np.round(answer.values[np.array(rows.on)]),
        gap=relative_gap(answer.objective, answer.bound),
    )
