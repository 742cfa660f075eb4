"""Moist air: humidity, dew point and the wet-bulb temperature that evaporative cooling can reach."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Hourly: TypeAlias = NDArray[np.float64]

SEA_LEVEL_PRESSURE = 1013.25  # hPa, ISO 2533 standard atmosphere
MAGNUS_FACTOR = 17.62  # -, over water; Sonntag (1990), WMO Guide No. 8 (2018), annex 4.B
MAGNUS_OFFSET = 243.12  # degC, the same source
MAGNUS_PRESSURE = 6.112  # hPa, the same source
PSYCHROMETER_FACTOR = 6.53e-4  # 1/K, ventilated wet bulb; WMO Guide No. 8 (2018), annex 4.B
PSYCHROMETER_SLOPE = 9.44e-4  # 1/degC, the same source
HALVINGS = 40  # of a bracket of at most 100 K: leaves 1e-10 K


def saturation_pressure(temperature: Hourly) -> Hourly:
    """Saturation pressure of water vapour grows with temperature by the Magnus formula.

    temperature [degC] -> [hPa], over water, good from -45 to 60 degC.
    Source: Sonntag (1990); WMO Guide to Instruments No. 8 (2018), annex 4.B.
    """
    return MAGNUS_PRESSURE * np.exp(MAGNUS_FACTOR * temperature / (MAGNUS_OFFSET + temperature))


def dew_point(temperature: Hourly, relative_humidity: Hourly) -> Hourly:
    """Dew point is where the air's own vapour pressure saturates.

    temperature [degC], relative_humidity [%], 0 < relative_humidity <= 100 -> [degC].
    Source: the Magnus formula turned round, WMO Guide No. 8 (2018), annex 4.B.
    """
    vapour_pressure = saturation_pressure(temperature) * relative_humidity / 100.0
    logarithm = np.log(vapour_pressure / MAGNUS_PRESSURE)
    return MAGNUS_OFFSET * logarithm / (MAGNUS_FACTOR - logarithm)


def wet_bulb(
    temperature: Hourly, dew_point_temperature: Hourly, pressure: Hourly | float = SEA_LEVEL_PRESSURE
) -> Hourly:
    """Wet bulb is where evaporation takes from the air what the air gives it in heat.

    temperature, dew_point_temperature [degC], pressure [hPa] -> [degC], between dew point and
    temperature. Solves e = es(Tw) - A p (1 + B Tw)(T - Tw) by halving.
    Source: psychrometric formula, WMO Guide No. 8 (2018), annex 4.B.
    """
    vapour_pressure = saturation_pressure(np.minimum(dew_point_temperature, temperature))
    low = np.minimum(dew_point_temperature, temperature) + 0.0
    high = temperature + 0.0
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        coefficient = PSYCHROMETER_FACTOR * (1.0 + PSYCHROMETER_SLOPE * middle)
        surplus = (
            saturation_pressure(middle) - coefficient * pressure * (temperature - middle) - vapour_pressure
        )
        low = np.where(surplus < 0.0, middle, low)
        high = np.where(surplus < 0.0, high, middle)
    return 0.5 * (low + high)


def station_pressure(elevation: float) -> float:
    """Air pressure falls with height as in the standard atmosphere.

    elevation [m], up to 11,000 -> [hPa]. Source: ISO 2533.
    """
    return float(SEA_LEVEL_PRESSURE * (1.0 - 2.25577e-5 * elevation) ** 5.25588)
