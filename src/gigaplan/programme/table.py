"""A small table builder: input arrays by quantity name, each laid over its declared dimensions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import xarray as xr

import gigaplan.equations  # noqa: F401  registers the quantities
from gigaplan.language import quantities


class Inputs:
    """Collects input arrays; each is put in by name and checked against its declared dimensions."""

    def __init__(self, labels: Mapping[str, tuple[Any, ...]]) -> None:
        self.labels = labels
        self.arrays: dict[str, xr.DataArray] = {}

    def shape(self, name: str) -> tuple[int, ...]:
        """Return the shape of a quantity under these labels."""
        return tuple(len(self.labels[dimension]) for dimension in quantities()[name].over)

    def put(self, name: str, values: Any) -> None:
        """Put an array in; a number fills every element. Raises ValueError where the shape differs."""
        declared = quantities()[name]
        array = np.array(np.broadcast_to(np.asarray(values, dtype=float), self.shape(name)))
        coords = {dimension: list(self.labels[dimension]) for dimension in declared.over}
        self.arrays[name] = xr.DataArray(array, dims=declared.over, coords=coords)
