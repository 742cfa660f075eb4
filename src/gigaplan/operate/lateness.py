"""Paths that come late: month by month, moved by any number of months."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
MONTHS_IN_QUARTER = 3


def monthly(path: Floats) -> Floats:
    """Return a path by quarter [..., quarter] month by month [..., month], each held over its quarter."""
    return np.repeat(path, MONTHS_IN_QUARTER, axis=-1)


def late(path: Floats, months: Floats, before: Floats) -> Floats:
    """Return a path's mean in each month when it comes late.

    path[row, ..., month]: held over each month. months[row]: how late, at least 0, whole or not. before[row, ...]:
    what stands before the first month. Exact for paths that step at the start of a month.
    """
    if not months.any():
        return path
    whole = np.floor(months).astype(np.int64)
    part = (months - whole).reshape(-1, *([1] * (path.ndim - 1)))
    return (1.0 - part) * _moved(path, whole, before) + part * _moved(path, whole + 1, before)


def _moved(path: Floats, whole: NDArray[np.int64], before: Floats) -> Floats:
    count = path.shape[-1]
    moved = np.empty_like(path)
    for row, by in enumerate(np.minimum(whole, count)):
        moved[row, ..., by:] = path[row, ..., : count - by]
        moved[row, ..., :by] = before[row, ..., None]
    return moved


def first_reached(path: Floats, amount: float) -> float:
    """Return the month, counted from the start with its part, in which a path first reaches an amount; inf if never.

    Where the month before is a mixture of the levels around it, as `late` makes it, the step lies inside that month.
    """
    reached = np.flatnonzero(path >= amount * (1.0 - 1e-9))
    if not len(reached):
        return float("inf")
    month = int(reached[0])
    if month == 0:
        return 0.0
    base = path[month - 2] if month > 1 else path[month - 1]
    rise = path[month] - base
    inside = (path[month - 1] - base) / rise if rise > 0 else 0.0
    return month - float(np.clip(inside, 0.0, 1.0))
