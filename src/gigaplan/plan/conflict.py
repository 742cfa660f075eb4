"""An infeasible scenario: the smallest set of limits that contradict each other, in words.

Method: every limit of the user is given a slack at a cost (elastic programming; Chinneck, Feasibility and
Infeasibility in Optimization, 2008, chapter 6); limits that carry a price there are the suspects, and a
deletion filter keeps only those without which the rest could be met.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from scipy.sparse import csr_array, hstack

from gigaplan.core.errors import Finding
from gigaplan.language import quantities
from gigaplan.plan.highs import new_highs, pass_problem
from gigaplan.plan.problem import Problem
from gigaplan.plan.wording import WORDS, amount_of
from gigaplan.programme.programme import Programme

Floats = NDArray[np.float64]
NEGLIGIBLE = 1e-7


@dataclass(frozen=True)
class _Suspects:
    """Rows of limits a user set, with what one unit of slack in each costs."""

    rows: NDArray[np.int64]
    scale: Floats


@dataclass(frozen=True)
class _Blamed:
    """A limit of the conflict: its labels, its amount, and how far it would have to give way."""

    equation: str
    where: dict[str, str]
    amount: float
    slack: float


def conflict(programme: Programme, problem: Problem) -> list[Finding]:
    """Return the smallest set of conflicting limits found, each with how far it would have to give way."""
    suspects = _suspects(problem)
    slack, price = _elastic(problem, suspects)
    blamed = suspects.rows[np.abs(price) > NEGLIGIBLE]
    needed = _filtered(problem, suspects.rows, blamed)
    give = dict(zip(suspects.rows, slack, strict=True))
    found = [
        _Blamed(name, where, amount_of(programme, name, where), give[row])
        for row, name, where in _named(problem, needed)
    ]
    return [_finding(one) for one in _joined(found)]


def _suspects(problem: Problem) -> _Suspects:
    rows = np.concatenate([problem.rows[name].values.ravel() for name in WORDS if name in problem.rows])
    rows = rows[rows >= 0]
    largest = np.abs(problem.matrix[rows]).max(axis=1).toarray().ravel()
    bound = np.nan_to_num(
        np.where(np.isfinite(problem.row_upper), problem.row_upper, problem.row_lower)[rows]
    )
    return _Suspects(rows, np.maximum.reduce([largest, np.abs(bound), np.full(len(rows), 1e-6)]))


def _elastic(problem: Problem, suspects: _Suspects) -> tuple[Floats, Floats]:
    """Return the least total slack, row by row, and the price of each suspect row."""
    count = len(suspects.rows)
    upper_bounded = np.isfinite(problem.row_upper[suspects.rows])
    sign = np.where(upper_bounded, -1.0, 1.0)
    entries = csr_array((sign, (suspects.rows, np.arange(count))), shape=(problem.shape[0], count))
    loose = replace(
        problem,
        matrix=csr_array(hstack([problem.matrix, entries])),
        column_lower=np.append(problem.column_lower, np.zeros(count)),
        column_upper=np.append(problem.column_upper, np.full(count, np.inf)),
        cost=np.append(np.zeros(problem.shape[1]), 1.0 / suspects.scale),
        whole=np.zeros(problem.shape[1] + count, dtype=bool),
    )
    highs = new_highs(tolerance=1e-8)
    pass_problem(highs, loose, whole=False)
    highs.run()
    solution = highs.getSolution()
    slack = np.asarray(solution.col_value)[-count:]
    return slack, np.asarray(solution.row_dual)[suspects.rows] * suspects.scale


def _filtered(problem: Problem, suspects: NDArray[np.int64], blamed: NDArray[np.int64]) -> list[int]:
    """Drop each blamed row in turn; keep it only where the rest can then be met."""
    lower, upper = problem.row_lower.copy(), problem.row_upper.copy()
    spared = np.setdiff1d(suspects, blamed)
    lower[spared], upper[spared] = -np.inf, np.inf
    kept = []
    for row in blamed:
        held = lower[row], upper[row]
        lower[row], upper[row] = -np.inf, np.inf
        if _can_be_met(replace(problem, row_lower=lower, row_upper=upper)):
            lower[row], upper[row] = held
            kept.append(int(row))
    return kept


def _can_be_met(problem: Problem) -> bool:
    highs = new_highs(tolerance=1e-8)
    pass_problem(highs, replace(problem, cost=np.zeros_like(problem.cost)), whole=False)
    highs.run()
    return bool(highs.getInfo().primal_solution_status == 2)


def _named(problem: Problem, rows: Iterable[int]) -> list[tuple[int, str, dict[str, str]]]:
    """Return each row with its equation and labels."""
    wanted, found = set(rows), []
    for name in WORDS:
        numbers: xr.DataArray = problem.rows[name]
        for position in np.argwhere(np.isin(numbers.values, list(wanted))):
            where = {
                str(dim): str(numbers[dim].values[index])
                for dim, index in zip(numbers.dims, position, strict=True)
            }
            found.append((int(numbers.values[tuple(position)]), name, where))
    return found


def _joined(found: Iterable[_Blamed]) -> Iterator[_Blamed]:
    """Join a limit that stands the same in several quarters into one, with its quarters in a row."""
    groups: dict[tuple[object, ...], list[_Blamed]] = {}
    for one in found:
        place = tuple(label for dim, label in one.where.items() if dim != "quarter")
        alone = one.where.get("quarter") if one.slack > NEGLIGIBLE else None
        groups.setdefault((one.equation, place, one.amount, alone), []).append(one)
    for first, *others in groups.values():
        quarters = [one.where["quarter"] for one in (first, *others) if "quarter" in one.where]
        yield replace(first, where={**first.where, "quarter": ", ".join(quarters)}) if others else first


def _finding(blamed: _Blamed) -> Finding:
    wording = WORDS[blamed.equation]
    unit = quantities()[wording.limit].unit.replace("dimensionless", "")
    easier = "less" if blamed.equation == "required_demand_is_met" else "more"
    give = f"; about {blamed.slack:,.4g} {unit or wording.unit} {easier} would do"
    amount = f"{blamed.amount:,.4g} {unit or wording.counted}".strip()
    want = f"{wording.easier or easier}, or any one of the other limits named here eased"
    place = ", ".join(blamed.where.values())
    got = amount + give if blamed.slack > NEGLIGIBLE else amount
    return Finding(f"{wording.what} ({place})", got, want, wording.advice)
