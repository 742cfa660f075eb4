"""Arranging money: what commitments make available by when, interest and discount."""

from __future__ import annotations

import numpy as np

from gigaplan.programme.context import Context
from gigaplan.programme.table import Inputs
from gigaplan.programme.times import QUARTERS_IN_YEAR
from gigaplan.scenario.checks import SURETY


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
    inputs.put("debt_interest", money.debt.interest)
    middle_of_quarter = (np.arange(context.count) + 0.5) / QUARTERS_IN_YEAR
    inputs.put("discount", (1.0 + money.discount_rate) ** -middle_of_quarter)
