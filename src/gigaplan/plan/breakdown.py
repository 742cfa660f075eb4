"""A ledger term by site, generation or quarter of order: the same law, read without the last summing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr

from gigaplan.language import Quantity, Symbols, terms
from gigaplan.plan.audit import Values
from gigaplan.plan.plan import Plan

WHERE = ("site",)
TOLERANCE = 1e-9  # of the largest amount


@dataclass(frozen=True)
class Detailed(Values):
    """A term as the array of its values, with the dimensions in `keep` not summed away."""

    keep: tuple[str, ...] = ()

    def _with(self, array: xr.DataArray) -> Detailed:
        return Detailed(array, self.calendar, self.keep)

    def total(self, over: tuple[str, ...]) -> Detailed:
        """Sum over the dimensions that are not kept."""
        return self._with(self.array.sum([one for one in over if one not in self.keep]))

    def spread(self, by: Values) -> Detailed:
        """Carry orders along time; the quarter of order stays where it is kept."""
        ordered = self.array.rename({"quarter": "order"})
        if "order" in self.keep:
            return self._with(ordered * by.array)
        return self._with(xr.dot(ordered, by.array, dim="order"))


def breakdown(plan: Plan, term: str, keep: tuple[str, ...] = WHERE) -> xr.DataArray:
    """Return a ledger term by quarter and the dimensions kept that it has [MUSD_2026, undiscounted].

    Raises ValueError where the parts do not add up to the ledger's amount: a law that adds terms of
    different dimensions cannot be split this way.
    """

    def read(declared: Quantity) -> Detailed:
        inputs, solution = plan.programme.inputs, plan.solution
        array = inputs[declared.name] if declared.role == "input" else solution[declared.name]
        return Detailed(array, plan.programme.calendar, keep)

    law = terms()[term]
    parts = law.read(Symbols(read)).array  # type: ignore[attr-defined]
    whole = plan.ledger[law.ledger][term]
    together = parts.sum([dim for dim in parts.dims if dim != "quarter"]).transpose("quarter")
    scale = max(float(np.abs(whole).max()), 1.0)
    if float(np.abs(together - whole).max()) > TOLERANCE * scale:
        raise ValueError(f"{term} cannot be told by {', '.join(keep)}: its parts do not add up to it")
    result: xr.DataArray = parts
    return result
