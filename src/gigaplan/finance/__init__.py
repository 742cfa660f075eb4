"""Finance: pure, cited functions of numbers; a plan's accounts are made of them in `gigaplan.study.accounts`."""

from gigaplan.finance.annuity import growing_worth, level_rent, present_worth
from gigaplan.finance.books import Course, course, income_tax, straight_line
from gigaplan.finance.loan import Loan, coverage, loan
from gigaplan.finance.returns import net_present_value, payback, peak_need, rate_of_return
from gigaplan.finance.unit_cost import cost_per_million_tokens, levelised_cost

__all__ = [
    "Course",
    "Loan",
    "cost_per_million_tokens",
    "course",
    "coverage",
    "growing_worth",
    "income_tax",
    "level_rent",
    "levelised_cost",
    "loan",
    "net_present_value",
    "payback",
    "peak_need",
    "present_worth",
    "rate_of_return",
    "straight_line",
]
