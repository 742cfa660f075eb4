"""Gas turbines breathe less air when it is warm, and give less power."""

from __future__ import annotations

import numpy as np

from gigaplan.physics.climate import Hourly

STANDARD_TEMPERATURE = 15.0  # degC, ISO 3977-2 rating point of gas turbines
FRAME_SLOPE = 0.007  # 1/K, large frame and combined cycle; Brooks, GE Power GER-3567H (2000), figure 9
AERODERIVATIVE_SLOPE = 0.010  # 1/K, aeroderivative without inlet chilling; the same source and makers' curves


def turbine_availability(temperature: Hourly, slope: float = FRAME_SLOPE) -> Hourly:
    """A turbine loses a fixed share of its rating for each kelvin above 15 degC and gains nothing below.

    temperature [degC], by hour; slope [1/K], 0.007 (frame) to 0.010 (aeroderivative)
    -> [MW_site / MW_plate], 0..1. Cold air's extra power is left out: generators and grid
    connections are sized at the rating.
    """
    return np.clip(1.0 - slope * np.maximum(0.0, temperature - STANDARD_TEMPERATURE), 0.0, 1.0)
