"""Moist air against published psychrometric values."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as draw
from scipy.optimize import brentq

from gigaplan.physics.climate import dew_point, saturation_pressure, station_pressure, wet_bulb


@pytest.mark.parametrize(
    ("temperature", "pressure"), [(0.0, 6.112), (10.0, 12.28), (20.0, 23.39), (30.0, 42.46), (40.0, 73.84)]
)
def test_saturation_pressure_meets_the_steam_tables(temperature: float, pressure: float) -> None:
    """IAPWS-95 saturation pressures [hPa]."""
    assert saturation_pressure(np.array([temperature]))[0] == pytest.approx(pressure, rel=0.003)


def thermodynamic_wet_bulb(temperature: float, humidity: float) -> float:
    """ASHRAE Fundamentals 2017, chapter 1, equation 33; saturation by Hyland and Wexler (1983)."""

    def saturation(celsius: float) -> float:
        kelvin = celsius + 273.15
        return math.exp(
            -5.8002206e3 / kelvin
            + 1.3914993
            - 4.8640239e-2 * kelvin
            + 4.1764768e-5 * kelvin**2
            - 1.4452093e-8 * kelvin**3
            + 6.5459673 * math.log(kelvin)
        )

    def ratio(vapour: float) -> float:
        return 0.621945 * vapour / (101325.0 - vapour)

    def surplus(bulb: float) -> float:
        wet = (2501.0 - 2.326 * bulb) * ratio(saturation(bulb)) - 1.006 * (temperature - bulb)
        return wet / (2501.0 + 1.86 * temperature - 4.186 * bulb) - ratio(
            saturation(temperature) * humidity / 100.0
        )

    return float(brentq(surplus, -20.0, temperature))


@pytest.mark.parametrize("temperature", [5.0, 15.0, 25.0, 35.0, 42.0])
@pytest.mark.parametrize("humidity", [10.0, 30.0, 60.0, 95.0])
def test_the_wet_bulb_meets_the_adiabatic_saturation_of_ashrae(temperature: float, humidity: float) -> None:
    """A ventilated psychrometer stands within 0.4 K of adiabatic saturation, closest in moist air."""
    air = np.array([temperature])
    bulb = wet_bulb(air, dew_point(air, np.array([humidity])))[0]
    assert bulb == pytest.approx(thermodynamic_wet_bulb(temperature, humidity), abs=0.4)


def test_stulls_worked_example() -> None:
    """Stull, J. Appl. Meteorol. Climatol. 50 (2011) 2267: 20 degC and 50 % give 13.7 degC."""
    air = np.array([20.0])
    assert wet_bulb(air, dew_point(air, np.array([50.0])))[0] == pytest.approx(13.7, abs=0.2)


@given(temperature=draw.floats(-30, 45), humidity=draw.floats(5, 100), pressure=draw.floats(700, 1050))
def test_the_wet_bulb_lies_between_dew_point_and_temperature(
    temperature: float, humidity: float, pressure: float
) -> None:
    air = np.array([temperature])
    dew = dew_point(air, np.array([humidity]))
    bulb = wet_bulb(air, dew, pressure)
    assert min(dew[0], temperature) - 1e-6 <= bulb[0] <= temperature + 1e-6


def test_saturated_air_has_one_temperature() -> None:
    air = np.array([-5.0, 12.0, 33.0])
    assert wet_bulb(air, dew_point(air, np.full(3, 100.0))) == pytest.approx(air, abs=1e-6)


def test_the_standard_atmosphere_at_denver() -> None:
    """ISO 2533: 834.3 hPa at 1,609 m."""
    assert station_pressure(1609.0) == pytest.approx(834.3, abs=0.5)
