"""Returns: net present value, internal rate of return, payback and the deepest need of cash.

NPV and IRR are pyxirr's. Source: Brealey, Myers and Allen, Principles of Corporate Finance, chapter 5.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
PERIODS_IN_YEAR = 4


def net_present_value(rate: float, cash: Floats, periods_in_year: int = PERIODS_IN_YEAR) -> float:
    """Return the worth today of cash by period, each in the middle of its period; rate [1/year]."""
    import pyxirr

    step = (1 + rate) ** (1 / periods_in_year)
    worth = float(pyxirr.npv(step - 1, cash.tolist(), start_from_zero=True) or 0.0)
    return worth / math.sqrt(step)


def rate_of_return(cash: Floats, periods_in_year: int = PERIODS_IN_YEAR) -> float | None:
    """Return the yearly rate at which cash is worth nothing today; None where there is none or it is not one."""
    import pyxirr

    signs = np.sign(cash[np.abs(cash) > 1e-9])
    if len(signs) == 0 or (signs == signs[0]).all():
        return None
    found = pyxirr.irr(cash.tolist(), silent=True)
    return None if found is None else float((1 + found) ** periods_in_year - 1)


def payback(cash: Floats) -> int | None:
    """Return the first period from whose end on cash to date stays at or above 0; None where it never does."""
    below = np.flatnonzero(np.cumsum(cash) < -1e-9)
    first = 0 if len(below) == 0 else int(below[-1]) + 1
    return first if first < len(cash) else None


def peak_need(cash: Floats) -> float:
    """Return the deepest that cash to date falls below 0."""
    return float(max(-np.cumsum(cash).min(initial=0.0), 0.0))
