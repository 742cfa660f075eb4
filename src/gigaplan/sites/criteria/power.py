"""Criteria of power: lines, substations, plants, gas."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gigaplan.sites.cells import Cells
from gigaplan.sites.criteria.reading import Reading, filling, halving, missing
from gigaplan.sites.geometry import Floats, nearest, sum_within
from gigaplan.sites.layers import Layers
from gigaplan.sites.loaders.plants import Plants
from gigaplan.sites.weighting import Setting

# What one circuit of some 80 km carries, as a share of a gigawatt: three times its surge impedance loading of
# 140, 420, 1,000 and 2,280 MW, cut at one (R. Dunlop, R. Gutman, P. Marchenko, "Analytical development of
# loadability characteristics for EHV and UHV transmission lines", IEEE Trans. PAS-98, 1979).
STRENGTHS = ((700.0, 1.0), (500.0, 1.0), (345.0, 1.0), (230.0, 0.42))
STRONG_KV = 345.0
SUBSTATION_KV = 230.0


def transmission(cells: Cells, layers: Layers, setting: Setting) -> Reading:
    """The best line in reach: what it carries, halved with every `half_km` to it.

    Facts: distance [km] to the nearest line of 345 kV or more and its voltage [kV], and to any of 230 kV.
    """
    if layers.lines is None:
        return missing(cells)
    score = np.zeros(len(cells))
    strong_km, strong_kv = np.full(len(cells), np.inf), np.full(len(cells), np.nan)
    any_km = np.full(len(cells), np.inf)
    above = np.inf
    for lowest, strength in STRENGTHS:
        own = (layers.lines.kilovolts >= lowest) & (layers.lines.kilovolts < above)
        above = lowest
        distance, index = nearest(cells.points, layers.lines.points[own])
        score = np.maximum(score, strength * halving(distance, setting["half_km"]))
        any_km = np.minimum(any_km, distance)
        if lowest >= STRONG_KV and own.any():
            closer = distance < strong_km
            strong_km = np.where(closer, distance, strong_km)
            strong_kv = np.where(closer, layers.lines.kilovolts[own][index], strong_kv)
    return Reading(score, {"strong_line_km": strong_km, "strong_line_kv": strong_kv, "line_km": any_km})


def substations(cells: Cells, layers: Layers, setting: Setting) -> Reading:
    """The nearest substation of 230 kV or more, halved with every `half_km`."""
    if layers.substations is None:
        return missing(cells)
    high = layers.substations.kilovolts >= SUBSTATION_KV
    distance, _ = nearest(cells.points, layers.substations.points[high])
    return Reading(halving(distance, setting["half_km"]), {"substation_km": distance})


def _power_near(cells: Cells, plants: Plants, chosen: NDArray[np.bool_], radius_km: float) -> Floats:
    return sum_within(cells.points, plants.points[chosen], plants.nameplate_mw[chosen], radius_km)


def plants_running(cells: Cells, layers: Layers, setting: Setting) -> Reading:
    """Nameplate of running plants within the radius, half a score at `half_mw`."""
    if layers.plants is None:
        return missing(cells)
    running = np.isin(layers.plants.state, ("running", "retiring"))
    near = _power_near(cells, layers.plants, running, setting["radius_km"])
    return Reading(filling(near, setting["half_mw"]), {"plant_mw": near})


def plants_retiring(cells: Cells, layers: Layers, setting: Setting) -> Reading:
    """Nameplate of plants that retire, or retired since `retired_since`: their connection comes free."""
    if layers.plants is None:
        return missing(cells)
    recent = (layers.plants.state == "retired") & (layers.plants.retirement_year >= setting["retired_since"])
    near = _power_near(
        cells, layers.plants, recent | (layers.plants.state == "retiring"), setting["radius_km"]
    )
    return Reading(filling(near, setting["half_mw"]), {"free_mw": near})


def plants_planned(cells: Cells, layers: Layers, setting: Setting) -> Reading:
    """Nameplate of planned plants within the radius; missing where the inventory holds none at all."""
    if layers.plants is None or not (layers.plants.state == "planned").any():
        return missing(cells)
    near = _power_near(cells, layers.plants, layers.plants.state == "planned", setting["radius_km"])
    return Reading(filling(near, setting["half_mw"]), {"planned_mw": near})


def gas(cells: Cells, layers: Layers, setting: Setting) -> Reading:
    """The nearest gas-fired plant of `smallest_mw` stands for a pipeline, halved with every `half_km`."""
    if layers.plants is None:
        return missing(cells)
    fed = (layers.plants.fuel == "gas") & (layers.plants.nameplate_mw >= setting["smallest_mw"])
    distance, _ = nearest(cells.points, layers.plants.points[fed & (layers.plants.state != "planned")])
    return Reading(halving(distance, setting["half_km"]), {"gas_plant_km": distance})
