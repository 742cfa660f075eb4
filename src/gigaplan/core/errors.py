"""What goes wrong, and how it is told: findings are collected, and raised all at once.

GigaplanError
├── InputError         what the user gave cannot be read or does not fit
├── InfeasibleError    the scenario's limits contradict each other
└── SolveError         the solver ended without a proven status
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing found wrong: where, what was given, what is allowed, what to do."""

    where: str
    got: str
    want: str = ""
    do: str = ""

    def __str__(self) -> str:
        lines = [f"{self.where}: got {self.got}"]
        if self.want:
            lines.append(f"    allowed: {self.want}")
        if self.do:
            lines.append(f"    do: {self.do}")
        return "\n".join(lines)


class GigaplanError(Exception):
    """Anything gigaplan raises on purpose; `findings` holds each reason."""

    def __init__(self, summary: str, findings: Iterable[Finding] = ()) -> None:
        self.summary = summary
        self.findings = tuple(findings)
        super().__init__("\n".join([summary, *(str(finding) for finding in self.findings)]))


class InputError(GigaplanError):
    """What the user gave cannot be read or does not fit."""


class InfeasibleError(GigaplanError):
    """The scenario's limits contradict each other; the findings name them."""


class SolveError(GigaplanError):
    """The solver ended without a proven status."""


def raise_findings(summary: str, findings: Iterable[Finding]) -> None:
    """Raise InputError with all findings where there is any; return quietly otherwise."""
    collected = tuple(findings)
    if collected:
        raise InputError(summary, collected)
