"""The operation of a site as rows and columns, for everything the kernel cannot represent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array

from gigaplan.plan.dispatch.problem import Floats, Integers, SiteProblem, Store
from gigaplan.plan.problem import Problem

Term = tuple[Integers, Floats | float]
"""Columns of a term, one for each row, and what stands before them."""


@dataclass(frozen=True)
class StoreColumns:
    """Columns of a store's charge, discharge and level [H], and the rows of its level [H]."""

    charge: Integers
    discharge: Integers
    level: Integers
    rows: Integers


@dataclass(frozen=True)
class SiteRows:
    """A site's problem in rows, and where things stand: supply [J, H], spill, stores, peaks, deferred work [H], on."""

    problem: Problem
    supply: Integers
    spill: Integers
    stores: tuple[StoreColumns, ...]
    deferred: tuple[Integers, ...]
    on: tuple[Integers, ...]
    balance: Integers
    caps: Integers
    peaks: tuple[Integers, ...]
    works: Integers


@dataclass
class Lines:
    """Rows and columns while they are laid."""

    cost: list[Floats] = field(default_factory=list)
    lower: list[Floats] = field(default_factory=list)
    upper: list[Floats] = field(default_factory=list)
    whole: list[NDArray[np.bool_]] = field(default_factory=list)
    right: list[tuple[Floats, Floats]] = field(default_factory=list)
    entries: list[tuple[Integers, Integers, Floats]] = field(default_factory=list)
    columns: int = 0
    rows: int = 0

    def lay_columns(
        self, upper: Floats, cost: Floats | float = 0.0, lower: Floats | float = 0.0, whole: bool = False
    ) -> Integers:
        """Add columns within their limits and return their numbers, in the shape of `upper`."""
        flat = upper.ravel()
        self.upper.append(flat)
        self.cost.append(np.broadcast_to(np.asarray(cost), upper.shape).ravel())
        self.lower.append(np.broadcast_to(np.asarray(lower), upper.shape).ravel())
        self.whole.append(np.full(flat.size, whole))
        self.columns += flat.size
        return np.arange(self.columns - flat.size, self.columns).reshape(upper.shape)

    def lay_rows(self, lower: Floats, upper: Floats, terms: Iterable[Term]) -> Integers:
        """Add rows, each with one column of every term, and return their numbers."""
        numbers = np.arange(self.rows, self.rows + len(lower))
        self.rows += len(lower)
        self.right.append((lower, upper))
        for columns, factor in terms:
            self.enter(numbers, columns, np.broadcast_to(np.asarray(factor, dtype=np.float64), columns.shape))
        return numbers

    def enter(self, rows: Integers, columns: Integers, factors: Floats) -> None:
        """Add entries to rows that stand."""
        self.entries.append((rows, columns, factors))

    def problem(self) -> Problem:
        """Return what was laid as a problem."""
        rows, columns, factors = (np.concatenate(part) for part in zip(*self.entries, strict=True))
        matrix = coo_array((factors, (rows, columns)), shape=(self.rows, self.columns)).tocsr()
        lower, upper = (np.concatenate(part) for part in zip(*self.right, strict=True))
        return Problem(
            matrix=matrix,
            row_lower=lower,
            row_upper=upper,
            column_lower=np.concatenate(self.lower),
            column_upper=np.concatenate(self.upper),
            cost=np.concatenate(self.cost),
            whole=np.concatenate(self.whole),
            columns={},
            rows={},
        )


