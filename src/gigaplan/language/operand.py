"""What the words of the language act on: one operand class for each reading of an equation."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, Literal, Self, TypeVar

from gigaplan.language.quantity import Quantity, quantities

Sense = Literal["==", "<=", ">="]
Number = int | float
OperandT = TypeVar("OperandT", bound="Operand")


class Operand(ABC):
    """A term of an equation in one reading: rows, values, units or TeX.

    Subclasses give the arithmetic; numbers other than 0 and 1 do not occur in equations.
    """

    @abstractmethod
    def __add__(self, other: Self | Number) -> Self: ...
    @abstractmethod
    def __neg__(self) -> Self: ...
    @abstractmethod
    def __mul__(self, other: Self) -> Self: ...
    @abstractmethod
    def __truediv__(self, other: Self) -> Self: ...
    @abstractmethod
    def total(self, over: tuple[str, ...]) -> Self:
        """Sum over dimensions."""

    @abstractmethod
    def spread(self, by: Self) -> Self:
        """Carry what was decided in one quarter to later quarters by a matrix over (order, quarter)."""

    @abstractmethod
    def each_hour(self) -> Self:
        """Give a quarterly term its value in each hour of the quarter."""

    @abstractmethod
    def by_quarter(self) -> Self:
        """Sum an hourly term over the hours of each quarter."""

    @abstractmethod
    def previous(self, start: Self) -> Self:
        """Take the value of the hour before; `start` stands before the first hour of each block."""

    def __sub__(self, other: Self | Number) -> Self:
        return self + (-other)

    def __radd__(self, other: Number) -> Self:
        return self + other

    def __rsub__(self, other: Number) -> Self:
        return (-self) + other


@dataclass(frozen=True)
class Relation(Generic[OperandT]):
    """Two sides and the sense between them."""

    left: OperandT
    sense: Sense
    right: OperandT | Number


class Symbols:
    """The namespace `q` an equation is written in: `q.name` is the operand of that quantity."""

    def __init__(self, read: Callable[[Quantity], Operand]) -> None:
        self._read = read
        self._declared: Mapping[str, Quantity] = quantities()
        self._seen: dict[str, Operand] = {}

    def __getattr__(self, name: str) -> Operand:
        if name not in self._declared:
            raise AttributeError(f"no quantity {name!r} is declared")
        if name not in self._seen:
            self._seen[name] = self._read(self._declared[name])
        return self._seen[name]

    @property
    def used(self) -> tuple[str, ...]:
        """Names of the quantities read so far."""
        return tuple(self._seen)
