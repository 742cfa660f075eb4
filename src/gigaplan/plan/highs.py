"""HiGHS: hand a problem over, watch it run, take back only what is proven."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np

from gigaplan.core.errors import InfeasibleError, SolveError
from gigaplan.plan.problem import Floats, Problem

Progress = Callable[[str, float, float], None]
PROVEN = (highspy.HighsModelStatus.kOptimal,)
STOPPED = (highspy.HighsModelStatus.kTimeLimit, highspy.HighsModelStatus.kInterrupt)
IMPOSSIBLE = (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible)


@dataclass(frozen=True)
class Answer:
    """What HiGHS found: column values, objective, proven bound; row duals and reduced costs (empty for a mixed-integer run)."""

    values: Floats
    objective: float
    bound: float
    duals: Floats
    reduced_costs: Floats
    status: str


def new_highs(threads: int = 0, tolerance: float = 1e-9) -> Any:
    """Return a quiet HiGHS instance with tight tolerances."""
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("primal_feasibility_tolerance", tolerance)
    highs.setOptionValue("dual_feasibility_tolerance", tolerance)
    highs.setOptionValue("mip_feasibility_tolerance", tolerance)
    if threads:
        highs.setOptionValue("threads", threads)
    return highs


def pass_problem(highs: Any, problem: Problem, whole: bool) -> None:
    """Hand a problem to HiGHS; with `whole` the whole-number columns as integers."""
    model = highspy.HighsLp()
    rows, columns = problem.shape
    model.num_row_, model.num_col_ = rows, columns
    model.col_cost_, model.col_lower_, model.col_upper_ = (
        problem.cost,
        problem.column_lower,
        problem.column_upper,
    )
    model.row_lower_, model.row_upper_ = problem.row_lower, problem.row_upper
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.num_row_, model.a_matrix_.num_col_ = rows, columns
    model.a_matrix_.start_ = problem.matrix.indptr
    model.a_matrix_.index_ = problem.matrix.indices
    model.a_matrix_.value_ = problem.matrix.data
    if whole and problem.whole.any():
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        model.integrality_ = [kinds[int(one)] for one in problem.whole]
    highs.passModel(model)


def solve_problem(
    problem: Problem, gap: float = 1e-4, time_limit: float = float("inf"), threads: int = 0
) -> Answer:
    """Solve a problem to a relative gap. Raises InfeasibleError or SolveError without a proven status."""
    highs = new_highs(threads)
    highs.setOptionValue("mip_rel_gap", gap)
    if np.isfinite(time_limit):
        highs.setOptionValue("time_limit", time_limit)
    pass_problem(highs, problem, whole=True)
    highs.run()
    return answer(highs, mixed=bool(problem.whole.any()))


def answer(highs: Any, mixed: bool) -> Answer:
    """Read an answer from HiGHS after a run; only a proven status, or an incumbent at a limit, is taken."""
    status = highs.getModelStatus()
    information = highs.getInfo()
    if status in IMPOSSIBLE:
        raise InfeasibleError("no plan meets every limit of the scenario")
    stopped = status in STOPPED and information.primal_solution_status == 2
    if status not in PROVEN and not stopped:
        raise SolveError(
            f"the solver ended with status {highs.modelStatusToString(status)!r}; nothing is proven"
        )
    solution = highs.getSolution()
    bound = information.mip_dual_bound if mixed else information.objective_function_value
    return Answer(
        values=np.asarray(solution.col_value),
        objective=float(information.objective_function_value),
        bound=float(bound),
        duals=np.zeros(0) if mixed else np.asarray(solution.row_dual),
        reduced_costs=np.zeros(0) if mixed else np.asarray(solution.col_dual),
        status="optimal" if status in PROVEN else "stopped at a limit",
    )


def fixed(problem: Problem, values: Floats) -> Problem:
    """Return the problem with its whole numbers fixed at a solution, so that its duals can be read."""
    from dataclasses import replace

    rounded = np.round(values)
    lower = np.where(problem.whole, rounded, problem.column_lower)
    upper = np.where(problem.whole, rounded, problem.column_upper)
    return replace(problem, column_lower=lower, column_upper=upper, whole=np.zeros_like(problem.whole))
