"""Blocks beyond the kernel: their operation as a linear problem, read from the equations, through HiGHS.

Several stores at a site, work that may wait, or a yearly cap couple more hours than the kernel can follow. Rows and costs
are the ones the equations give, so nothing is written twice; a cut's slopes come from the exact row duals.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array

from gigaplan.core.errors import SolveError
from gigaplan.plan.assembly import assemble_operation, operating_quantities
from gigaplan.plan.highs import answer, new_highs, pass_problem
from gigaplan.plan.problem import Problem
from gigaplan.programme.programme import Calendar, Programme

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Marks = NDArray[np.bool_]
CAPPED = ("carbon_stays_within_the_allowance", "energy_stays_within_the_allowance")
ALLOWANCES = ("carbon_allowance", "energy_allowance")
IN_HIGHS = 1e5  # objective in tens of dollars, so that a tolerance of 1e-9 is small beside a price of energy


@dataclass(frozen=True)
class LinearBlock:
    """A block as a linear problem in its hourly decisions; what is built stands on the right side of its rows.

    operation: the problem in hourly decisions alone; its whole numbers are relaxed here. coupling[rows, C]: coefficients of what is built; columns[C]
    its columns in the master; coupled_cost[C]: its own cost by the operating terms [MUSD_2026 per unit];
    allowance[C]: marks what is no thing built but an allowance; capped: rows that hold to one; must_run[capped, C]:
    what plant that must run takes of it, which a solver's tolerance may leave it short of.
    """

    operation: Problem
    coupling: csc_array
    columns: Integers
    coupled_cost: Floats
    allowance: Marks
    capped: Integers
    must_run: csr_array
    lock: Lock = field(default_factory=Lock, compare=False, repr=False)

    @cached_property
    def highs(self) -> Any:
        """The solver, which keeps its basis from one point to the next."""
        highs = new_highs(threads=1)
        pass_problem(highs, self.operation, whole=False)
        return highs

    def solved(self, point: Floats) -> tuple[float, Floats, Floats]:
        """Return least operating cost at a master point [MUSD_2026], hourly decisions, and row duals."""
        lower, upper = self.sides(point)
        rows = np.arange(len(lower), dtype=np.int32)
        with self.lock:
            self.highs.changeRowsBounds(len(rows), rows, lower, upper)
            self.highs.run()
            found = answer(self.highs, mixed=False)
        return self.cost_of(found.objective, point), found.values, found.duals / IN_HIGHS

    def sides(self, point: Floats) -> tuple[Floats, Floats]:
        """Return the bounds of the rows at a master point."""
        built = np.maximum(point[self.columns], 0.0)
        moved = self.coupling @ built
        upper = self.operation.row_upper - moved
        upper[self.capped] = np.maximum(upper[self.capped], self.must_run @ built)
        return self.operation.row_lower - moved, upper

    def cost_of(self, objective: float, point: Floats) -> float:
        """Return the operating cost at a master point [MUSD_2026] of what the solver calls `objective`."""
        built = np.maximum(point[self.columns], 0.0)
        return objective / IN_HIGHS + float(self.coupled_cost @ built)

    def evaluate(self, point: Floats) -> tuple[float, Floats]:
        """Return the operating cost at a master point, and the slopes over `columns` that the row duals give."""
        cost, _, duals = self.solved(point)
        return cost, self.coupled_cost - self.coupling.T @ duals

    def operated(self, point: Floats) -> dict[str, xr.DataArray]:
        """Return the hourly decisions at a master point by quantity, with the dimensions of each."""
        _, values, _ = self.solved(point)
        return self.operation.values(values)


def linear_block(programme: Programme, problem: Problem, site: int, block: int) -> LinearBlock:
    """Read a block's operation from the equations. Raises SolveError where a row has an amount of its own.

    A cut has no constant, so every row must scale with what is built.
    """
    part = _part(programme, site, block)
    whole = assemble_operation(part)
    hourly_names = operating_quantities()
    hourly = np.concatenate([whole.columns[name].values.ravel() for name in hourly_names])
    if np.any(np.isfinite(whole.row_lower) & (whole.row_lower != 0.0)) or np.any(
        np.isfinite(whole.row_upper) & (whole.row_upper != 0.0)
    ):
        raise SolveError("an hourly equation has an amount that does not scale with what is built")
    matrix = whole.matrix.tocsc()
    own, master = _same_columns(whole, problem, programme, site, part)
    used = (np.diff(matrix.indptr)[own] > 0) | (whole.cost[own] != 0.0)
    own, master = own[used], master[used]
    allowances = np.concatenate([whole.columns[name].values.ravel() for name in ALLOWANCES])
    capped = np.concatenate([whole.rows[name].values.ravel() for name in CAPPED])
    place = np.full(whole.shape[1], -1)
    place[hourly] = np.arange(len(hourly))
    operation = Problem(
        matrix=matrix[:, hourly].tocsr(),
        row_lower=whole.row_lower,
        row_upper=whole.row_upper,
        column_lower=whole.column_lower[hourly],
        column_upper=whole.column_upper[hourly],
        cost=whole.cost[hourly] * IN_HIGHS,
        whole=whole.whole[hourly],
        columns={
            name: whole.columns[name].copy(data=place[whole.columns[name].values]) for name in hourly_names
        },
        rows=whole.rows,
    )
    coupling = csr_array(matrix[:, own])
    power, floors = (whole.columns["plant_power"].values.ravel(), whole.rows["plant_must_run"].values.ravel())
    must_run = csr_array(-matrix[capped][:, power] @ coupling[floors])
    return LinearBlock(
        operation, matrix[:, own], master, whole.cost[own], np.isin(own, allowances), capped, must_run
    )


def _same_columns(
    whole: Problem, problem: Problem, programme: Programme, site: int, part: Programme
) -> tuple[Integers, Integers]:
    """Return the columns of what is built, in the block's problem and in the master."""
    own, master = [], []
    for name, columns in whole.columns.items():
        if name in problem.columns:
            where: dict[str, Any] = {
                dim: [site] if dim == "site" else _positions(programme, part)
                for dim in columns.dims
                if dim in ("site", "quarter")
            }
            own.append(columns.values.ravel())
            master.append(problem.columns[name].isel(where).values.ravel())
    return np.concatenate(own), np.concatenate(master)


