"""Builders of small programmes for tests: a few arrays by name, everything else at rest."""

from __future__ import annotations

from typing import Any

import numpy as np

import gigaplan.equations  # noqa: F401  registers the quantities
from gigaplan.language import quantities
from gigaplan.programme.programme import Calendar, Programme
from gigaplan.programme.table import Inputs
from gigaplan.programme.times import arrives, quarter_labels

NO_LIMIT = {
    "capital_available",
    "debt_limit",
    "cash_beside",
    "tranche",
    "transformer_slots",
    "plant_slots",
    "wafer_supply",
    "chip_supply",
    "export_cap",
    "national_power_limit",
    "carbon_cap",
    "energy_cap",
}
ONES = {
    "pue", "peak_ratio", "mean_pue", "block_power", "plant_unit_size", "site_allowed", "standing_open", "discount",
    "charge_efficiency", "discharge_efficiency", "retention", "grid_availability", "grid_live", "plant_availability",
    "work_shape", "work_rate", "chip_power", "chip_compute", "hours_represented", "step_hours",
}  # fmt: skip
LABELS = {
    "site": ("north",), "plant": ("gas",), "store": ("battery",), "offer": ("here",), "chip": ("fast",), "work": ("training",),
    "step": ("step 1",), "pool": ("turbines",), "foundry": ("packager",), "rule": ("none",), "country": ("none",),
    "deferral": ("none",), "cap": (), "permit": (), "switched": (),
}  # fmt: skip


def small_programme(
    hours_in_quarter: int = 6,
    quarters: int = 2,
    objective: str = "least cost",
    labels: dict[str, tuple[str, ...]] | None = None,
    **given: Any,
) -> Programme:
    """Return a programme with the arrays given; limits not given do not bind, costs not given are nil."""
    count = hours_in_quarter * quarters
    calendar = Calendar(
        quarters=quarter_labels("2026-Q1", quarters),
        quarter_of_hour=np.repeat(np.arange(quarters), hours_in_quarter),
        block_of_hour=np.zeros(count, dtype=int),
        step_hours=np.ones(count),
        hours_represented=np.ones(count),
        hour_of_year=np.arange(count),
    )
    names = {**LABELS, **(labels or {})}
    inputs = Inputs(
        {**names, "hour": tuple(calendar.hours), "quarter": calendar.quarters, "order": calendar.quarters}
    )
    for name, declared in quantities().items():
        if declared.role == "input":
            rest = np.inf if name in NO_LIMIT else 1.0 if name in ONES else 0.0
            inputs.put(name, given.pop(name, rest if name != "from_order" else arrives(quarters, 0)))
    assert not given, f"no such inputs: {sorted(given)}"
    return Programme("small", objective, names, calendar, inputs.arrays)
