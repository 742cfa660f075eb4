"""What cooling asks: power beyond the chips' own (PUE) and water, hour by hour from dry bulb and wet bulb.

Two water loops carry the heat: warm water to the chips, cool water to the coils that cool the air of what is
not liquid-cooled. Each loop is cooled for nothing as far as the outdoors reach, by chillers beyond that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from gigaplan.physics.climate import Hourly

LATENT_HEAT_KWH = 0.672  # kWh_th / L, 2.42 MJ/kg evaporated at 30 degC (IAPWS steam tables)
ABSOLUTE_ZERO = -273.15  # degC


@dataclass(frozen=True)
class Loop:
    """A water loop: share of the chips' heat it carries [-], supply [degC], warming on its way round [K]."""

    heat_share: float
    supply: float
    warming: float


@dataclass(frozen=True)
class Cooling:
    """How a hall is cooled: by which kind of heat rejection, and what its parts ask for.

    Shares of power [MW_site / MW_it]; approaches, pinch and recirculation [K]; temperatures [degC]. Fields that
    a kind has no use for are nil.
    """

    kind: str
    liquid: Loop
    air: Loop
    electrical_share: float  # transformers, power supplies upstream, lighting
    pump_share: float
    air_handler_share: float  # fans of the coils, per MW of heat that leaves by air
    chiller_quality: float  # -, of Carnot's performance
    chiller_pinch: float  # between the water and the refrigerant, on both sides
    best_performance: float  # -, of a chiller; a small lift gives no more
    fans_cool: float = 0.0  # of dry coolers at and below fans_cool_at
    fans_warm: float = 0.0  # at and above fans_warm_at
    fans_cool_at: float = 0.0
    fans_warm_at: float = 1.0
    fans_wet: float = 0.0  # of a wet tower
    lift_pumps: float = 0.0  # of sea or lake water
    dry_approach: float = 0.0  # to the dry bulb
    wet_approach: float = 0.0  # to the wet bulb
    water_approach: float = 0.0  # to sea or lake water
    recirculation: float = 0.0  # warming of the air between many coolers
    pad_effectiveness: float = 0.0  # -, of the way from dry to wet bulb
    air_warming: float = 1.0  # of the air in a dry cooler
    freezing_margin: float = 0.0  # degC wet bulb below which no water is let out
    blow_down: float = 0.0  # -, of what evaporates
    evaporated_cold: float = 0.0  # -, share of heat that leaves a tower by evaporation at the freezing margin
    evaporated_warm: float = 0.0  # -, at and above evaporated_warm_at
    evaporated_warm_at: float = 1.0  # degC wet bulb
    intake: float = 0.0  # degC, sea or lake water


@dataclass(frozen=True)
class Rejection:
    """What the outdoors give by hour: the coldest water [degC], power of fans and lift pumps [MW_site / MW_it],
    water evaporated and blown down [L / kWh_it]."""

    reach: Hourly
    power: Hourly
    water: Hourly


def pue_by_hour(temperature: Hourly, wet_bulb: Hourly, cooling: Cooling) -> Hourly:
    """Every MW of chips asks one MW, electrical losses, pumps, fans, and chillers where the outdoors are too warm.

    temperature [degC dry bulb], wet_bulb [degC], by hour -> PUE [MW_site / MW_it], by hour. The water-side
    economiser of Lei and Masanet, Energy 201 (2020) 117556, with two loops.
    """
    outdoors = rejection(temperature, wet_bulb, cooling)
    chillers = chiller_power(outdoors.reach, cooling.liquid, cooling)
    chillers = chillers + chiller_power(outdoors.reach, cooling.air, cooling)
    handlers = cooling.air_handler_share * cooling.air.heat_share
    return 1.0 + cooling.electrical_share + cooling.pump_share + handlers + outdoors.power + chillers


def water_use_by_hour(temperature: Hourly, wet_bulb: Hourly, cooling: Cooling) -> Hourly:
    """Water follows the wet bulb, the dryness of the air and what the loops need, by kind of cooling.

    temperature [degC dry bulb], wet_bulb [degC], by hour -> evaporated and blown down [L / kWh_it], by hour.
    """
    return rejection(temperature, wet_bulb, cooling).water


