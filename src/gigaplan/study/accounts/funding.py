"""Funding: which partner's money pays which quarter's capital, the surest first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gigaplan.plan.plan import Plan
from gigaplan.scenario.checks import SURETY
from gigaplan.scenario.money import Commitment

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Call:
    """What is called of a commitment by quarter [MUSD_2026]."""

    commitment: Commitment
    amounts: Floats


def calls(plan: Plan, capital: Floats) -> tuple[Call, ...]:
    """Return what is called of each commitment that counts, so that capital is paid when it falls due.

    Surer money is called first, then earlier money; never before its year, never more than was committed.
    """
    money = plan.scenario.money
    sure = SURETY[SURETY.index(money.counted) :]
    counted = [one for one in money.commitments if one.status in sure]
    ranked = sorted(counted, key=lambda one: (-SURETY.index(one.status), one.year))
    years = [int(quarter[:4]) for quarter in plan.programme.calendar.quarters]
    left = [one.amount for one in ranked]
    called = np.zeros((len(ranked), len(capital)))
    for quarter, need in enumerate(capital):
        for row, one in enumerate(ranked):
            if one.year <= years[quarter] and need > 0:
                called[row, quarter] = min(left[row], need)
                left[row] -= called[row, quarter]
                need -= called[row, quarter]
    return tuple(Call(one, called[row]) for row, one in enumerate(ranked))


def owners_top_up(before: Floats) -> Floats:
    """Return what owners must add by quarter so that cash never falls below 0 [as cash], called as late as can be."""
    added, cash = np.zeros(len(before)), 0.0
    for quarter, change in enumerate(before):
        cash += change
        added[quarter] = max(-cash, 0.0)
        cash += added[quarter]
    return added
