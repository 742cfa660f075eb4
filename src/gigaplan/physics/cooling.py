"""What cooling asks: power beyond the chips' own (PUE) and water, hour by hour from the weather."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from gigaplan.physics.climate import Hourly

CoolingType = Literal["dry", "adiabatic", "tower"]
LATENT_HEAT_KWH = 0.672  # kWh_th / L, 2.42 MJ/kg evaporated at 30 degC (IAPWS steam tables)


@dataclass(frozen=True)
class CoolingCoefficients:
    """The parts of power usage effectiveness of direct-to-chip cooling with warm water and dry coolers.

    Estimates set between published fleets: modern liquid cooling 1.05-1.15, hyperscale fleets
    1.09-1.16 (company sustainability reports 2024-25; SemiAnalysis 2024-25). Per MW_it of chips.
    """

    electrical_share: float = 0.045  # MW_site / MW_it: transformers, power supplies upstream, lighting
    pump_share: float = 0.015  # MW_site / MW_it
    fan_share_cool: float = 0.01  # MW_site / MW_it at and below fan_cool_temperature
    fan_share_warm: float = 0.05  # MW_site / MW_it at and above fan_warm_temperature
    fan_cool_temperature: float = 5.0  # degC
    fan_warm_temperature: float = 35.0  # degC
    chiller_slope: float = 0.012  # MW_site / MW_it / K
    chiller_temperature: float = 38.0  # degC dry bulb where trim chillers begin
    air_cooled_share: float = 0.02  # MW_site / MW_it for the 10-20 % of heat that leaves by air (0.02-0.05)


DRY_COOLERS = CoolingCoefficients()


def pue_by_hour(temperature: Hourly, coefficients: CoolingCoefficients = DRY_COOLERS) -> Hourly:
    """Every MW of chips asks one MW, its electrical losses and pumps, fans by warmth, and chillers in heat.

    temperature [degC dry bulb], by hour -> PUE [MW_site / MW_it], by hour. Estimate for direct-to-chip
    cooling at 45 degC supply; the sizing (design-day) ratio of a site is its maximum plus a margin.
    """
    span = coefficients.fan_warm_temperature - coefficients.fan_cool_temperature
    warmth = np.clip((temperature - coefficients.fan_cool_temperature) / span, 0.0, 1.0)
    fans = coefficients.fan_share_cool + warmth * (coefficients.fan_share_warm - coefficients.fan_share_cool)
    chillers = coefficients.chiller_slope * np.maximum(0.0, temperature - coefficients.chiller_temperature)
    return (
        1.0
        + coefficients.electrical_share
        + coefficients.pump_share
        + coefficients.air_cooled_share
        + fans
        + chillers
    )


@dataclass(frozen=True)
class WaterCoefficients:
    """When a cooling type evaporates water, and how much of its heat leaves that way.

    Cycles of concentration 4: blow-down is a third of evaporation (ASHRAE Handbook, HVAC Systems and
    Equipment 2020, chapter 40). Starting temperatures are set so that yearly use meets the published
    anchors: towers 1.1-1.5 L/kWh (NVIDIA water statement 2026; New Carlisle permit), dry about 0.
    """

    starts_at: float  # degC where evaporation begins: dry bulb (dry, adiabatic) or wet bulb (tower)
    full_at: float  # degC where the full evaporated share is reached
    share_at_start: float  # -, share of heat leaving by evaporation once begun
    share_at_full: float  # -
    blow_down: float = 0.33  # -, of evaporation
    follows_wet_bulb: bool = False


COOLING_WATER: dict[CoolingType, WaterCoefficients] = {
    "dry": WaterCoefficients(starts_at=38.0, full_at=45.0, share_at_start=0.0, share_at_full=0.1),
    "adiabatic": WaterCoefficients(starts_at=27.0, full_at=40.0, share_at_start=0.05, share_at_full=0.6),
    "tower": WaterCoefficients(
        starts_at=-10.0, full_at=24.0, share_at_start=0.1, share_at_full=0.9, follows_wet_bulb=True
    ),
}


def water_use_by_hour(temperature: Hourly, wet_bulb_temperature: Hourly, cooling: CoolingType) -> Hourly:
    """Water evaporated and blown down per kWh of chips grows with warmth, by type of cooling.

    temperature, wet_bulb_temperature [degC], by hour -> [L / kWh_it], by hour. A cold tower gives
    much of its heat as sensible heat; a warm one nearly all by evaporation (latent heat
    0.672 kWh per litre). Estimate fitted to the anchors named in `WaterCoefficients`.
    """
    coefficients = COOLING_WATER[cooling]
    driver = wet_bulb_temperature if coefficients.follows_wet_bulb else temperature
    warmth = np.clip(
        (driver - coefficients.starts_at) / (coefficients.full_at - coefficients.starts_at), 0.0, 1.0
    )
    share = coefficients.share_at_start + warmth * (coefficients.share_at_full - coefficients.share_at_start)
    share = np.where(driver < coefficients.starts_at, 0.0, share)
    return share * (1.0 + coefficients.blow_down) / LATENT_HEAT_KWH
