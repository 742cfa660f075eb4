"""Wind power from wind speed: shear to hub height, then the measured power curve of a turbine."""

from __future__ import annotations

from functools import cache

import numpy as np

from gigaplan.physics.climate import Hourly

SHEAR_EXPONENT = 1.0 / 7.0  # -, neutral flow over open land; IEC 61400-12, Manwell et al. (2010)
HUB_HEIGHT = 100.0  # m, US mean of 2022 turbines 98 m; Wiser et al., LBNL Land-Based Wind Market Report 2023
TURBINE = "N131/3000"  # 223 W/m2, as the US mean of 2022 turbines (233 W/m2, same report)
PLANT_LOSSES = 0.15  # -, wake, outage, electrical and other; within 12-20 % of the same report's makers


@cache
def power_curve(turbine: str = TURBINE) -> tuple[Hourly, Hourly]:
    """Return a turbine's power curve: wind speed [m/s] at hub height and power as a share of nameplate [-].

    Source: Open Energy Platform turbine library as shipped with windpowerlib (Haas et al., 2021).
    """
    import importlib.resources

    import pandas as pd

    with importlib.resources.files("windpowerlib").joinpath("oedb/power_curves.csv").open("rb") as file:
        curve = pd.read_csv(file, index_col="turbine_type").loc[turbine].dropna()
    speed = np.array([float(name) for name in curve.index])
    power = curve.to_numpy(dtype=np.float64)
    return speed, power / power.max()


def speed_at_height(
    wind_speed: Hourly, measured_height: float, height: float = HUB_HEIGHT, exponent: float = SHEAR_EXPONENT
) -> Hourly:
    """Wind grows with height by a power law.

    wind_speed [m/s] at measured_height [m] -> [m/s] at height [m]. Source: IEC 61400-12.
    """
    growth = float((height / measured_height) ** exponent)
    return wind_speed * growth


def wind_availability(
    hub_wind_speed: Hourly,
    air_density: Hourly | float = 1.225,
    turbine: str = TURBINE,
    losses: float = PLANT_LOSSES,
) -> Hourly:
    """A wind plant gives its turbine's power at the hub's wind, less the plant's losses.

    hub_wind_speed [m/s] at hub height, hour means; air_density [kg/m3] -> [MW_site / MW_plate],
    0..1-losses. Thin air shifts the curve: equivalent speed = speed x (density/1.225)^(1/3).
    Source: IEC 61400-12-1 (density), power curve from windpowerlib's library.
    """
    speed, power = power_curve(turbine)
    equivalent_speed: Hourly = hub_wind_speed * (np.asarray(air_density) / 1.225) ** (1.0 / 3.0)
    share = np.array(np.interp(equivalent_speed, speed, power, left=0.0, right=0.0), dtype=np.float64)
    return share * (1.0 - losses)
