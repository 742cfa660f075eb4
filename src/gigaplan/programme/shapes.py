"""Shapes of a day and a week: how much of its full power a kind of work draws in each hour."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gigaplan.compute.traces import WeekPattern
from gigaplan.programme.times import COMMON_YEAR, HOURS_IN_DAY, hours_in_year

Floats = NDArray[np.float64]


def daily_shape(peak_hour: float, trough_share: float) -> Floats:
    """Return power drawn by hour of the year as a share of full power: a cosine day, 1 at the peak hour.

    peak_hour: local standard hour of the day, 0 to 24. trough_share: share drawn twelve hours later.
    """
    hour = np.arange(hours_in_year()) % HOURS_IN_DAY
    swing = 0.5 * (1.0 + np.cos(2.0 * np.pi * (hour - peak_hour) / HOURS_IN_DAY))
    shape: Floats = trough_share + (1.0 - trough_share) * swing
    return shape


def week_shape(pattern: WeekPattern) -> Floats:
    """Return a stated week's power by hour of the common year as a share of full power."""
    return pattern.hours(hours_in_year(), pd.Timestamp(COMMON_YEAR, 1, 1).weekday())
