"""Solar power of a single-axis tracking plant from the sun's position and measured irradiance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gigaplan.physics.climate import Hourly

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class TrackerPlant:
    """A utility plant on horizontal north-south trackers; power is counted at its AC nameplate.

    Losses, inverter efficiency: PVWatts version 5 defaults (Dobos, NREL/TP-6A20-62641, 2014).
    DC to AC ratio 1.34 and the AC nameplate: NREL Annual Technology Baseline 2024, utility solar.
    Ground cover, largest tilt: common US tracker rows (Bolinger et al., LBNL Utility-Scale Solar, 2023).
    """

    direct_to_alternating_ratio: float = 1.34  # MW_dc / MW_plate
    system_losses: float = 0.14  # -
    inverter_efficiency: float = 0.96  # -
    temperature_coefficient: float = -0.0037  # 1/K above 25 degC; PVWatts standard -0.0047, premium -0.0035
    ground_cover: float = 0.35  # -
    largest_tilt: float = 60.0  # degrees
    albedo: float = 0.2  # -


STANDARD_TRACKER = TrackerPlant()


def tracker_availability(
    hour_start: pd.DatetimeIndex,
    latitude: float,
    longitude: float,
    global_horizontal: Hourly,
    direct_normal: Hourly,
    diffuse_horizontal: Hourly,
    temperature: Hourly,
    wind_speed: Hourly,
    plant: TrackerPlant = STANDARD_TRACKER,
) -> Hourly:
    """A tracking plant gives what its plane receives, less heat and losses, up to its AC nameplate.

    hour_start: time-zone-aware starts of the hours; latitude, longitude [degrees]; irradiance means
    of the hour [W/m2]; temperature [degC]; wind_speed [m/s at 10 m] -> [MW_site / MW_plate], 0..1.
    The sun stands where it is at the middle of the hour. Source: pvlib (Anderson et al., JOSS 2023):
    single-axis backtracking, Hay-Davies sky, Faiman module temperature, PVWatts plant.
    """
    import pandas as pd
    import pvlib

    middle = hour_start + pd.Timedelta(minutes=30)
    sun = pvlib.solarposition.get_solarposition(middle, latitude, longitude)
    rows = pvlib.tracking.singleaxis(
        sun["apparent_zenith"],
        sun["azimuth"],
        max_angle=plant.largest_tilt,
        backtrack=True,
        gcr=plant.ground_cover,
    )
    sky = pvlib.irradiance.get_total_irradiance(
        rows["surface_tilt"].fillna(0.0),
        rows["surface_azimuth"].fillna(180.0),
        sun["apparent_zenith"],
        sun["azimuth"],
        direct_normal,
        global_horizontal,
        diffuse_horizontal,
        dni_extra=pvlib.irradiance.get_extra_radiation(middle.day_of_year),
        albedo=plant.albedo,
        model="haydavies",
    )
    plane: Hourly = sky["poa_global"].fillna(0.0).clip(lower=0.0).to_numpy(dtype=np.float64)
    module_temperature: Hourly = pvlib.temperature.faiman(plane, temperature, wind_speed)
    return plant_power(plane, module_temperature, plant)


def plant_power(plane_irradiance: Hourly, module_temperature: Hourly, plant: TrackerPlant) -> Hourly:
    """A plant's power follows the irradiance in its plane, falls with heat, and stops at its nameplate.

    plane_irradiance [W/m2], module_temperature [degC] -> [MW_site / MW_plate]. Source: PVWatts
    version 5 (Dobos, NREL/TP-6A20-62641, 2014).
    """
    direct_current = (
        plane_irradiance / 1000.0 * (1.0 + plant.temperature_coefficient * (module_temperature - 25.0))
    )
    kept_share = (1.0 - plant.system_losses) * plant.inverter_efficiency
    return np.clip(direct_current * plant.direct_to_alternating_ratio * kept_share, 0.0, 1.0)


def clear_sky_availability(
    hour_start: pd.DatetimeIndex,
    latitude: float,
    longitude: float,
    temperature: Hourly,
    plant: TrackerPlant = STANDARD_TRACKER,
) -> Hourly:
    """Under a cloudless sky the tracking plant gives its most: the envelope that clouds take from.

    Units as `tracker_availability`; wind at 3 m/s. Source: pvlib, Ineichen-Perez clear sky with the
    monthly Linke turbidity map of SoDa (Remund et al., 2003).
    """
    import pandas as pd
    import pvlib

    place = pvlib.location.Location(latitude, longitude)
    sky = place.get_clearsky(hour_start + pd.Timedelta(minutes=30), model="ineichen")
    calm = np.full(len(hour_start), 3.0)
    return tracker_availability(
        hour_start,
        latitude,
        longitude,
        sky["ghi"].to_numpy(),
        sky["dni"].to_numpy(),
        sky["dhi"].to_numpy(),
        temperature,
        calm,
        plant,
    )
