"""A programme: a scenario arranged into labelled arrays, one for each input quantity of the equations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from gigaplan.language import quantities


@dataclass(frozen=True)
class Calendar:
    """Which hour belongs to which quarter, and which hours follow each other.

    quarters: labels such as "2026-Q3", in order. quarter_of_hour[hour]: position of the hour's quarter.
    block_of_hour[hour]: position of the hour's block; within a block hours are in sequence, as in one year.
    step_hours[hour]: elapsed hours of the step. hours_represented[hour]: hours of the quarter it stands for.
    """

    quarters: tuple[str, ...]
    quarter_of_hour: NDArray[np.int64]
    block_of_hour: NDArray[np.int64]
    step_hours: NDArray[np.float64]
    hours_represented: NDArray[np.float64]
    hour_of_year: NDArray[np.int64]

    @cached_property
    def hours(self) -> NDArray[np.int64]:
        """Labels of the hours of the programme."""
        return np.arange(len(self.quarter_of_hour))

    @cached_property
    def blocks(self) -> NDArray[np.int64]:
        """Labels of the blocks."""
        return np.unique(self.block_of_hour)

    @cached_property
    def first_of_block(self) -> NDArray[np.bool_]:
        """True in the first hour of each block."""
        return np.append(True, np.diff(self.block_of_hour) != 0)

    @cached_property
    def last_of_block(self) -> NDArray[np.bool_]:
        """True in the last hour of each block."""
        return np.append(np.diff(self.block_of_hour) != 0, True)

    @cached_property
    def first_of_quarter(self) -> NDArray[np.int64]:
        """Position of the first hour of each quarter."""
        return np.searchsorted(self.quarter_of_hour, np.arange(len(self.quarters)))

    def by_quarter(self, hourly: NDArray[np.float64], axis: int = -1) -> NDArray[np.float64]:
        """Return sums over the hours of each quarter; `axis` is that of the hours."""
        return np.asarray(np.add.reduceat(hourly, self.first_of_quarter, axis=axis))

    def slice_of_block(self, block: int) -> slice:
        """Return the hours of a block as a slice."""
        inside = np.flatnonzero(self.block_of_hour == block)
        return slice(int(inside[0]), int(inside[-1]) + 1)


@dataclass(frozen=True)
class Note:
    """Something the reader of a plan should know about a number: what it is about, what was done."""

    about: str
    text: str
    source: str = ""
    grade: str = ""


@dataclass(frozen=True)
class Programme:
    """Every input of the equations as a labelled array, with the calendar and where the numbers come from."""

    title: str
    objective: str
    labels: Mapping[str, tuple[str, ...]]
    calendar: Calendar
    inputs: Mapping[str, xr.DataArray]
    notes: tuple[Note, ...] = ()
    facts: Mapping[str, Any] | None = None

    def index(self, dimension: str) -> pd.Index[Any]:
        """Return the labels of a dimension."""
        if dimension == "hour":
            return pd.Index(self.calendar.hours, name="hour")
        if dimension in ("quarter", "order"):
            return pd.Index(list(self.calendar.quarters), name=dimension)
        return pd.Index(list(self.labels[dimension]), name=dimension)

    def __post_init__(self) -> None:
        declared = {name: one for name, one in quantities().items() if one.role == "input"}
        missing, unknown = set(declared) - set(self.inputs), set(self.inputs) - set(declared)
        if missing or unknown:
            raise ValueError(f"inputs missing: {sorted(missing)}; not declared: {sorted(unknown)}")
        for name, array in self.inputs.items():
            if array.dims != declared[name].over:
                raise ValueError(f"{name} is over {array.dims}, declared over {declared[name].over}")
            values = array.values
            bad = np.isnan(values) | (values < declared[name].at_least) | (values > declared[name].at_most)
            if bad.any():
                raise ValueError(
                    f"{name}: {int(bad.sum())} values outside [{declared[name].at_least}, {declared[name].at_most}]"
                )