def _positions(programme: Programme, part: Programme) -> list[int]:
    return [programme.calendar.quarters.index(quarter) for quarter in part.calendar.quarters]


def _part(programme: Programme, site: int, block: int) -> Programme:
    """Return one site and one block of a programme as a programme of its own."""
    calendar = programme.calendar
    hours = calendar.slice_of_block(block)
    quarter_of_hour = calendar.quarter_of_hour[hours]
    first, last = int(quarter_of_hour[0]), int(quarter_of_hour[-1])
    quarters = slice(first, last + 1)
    count = len(quarter_of_hour)
    part = Calendar(
        quarters=calendar.quarters[quarters],
        quarter_of_hour=quarter_of_hour - first,
        block_of_hour=np.zeros(count, dtype=np.int64),
        step_hours=calendar.step_hours[hours],
        hours_represented=calendar.hours_represented[hours],
        hour_of_year=calendar.hour_of_year[hours],
    )
    slices = {"site": slice(site, site + 1), "hour": hours, "quarter": quarters, "order": quarters}
    inputs = {}
    for name, array in programme.inputs.items():
        cut = array.isel({dim: slices[str(dim)] for dim in array.dims if dim in slices})
        inputs[name] = cut.assign_coords(hour=np.arange(count)) if "hour" in cut.dims else cut
    labels = {**programme.labels, "site": programme.labels["site"][site : site + 1]}
    return Programme(programme.title, programme.objective, labels, part, inputs)
