"""What holds a plan back: shadow prices of its limits, ranked, in the user's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from gigaplan.plan.plan import Plan
from gigaplan.plan.wording import WORDS, Wording, amount_of

NEGLIGIBLE = 1e-6


@dataclass(frozen=True)
class Limit:
    """A binding limit: what one more of it is worth [MUSD_2026 per unit], where and when."""

    equation: str
    what: str
    unit: str
    place: Mapping[str, str]
    worth: float
    sentence: str


def limits(plan: Plan, most: int = 1000) -> tuple[Limit, ...]:
    """Return the binding limits of a plan, each scaled by how much of it the plan uses, most valuable first.

    The worth of a limit is the dual of its row with whole numbers held; the rank is worth times the use.
    """
    found: list[tuple[float, Limit]] = []
    for equation, wording in WORDS.items():
        price = plan.prices.get(equation)
        if price is None:
            continue
        for position in np.argwhere(np.abs(price.values) > NEGLIGIBLE):
            where = {
                str(dim): str(price[dim].values[index])
                for dim, index in zip(price.dims, position, strict=True)
            }
            worth = abs(float(price.values[tuple(position)])) * wording.amount
            use = amount_of(plan.programme, equation, where) / wording.amount
            found.append(
                (
                    worth * use,
                    Limit(
                        equation,
                        wording.what,
                        wording.unit,
                        where,
                        worth,
                        _sentence(plan, wording, where, worth),
                    ),
                )
            )
    found.sort(key=lambda ranked: -ranked[0])
    return tuple(limit for _, limit in found[:most])


def _sentence(plan: Plan, wording: Wording, where: Mapping[str, str], worth: float) -> str:
    site = where.get("site")
    place = f" at {plan.scenario.sites[site].title}" if site in plan.scenario.sites else ""
    kind = next(
        (
            f" of {where[dim].replace('_', ' ')}"
            for dim in ("plant", "chip", "pool", "foundry", "work")
            if dim in where
        ),
        "",
    )
    offer = f" ({where['offer']} offer)" if "offer" in where else ""
    date = f" in {where['quarter']}" if "quarter" in where else ""
    return f"One more {wording.unit}{kind or ' of ' + wording.what}{offer}{place}{date} is worth {worth:,.3g} million dollars."
