"""The few words equations are written in."""

from __future__ import annotations

from gigaplan.language.operand import Number, Operand, OperandT, Relation


def equal(left: OperandT, right: OperandT | Number) -> Relation[OperandT]:
    """State that both sides are the same."""
    return Relation(left, "==", right)


def at_most(left: OperandT, right: OperandT | Number) -> Relation[OperandT]:
    """State that the left side never exceeds the right one."""
    return Relation(left, "<=", right)


def at_least(left: OperandT, right: OperandT | Number) -> Relation[OperandT]:
    """State that the left side never falls below the right one."""
    return Relation(left, ">=", right)


def total(term: OperandT, over: str) -> OperandT:
    """Sum a term over the dimensions named in `over`."""
    return term.total(tuple(over.split()))


def spread(term: OperandT, by: OperandT) -> OperandT:
    """Carry orders along time: sum over the order quarter of `by` times the term ordered then."""
    return term.spread(by)


def each_hour(term: OperandT) -> OperandT:
    """Give a quarterly term its value in every hour of that quarter."""
    return term.each_hour()


def by_quarter(term: OperandT) -> OperandT:
    """Sum an hourly term over the hours of each quarter."""
    return term.by_quarter()


def previous(term: OperandT, *, start: OperandT) -> OperandT:
    """Take a term one hour earlier; `start` is its value before the first hour of each block."""
    return term.previous(start)


__all__ = [
    "Operand",
    "at_least",
    "at_most",
    "by_quarter",
    "each_hour",
    "equal",
    "previous",
    "spread",
    "total",
]
