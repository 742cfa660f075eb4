"""The two registries: equations, and the ledgers that terms are added to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gigaplan.language.operand import Operand, Relation, Symbols

Law = Callable[[Any], Relation[Any]]
TermLaw = Callable[[Any], Any]


@dataclass(frozen=True)
class Equation:
    """One law: a function of the symbols that returns a relation; its docstring says it in words."""

    name: str
    concept: str
    text: str
    law: Law

    def read(self, symbols: Symbols) -> Relation[Any]:
        """Evaluate the law in the reading of `symbols`."""
        return self.law(symbols)


@dataclass(frozen=True)
class Term:
    """One signed term of a ledger."""

    name: str
    ledger: str
    concept: str
    text: str
    law: TermLaw

    def read(self, symbols: Symbols) -> Operand:
        """Evaluate the term in the reading of `symbols`."""
        result: Operand = self.law(symbols)
        return result


_equations: dict[str, Equation] = {}
_terms: dict[str, Term] = {}


def _sentence(law: Callable[..., Any]) -> str:
    text = (law.__doc__ or "").strip()
    if not text:
        raise ValueError(f"{law.__name__} has no docstring: say the law in words")
    return " ".join(text.split("\n\n")[0].split())


def _concept(law: Callable[..., Any]) -> str:
    return law.__module__.removeprefix("gigaplan.equations.")


def equation(law: Law) -> Law:
    """Register a law under its function name. Raises ValueError for a name already taken."""
    name = law.__name__
    if name in _equations or name in _terms:
        raise ValueError(f"equation {name!r} is declared twice")
    _equations[name] = Equation(name, _concept(law), _sentence(law), law)
    return law


def adds_to(ledger: str) -> Callable[[TermLaw], TermLaw]:
    """Register a signed term of a ledger under its function name."""

    def register(law: TermLaw) -> TermLaw:
        name = law.__name__
        if name in _equations or name in _terms:
            raise ValueError(f"term {name!r} is declared twice")
        _terms[name] = Term(name, ledger, _concept(law), _sentence(law), law)
        return law

    return register


def equations() -> dict[str, Equation]:
    """Return every registered equation by name."""
    return dict(_equations)


def terms(ledger: str | None = None) -> dict[str, Term]:
    """Return every registered term by name, of one ledger where it is named."""
    return {name: term for name, term in _terms.items() if ledger in (None, term.ledger)}


def ledger_sum(symbols: Symbols, ledger: str) -> Any:
    """Add up the terms of a ledger in the reading of `symbols`. Raises KeyError for an empty ledger."""
    found = list(terms(ledger).values())
    if not found:
        raise KeyError(f"no term adds to the ledger {ledger!r}")
    amount: Any = found[0].read(symbols)
    for term in found[1:]:
        amount = amount + term.read(symbols)
    return amount
