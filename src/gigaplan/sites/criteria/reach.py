"""Criteria of reach: exchanges, long-haul ways, people, rivals."""

from __future__ import annotations

import h3
import numpy as np

from gigaplan.sites.cells import Cells
from gigaplan.sites.criteria.reading import Reading, halving, missing
from gigaplan.sites.geometry import nearest, sum_within, unit_vectors
from gigaplan.sites.layers import Layers
from gigaplan.sites.weighting import Setting

PARENT_RESOLUTION = 4  # 1,770 km2: people within 500 km hardly change inside such a cell


def exchange(cells: Cells, layers: Layers, setting: Setting) -> Reading:
    """The best internet-exchange metro: a global hub counts 1, a regional one `regional_worth`."""
    if layers.exchanges is None:
        return missing(cells)
    hub_km, _ = nearest(cells.points, layers.exchanges.points[layers.exchanges.tier == 1])
    any_km, index = nearest(cells.points, layers.exchanges.points)
    half = setting["half_km"]
    score = np.maximum(halving(hub_km, half), setting["regional_worth"] * halving(any_km, half))
    return Reading(score, {"exchange_km": any_km, "exchange": np.array(layers.exchanges.metro)[index]})


def long_haul(cells: Cells, layers: Layers, setting: Setting) -> Reading:
    """The nearest railway stands for a long-haul fibre way, halved with every `half_km`."""
    if layers.railways is None:
        return missing(cells)
    distance, _ = nearest(cells.points, layers.railways)
    return Reading(halving(distance, setting["half_km"]), {"railway_km": distance})


def latency(cells: Cells, layers: Layers, setting: Setting) -> Reading:
    """People within the radius, as a share of the most any cell reaches."""
    if layers.towns is None or not len(cells):
        return missing(cells)
    parent = [h3.cell_to_parent(cell, PARENT_RESOLUTION) for cell in cells.id]
    unique, place = np.unique(parent, return_inverse=True)
    centres = np.array([h3.cell_to_latlng(cell) for cell in unique])
    people = sum_within(
        unit_vectors(centres[:, 1], centres[:, 0]),
        layers.towns.points,
        layers.towns.people,
        setting["radius_km"],
    )[place]
    most = max(float(people.max()), 1.0)
    return Reading(people / most, {"people_near": people})


def rival_demand(cells: Cells, layers: Layers, setting: Setting) -> Reading:
    """Power of data centres planned or operating within the radius; the score halves with every `half_mw`."""
    if layers.data_centres is None:
        return missing(cells)
    centres = layers.data_centres
    power = np.fmax(np.nan_to_num(centres.planned_mw), np.nan_to_num(centres.operating_mw))
    counted = (centres.status != "cancelled") & (power > 0)
    near = sum_within(cells.points, centres.points[counted], power[counted], setting["radius_km"])
    return Reading(halving(near, setting["half_mw"]), {"rival_mw": near})
