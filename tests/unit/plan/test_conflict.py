"""Infeasible scenarios: the conflicting limits are named, and no more of them than needed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from gigaplan.core.errors import InfeasibleError
from gigaplan.plan.assembly import assemble
from gigaplan.plan.conflict import _can_be_met, _elastic, _filtered, _suspects
from gigaplan.plan.solve import solve
from gigaplan.programme.arrange import arrange
from gigaplan.scenario.load import load
from tests.infeasible import CASES, Infeasible

SAMPLE = CASES[::4]


def names_the_limit(case: Infeasible) -> None:
    with pytest.raises(InfeasibleError) as problem:
        solve(load("tiny", case.changes))
    named = [finding.where for finding in problem.value.findings]
    assert any(case.names in where for where in named), named
    assert any("demand that must be met" in where for where in named), named


@pytest.mark.parametrize("case", SAMPLE, ids=lambda case: case.title)
def test_an_infeasible_scenario_names_its_limits(case: Infeasible) -> None:
    names_the_limit(case)


@pytest.mark.slow
@pytest.mark.parametrize("case", [one for one in CASES if one not in SAMPLE], ids=lambda case: case.title)
def test_every_infeasible_scenario_names_its_limits(case: Infeasible) -> None:
    names_the_limit(case)


@pytest.mark.parametrize("case", CASES[:3], ids=lambda case: case.title)
def test_without_any_one_of_the_limits_named_the_others_can_be_met(case: Infeasible) -> None:
    problem = assemble(arrange(load("tiny", case.changes)))
    suspects = _suspects(problem)
    _, price = _elastic(problem, suspects)
    named = _filtered(problem, suspects.rows, suspects.rows[np.abs(price) > 1e-7])
    spared = np.setdiff1d(suspects.rows, named)
    for dropped in named:
        lower, upper = problem.row_lower.copy(), problem.row_upper.copy()
        free = [*spared, dropped]
        lower[free], upper[free] = -np.inf, np.inf
        assert _can_be_met(replace(problem, row_lower=lower, row_upper=upper))
