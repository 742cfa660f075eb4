"""An infeasible scenario: the smallest set of limits that contradict each other, in words.

Method: every limit of the user is given a slack at a cost (elastic programming; Chinneck, Feasibility and
Infeasibility in Optimization, 2008, chapter 6); limits that carry a price there are the suspects, and a
deletion filter keeps only those without which the rest could be met.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from scipy.sparse import csr_array, hstack

from gigaplan.core.errors import Finding
from gigaplan.language import quantities
from gigaplan.plan.highs import new_highs, pass_problem
from gigaplan.plan.problem import Problem
from gigaplan.programme.programme import Programme

Floats = NDArray[np.float64]
NEGLIGIBLE = 1e-7
WORDS = {
    "required_demand_is_met": ("demand that must be met", "demand_required", "ask for less, or later"),
    "capital_is_committed": ("capital committed by then", "capital_available", "add commitments, or count less sure money"),
    "wafers_are_shared": ("advanced-packaging wafers", "wafer_supply", "raise the programme's share of wafers"),
    "chip_supply_is_limited": ("chips to be had", "chip_supply", "allow more chips, or another generation"),
    "export_cap_is_kept": ("compute an export rule lets stand", "export_cap", "choose another export rule, or other sites"),
    "hall_power_fits_the_site": ("hall power the site can hold", "hall_power_limit", "raise halls.limit"),
    "chips_fit_the_halls": ("hall power ready", "standing_hall_power", "start more halls earlier, or ask for less"),
    "halls_need_an_open_site": ("hall blocks that can be started", "hall_pace", "raise halls.pace, or open earlier"),
    "site_opens_when_allowed": ("quarters the site may be opened in", "site_allowed", "set an earlier date under earliest"),
    "plant_fits_the_site": ("plant the site allows", "plant_limit", "raise the limit under plants"),
    "plant_needs_an_open_site": ("plant that can be ordered", "plant_orderable", "raise the limit under plants"),
    "plant_slots_are_shared": ("manufacturing slots", "plant_slots", "raise supply.slots"),
    "grid_fits_the_offer": ("grid connection offered", "offer_size", "add or enlarge a grid offer"),
    "transformers_are_shared": ("transformers to be had", "transformer_slots", "raise supply.transformers"),
    "firm_power_covers_the_peak": ("firm power for the peak", "firm_margin", "lower policy.firm_margin, or allow firm plant"),
    "national_share_is_kept": ("share of national electricity", "national_power_limit", "raise policy.national_share"),
}


@dataclass(frozen=True)
class _Suspects:
    """Rows of limits a user set, with what one unit of slack in each costs."""

    rows: NDArray[np.int64]
    scale: Floats


def conflict(programme: Programme, problem: Problem) -> list[Finding]:
    """Return the smallest set of conflicting limits found, each with how far it would have to give way."""
    suspects = _suspects(problem)
    slack, price = _elastic(problem, suspects)
    blamed = suspects.rows[np.abs(price) > NEGLIGIBLE]
    needed = _filtered(problem, suspects.rows, blamed)
    give = dict(zip(suspects.rows, slack, strict=True))
    return [_finding(programme, name, where, give[row]) for row, name, where in _named(problem, needed)]


def _suspects(problem: Problem) -> _Suspects:
    rows = np.concatenate([problem.rows[name].values.ravel() for name in WORDS if name in problem.rows])
    rows = rows[rows >= 0]
    largest = np.abs(problem.matrix[rows]).max(axis=1).toarray().ravel()
    bound = np.nan_to_num(np.where(np.isfinite(problem.row_upper), problem.row_upper, problem.row_lower)[rows])
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
            where = {str(dim): str(numbers[dim].values[index]) for dim, index in zip(numbers.dims, position, strict=True)}
            found.append((int(numbers.values[tuple(position)]), name, where))
    return found


def _finding(programme: Programme, equation: str, where: dict[str, str], slack: float) -> Finding:
    text, limit, advice = WORDS[equation]
    array = programme.inputs[limit]
    place = {dim: label for dim, label in where.items() if dim in array.dims}
    value = float(array.sel(place))
    unit = quantities()[limit].unit.replace("dimensionless", "").replace("/1000", "")
    labels = ", ".join(f"{label}" for label in where.values())
    more = f"; about {slack:,.4g} {'less' if equation.startswith('required') else 'more'} would do" if slack > NEGLIGIBLE else ""
    return Finding(f"{text} ({labels})", f"{value:,.4g} {unit}".strip() + more, "limits that can be met together", advice)
