"""Wind power against hand sums and windpowerlib's own result."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from gigaplan.physics.wind import TURBINE, power_curve, speed_at_height, wind_availability


def test_wind_grows_by_the_seventh_root_of_height() -> None:
    assert speed_at_height(np.array([5.0]), 10.0, 100.0)[0] == pytest.approx(5.0 * 10 ** (1 / 7), rel=1e-12)


def test_a_calm_and_a_storm_give_nothing_and_rated_wind_gives_all_but_losses() -> None:
    power = wind_availability(np.array([0.0, 1.0, 13.0, 40.0]), losses=0.15)
    assert power == pytest.approx([0.0, 0.0, 0.85, 0.0])


def test_the_power_is_windpowerlibs_power_on_its_own_curve() -> None:
    from windpowerlib import power_output

    speed, share = power_curve(TURBINE)
    asked = np.linspace(0.0, 24.0, 97)
    theirs = power_output.power_curve(pd.Series(asked), speed, share)
    assert wind_availability(asked, losses=0.0) == pytest.approx(np.asarray(theirs), abs=1e-9)


def test_thin_air_moves_the_curve_by_the_cube_root_of_density() -> None:
    thin = wind_availability(np.array([8.0]), air_density=1.0)
    assert thin == pytest.approx(wind_availability(np.array([8.0 * (1.0 / 1.225) ** (1 / 3)])))
