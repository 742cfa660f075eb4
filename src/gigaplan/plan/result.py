"""What a solver returns before it becomes a plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import xarray as xr


@dataclass(frozen=True)
class Result:
    """Solution, objective and bound [MUSD_2026, discounted], status, method and row prices."""

    solution: Mapping[str, xr.DataArray]
    objective: float
    bound: float
    status: str
    method: str
    prices: Mapping[str, xr.DataArray]
    rounds: int = 0
