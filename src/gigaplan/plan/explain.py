"""What holds a plan back: shadow prices of its limits, ranked, in the user's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from gigaplan.plan.plan import Plan

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


@dataclass(frozen=True)
class _Wording:
    what: str
    unit: str
    amount: float


WORDS: Mapping[str, _Wording] = MappingProxyType(
    {
        "wafers_are_shared": _Wording("advanced-packaging wafers", "1,000 wafers", 1e3),
        "chip_supply_is_limited": _Wording("chips", "1,000 chips", 1.0),
        "capital_is_committed": _Wording("capital by this date", "billion dollars", 1e3),
        "hall_power_fits_the_site": _Wording("hall power the site can hold", "MW_it", 1.0),
        "halls_need_an_open_site": _Wording("hall block started", "block", 1.0),
        "plant_slots_are_shared": _Wording("manufacturing slots", "MW_plate", 1.0),
        "plant_fits_the_site": _Wording("plant the site allows", "MW_plate", 1.0),
        "grid_fits_the_offer": _Wording("grid connection", "MW_site", 1.0),
        "transformers_are_shared": _Wording("transformers", "MW_site", 1.0),
        "firm_power_covers_the_peak": _Wording("firm power", "MW_site", 1.0),
        "export_cap_is_kept": _Wording("export allowance", "1,000 H100e", 1.0),
        "national_share_is_kept": _Wording("national share", "MW_site", 1.0),
        "required_demand_is_met": _Wording("demand dropped", "1,000 H100e", 1.0),
    }
)


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
            where = {str(dim): str(price[dim].values[index]) for dim, index in zip(price.dims, position, strict=True)}
            worth = abs(float(price.values[tuple(position)])) * wording.amount
            use = _use(plan, equation, where) / wording.amount
            found.append((worth * use, Limit(equation, wording.what, wording.unit, where, worth, _sentence(plan, wording, where, worth))))
    found.sort(key=lambda ranked: -ranked[0])
    return tuple(limit for _, limit in found[:most])


def _use(plan: Plan, equation: str, where: Mapping[str, str]) -> float:
    """Return how much of a limit the plan uses, so that limits of different units can be ranked."""
    inputs, solution = plan.programme.inputs, plan.solution
    measure = {
        "wafers_are_shared": lambda: inputs["wafer_supply"].sel(where),
        "chip_supply_is_limited": lambda: inputs["chip_supply"].sel(where),
        "capital_is_committed": lambda: inputs["capital_available"].sel(where),
        "hall_power_fits_the_site": lambda: inputs["hall_power_limit"].sel(site=where["site"]),
        "halls_need_an_open_site": lambda: inputs["hall_pace"].sel(where),
        "plant_slots_are_shared": lambda: inputs["plant_slots"].sel(where),
        "plant_fits_the_site": lambda: inputs["plant_limit"].sel(site=where["site"], plant=where["plant"]),
        "grid_fits_the_offer": lambda: inputs["offer_size"].sel(site=where["site"], offer=where["offer"]),
        "transformers_are_shared": lambda: inputs["transformer_slots"].sel(where),
        "firm_power_covers_the_peak": lambda: solution["work_power"].sum("work").sel(where),
        "export_cap_is_kept": lambda: inputs["export_cap"].sel(where),
        "national_share_is_kept": lambda: inputs["national_power_limit"].sel(where),
        "required_demand_is_met": lambda: inputs["demand_required"].sel(where),
    }[equation]
    return float(measure())


def _sentence(plan: Plan, wording: _Wording, where: Mapping[str, str], worth: float) -> str:
    site = where.get("site")
    place = f" at {plan.scenario.sites[site].title}" if site in plan.scenario.sites else ""
    kind = next((f" of {where[dim].replace('_', ' ')}" for dim in ("plant", "chip", "pool", "foundry", "work") if dim in where), "")
    offer = f" ({where['offer']} offer)" if "offer" in where else ""
    date = f" in {where['quarter']}" if "quarter" in where else ""
    return f"One more {wording.unit}{kind or ' of ' + wording.what}{offer}{place}{date} is worth {worth:,.3g} million dollars."
