"""Hypothesis strategies: small random programmes of two sites with plant, grid, a battery and a price day."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

HOURS, QUARTERS = 6, 2
LABELS = {"site": ("north", "south")}


def amounts(low: float, high: float) -> st.SearchStrategy[float]:
    """Amounts with few digits, so that a failure is readable."""
    return st.integers(int(low * 10), int(high * 10)).map(lambda tenths: tenths / 10)


@st.composite
def programme_inputs(draw: st.DrawFn) -> dict[str, Any]:
    """Inputs of a programme that can always be met: shedding is allowed at a price."""
    hours = HOURS * QUARTERS
    price = np.array([[draw(amounts(5, 90)) for _ in range(hours)] for _ in range(2)]) * 1e-6
    retention = draw(st.sampled_from([1.0, 0.98]))
    chip_arrives = np.array([[[1.0, 1.0], [0.0, 1.0]]])
    return {
        "labels": LABELS,
        "hours_in_quarter": HOURS,
        "quarters": QUARTERS,
        "standing_hall_power": 100.0,
        "hall_power_limit": 100.0,
        "chip_arrives": chip_arrives,
        "chip_price": draw(amounts(1, 50)),
        "demand_step": 60.0,
        "demand_required": [[draw(amounts(0, 30)), draw(amounts(30, 60))]],
        "work_rate": 1.0,
        "offer_size": np.array([[draw(amounts(0, 60))], [draw(amounts(0, 60))]]),
        "grid_energy_cost": price,
        "grid_cost": draw(amounts(0, 3)),
        "grid_spending": np.array([[[1.0, 0.0]], [[1.0, 0.0]]]),
        "plant_limit": draw(amounts(0, 60)),
        "plant_orderable": 100.0,
        "plant_arrives": np.array([[[1.0, 1.0], [0.0, 1.0]]]),
        "plant_spending": np.eye(2)[None],
        "plant_cost": draw(amounts(0, 9)),
        "plant_energy_cost": draw(amounts(10, 60)) * 1e-6,
        "plant_unit_size": 1.0,
        "standing_store_power": draw(amounts(0, 9)),
        "standing_store_energy": draw(amounts(0, 20)),
        "charge_efficiency": 0.9,
        "discharge_efficiency": 0.9,
        "retention": retention,
        "shed_loss": 500e-6,
        "pue": 1.2,
        "quarter_years": 0.25,
        "discount": np.array([1.0, 0.97]),
    }
