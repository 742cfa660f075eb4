"""Hard exclusions: cells where no campus can stand, each with its reason."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gigaplan.core.errors import Finding
from gigaplan.sites.cells import Cells
from gigaplan.sites.geometry import sum_within
from gigaplan.sites.layers import Layers
from gigaplan.sites.weighting import Setting

ROUNDING = 1e-9  # shares are sevenths, limits are decimals
REASONS = ("water", "protected", "urban core", "steep hazard", "export region")


def exclusions(cells: Cells, layers: Layers, setting: Setting) -> NDArray[np.str_]:
    """Return the first reason that excludes each cell, empty text where it is eligible.

    Water and parks exclude by the share of a cell they cover, urban core where a built-up area covers part
    of it and many people live near (or very many, whatever the outline says), steep hazard
    by the share of buildings lost a year, export region by country. A layer that is missing excludes
    nothing; the layers' findings say which those are.
    """
    reason = np.full(len(cells), "", dtype="<U13")
    closed = set(setting.limits["closed_countries"])
    reason[np.isin(cells.country, sorted(closed))] = "export region"
    if layers.hazard is not None:
        lost = np.array([layers.hazard.get(code, np.nan) for code in cells.fips], dtype=np.float64)
        reason[lost >= setting["hazard_share"]] = "steep hazard"
    if layers.urban is not None and layers.towns is not None:
        people = sum_within(
            cells.points, layers.towns.points, layers.towns.people, setting["urban_radius_km"]
        )
        built_up = cells.covered_share(layers.urban) >= setting["urban_share"] - ROUNDING
        crowded = people >= setting["urban_people_anywhere"]
        reason[crowded | (built_up & (people >= setting["urban_people"]))] = "urban core"
    for name, polygons, share in (
        ("protected", layers.parks, setting["park_share"]),
        ("water", layers.lakes, setting["water_share"]),
    ):
        if polygons is not None:
            reason[cells.covered_share(polygons) >= share - ROUNDING] = name
    return reason


def missing_exclusions(layers: Layers) -> tuple[Finding, ...]:
    """Return a doubt for every exclusion that no layer speaks of."""
    spoken = {
        "water": layers.lakes,
        "protected": layers.parks,
        "urban core": layers.urban if layers.towns is not None else None,
        "steep hazard": layers.hazard,
    }
    return tuple(
        Finding(
            f"exclusion {name}", "no data for this area", "", "nothing is excluded for it: look for yourself"
        )
        for name, layer in spoken.items()
        if layer is None
    )
