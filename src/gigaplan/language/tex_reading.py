"""The fourth reading: the equation as LaTeX, for the reference pages."""

from __future__ import annotations

from dataclasses import dataclass

from gigaplan.language.operand import Number, Operand, Relation, Symbols
from gigaplan.language.quantity import DIMENSIONS, Quantity

SUM, PRODUCT, ATOM = 0, 1, 2
SENSES = {"==": "=", "<=": r"\le", ">=": r"\ge"}


@dataclass(frozen=True)
class Tex(Operand):
    """A term as LaTeX, with how tightly it binds."""

    text: str
    binds: int = ATOM

    def _inside(self, binds: int) -> str:
        return self.text if self.binds >= binds else rf"\left({self.text}\right)"

    def __add__(self, other: Tex | Number) -> Tex:
        right = other if isinstance(other, Tex) else Tex(f"{other:g}")
        if right.text == "0":
            return self
        joint = "" if right.text.startswith("-") else "+ "
        return Tex(f"{self.text} {joint}{right.text}", SUM)

    def __neg__(self) -> Tex:
        return Tex(f"- {self._inside(PRODUCT)}", SUM)

    def __mul__(self, other: Tex) -> Tex:
        return Tex(rf"{self._inside(PRODUCT)} \, {other._inside(PRODUCT)}", PRODUCT)

    def __truediv__(self, other: Tex) -> Tex:
        return Tex(rf"\frac{{{self.text}}}{{{other.text}}}", ATOM)

    def total(self, over: tuple[str, ...]) -> Tex:
        letters = ", ".join(DIMENSIONS[name] for name in over)
        return Tex(rf"\sum_{{{letters}}} {self._inside(PRODUCT)}", PRODUCT)

    def spread(self, by: Tex) -> Tex:
        ordered = self._inside(PRODUCT).replace(",t}", r",\tau}").replace("{t}", r"{\tau}")
        return Tex(rf"\sum_{{\tau}} {by._inside(PRODUCT)} \, {ordered}", PRODUCT)

    def each_hour(self) -> Tex:
        return Tex(self.text.replace(",t}", ",t(h)}").replace("{t}", "{t(h)}"), self.binds)

    def by_quarter(self) -> Tex:
        return Tex(rf"\sum_{{h \in t}} {self._inside(PRODUCT)}", PRODUCT)

    def previous(self, start: Tex) -> Tex:
        return Tex(rf"\left[{self.text.replace(',h}', ',h-1}')} \;\middle|\; {start.text}\right]", ATOM)


def read_tex(declared: Quantity) -> Tex:
    """Read a quantity as its symbol."""
    return Tex(declared.symbol)


def tex_symbols() -> Symbols:
    """Return the namespace that reads equations as LaTeX."""
    return Symbols(read_tex)


def relation_tex(relation: Relation[Tex]) -> str:
    """Return a whole equation as LaTeX."""
    right = relation.right.text if isinstance(relation.right, Tex) else f"{relation.right:g}"
    return f"{relation.left.text} {SENSES[relation.sense]} {right}"
