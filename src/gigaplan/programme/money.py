"""Arranging money: what commitments make available by when, interest and discount."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gigaplan.core.units import HOURS_IN_YEAR
from gigaplan.finance.loan import loan
from gigaplan.programme.context import Context
from gigaplan.programme.table import Inputs
from gigaplan.programme.times import QUARTERS_IN_YEAR, lead_quarters
from gigaplan.scenario.checks import SURETY
from gigaplan.scenario.money import Debt

Floats = NDArray[np.float64]
H100E_IN_KILO = 1e3
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
    by_year = tranche(available.clip(max=money.budget), years)
    inputs.put("tranche", by_year if money.unspent == "lapses" else np.inf)
    inputs.put("same_year", np.triu(years[:, None] == years[None, :]).astype(float))
    inputs.put("debt_share", money.debt.share)
    inputs.put("thrift", THRIFT)
    _put_debt(inputs, money.debt, context.count)
    _put_covenants(inputs, context)
    middle_of_quarter = (np.arange(context.count) + 0.5) / QUARTERS_IN_YEAR
    inputs.put("discount", (1.0 + money.discount_rate) ** -middle_of_quarter)


def tranche(to_date: Floats, years: NDArray[np.int64]) -> Floats:
    """Return what each quarter's year adds to the capital there is to date [MUSD_2026]."""
    before = np.array([to_date[years < year][-1] if (years < year).any() else 0.0 for year in years])
    added: Floats = to_date - before
    return added


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


def _put_covenants(inputs: Inputs, context: Context) -> None:
    """Put what lenders ask in: a limit of debt, and cash that covers its service; nothing binds where none is asked."""
    debt = context.scenario.money.debt
    cash = debt.contracted_cash
    inputs.put("debt_limit", np.inf if debt.limit is None else debt.limit)
    inputs.put("coverage_floor", debt.coverage_floor)
    inputs.put("contracted_cash", 0.0 if cash is None else context.path(cash) * HOURS_IN_YEAR / H100E_IN_KILO)
    inputs.put("cash_beside", np.inf if cash is None else 0.0)
