"""Worlds side by side: one problem of several worlds that share their orders, solved by cuts from the exact dispatch.

Each world holds the plan's own problem; the orders it takes up are at most those made once for all. Everything ordered is
paid in every world. The objective is the mean of what the worlds cost, and beside it their tail (CVaR) where asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import block_diag, coo_array, csr_array, hstack, vstack

from gigaplan.plan.decomposition.blocks import Block
from gigaplan.plan.decomposition.evaluate import evaluate, pieces_of
from gigaplan.plan.decomposition.first_cuts import mixes
from gigaplan.plan.highs import answer, new_highs, pass_problem
from gigaplan.plan.problem import Problem

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
ORDERS = (
    "site_opened",
    "hall_blocks_ordered",
    "grid_taken",
    "plant_units_ordered",
    "store_power_ordered",
    "store_energy_ordered",
)
OWN_POINT_EVERY = 4
TOLERANCE = 1e-7
MOST_ROUNDS = 200


@dataclass(frozen=True)
class Side:
    """A world: its problem, and its blocks in the columns of that problem."""

    problem: Problem
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Tail:
    """The tail that is minded beside the mean: share of the worlds, and how much it counts beside the mean (0: not at all)."""

    share: float = 0.1
    counts: float = 1.0


@dataclass(frozen=True)
class Solved:
    """Orders made for all worlds, in the columns of `orders_of`; cost of each world, least bound of the objective
    [MUSD_2026, discounted], rounds."""

    orders: Floats
    costs: Floats
    objective: float
    bound: float
    rounds: int


def orders_of(problem: Problem) -> Integers:
    """Return the columns of a problem that are orders, one quantity after the other."""
    return np.concatenate([problem.columns[name].values.ravel() for name in ORDERS])


def none_at_first(problem: Problem) -> Floats:
    """Return the most that may be ordered where nothing is in the first quarter; a grid offer has its own date."""
    upper = problem.column_upper.copy()
    for name in ORDERS:
        if "quarter" in problem.columns[name].dims:
            upper[problem.columns[name].isel(quarter=0).values] = 0.0
    return np.asarray(upper[orders_of(problem)])


class SideBySide:
    """The problem of several worlds, all equally likely; cuts found for one question serve the next.

    Columns: orders; the columns of each world; what each world costs; its dispatch, block by block; the value at risk;
    what each world costs beyond it.
    """

    def __init__(self, sides: Sequence[Side], tail: Tail, pool: Executor) -> None:
        self.sides, self.tail, self.pool = sides, tail, pool
        self.orders = orders_of(sides[0].problem)
        self.count = len(sides)
        width = len(sides[0].problem.cost)
        self.first_world = len(self.orders) + width * np.arange(self.count)
        self.first_total = len(self.orders) + width * self.count
        self.blocks = [
            _moved(block, int(first), self.first_total)
            for side, first in zip(sides, self.first_world, strict=True)
            for block in side.blocks
        ]
        self.world_of_block = np.repeat(np.arange(self.count), [len(side.blocks) for side in sides])
        self.highs: Any = new_highs(tolerance=TOLERANCE)
        pass_problem(self.highs, self._problem(), whole=False)
        for point in mixes(self.blocks, self.first_total):
            self._evaluated(point)

    def solve(self, gap: float, orders: Floats | None = None, most: Floats | None = None) -> Solved:
        """Return the best orders, at most `most`, or the best second stage under given orders, to a relative gap."""
        self._hold(orders, orders if most is None else most)
        best, best_value, bound = np.zeros(0), np.inf, -np.inf
        for number in range(MOST_ROUNDS):
            self.highs.run()
            found = answer(self.highs, mixed=False)
            own, bound = found.values[: self.first_total], max(bound, found.objective)
            points = [own] if number % OWN_POINT_EVERY == 0 else [0.5 * (own + best), own]
            for point in points:
                costs = self._evaluated(point)
                value = self.objective(costs)
                if value < best_value:
                    best, best_value, best_costs = point, value, costs
            if best_value - bound <= gap * abs(best_value):
                break
        return Solved(best[: len(self.orders)], best_costs, best_value, bound, number + 1)

    def objective(self, costs: Floats) -> float:
        """Return mean and, as far as it counts, tail of what the worlds cost."""
        from gigaplan.study.stress.hedge import tail_mean

        tail = -tail_mean(-costs, self.tail.share) if self.tail.counts else 0.0
        return float(costs.mean() + self.tail.counts * tail)

    def _hold(self, least: Floats | None, most: Floats | None) -> None:
        problem, at = self.sides[0].problem, np.arange(len(self.orders), dtype=np.int32)
        lower = problem.column_lower[self.orders] if least is None else least
        upper = problem.column_upper[self.orders] if most is None else most
        self.highs.changeColsBounds(len(at), at, lower, upper)

    def _evaluated(self, point: Floats) -> Floats:
        """Return what each world costs at a point, its dispatch exact; lay a cut for each block."""
        found = list(self.pool.map(lambda block: evaluate(block, point), self.blocks))
        rows, columns, slopes = [], [], []
        for number, (_, cuts) in enumerate(found):
            for cut in cuts:  # the energy handed from piece to piece cancels in the sum
                own = cut.columns < self.first_total
                columns.append(cut.columns[own])
                slopes.append(-cut.slopes[own])
                rows.append(np.full(own.sum(), number))
            rows.append(np.array([number]))
            columns.append(np.array([self.first_total + self.count + number]))
            slopes.append(np.ones(1))
        entries = (np.concatenate(slopes), (np.concatenate(rows), np.concatenate(columns)))
        laid = csr_array(entries, shape=(len(found), int(self.highs.getNumCol())))
        nothing = np.zeros(len(found))
        self.highs.addRows(
            len(found), nothing, np.full(len(found), np.inf), laid.nnz,
            laid.indptr[:-1].astype(np.int32), laid.indices.astype(np.int32), laid.data,
        )  # fmt: skip
        operating = np.bincount(self.world_of_block, [cost for cost, _ in found], self.count)
        return np.asarray(self._fixed @ point + operating)

    def _problem(self) -> Problem:
        """Return the problem without cuts: each world's rows, orders taken up, what each costs, the tail."""
        problems = [side.problem for side in self.sides]
        count, orders, blocks = self.count, len(self.orders), len(self.blocks)
        self._fixed = _costs(problems, self.orders)
        own = block_diag([one.matrix for one in problems], format="csr")
        taken = block_diag([_picked(self.orders, len(one.cost)) for one in problems], format="csr")
        made = vstack([-csr_array(np.eye(orders))] * count, format="csr")
        here = np.eye(count)
        dispatch = coo_array((-np.ones(blocks), (self.world_of_block, np.arange(blocks))), (count, blocks))
        column = -np.ones((count, 1))
        rows = vstack([
            hstack([csr_array((own.shape[0], orders)), own, csr_array((own.shape[0], 2 * count + blocks + 1))]),
            hstack([made, taken, csr_array((taken.shape[0], 2 * count + blocks + 1))]),
            hstack([-self._fixed, here, dispatch, csr_array((count, count + 1))]),
            hstack([csr_array((count, self.first_total)), here, csr_array((count, blocks)), column, -here]),
        ], format="csr")  # fmt: skip
        endless = np.full(count, np.inf)
        cost = np.concatenate([
            np.zeros(self.first_total), np.full(count, 1.0 / count), np.zeros(blocks), [self.tail.counts],
            np.full(count, self.tail.counts / (count * self.tail.share)),
        ])  # fmt: skip
        least = [
            sum(piece.least_cost for piece in pieces_of(block, side.problem))
            for side in self.sides
            for block in side.blocks
        ]
        risk = np.inf if self.tail.counts else 0.0
        return Problem(
            matrix=csr_array(rows),
            row_lower=np.concatenate([one.row_lower for one in problems] + [np.full(taken.shape[0], -np.inf), np.zeros(count), -endless]),
            row_upper=np.concatenate([one.row_upper for one in problems] + [np.zeros(taken.shape[0] + count), np.zeros(count) if self.tail.counts else endless]),
            column_lower=np.concatenate([problems[0].column_lower[self.orders], *[one.column_lower for one in problems], -endless, least, [-risk], np.zeros(count)]),
            column_upper=np.concatenate([problems[0].column_upper[self.orders], *[one.column_upper for one in problems], endless, np.full(blocks, np.inf), [risk], endless]),
            cost=cost,
            whole=np.zeros(len(cost), dtype=bool),
            columns={},
            rows={},
        )  # fmt: skip


def _costs(problems: Sequence[Problem], orders: Integers) -> csr_array:
    """Return what each world costs but for its dispatch, by orders made and its own columns: orders are paid whole."""
    paid = np.array([np.maximum(one.cost[orders], 0.0) for one in problems])
    rest = []
    for one in problems:
        cost = one.cost.copy()
        cost[orders] = 0.0
        rest.append(csr_array(cost[None, :]))
    return csr_array(hstack([csr_array(paid), block_diag(rest)], format="csr"))


def _picked(columns: Integers, width: int) -> csr_array:
    return csr_array((np.ones(len(columns)), (np.arange(len(columns)), columns)), shape=(len(columns), width))


def _moved(block: Block, first: int, beyond: int) -> Block:
    """Return a block whose columns stand further right; energy handed on stands beyond all of them."""
    store = block.store_power_columns[0] >= 0
    return replace(
        block,
        columns=block.columns + first,
        store_power_columns=block.store_power_columns + (first if store else 0),
        store_energy_columns=block.store_energy_columns + (first if store else 0),
        first_level=beyond,
    )
