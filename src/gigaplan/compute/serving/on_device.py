"""What phones and laptops can take over: a stated assumption, not a measurement."""

from __future__ import annotations

import math

FIRST_YEAR = 2025
HALF_SIZE = 4e9  # parameters at which half of able requests stay on the device in 2025: 4-bit weights of
# such a model take 2.3 GB of a phone with 8 GB; estimate of this project
DOUBLING_YEARS = 2.0  # memory and its bandwidth in devices; estimate of this project
STEEPNESS = 2.0  # estimate of this project
ABLE_SHARE, ABLE_GROWTH, ABLE_MOST = 0.1, 1.5, 0.6
# share of requests asked on devices with an accelerator fit for it in 2025, its growth a year and its limit;
# estimates of this project, to be replaced by the user's own


def on_device_share(total_parameters: float, year: int) -> float:
    """Devices take the able share of requests where the model is small for them, less where it is large."""
    years = max(0, year - FIRST_YEAR)
    able = min(ABLE_MOST, ABLE_SHARE * ABLE_GROWTH**years)
    half = HALF_SIZE * 2 ** (years / DOUBLING_YEARS)
    return able / (1 + math.pow(total_parameters / half, STEEPNESS))
