"""Distances on the sphere: unit vectors, nearest points, lines drawn as points."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

Floats = NDArray[np.float64]
EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG (Moritz 2000, Geodetic Reference System 1980)


def unit_vectors(longitude: Floats, latitude: Floats) -> Floats:
    """Return the unit vectors (n, 3) of places given in degrees."""
    east, north = np.radians(longitude), np.radians(latitude)
    return np.column_stack((np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)))


def chord(distance_km: float) -> float:
    """Return the chord on the unit sphere that spans a great-circle distance [km]."""
    return float(2 * np.sin(distance_km / EARTH_RADIUS_KM / 2))


def arc_km(chords: Floats) -> Floats:
    """Return the great-circle distance [km] of chords on the unit sphere; no neighbour stays infinite."""
    return np.where(
        np.isfinite(chords), 2 * EARTH_RADIUS_KM * np.arcsin(np.clip(chords / 2, 0.0, 1.0)), np.inf
    )


def nearest(places: Floats, targets: Floats) -> tuple[Floats, NDArray[np.int64]]:
    """Return the distance [km] to the nearest target and its index, by place; infinite without targets.

    Both arguments are unit vectors (n, 3). Ties go to the lower index, so that the answer repeats.
    """
    if not len(targets):
        return np.full(len(places), np.inf), np.zeros(len(places), dtype=np.int64)
    chords, index = cKDTree(targets).query(places, workers=2)
    return arc_km(np.asarray(chords)), np.asarray(index, dtype=np.int64)


def sum_within(places: Floats, targets: Floats, amounts: Floats, radius_km: float) -> Floats:
    """Return the sum of the amounts that stand within the radius [km] of each place."""
    if not len(targets):
        return np.zeros(len(places))
    pairs = cKDTree(places).query_ball_point(targets, chord(radius_km), return_sorted=True)
    total = np.zeros(len(places))
    for reached, amount in zip(pairs, amounts, strict=True):
        total[reached] += amount
    return total


def line_points(lines: Iterable[Floats], spacing_km: float) -> tuple[Floats, NDArray[np.int64]]:
    """Draw lines (longitude, latitude in degrees) as unit vectors no further apart than `spacing_km`.

    Returns the points (n, 3) and the index of the line each belongs to. A distance taken to these points is
    too long by at most half the spacing, and by spacing^2 / (8 distance) further away.
    """
    starts, ends, owners = [], [], []
    for owner, line in enumerate(lines):
        vectors = unit_vectors(line[:, 0], line[:, 1])
        starts.append(vectors[:-1])
        ends.append(vectors[1:])
        owners.append(np.full(len(vectors) - 1, owner, dtype=np.int64))
    if not starts:
        return np.zeros((0, 3)), np.zeros(0, dtype=np.int64)
    start, end, owner_of = np.vstack(starts), np.vstack(ends), np.concatenate(owners)
    lengths = arc_km(np.linalg.norm(end - start, axis=1))
    steps = np.maximum(np.ceil(lengths / spacing_km).astype(np.int64), 1) + 1
    segment = np.repeat(np.arange(len(steps)), steps)
    position = np.arange(steps.sum()) - np.repeat(np.cumsum(steps) - steps, steps)
    share = (position / (steps[segment] - 1))[:, None]
    points = start[segment] * (1 - share) + end[segment] * share
    return points / np.linalg.norm(points, axis=1, keepdims=True), owner_of[segment]


def polygon_of_points(
    longitude: Floats, latitude: Floats, polygons: NDArray[np.object_]
) -> NDArray[np.int64]:
    """Return the index of the first polygon that holds each point, -1 where none does."""
    found = np.full(len(longitude), -1, dtype=np.int64)
    if len(polygons):
        point, polygon = shapely.STRtree(polygons).query(
            shapely.points(longitude, latitude), predicate="intersects"
        )
        order = np.lexsort((-polygon, point))  # the lowest polygon is written last and stays
        found[point[order]] = polygon[order]
    return found


def nearest_polygon(
    longitude: Floats, latitude: Floats, polygons: NDArray[np.object_], furthest_degrees: float
) -> NDArray[np.int64]:
    """Return the index of the nearest polygon (the first of equals), -1 beyond `furthest_degrees`."""
    found = np.full(len(longitude), -1, dtype=np.int64)
    if len(polygons):
        point, polygon = shapely.STRtree(polygons).query_nearest(
            shapely.points(longitude, latitude), max_distance=furthest_degrees
        )
        order = np.lexsort((-polygon, point))
        found[point[order]] = polygon[order]
    return found
