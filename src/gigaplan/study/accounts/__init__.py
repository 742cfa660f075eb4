"""Accounts of a plan: cash, profit and loss, balance sheet, measures; every figure is a sum of ledger entries."""

from gigaplan.study.accounts.accounts import Accounts, accounts
from gigaplan.study.accounts.measures import Measure, measures

__all__ = ["Accounts", "Measure", "accounts", "measures"]
