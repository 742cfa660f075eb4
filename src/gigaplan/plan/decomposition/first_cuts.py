"""First cuts: what usual mixes of power cost, before the master has chosen any.

The cost of a block is homogeneous, so a mix for one MW of work prices a site of any size. Without these cuts
the master spends its first rounds on sites with no power at all.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gigaplan.plan.decomposition.blocks import Block

Floats = NDArray[np.float64]
# MW of grid, of plants and of store power for each MW_it of work, each shared evenly among its kinds: grid
# alone; grid with a store over its cuts; plants with some grid
MIXES = ((1.4, 0.0, 0.0), (1.2, 0.1, 0.3), (0.5, 1.2, 0.1))
STORE_HOURS = 4.0
AMPLE = 1e3  # kt_CO2 or GWh_site for a MW of work in a year: more than any mix uses
STEADY = {"floor", "plant"}


def mixes(blocks: list[Block], count: int) -> list[Floats]:
    """Return the points, each over `count` columns, at which every block runs a MW of work on one mix."""
    return [_point(blocks, count, *mix) for mix in MIXES]


def _point(blocks: list[Block], count: int, grid: float, plants: float, store: float) -> Floats:
    point = np.zeros(count)
    for block in blocks:
        kinds = [kind for kind, _ in block.names]
        works, offers = kinds.count("shed"), kinds.count("grid")
        units = len({position for kind, position in block.names if kind in STEADY})
        for kind, columns in zip(kinds, block.columns, strict=True):
            share = 1.0 / works if kind == "shed" else grid / offers if kind == "grid" else plants / units
            point[columns] = share
        if block.store_power_columns[0] >= 0:
            point[block.store_power_columns] = store
            point[block.store_energy_columns] = STORE_HOURS * store
        point[block.allowance_columns] = AMPLE
    return point
