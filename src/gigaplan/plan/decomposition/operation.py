"""The hourly operation of a plan, put together from the dispatch of every block."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from gigaplan.language import quantities
from gigaplan.plan.assembly import operating_quantities
from gigaplan.plan.decomposition.blocks import Block
from gigaplan.plan.decomposition.evaluate import dispatched
from gigaplan.plan.decomposition.interrupt import Stop
from gigaplan.plan.decomposition.switched import operated_in_whole_units
from gigaplan.plan.dispatch import Dispatch
from gigaplan.programme.programme import Programme

Floats = NDArray[np.float64]
MOST_SECONDS = 30.0  # for the whole units of a site-year: what is not closed then stands in the gap
HOMES = {"plant": "plant_power", "floor": "plant_power", "grid": "grid_power", "shed": "shed"}


@dataclass(frozen=True)
class Search:
    """How far whole units are sought: cost that may be left to find in a block [MUSD_2026]; until when; or not at all."""

    room: float
    stop: Stop
    relax: bool = False

    @property
    def seconds(self) -> float:
        """Seconds for the next block."""
        return min(self.stop.seconds_left(), MOST_SECONDS)


def operate(
    programme: Programme, blocks: list[Block], point: Floats, pool: Executor, search: Search
) -> tuple[dict[str, xr.DataArray], float]:
    """Return every hourly decision of a plan, each block dispatched once more with its capacities.

    And what whole units of switched plant cost beyond the dispatch that priced the plan [MUSD_2026].
    """
    arrays, added = {name: _empty(programme, name) for name in operating_quantities()}, 0.0
    dispatched_each = pool.map(lambda one: _operated(one, point, search), blocks)
    for block, (found, more) in zip(blocks, dispatched_each, strict=True):
        added += more
        if isinstance(found, Dispatch):
            _lay(arrays, block, found, point)
        else:
            _copy(arrays, block, found)
    return arrays, added


def _operated(
    block: Block, point: Floats, search: Search
) -> tuple[Dispatch | dict[str, xr.DataArray], float]:
    if block.switched is not None and search.relax:
        return block.switched.operated(point), 0.0
    if block.switched is not None:
        return operated_in_whole_units(block.switched, point, search.room, search.seconds)
    return (dispatched(block, point) if block.linear is None else block.linear.operated(point)), 0.0


def _copy(arrays: dict[str, xr.DataArray], block: Block, found: dict[str, xr.DataArray]) -> None:
    """Copy the hourly decisions of a linear block, limits missed by a solver's tolerance held."""
    for name, array in found.items():
        arrays[name].values[block.site, ..., block.hours] = np.maximum(array.values[0], 0.0)


def _empty(programme: Programme, name: str) -> xr.DataArray:
    over = quantities()[name].over
    coords = {dimension: programme.index(dimension) for dimension in over}
    return xr.DataArray(np.zeros([len(coords[dimension]) for dimension in over]), dims=over, coords=coords)


def _lay(arrays: dict[str, xr.DataArray], block: Block, found: Dispatch, point: Floats) -> None:
    for row, (kind, position) in enumerate(block.names):
        target = arrays[HOMES[kind]].values[block.site, position, block.hours]
        if kind == "floor":
            capacity = np.maximum(point[block.columns[row]], 0.0)[block.group]
            given = block.availability[row] * capacity
            arrays["spill"].values[block.site, block.hours] += given - found.supply[row]
            target += given
        else:
            target += found.supply[row]
    if block.store >= 0:
        for name, hourly in (
            ("charge", found.charge),
            ("discharge", found.discharge),
            ("level", found.level),
        ):
            arrays[name].values[block.site, block.store, block.hours] = hourly
