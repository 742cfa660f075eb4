"""Set the formulas of the documentation as MathML, which browsers show without any script or download.

MkDocs calls `on_page_content` on every page (hooks in mkdocs.yml). It reads the part of LaTeX the equations are
printed in; an unknown command is an error, so that a page never shows half a formula.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable

GREEK = {
    name: chr(code)
    for name, code in zip(
        [
            "alpha",
            "beta",
            "gamma",
            "delta",
            "epsilon",
            "zeta",
            "eta",
            "theta",
            "iota",
            "kappa",
            "lambda",
            "mu",
            "nu",
            "xi",
            "omicron",
            "pi",
            "rho",
            "varsigma",
            "sigma",
            "tau",
            "upsilon",
            "phi",
            "chi",
            "psi",
            "omega",
        ],
        range(0x3B1, 0x3CA),
        strict=True,
    )
}
LETTERS = {**GREEK, **{name.capitalize(): letter.upper() for name, letter in GREEK.items()}, "varpi": "ϖ"}
SIGNS = {"le": "≤", "ge": "≥", "in": "∈", "mid": "|"}
SPACES = {",": "0.17em", ";": "0.28em"}
ACCENTS = {"bar": ("mover", "¯"), "hat": ("mover", "^"), "underline": ("munder", "_")}
TOKEN = re.compile(r"\\[a-zA-Z]+|\\[,;]|\d+(?:\.\d+)?|\S")
FORMULA = re.compile(
    r'<(?P<tag>span|div) class="arithmatex">\\[(\[](?P<tex>.*?)\\[)\]]</(?P=tag)>', flags=re.DOTALL
)


def mathml(tex: str, block: bool = False) -> str:
    """Return a formula as MathML. Raises ValueError for what it cannot read."""
    tokens = TOKEN.findall(tex)
    inside = _Reader(tokens).row(until="")
    display = ' display="block"' if block else ""
    return f"<math{display}>{inside}</math>"


def on_page_content(content: str, **_: object) -> str:
    """Replace the formulas of a page."""
    return FORMULA.sub(
        lambda found: mathml(html.unescape(found["tex"]), block=found["tag"] == "div"), content
    )


class _Reader:
    """Reads tokens from left to right."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens[::-1]

    def row(self, until: str) -> str:
        """Return everything up to a closing token as one row."""
        parts = []
        while self.tokens and self.tokens[-1] != until:
            parts.append(self._with_scripts())
        if until and not self.tokens:
            raise ValueError(f"a formula without its closing {until!r}")
        if until:
            self.tokens.pop()
        return f"<mrow>{''.join(parts)}</mrow>"

    def _with_scripts(self) -> str:
        wide = self.tokens[-1] == r"\sum"
        base = self._atom()
        scripts: dict[str, str] = {}
        while self.tokens and self.tokens[-1] in "_^":
            sign = self.tokens.pop()
            scripts[sign] = self._atom()
        if not scripts:
            return base
        tag = {"_": "munder" if wide else "msub", "^": "mover" if wide else "msup"}.get("".join(scripts), "")
        both = "munderover" if wide else "msubsup"
        return _element(tag or both, base, *(scripts[one] for one in "_^" if one in scripts))

    def _atom(self) -> str:
        if not self.tokens:
            raise ValueError("a formula that ends early")
        token = self.tokens.pop()
        if token == "{":
            return self.row(until="}")
        if token in ("}", "$", "&"):
            raise ValueError(f"a stray {token!r}")
        if token.startswith("\\"):
            return self._command(token[1:])
        if token[0].isdigit():
            return _element("mn", token)
        return _element("mi" if token.isalpha() else "mo", {"-": "−"}.get(token, html.escape(token)))

    def _command(self, name: str) -> str:
        readers: dict[str, Callable[[], str]] = {
            "sum": lambda: _element("mo", "∑"),
            "frac": lambda: _element("mfrac", self._atom(), self._atom()),
            **dict.fromkeys(("left", "middle", "right"), lambda: _element("mo", self.tokens.pop())),
        }
        if name in readers:
            return readers[name]()
        if name in LETTERS:
            return _element("mi", LETTERS[name])
        if name in SIGNS:
            return _element("mo", SIGNS[name])
        if name in SPACES:
            return f'<mspace width="{SPACES[name]}"/>'
        if name in ACCENTS:
            tag, sign = ACCENTS[name]
            return _element(tag, self._atom(), _element("mo", sign))
        raise ValueError(f"the LaTeX command \\{name}, which has no MathML here")


def _element(tag: str, *inside: str) -> str:
    return f"<{tag}>{''.join(inside)}</{tag}>"
