"""Every equation and ledger term: units that agree, words, LaTeX, and quantities that are all used."""

from __future__ import annotations

import pytest

import gigaplan.equations  # noqa: F401  registers everything
from gigaplan.core.units import registry
from gigaplan.equations import LEDGERS, OBJECTIVES
from gigaplan.language import equations, quantities, terms
from gigaplan.language.tex_reading import relation_tex, tex_symbols
from gigaplan.language.units_reading import unit_symbols

MONEY_LEDGERS = sorted(LEDGERS)


@pytest.mark.parametrize("name", sorted(equations()))
def test_both_sides_of_an_equation_have_the_same_unit(name: str) -> None:
    relation = equations()[name].read(unit_symbols())
    relation.left.compare(relation.right)


@pytest.mark.parametrize("name", sorted(equations()))
def test_an_equation_says_its_law_in_a_sentence(name: str) -> None:
    assert equations()[name].text.endswith(".")
    assert len(equations()[name].text.split()) >= 5


@pytest.mark.parametrize("name", sorted(equations()))
def test_an_equation_prints_balanced_latex(name: str) -> None:
    text = relation_tex(equations()[name].read(tex_symbols()))
    assert text.count("{") == text.count("}")
    assert text.count(r"\left") == text.count(r"\right")


@pytest.mark.parametrize("ledger", MONEY_LEDGERS)
def test_money_ledgers_are_in_money_by_quarter(ledger: str) -> None:
    for term in terms(ledger).values():
        measured = term.read(unit_symbols())
        assert measured.unit == registry().Unit("MUSD_2026"), term.name
        assert measured.over == {"quarter"}, term.name


def test_every_quantity_is_used_by_some_equation_or_term() -> None:
    symbols = unit_symbols()
    for law in [*equations().values(), *terms().values()]:
        law.read(symbols)
    unused = (
        set(quantities()) - set(symbols.used) - {"discount", "plant_whole_units"}
    )  # the objective and the integers use these
    assert unused == set()


def test_every_ledger_is_told_and_objectives_read_no_other() -> None:
    assert {ledger for chosen in OBJECTIVES.values() for ledger in chosen} <= set(LEDGERS)
    assert {term.ledger for term in terms().values()} == {*MONEY_LEDGERS, "site power", "water"}
