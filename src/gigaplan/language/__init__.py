"""The small language equations are written in; each equation is read four ways.

Rows (plan.build), residuals of a solution (plan.audit), units (units_reading) and LaTeX (tex_reading).
"""

from gigaplan.language.equation import Equation, Term, adds_to, equation, equations, ledger_sum, terms
from gigaplan.language.operand import Operand, Relation, Symbols
from gigaplan.language.quantity import Quantity, quantities, quantity
from gigaplan.language.words import (
    at_least,
    at_most,
    by_quarter,
    each_hour,
    equal,
    previous,
    spread,
    total,
)

__all__ = [
    "Equation",
    "Operand",
    "Quantity",
    "Relation",
    "Symbols",
    "Term",
    "adds_to",
    "at_least",
    "at_most",
    "by_quarter",
    "each_hour",
    "equal",
    "equation",
    "equations",
    "ledger_sum",
    "previous",
    "quantities",
    "quantity",
    "spread",
    "terms",
    "total",
]
