"""Books: how the cost of a thing wears off, when it is written down, and the tax on what is earned.

Sources: ASC 360-10 (property, plant and equipment; impairment), 26 U.S.C. 172 (losses carried forward).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
OVER = 1e-12  # years of life left that are none


def straight_line(cost: float, periods: Floats, first: int, life: float) -> Floats:
    """Return depreciation by period [as cost]: evenly over `life` years from the start of period `first`.

    periods [year]: length of each period; `first` at or after the last one leaves the cost untouched.
    """
    begins = np.cumsum(periods) - periods
    since = begins - (begins[first] if first < len(periods) else np.inf)
    inside = np.clip(np.minimum(since + periods, life) - np.maximum(since, 0.0), 0.0, None)
    return np.asarray(cost * inside / life, dtype=float)


@dataclass(frozen=True)
class Course:
    """A thing in the books by period [as its cost]: wear, write-down, what left with parts sold, and its book value."""

    wear: Floats
    written: Floats
    disposed: Floats
    book: Floats


def course(
    cost: float,
    periods: Floats,
    first: int,
    life: float,
    worth: Floats | None = None,
    held: Floats | None = None,
) -> Course:
    """Return how a thing stands in the books: bought before, in service from the start of period `first`.

    periods [year]: length of each period. worth [as cost]: most the thing may stand at, at the end of each
    period; infinite where no test is due. held: share of the thing not yet sold, in each period; parts sold
    leave at the start of it. What is left wears off evenly over the rest of the life; nothing is ever
    written up again (ASC 360-10-35-20).
    """
    count = len(periods)
    wear, written, disposed, books = np.zeros((4, count))
    share = np.ones(count) if held is None else held
    book, left, before = cost, life, 1.0
    for step in range(min(first, count), count):
        disposed[step] = book * (1 - share[step] / before) if before > 0 else 0.0
        book, before = book - disposed[step], float(share[step])
        wear[step] = book * (min(periods[step] / left, 1.0) if left > OVER else 1.0)
        book, left = book - wear[step], left - periods[step]
        if worth is not None:
            written[step] = max(book - worth[step], 0.0)
            book -= written[step]
        books[step] = book
    return Course(wear, written, disposed, books)


def income_tax(profit: Floats, share: float, loss_limit: float) -> Floats:
    """Return tax by period: a share of profit, after earlier losses, which offset at most `loss_limit` of it."""
    tax, carried = np.zeros(len(profit)), 0.0
    for step, earned in enumerate(profit):
        if earned <= 0:
            carried -= earned
            continue
        used = min(carried, loss_limit * earned)
        carried -= used
        tax[step] = share * (earned - used)
    return tax
