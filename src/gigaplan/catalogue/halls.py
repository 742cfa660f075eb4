"""How halls are cooled by what the catalogue says: of the halls' kind, and of the kind of heat rejection."""

from __future__ import annotations

from gigaplan.catalogue.reading import entry
from gigaplan.physics.cooling import Cooling, Loop

PER_POWER, NUMBER, TEMPERATURE, DIFFERENCE = "MW_site/MW_it", "dimensionless", "degC", "K"
OF_KIND = {
    "fans_cool": PER_POWER,
    "fans_warm": PER_POWER,
    "fans_cool_at": TEMPERATURE,
    "fans_warm_at": TEMPERATURE,
    "fans_wet": PER_POWER,
    "lift_pumps": PER_POWER,
    "dry_approach": DIFFERENCE,
    "wet_approach": DIFFERENCE,
    "water_approach": DIFFERENCE,
    "recirculation": DIFFERENCE,
    "pad_effectiveness": NUMBER,
    "air_warming": DIFFERENCE,
    "freezing_margin": TEMPERATURE,
    "blow_down": NUMBER,
    "evaporated_cold": NUMBER,
    "evaporated_warm": NUMBER,
    "evaporated_warm_at": TEMPERATURE,
}


def cooling_of(halls: str, kind: str, intake: float = 0.0) -> Cooling:
    """Return the cooling of halls of a kind by a kind of heat rejection; intake of sea or lake water [degC]."""
    facility, rejection = entry("facility", halls), entry("cooling", kind)
    by_air = facility.number("air_heat_share", NUMBER)
    own = {name: rejection.number(name, unit) for name, unit in OF_KIND.items() if name in rejection.values}
    return Cooling(
        kind=kind,
        liquid=Loop(
            1.0 - by_air,
            facility.number("liquid_supply", TEMPERATURE),
            facility.number("liquid_warming", DIFFERENCE),
        ),
        air=Loop(
            by_air, facility.number("air_supply", TEMPERATURE), facility.number("air_warming", DIFFERENCE)
        ),
        electrical_share=facility.number("pue_electrical", PER_POWER),
        pump_share=facility.number("pue_pumps", PER_POWER),
        air_handler_share=facility.number("air_handler_share", NUMBER),
        chiller_quality=facility.number("chiller_quality", NUMBER),
        chiller_pinch=facility.number("chiller_pinch", DIFFERENCE),
        best_performance=facility.number("chiller_best", NUMBER),
        intake=intake,
        **own,
    )
