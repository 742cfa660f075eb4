"""A block at a master point: its exact cost by the kernel, and the cut its prices give."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from gigaplan.plan.decomposition.blocks import Block
from gigaplan.plan.decomposition.capped import Allowances, mixed
from gigaplan.plan.decomposition.master import Cut, Piece
from gigaplan.plan.dispatch import (
    Dispatch,
    SitePrices,
    SiteProblem,
    Workspace,
    dispatch_site,
    new_workspace,
    price_site,
)
from gigaplan.plan.problem import Problem

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
UNLIMITED_POWER = 1e5  # MW, more than any site takes: for a bound that need not be tight


def site_problem(block: Block, point: Floats) -> SiteProblem:
    """Return a block at a master point: capacities and work by quarter become limits and demand by hour."""
    limit = block.availability * np.maximum(point[block.columns], 0.0)[:, block.group]
    power, energy = store_sizes(block, point)
    return SiteProblem(
        cost=block.cost,
        limit=limit,
        demand=limit[block.sheds].sum(axis=0),
        step_hours=block.step_hours,
        charge_limit=power,
        discharge_limit=power,
        energy_limit=energy,
        retention=block.retention,
        charge_efficiency=block.charge_efficiency,
        discharge_efficiency=block.discharge_efficiency,
    )


def dispatched(block: Block, point: Floats) -> Dispatch:
    """Run a block at a master point and return its operation."""
    problem, allowances = site_problem(block, point), block.allowances
    if allowances is None:
        return dispatch_site(problem)
    return mixed(problem, allowances, allowances.left(point, problem.limit)).operation()


def store_sizes(block: Block, point: Floats) -> tuple[Floats, Floats]:
    """Return store power [MW_site] and energy [MWh_site] by hour; nil where the site has no store."""
    if block.store_power_columns[0] < 0:
        return np.zeros(len(block.group)), np.zeros(len(block.group))
    power = np.maximum(point[block.store_power_columns], 0.0)[block.group]
    energy = np.maximum(point[block.store_energy_columns], 0.0)[block.group]
    return power, energy


def evaluate_all(
    blocks: Sequence[Block], point: Floats, pool: Executor, threads: int
) -> tuple[float, list[Cut]]:
    """Return the operating cost of all blocks at a master point, and the cuts of each, in their order.

    One thread is the caller's own, so that a task of the pool may call this too.
    """
    order = sorted(range(len(blocks)), key=lambda number: blocks[number].cost.shape)
    shares = [order[first::threads] for first in range(threads)]
    side_by_side = pool.map if threads > 1 else map
    found = [
        one
        for share in side_by_side(lambda taken: _evaluate_share(taken, blocks, point), shares)
        for one in share
    ]
    found.sort(key=lambda one: one[0])
    return sum(cost for _, cost, _ in found), [cut for _, _, cuts in found for cut in cuts]


def _evaluate_share(
    share: list[int], blocks: Sequence[Block], point: Floats
) -> list[tuple[int, float, list[Cut]]]:
    """Evaluate some blocks one after the other; blocks of one size, which follow each other, share a workspace."""
    found, size, work = [], None, None
    for number in share:
        if blocks[number].cost.shape != size:
            size = blocks[number].cost.shape
            work = new_workspace(*size)
        found.append((number, *evaluate(blocks[number], point, work)))
    return found


def evaluate(block: Block, point: Floats, work: Workspace | None = None) -> tuple[float, list[Cut]]:
    """Return the operating cost of a block at a master point, and the cuts its prices give, one for each piece.

    A segment's slope is what its capacity earns: less the rent of its limit, plus the cost that falls due
    with it; work also asks for power, at the marginal cost of each hour. Energy handed from one piece to the
    next is worth what the store's water value says at that hour, so the cuts together say no less than one cut
    of the whole block. A block beyond the kernel gives one cut of all its pieces together.
    """
    if block.linear is not None:
        cost, slopes = block.linear.evaluate(point)
        return cost, [Cut(block.pieces, block.linear.columns, slopes)]
    if block.allowances is not None:
        return _evaluate_capped(block, block.allowances, point, work)
    return _evaluate_free(block, point, work)


def _evaluate_capped(
    block: Block, allowances: Allowances, point: Floats, work: Workspace | None
) -> tuple[float, list[Cut]]:
    """Return the least cost within the allowances, and the cuts at the prices found for them.

    Where an allowance has a price, the pieces share it, and their cuts are given as one.
    """
    problem = site_problem(block, point)
    mixture = mixed(problem, allowances, allowances.left(point, problem.limit), work)
    price = mixture.price
    segments, floors = allowances.added(price)
    priced = replace(
        block, cost=block.cost + segments, floor_cost=block.floor_cost + block.availability * floors
    )
    _, cuts = _evaluate_free(priced, point, work)
    standing = np.maximum(point[block.columns], 0.0)[:, block.group]
    cost = mixture.cost + float((block.floor_cost * standing).sum())
    if not price.any():
        return cost, cuts
    parts = [(allowances.columns, -price), *((cut.columns, cut.slopes) for cut in cuts)]
    return cost, [_merged(block.pieces, parts)]


def _evaluate_free(block: Block, point: Floats, work: Workspace | None) -> tuple[float, list[Cut]]:
    """Return the operating cost of a block that no cap binds, and the cuts of its pieces."""
    problem, works = site_problem(block, point), np.flatnonzero(block.sheds)
    found = price_site(problem, block.availability, problem.demand, block.piece, work, works)
    due = np.add.reduceat(block.floor_cost, block.starts, axis=1)
    columns = block.columns[:, block.quarter_of_piece]
    floors = due * np.maximum(point[columns], 0.0)
    slopes, energy = found.limit + due, found.energy - found.brim
    cuts = []
    for piece in range(len(block.quarter_of_piece)):
        parts = [(columns[:, piece], slopes[:, piece])]
        if block.store_power_columns[0] >= 0:
            parts += _of_store(block, found, energy, piece)
        cuts.append(_merged(block.pieces[piece : piece + 1], parts))
    return found.objective + float(floors.sum()), cuts


def _of_store(
    block: Block, found: SitePrices, energy: Floats, piece: int
) -> Iterator[tuple[Integers, Floats]]:
    """Give the slopes of a piece's store: its power, its energy, what it is handed and what it hands on."""
    quarter = block.quarter_of_piece[piece]
    level = block.first_level + block.first_piece + piece
    columns = [block.store_power_columns[quarter], block.store_energy_columns[quarter]]
    slopes = [found.charge[piece] + found.discharge[piece], energy[piece]]
    if piece > 0:
        columns, slopes = [*columns, level - 1], [*slopes, found.opens[piece]]
    if piece < len(block.quarter_of_piece) - 1:
        columns, slopes = [*columns, level], [*slopes, found.closes[piece]]
    yield np.array(columns), np.array(slopes)


def _merged(pieces: Integers, parts: Sequence[tuple[Integers, Floats]]) -> Cut:
    """Return a cut of some pieces with each column once: a must-run plant's floor and its rest share theirs."""
    columns, slopes = (np.concatenate(one) for one in zip(*parts, strict=True))
    unique, place = np.unique(columns, return_inverse=True)
    total = np.bincount(place, weights=slopes, minlength=len(unique)).astype(np.float64)
    return Cut(pieces, unique, total)


def pieces_of(block: Block, problem: Problem) -> list[Piece]:
    """Return what the master has to know of a block's pieces.

    No operation undercuts the least cost: every negative price used to the full limit.
    """
    largest = problem.column_upper[block.columns]
    largest = np.where(np.isfinite(largest), largest, UNLIMITED_POWER)[:, block.quarter_of_piece]
    gain = np.add.reduceat(np.minimum(block.cost, 0.0) * block.availability, block.starts, axis=1)
    least = np.where(gain < 0, gain * largest, 0.0).sum(axis=0)
    energy = block.store_energy_columns[block.quarter_of_piece]
    energy[-1] = -1
    if block.linear is not None:
        energy[:] = -1
    return [Piece(float(cost), int(column)) for cost, column in zip(least, energy, strict=True)]