def chiller_power(reach: Hourly, loop: Loop, cooling: Cooling) -> Hourly:
    """Chillers take the heat that the outdoors leave, at a part of Carnot's performance.

    reach: coldest water the outdoors give [degC], by hour -> [MW_site / MW_it], by hour. Water no warmer than the
    supply does all, water as warm as the return nothing; between them the share falls along a straight line.
    """
    left = np.clip((reach - loop.supply) / loop.warming, 0.0, 1.0)
    cold = loop.supply - cooling.chiller_pinch
    lift = np.maximum(reach + cooling.chiller_pinch - cold, cooling.chiller_pinch)
    performance = cooling.chiller_quality * (cold - ABSOLUTE_ZERO) / lift
    return loop.heat_share * left / np.minimum(performance, cooling.best_performance)


def rejection(temperature: Hourly, wet_bulb: Hourly, cooling: Cooling) -> Rejection:
    """Return what the outdoors give, by kind of cooling: dry, adiabatic, tower, hybrid or open water."""
    return KINDS[cooling.kind](temperature, np.minimum(wet_bulb, temperature), cooling)


def _dry(temperature: Hourly, wet_bulb: Hourly, cooling: Cooling) -> Rejection:
    """Dry coolers reach the dry bulb and an approach; they use no water."""
    return _through_fins(temperature, np.zeros_like(temperature), cooling)


def _adiabatic(temperature: Hourly, wet_bulb: Hourly, cooling: Cooling) -> Rejection:
    """Wet pads cool the air before the fins, no further than they can and the liquid loop needs.

    The air's cooling is all evaporation: its share of the heat is the air's cooling over its warming.
    """
    wanted = temperature + cooling.recirculation + cooling.dry_approach - cooling.liquid.supply
    possible = cooling.pad_effectiveness * (temperature - wet_bulb)
    cooled = np.clip(wanted, 0.0, possible)
    water = _litres(cooled / cooling.air_warming, cooling)
    return _through_fins(temperature - cooled, water, cooling)


def _tower(temperature: Hourly, wet_bulb: Hourly, cooling: Cooling) -> Rejection:
    """Wet towers reach the wet bulb and an approach; near freezing they run dry."""
    share = np.clip(
        (wet_bulb - cooling.freezing_margin) / (cooling.evaporated_warm_at - cooling.freezing_margin),
        0.0,
        1.0,
    )
    evaporated = cooling.evaporated_cold + share * (cooling.evaporated_warm - cooling.evaporated_cold)
    wet = Rejection(
        wet_bulb + cooling.wet_approach + cooling.recirculation,
        np.full_like(temperature, cooling.fans_wet),
        _litres(evaporated, cooling),
    )
    return _either(wet_bulb >= cooling.freezing_margin, wet, _dry(temperature, wet_bulb, cooling))


def _hybrid(temperature: Hourly, wet_bulb: Hourly, cooling: Cooling) -> Rejection:
    """Hybrid coolers run dry as long as that cools the liquid loop, and as wet towers beyond."""
    dry = _dry(temperature, wet_bulb, cooling)
    return _either(dry.reach > cooling.liquid.supply, _tower(temperature, wet_bulb, cooling), dry)


def _open_water(temperature: Hourly, wet_bulb: Hourly, cooling: Cooling) -> Rejection:
    """Sea or lake water is as cold as its intake; lifting it takes power, and it is given back."""
    reach = np.full_like(temperature, cooling.intake + cooling.water_approach)
    return Rejection(reach, np.full_like(temperature, cooling.lift_pumps), np.zeros_like(temperature))


KINDS: Mapping[str, Callable[[Hourly, Hourly, Cooling], Rejection]] = MappingProxyType(
    {"dry": _dry, "adiabatic": _adiabatic, "tower": _tower, "hybrid": _hybrid, "open_water": _open_water}
)


def _through_fins(air: Hourly, water: Hourly, cooling: Cooling) -> Rejection:
    warmth = np.clip((air - cooling.fans_cool_at) / (cooling.fans_warm_at - cooling.fans_cool_at), 0.0, 1.0)
    fans = cooling.fans_cool + warmth * (cooling.fans_warm - cooling.fans_cool)
    return Rejection(air + cooling.recirculation + cooling.dry_approach, fans, water)


def _litres(evaporated: Hourly, cooling: Cooling) -> Hourly:
    """Return the water for a share of the heat that leaves by evaporation [L / kWh_it]."""
    return evaporated * (1.0 + cooling.blow_down) / LATENT_HEAT_KWH


def _either(
    first_where: np.ndarray[tuple[int, ...], np.dtype[np.bool_]], first: Rejection, second: Rejection
) -> Rejection:
    return Rejection(
        np.where(first_where, first.reach, second.reach),
        np.where(first_where, first.power, second.power),
        np.where(first_where, first.water, second.water),
    )
