"""Formulas as MathML: every equation can be set, and what cannot be read is refused."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from scripts.mathml import mathml, on_page_content

import gigaplan.equations  # noqa: F401  registers everything
from gigaplan.language import equations, quantities, terms
from gigaplan.language.tex_reading import Tex, relation_tex, tex_symbols

SYMBOLS = tex_symbols()
FORMULAS = [
    *(relation_tex(law.read(SYMBOLS)) for law in equations().values()),
    *(formula.text for term in terms().values() if isinstance(formula := term.read(SYMBOLS), Tex)),
    *(one.symbol for one in quantities().values()),
]


def test_every_formula_of_the_reference_can_be_set() -> None:
    assert len(FORMULAS) > 100
    for formula in FORMULAS:
        set_formula = ElementTree.fromstring(mathml(formula))
        letters = "".join(set_formula.itertext())
        assert not set("\\{}") & set(letters), formula


def test_subscripts_and_superscripts_bind_to_the_letter_before_them() -> None:
    assert mathml("K_{s,t}") == (
        "<math><mrow><msub><mi>K</mi><mrow><mi>s</mi><mo>,</mo><mi>t</mi></mrow></msub></mrow></math>"
    )
    assert mathml(r"\Lambda^{K}_{t}").startswith("<math><mrow><msubsup><mi>Λ</mi><mrow><mi>t</mi></mrow>")


def test_a_sum_carries_its_index_below() -> None:
    assert mathml(r"\sum_{s} b").startswith("<math><mrow><munder><mo>∑</mo><mrow><mi>s</mi></mrow></munder>")


@pytest.mark.parametrize("wrong", [r"\unknown", "{a", "a_", "a}", r"\frac{a}"])
def test_what_cannot_be_read_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"formula|command|stray"):
        mathml(wrong)


def test_formulas_of_a_page_are_replaced_and_other_text_stays() -> None:
    page = r'<p>Let <span class="arithmatex">\(a &lt; b\)</span>.</p><div class="arithmatex">\[c\]</div>'
    assert on_page_content(page) == (
        "<p>Let <math><mrow><mi>a</mi><mo>&lt;</mo><mi>b</mi></mrow></math>.</p>"
        '<math display="block"><mrow><mi>c</mi></mrow></math>'
    )
