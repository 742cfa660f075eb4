"""The plan: a frozen result with its solution, bound, ledger, audit and prices."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

import xarray as xr

from gigaplan.language import Relation, equations
from gigaplan.plan.audit import Residual, Values, audit, ledger, objective_total, value_symbols
from gigaplan.plan.gap import relative_gap
from gigaplan.programme.programme import Programme
from gigaplan.scenario.schema import Scenario

Read = TypeVar("Read")
Further = ParamSpec("Further")


@dataclass(frozen=True)
class Plan:
    """A build-out with its hourly operation, and what is proven about it.

    solution: every decision and state by name. objective and bound [MUSD_2026, discounted]: no plan of
    these equations costs less than the bound. prices: dual of each row, by equation.
    """

    scenario: Scenario
    programme: Programme
    solution: Mapping[str, xr.DataArray]
    objective: float
    bound: float
    status: str
    method: str
    prices: Mapping[str, xr.DataArray]
    rounds: int = 0
    seconds: float = 0.0

    @property
    def gap(self) -> float:
        """Certified relative distance between the plan and the bound."""
        return relative_gap(self.objective, self.bound)

    def law(self, equation: str) -> Relation[Values]:
        """Return both sides of an equation on the solution, in the row's unit; each is read once and kept."""
        if equation not in self._laws:
            self._laws[equation] = equations()[equation].read(value_symbols(self.programme, self.solution))
        return self._laws[equation]

    @cached_property
    def _laws(self) -> dict[str, Relation[Values]]:
        return {}

    @cached_property
    def readings(self) -> dict[tuple[Any, ...], Any]:
        """What functions marked `once` have read off the plan."""
        return {}

    @cached_property
    def residuals(self) -> tuple[Residual, ...]:
        """Every equation evaluated on the solution, hour by hour."""
        return audit(self.programme, self.solution)

    @cached_property
    def ledger(self) -> dict[str, dict[str, xr.DataArray]]:
        """Every money ledger, term by term and quarter by quarter [MUSD_2026, undiscounted]."""
        return ledger(self.programme, self.solution)

    @property
    def worst_residual(self) -> float:
        """Largest relative violation of any equation."""
        return max(residual.relative for residual in self.residuals)

    @cached_property
    def ledger_difference(self) -> float:
        """Reported total less objective [MUSD_2026]; 0 to rounding."""
        return objective_total(self.programme, self.ledger) - self.objective


def once(
    read: Callable[Concatenate[Plan, Further], Read],
) -> Callable[Concatenate[Plan, Further], Read]:
    """Let a plan, which never changes, keep what a function reads off it, so that all who ask alike share one reading.

    What is asked beside the plan must be hashable.
    """

    @wraps(read)
    def kept(plan: Plan, /, *given: Further.args, **named: Further.kwargs) -> Read:
        asked = (read, given, tuple(sorted(named.items())))
        if asked not in plan.readings:
            plan.readings[asked] = read(plan, *given, **named)
        found: Read = plan.readings[asked]
        return found

    return kept
