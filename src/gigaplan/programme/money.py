"""Arranging money: what commitments make available by when, interest and discount."""

from __future__ import annotations

import numpy as np

from gigaplan.finance.loan import loan
from gigaplan.programme.context import Context
from gigaplan.programme.table import Inputs
from gigaplan.programme.times import QUARTERS_IN_YEAR, lead_quarters
from gigaplan.scenario.checks import SURETY
from gigaplan.scenario.money import Debt

THRIFT = 0.01  # small beside any gain in compute, large beside the gap between two plans of the same compute


def put(inputs: Inputs, context: Context) -> None:
    """Put the inputs of money in."""
    money = context.scenario.money
    sure = SURETY[SURETY.index(money.counted) :]
    years = np.array([int(label[:4]) for label in context.calendar.quarters])
    available = sum(
        (np.where(years >= one.year, one.amount, 0.0) for one in money.commitments if one.status in sure),
        np.zeros(context.count),
    )
    inputs.put("capital_available", np.minimum(available, money.budget))
    inputs.put("debt_share", money.debt.share)
    inputs.put("thrift", THRIFT)
    _put_debt(inputs, money.debt, context.count)
    middle_of_quarter = (np.arange(context.count) + 0.5) / QUARTERS_IN_YEAR
    inputs.put("discount", (1.0 + money.discount_rate) ** -middle_of_quarter)


def _put_debt(inputs: Inputs, debt: Debt, count: int) -> None:
    """Put the course of each quarter's drawdown in: what is owed, added and paid back of a dollar."""
    rate = debt.interest + debt.margin
    grace = lead_quarters(debt.grace)
    payments = None if debt.tenor is None else round(debt.tenor * QUARTERS_IN_YEAR)
    years = inputs.arrays["quarter_years"].values
    owed, added, paid_back = np.zeros((3, count, count))
    for order in range(count):
        one = loan(years[order:], rate, grace, payments)
        owed[order, order:], added[order, order:], paid_back[order, order:] = (
            one.owed,
            one.added,
            one.paid_back,
        )
    inputs.put("debt_interest", rate)
    inputs.put("debt_owed", owed)
    inputs.put("debt_added", added)
    inputs.put("debt_paid_back", paid_back)
