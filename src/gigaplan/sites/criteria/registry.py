"""All criteria by name, in the order they are shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from gigaplan.sites.cells import Cells
from gigaplan.sites.criteria import ground, market, power, reach
from gigaplan.sites.criteria.reading import Reading, missing
from gigaplan.sites.layers import Layers
from gigaplan.sites.weighting import Setting

CRITERIA: Mapping[str, Callable[[Cells, Layers, Setting], Reading]] = {
    "transmission": power.transmission,
    "substations": power.substations,
    "plants_running": power.plants_running,
    "plants_retiring": power.plants_retiring,
    "plants_planned": power.plants_planned,
    "gas": power.gas,
    "exchange": reach.exchange,
    "long_haul": reach.long_haul,
    "land_owner": ground.land_owner,
    "water_stress": ground.water_stress,
    "hazard": ground.hazard,
    "earthquake": ground.earthquake,
    "climate": ground.climate,
    "pue": ground.pue,
    "electricity_price": market.electricity_price,
    "gas_price": market.gas_price,
    "rival_demand": reach.rival_demand,
    "latency": reach.latency,
}

__all__ = ["CRITERIA", "Reading", "missing"]
