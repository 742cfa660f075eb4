"""Criteria of the ground: owner, water stress, hazard, earthquakes, climate."""

from __future__ import annotations

import numpy as np

from gigaplan.core.units import HOURS_IN_YEAR
from gigaplan.sites.cells import Cells
from gigaplan.sites.criteria.reading import Reading, halving, missing
from gigaplan.sites.geometry import nearest, nearest_polygon, sum_within
from gigaplan.sites.layers import Layers
from gigaplan.sites.loaders.land import FederalGrid
from gigaplan.sites.weighting import Setting

MOSTLY = 0.5  # the share above which a cell counts as an owner's
WATER_SCORES = {-1: 0.1, 0: 1.0, 1: 0.8, 2: 0.6, 3: 0.3, 4: 0.0}  # Aqueduct's six classes, in even steps
WATER_WORDS = {-1: "arid", 0: "low", 1: "low to medium", 2: "medium to high", 3: "high", 4: "extremely high"}


def land_owner(cells: Cells, layers: Layers, setting: Setting) -> Reading:
    """The class of the land's owner: DOE site, tribal, federal or private, each with its worth."""
    if layers.federal is None:
        return missing(cells)
    owner = np.full(len(cells), "private", dtype="<U7")
    share = (
        layers.federal.at(cells.longitude, cells.latitude)
        if isinstance(layers.federal, FederalGrid)
        else cells.covered_share(layers.federal)
    )
    owner[share >= MOSTLY] = "federal"
    if layers.tribal is not None:
        owner[cells.covered_share(layers.tribal) >= MOSTLY] = "tribal"
    if layers.reserved is not None:
        distance, _ = nearest(cells.points, layers.reserved)
        owner[distance <= setting["reserved_km"]] = "doe"
    score = np.select(
        [owner == name for name in ("doe", "tribal", "federal")],
        [setting[name] for name in ("doe", "tribal", "federal")],
        setting["private"],
    )
    score = np.where(np.isnan(share) & (owner == "private"), np.nan, score)
    return Reading(score, {"owner": owner, "federal_share": share})


def water_stress(cells: Cells, layers: Layers, setting: Setting) -> Reading:
    """The basin's class of baseline water stress, 1 for low and 0 for extremely high.

    Simplified outlines leave gaps between basins: there the nearest basin within `gap_degrees` counts.
    """
    if layers.water_stress is None:
        return missing(cells)
    basin = nearest_polygon(
        cells.longitude, cells.latitude, layers.water_stress.polygons, setting["gap_degrees"]
    )
    category = np.where(basin >= 0, layers.water_stress.category[basin], -99)
    score = np.full(len(cells), np.nan)
    words = np.full(len(cells), "", dtype="<U16")
    for known, worth in WATER_SCORES.items():
        score[category == known] = worth
        words[category == known] = WATER_WORDS[known]
    return Reading(score, {"water_stress": words})


def hazard(cells: Cells, layers: Layers, setting: Setting) -> Reading:
    """Buildings' worth lost to natural hazards a year in the county; halves with `half_share`."""
    if layers.hazard is None:
        return missing(cells)
    lost = np.array([layers.hazard.get(code, np.nan) for code in cells.fips], dtype=np.float64)
    return Reading(halving(lost, setting["half_share"]), {"hazard_share": lost})


def earthquake(cells: Cells, layers: Layers, setting: Setting) -> Reading:
    """Earthquakes of magnitude 5.5 and more within the radius; the score halves with each."""
    if layers.earthquakes is None:
        return missing(cells)
    points = layers.earthquakes.points
    count = sum_within(cells.points, points, np.ones(len(points)), setting["radius_km"])
    return Reading(halving(count, 1.0), {"earthquakes": count})


def climate(cells: Cells, layers: Layers, setting: Setting) -> Reading:
    """The share of a year below 18 degrees Celsius at the nearest station; missing beyond `furthest_km`."""
    if layers.stations is None:
        return missing(cells)
    distance, index = nearest(cells.points, layers.stations.points)
    share = layers.stations.cool_hours[index] / HOURS_IN_YEAR
    near = distance <= setting["furthest_km"]
    return Reading(np.where(near, share, np.nan), {"cool_share": share, "station_km": distance})


def pue(cells: Cells, layers: Layers, setting: Setting) -> Reading:
    """The year's mean power ratio of dry coolers at the nearest station, 1 at `best` and below, 0 at `worst`.

    Missing beyond `furthest_km`, and where the station's hours are not at hand.
    """
    if layers.stations is None:
        return missing(cells)
    distance, index = nearest(cells.points, layers.stations.points)
    mean = np.where(distance <= setting["furthest_km"], layers.stations.pue[index], np.nan)
    score = np.clip((setting["worst"] - mean) / (setting["worst"] - setting["best"]), 0.0, 1.0)
    return Reading(score, {"pue": mean})
