"""Solve: from a scenario to an audited plan."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from gigaplan.core.errors import Finding, InfeasibleError, SolveError, raise_findings
from gigaplan.plan.gap import DEFAULT_GAP
from gigaplan.plan.plan import Plan
from gigaplan.plan.result import Result
from gigaplan.programme.arrange import arrange
from gigaplan.programme.programme import Programme
from gigaplan.scenario.schema import Scenario

Method = Literal["reference", "decomposed"]
Progress = Callable[[str, int, float, float], None]
WORST_RESIDUAL = 1e-6
REFERENCE_GAP = 1e-4
MOST_SITE_HOURS_AT_ONCE = 8000  # solved in a second or two as one problem


def solve(
    scenario: Scenario,
    *,
    data: Path | str | None = None,
    method: Method | None = None,
    gap: float = DEFAULT_GAP,
    time_limit: float = float("inf"),
    progress: Progress | None = None,
    folder: Path | str | None = None,
) -> Plan:
    """Plan a scenario: arrange, optimise, audit.

    data: folder of measured hours. method: "decomposed" over all hours (the default where the scenario plans
    all hours, or weeks of more than a small case) or "reference", one problem for small cases. gap: certified relative gap to reach.
    time_limit [s]: the incumbent with its gap is returned there, as on Ctrl-C. progress(stage, round,
    incumbent, bound). folder: where a decomposed run keeps its checkpoint and is resumed from.
    Raises InputError, InfeasibleError or SolveError; never returns a plan that fails its audit.
    """
    _refuse_effort(gap, time_limit)
    programme = arrange(scenario, Path(data) if data is not None else None)
    chosen = method or _method(scenario, programme)
    place = Path(folder) if folder is not None else None

    def planned(arranged: Programme, kept: Path | None) -> Plan:
        return _planned(scenario, arranged, chosen, gap, time_limit, progress, kept)

    plan = planned(programme, place)
    target = scenario.policy.reliability
    return plan if target is None else _reliable(plan, target, planned)


def _method(scenario: Scenario, programme: Programme) -> Method:
    """Return "reference" for chosen weeks of a small case, "decomposed" for all hours and anything larger."""
    small = len(programme.labels["site"]) * len(programme.calendar.hours) <= MOST_SITE_HOURS_AT_ONCE
    return "reference" if small and scenario.programme.chosen_weeks else "decomposed"


def _reliable(plan: Plan, target: float, planned: Callable[[Programme, Path | None], Plan]) -> Plan:
    """Plan again with larger margins of firm power until own plant carries its load as often as asked."""
    from gigaplan.plan.reliability import MOST_ROUNDS, raised

    for _ in range(MOST_ROUNDS):
        programme = raised(plan, target)
        if programme is None:
            return plan
        plan = planned(programme, None)
    do = "raise policy.firm_margin, or ask for a little less"
    finding = Finding(
        "policy.reliability", f"missed after {MOST_ROUNDS} plans", f"{target:.4%} of the time", do
    )
    raise SolveError("the reliability target was not reached", [finding])


def _planned(
    scenario: Scenario,
    programme: Programme,
    method: Method,
    gap: float,
    time_limit: float,
    progress: Progress | None,
    folder: Path | None,
) -> Plan:
    """Solve and audit an arranged programme."""
    started = time.perf_counter()
    try:
        result = _solved(programme, method, gap, time_limit, progress, folder)
    except InfeasibleError as problem:
        from gigaplan.plan.assembly import assemble
        from gigaplan.plan.conflict import conflict

        raise InfeasibleError(problem.summary, conflict(programme, assemble(programme))) from None
    plan = Plan(
        scenario=scenario,
        programme=programme,
        solution=result.solution,
        objective=result.objective,
        bound=result.bound,
        status=result.status,
        method=result.method,
        prices=result.prices,
        rounds=result.rounds,
        seconds=time.perf_counter() - started,
    )
    _refuse_what_fails(plan)
    return plan


def _refuse_effort(gap: float, time_limit: float) -> None:
    """Raise InputError for a gap or time limit that is none; every comparison with not-a-number is false."""
    findings = []
    if not 0.0 <= gap <= 1.0:
        findings.append(
            Finding("gap", f"{gap:g}", "between 0 and 1", "give for example 0.005 for half a percent")
        )
    if not time_limit > 0.0:
        findings.append(Finding("time_limit", f"{time_limit:g}", "seconds, more than 0", "give more time"))
    raise_findings("the plan cannot be asked for so", findings)


def _solved(
    programme: Programme,
    method: Method,
    gap: float,
    time_limit: float,
    progress: Progress | None,
    folder: Path | None,
) -> Result:
    if method == "reference":
        from gigaplan.plan.reference import solve_reference

        return solve_reference(programme, gap=min(gap, REFERENCE_GAP), time_limit=time_limit)
    from gigaplan.plan.decomposition.checkpoint import Checkpoint
    from gigaplan.plan.decomposition.rounds import Effort
    from gigaplan.plan.decomposition.solve import solve_decomposed

    effort = Effort(continuous_gap=gap / 5, whole_gap=gap, time_limit=time_limit)
    return solve_decomposed(programme, effort, progress, Checkpoint(folder) if folder is not None else None)


def _refuse_what_fails(plan: Plan) -> None:
    bad = [residual for residual in plan.residuals if residual.relative > WORST_RESIDUAL]
    if bad:
        findings = [
            Finding(
                one.place,
                f"{one.equation} off by {one.violation:.3g}",
                f"at most {WORST_RESIDUAL:g} of its amounts",
                "report this scenario: it is a fault of the solver",
            )
            for one in bad
        ]
        raise SolveError("the plan fails its audit", findings)
