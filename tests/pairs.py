"""A second plan to set beside the smallest one, other in all that a comparison shows."""

from __future__ import annotations

from typing import Any

LATER: dict[
    str, Any
] = {  # twice the quarters, more work, a second generation, a larger connection, a site of the same name elsewhere
    "programme.quarters": 4,
    "workload.training.steps": [
        {
            "demand": {"2026-Q1": "0 kH100e", "2026-Q2": "60 kH100e", "2026-Q4": "70 kH100e"},
            "worth": "2 USD_2026/H100e/hour",
        }
    ],
    "sites.north.longitude": -80.0,
    "sites.south.grid.here.size": "45 MW_site",
    "supply.chips": {
        "h100": {"last": "2026-Q4", "limit": "40 kchip"},
        "h200": {"last": "2026-Q4", "limit": "100 kchip"},
    },
}
