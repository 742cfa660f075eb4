"""Tracking plants: bounds, symmetry, and the plant law by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from gigaplan.physics.solar import STANDARD_TRACKER, clear_sky_availability, plant_power, tracker_availability

DAY = pd.date_range("2023-06-21", periods=24, freq="h", tz="Etc/GMT+6")


def test_a_plant_at_full_sun_and_rated_heat_by_hand() -> None:
    """1000 W/m2 at 25 degC: 1.34 x 0.86 x 0.96 = 1.106, cut to the nameplate; 500 W/m2 gives half of it."""
    power = plant_power(np.array([1000.0, 500.0]), np.array([25.0, 25.0]), STANDARD_TRACKER)
    assert power == pytest.approx([1.0, 0.5 * 1.34 * 0.86 * 0.96])


def test_heat_costs_its_share_per_kelvin() -> None:
    cool, hot = plant_power(np.array([500.0, 500.0]), np.array([25.0, 55.0]), STANDARD_TRACKER)
    assert hot / cool == pytest.approx(1 - 30 * 0.0037)


def test_night_gives_nothing_and_no_hour_beats_the_nameplate() -> None:
    power = clear_sky_availability(DAY, 32.47, -99.71, np.full(24, 25.0))
    assert power[:5] == pytest.approx(np.zeros(5))
    assert 0.9 < power.max() <= 1.0


def test_the_trackers_day_is_even_around_solar_noon() -> None:
    """At 90 W, UTC-6 noon is solar noon but for the equation of time (-2 minutes on 21 June)."""
    power = clear_sky_availability(DAY, 32.47, -90.0, np.full(24, 25.0))
    assert power == pytest.approx(power[::-1], abs=0.04)


def test_clouds_only_take_away() -> None:
    zero, grey = np.zeros(24), np.where((DAY.hour > 6) & (DAY.hour < 18), 150.0, 0.0)
    clear = clear_sky_availability(DAY, 32.47, -99.71, np.full(24, 25.0))
    overcast = tracker_availability(DAY, 32.47, -99.71, grey, zero, grey, np.full(24, 25.0), np.full(24, 3.0))
    assert overcast.sum() < 0.3 * clear.sum()
