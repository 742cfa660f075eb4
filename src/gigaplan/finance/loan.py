"""Loans: interest during construction, then level payments; how well income covers them.

Source: Yescombe, Principles of Project Finance, chapters 12 and 13.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Loan:
    """A loan of one dollar, by period: owed in the period, interest added to it, and paid back at its end."""

    owed: Floats
    added: Floats
    paid_back: Floats


def loan(periods: Floats, rate: float, grace: int, payments: int | None) -> Loan:
    """Return the course of a dollar drawn at the start of the first period.

    periods [year]: length of each period. rate [1/year]: simple within a period. In the first `grace` periods
    interest is added to the debt. Then `payments` equal payments of interest and principal follow; without a
    number interest is paid and nothing is paid back. Payments after the last period are not told.
    """
    count = len(periods)
    owed, added, paid_back = np.zeros(count), np.zeros(count), np.zeros(count)
    debt, level = 1.0, 0.0
    for step, length in enumerate(periods):
        owed[step], interest = debt, debt * rate * length
        if step < grace:
            added[step] = interest
        elif payments is not None and step < grace + payments:
            level = level if step > grace else debt * _level_share(periods, step, rate, payments)
            last = step == grace + payments - 1
            paid_back[step] = debt if last else level - interest
        debt += added[step] - paid_back[step]
    return Loan(owed, added, paid_back)


def _level_share(periods: Floats, first: int, rate: float, payments: int) -> float:
    """Return the equal payment that clears a dollar; periods beyond the known ones are as long as their mean."""
    known = periods[first : first + payments]
    lengths = np.append(known, np.full(payments - len(known), periods.mean()))
    return float(1 / np.cumprod(1 / (1 + rate * lengths)).sum())


def coverage(available: Floats, service: Floats) -> Floats:
    """Return cash available for debt service over debt service (DSCR) by period; infinite where none is due."""
    due = service > 0
    return np.where(due, available / np.where(due, service, 1.0), np.inf)
