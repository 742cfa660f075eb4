"""Books: how the cost of a thing wears off, when it is written down, and the tax on what is earned.

Sources: ASC 360-10 (property, plant and equipment; impairment), 26 U.S.C. 172 (losses carried forward).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def straight_line(cost: float, periods: Floats, first: int, life: float) -> Floats:
    """Return depreciation by period [as cost]: evenly over `life` years from the start of period `first`.

    periods [year]: length of each period; `first` at or after the last one leaves the cost untouched.
    """
    begins = np.cumsum(periods) - periods
    since = begins - (begins[first] if first < len(periods) else np.inf)
    inside = np.clip(np.minimum(since + periods, life) - np.maximum(since, 0.0), 0.0, None)
    return np.asarray(cost * inside / life, dtype=float)


def impaired(cost: float, periods: Floats, first: int, life: float, worth: Floats) -> tuple[Floats, Floats]:
    """Return depreciation and impairment by period of a thing that is written down to its worth.

    worth [as cost]: most the thing may stand at in the books at the end of each period; infinite where no
    test is due. What is left after a write-down wears off evenly over the rest of the life; nothing is ever
    written up again (ASC 360-10-35-20).
    """
    count = len(periods)
    wear, written = np.zeros(count), np.zeros(count)
    book, left = cost, life
    for step in range(min(first, count), count):
        share = min(periods[step] / left, 1.0) if left > 1e-12 else 1.0
        wear[step] = book * share
        book, left = book - wear[step], left - periods[step]
        written[step] = max(book - worth[step], 0.0)
        book -= written[step]
    return wear, written


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