def site_rows(problem: SiteProblem) -> SiteRows:
    """Lay the operation of a site in rows and columns."""
    lines, hours = Lines(), problem.shape[1]
    supply = lines.lay_columns(problem.limit, problem.cost)
    spill = lines.lay_columns(problem.hourly(problem.spill_limit))
    stores = tuple(_store(lines, problem, store) for store in problem.stores)
    deferred = tuple(lines.lay_columns(work.power_limit) for work in problem.deferrable)
    terms: list[Term] = [(spill, -1.0)]
    terms += [(columns, 1.0) for columns in supply]
    terms += [(columns, -1.0) for columns in deferred]
    for store in stores:
        terms += [(store.discharge, 1.0), (store.charge, -1.0)]
    balance = lines.lay_rows(problem.demand, problem.demand, terms)
    peaks = tuple(_peak(lines, problem, number, supply) for number in range(len(problem.demand_charges)))
    caps = _sums(lines, [(supply, cap.factor, -np.inf, cap.most) for cap in problem.supply_caps])
    energies = [work.energy for work in problem.deferrable]
    works = _sums(
        lines,
        [
            (columns, problem.step_hours, energy, energy)
            for columns, energy in zip(deferred, energies, strict=True)
        ],
    )
    on = tuple(_on_off(lines, problem, number, supply, hours) for number in range(len(problem.on_off_units)))
    return SiteRows(lines.problem(), supply, spill, stores, deferred, on, balance, caps, peaks, works)


def _store(lines: Lines, problem: SiteProblem, store: Store) -> StoreColumns:
    """Lay a store: its level keeps what it held, gains what is charged, loses what is drawn."""
    step = problem.step_hours
    charge = lines.lay_columns(store.charge_limit, problem.hourly(store.charge_cost))
    discharge = lines.lay_columns(store.discharge_limit, problem.hourly(store.discharge_cost))
    least = np.zeros_like(step)
    least[-1] = 0.0 if store.cyclic else store.end_level
    level = lines.lay_columns(store.energy_limit, lower=least)
    right = np.zeros_like(step)
    right[0] = 0.0 if store.cyclic else store.retention[0] * store.start_level
    terms: list[Term] = [
        (level, 1.0),
        (charge, -step * store.charge_efficiency),
        (discharge, step / store.discharge_efficiency),
    ]
    rows = lines.lay_rows(right, right, terms)
    lines.enter(rows[1:], level[:-1], -store.retention[1:])
    if store.cyclic:
        lines.enter(rows[:1], level[-1:], -store.retention[:1])
    return StoreColumns(charge, discharge, level, rows)


def _peak(lines: Lines, problem: SiteProblem, number: int, supply: Integers) -> Integers:
    """Lay a demand charge: no hour's supply is above the peak of its period."""
    charge = problem.demand_charges[number]
    peak = lines.lay_columns(np.full(int(charge.period.max()) + 1, np.inf), charge.price)
    nothing = np.zeros(problem.shape[1])
    terms: list[Term] = [(supply[charge.segment], 1.0), (peak[charge.period], -1.0)]
    return lines.lay_rows(np.full_like(nothing, -np.inf), nothing, terms)


def _sums(lines: Lines, sums: list[tuple[Integers, Floats, float, float]]) -> Integers:
    """Lay a row for each sum of columns times factors, within its limits."""
    numbers = [lines.lay_rows(np.array([least]), np.array([most]), ()) for _, _, least, most in sums]
    for number, (columns, factors, _, _) in zip(numbers, sums, strict=True):
        lines.enter(np.full(columns.size, number[0]), columns.ravel(), factors.ravel())
    return np.concatenate([np.zeros(0, dtype=np.int64), *numbers])


def _on_off(lines: Lines, problem: SiteProblem, number: int, supply: Integers, hours: int) -> Integers:
    """Lay an on/off unit: nothing while off, within its range while on; going on is a start, the first hour too."""
    unit = problem.on_off_units[number]
    given, limit = supply[unit.segment], problem.limit[unit.segment]
    on = lines.lay_columns(np.ones(hours), whole=True)
    start = lines.lay_columns(np.ones(hours), unit.start_cost)
    nothing, beyond = np.zeros(hours), np.full(hours, np.inf)
    lines.lay_rows(nothing, beyond, [(on, limit), (given, -1.0)])
    lines.lay_rows(nothing, beyond, [(given, 1.0), (on, -unit.least_share * limit)])
    rows = lines.lay_rows(nothing, beyond, [(start, 1.0), (on, -1.0)])
    lines.enter(rows[1:], on[:-1], np.ones(hours - 1))
    return on
