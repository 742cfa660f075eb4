"""Turbines in heat against the makers' rule of thumb."""

from __future__ import annotations

import numpy as np
import pytest

from gigaplan.physics.heat_derating import AERODERIVATIVE_SLOPE, FRAME_SLOPE, turbine_availability


@pytest.mark.parametrize(
    ("temperature", "slope", "by_hand"),
    [
        (15.0, FRAME_SLOPE, 1.0),
        (35.0, FRAME_SLOPE, 0.86),
        (40.0, AERODERIVATIVE_SLOPE, 0.75),
        (-20.0, AERODERIVATIVE_SLOPE, 1.0),
    ],
)
def test_a_turbine_loses_its_share_per_kelvin_above_fifteen_degrees(
    temperature: float, slope: float, by_hand: float
) -> None:
    assert turbine_availability(np.array([temperature]), slope)[0] == pytest.approx(by_hand, abs=1e-12)


def test_power_never_turns_negative() -> None:
    assert turbine_availability(np.array([200.0]), 0.01)[0] == 0.0
