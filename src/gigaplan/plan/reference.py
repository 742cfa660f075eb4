"""The reference: the whole programme as one problem in HiGHS; for small cases, and to hold other methods to."""

from __future__ import annotations

from gigaplan.plan.highs import fixed, solve_problem
from gigaplan.plan.problem import Problem
from gigaplan.plan.result import Result
from gigaplan.programme.programme import Programme


def solve_reference(programme: Programme, gap: float = 1e-4, time_limit: float = float("inf")) -> Result:
    """Solve a programme, built through linopy, as one mixed-integer problem, to a relative gap.

    Raises InfeasibleError or SolveError where no proven status is reached.
    """
    from gigaplan.plan.build import build

    return solve_at_once(build(programme), gap, time_limit)


def solve_at_once(problem: Problem, gap: float = 1e-4, time_limit: float = float("inf")) -> Result:
    """Solve a problem with all its hours in one piece, to a relative gap; raises as `solve_reference` does."""
    found = solve_problem(problem, gap, time_limit)
    priced = solve_problem(fixed(problem, found.values)) if problem.whole.any() else found
    return Result(
        solution=problem.values(priced.values),
        objective=priced.objective,
        bound=min(found.bound, priced.objective),
        status=found.status,
        method="reference (one problem, HiGHS)",
        prices=problem.prices(priced.duals, problem.cost),
    )
