"""Funding: which partner's money pays which quarter's capital, the surest first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gigaplan.finance.loan import loan
from gigaplan.plan.plan import Plan
from gigaplan.programme.times import QUARTERS_IN_YEAR, lead_quarters
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


@dataclass(frozen=True)
class Credit:
    """Money of a supplier or a customer that is given back [MUSD_2026 by quarter]: owed at the end, interest, paid."""

    call: Call
    came: Floats
    owed: Floats
    interest: Floats
    added: Floats
    paid_back: Floats

    @property
    def service(self) -> Floats:
        """Return what is given back in each quarter: interest paid and principal."""
        return self.interest - self.added + self.paid_back


def credits(plan: Plan, found: tuple[Call, ...]) -> tuple[Credit, ...]:
    """Return the course of every vendor's credit and customer's prepayment that was called, by each quarter's call."""
    years = plan.programme.inputs["quarter_years"].values
    share = 1 - plan.scenario.money.debt.share
    told = []
    for one in found:
        terms = one.commitment.repaid
        if terms is None:
            continue
        came = share * one.amounts
        owed, interest, added, paid = np.zeros((4, len(years)))
        grace, payments = lead_quarters(terms.grace), round(terms.tenor * QUARTERS_IN_YEAR)
        for quarter in np.flatnonzero(came > 0):
            course = loan(years[quarter:], terms.interest, grace, payments)
            amount, rest = came[quarter], slice(quarter, None)
            interest[rest] += amount * course.owed * terms.interest * years[rest]
            added[rest] += amount * course.added
            paid[rest] += amount * course.paid_back
        owed = np.cumsum(came + added - paid)
        told.append(Credit(one, came, owed, interest, added, paid))
    return tuple(told)


def guarantee_fees(plan: Plan, found: tuple[Call, ...]) -> Floats:
    """Return what guarantors are paid by quarter: their fee on what was called so far [MUSD_2026]."""
    years = plan.programme.inputs["quarter_years"].values
    fees = np.zeros(len(years))
    for one in found:
        if one.commitment.guarantee is not None:
            guaranteed = one.commitment.guarantee
            fees += guaranteed.fee * guaranteed.share * np.cumsum(one.amounts) * years
    return fees


def owners_top_up(before: Floats) -> Floats:
    """Return what owners must add by quarter so that cash never falls below 0 [as cash], called as late as can be."""
    added, cash = np.zeros(len(before)), 0.0
    for quarter, change in enumerate(before):
        cash += change
        added[quarter] = max(-cash, 0.0)
        cash += added[quarter]
    return added


def spare(cash: Floats, share: float) -> Floats:
    """Return what is paid out by quarter: a share of the cash that neither this nor any later quarter needs [as cash].

    cash: at the end of each quarter, if nothing were paid out.
    """
    least_later = np.minimum.accumulate(cash[::-1])[::-1]
    paid, to_date = np.zeros(len(cash)), 0.0
    for quarter, free in enumerate(least_later):
        paid[quarter] = share * max(free - to_date, 0.0)
        to_date += paid[quarter]
    return paid
