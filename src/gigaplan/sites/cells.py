"""Hexagon cells (h3) over the lower 48, a country or a box."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import h3
import numpy as np
import shapely
from numpy.typing import NDArray

from gigaplan.core.errors import Finding, InputError
from gigaplan.sites.geometry import Floats, polygon_of_points, unit_vectors
from gigaplan.sites.loaders.land import Counties
from gigaplan.sites.loaders.shapes import Shapes

RESOLUTION = 6  # 36.1 km2 a cell on average (h3geo.org, table of cell statistics)
SAMPLES = 7  # a cell's centre, and half-way to each corner


@dataclass(frozen=True)
class Cells:
    """Hexagon cells: h3 ids in ascending order, degrees of the centres, country (ISO 3166 number), county.

    `country`, `state` and `fips` are empty texts where no boundary file told them.
    """

    id: NDArray[np.str_]
    longitude: Floats
    latitude: Floats
    country: NDArray[np.str_]
    state: NDArray[np.str_]
    fips: NDArray[np.str_]
    county: NDArray[np.str_]

    def __len__(self) -> int:
        return len(self.id)

    @cached_property
    def points(self) -> Floats:
        """Unit vectors (n, 3) of the centres."""
        return unit_vectors(self.longitude, self.latitude)

    @cached_property
    def sample_tree(self) -> shapely.STRtree:
        """Tree of the sample points, sample s of cell c at c * SAMPLES + s."""
        corners = (
            np.array([h3.cell_to_boundary(cell)[:6] for cell in self.id])
            if len(self)
            else np.zeros((0, 6, 2))
        )
        centre = np.column_stack((self.latitude, self.longitude))[:, None, :]
        samples = np.concatenate((centre, (centre + corners) / 2), axis=1).reshape(-1, 2)
        return shapely.STRtree(np.asarray(shapely.points(samples[:, 1], samples[:, 0]), dtype=object))

    def covered_share(self, polygons: NDArray[np.object_]) -> Floats:
        """Return the share of each cell that polygons cover, in sevenths."""
        hit = np.zeros(len(self) * SAMPLES, dtype=bool)
        if len(polygons) and len(self):
            hit[self.sample_tree.query(polygons, predicate="intersects")[1]] = True
        share: Floats = hit.reshape(-1, SAMPLES).mean(axis=1)
        return share


def _cells_of(polygon: shapely.Geometry, resolution: int) -> list[str]:
    return list(h3.h3shape_to_cells(h3.geo_to_h3shape(polygon), resolution))


def _ordered(ids: Iterable[str], country: str) -> Cells:
    unique = np.array(sorted(set(ids)), dtype="<U15")
    centres = np.array([h3.cell_to_latlng(cell) for cell in unique]).reshape(-1, 2)
    blank = np.full(len(unique), "", dtype="<U1")
    return Cells(
        unique, centres[:, 1], centres[:, 0], np.full(len(unique), country, dtype="<U3"), blank, blank, blank
    )


def cells_of_counties(
    counties: Counties, states: frozenset[str] | None, resolution: int = RESOLUTION
) -> Cells:
    """Return the cells whose centre lies in the counties (of all states, or of `states`)."""
    county_of: dict[str, int] = {}
    for row, polygon in enumerate(counties.polygons):
        if states is None or counties.state[row] in states:
            for cell in _cells_of(polygon, resolution):
                county_of.setdefault(cell, row)
    cells = _ordered(county_of, "840")
    rows = np.array([county_of[cell] for cell in cells.id], dtype=np.int64)
    return Cells(
        cells.id,
        cells.longitude,
        cells.latitude,
        cells.country,
        np.array(counties.state, dtype="<U2")[rows],
        np.array(counties.fips, dtype="<U5")[rows],
        np.array(counties.name)[rows],
    )


def cells_of_country(countries: Shapes, name: str, resolution: int = RESOLUTION) -> Cells:
    """Return the cells whose centre lies in a country, named in English or by its ISO 3166 number."""
    for polygon, entry in zip(countries.geometries, countries.properties, strict=True):
        if name.lower() in (str(entry.get("name", "")).lower(), str(entry["id"])):
            return _ordered(_cells_of(polygon, resolution), str(entry["id"]))
    raise InputError(
        "unknown country",
        [Finding("area", name, "an English name of a country, 'us48', or west,south,east,north")],
    )


def cells_of_box(
    west: float,
    south: float,
    east: float,
    north: float,
    countries: Shapes,
    counties: Counties | None,
    resolution: int = RESOLUTION,
) -> Cells:
    """Return the cells on land whose centre lies in a box of degrees, with country, and county in America."""
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise InputError(
            "no such box",
            [
                Finding(
                    "area", f"{west},{south},{east},{north}", "west,south,east,north in degrees, west < east"
                )
            ],
        )
    cells = _ordered(_cells_of(shapely.box(west, south, east, north), resolution), "")
    place = polygon_of_points(cells.longitude, cells.latitude, countries.geometries)
    names = np.array([str(entry["id"]) for entry in countries.properties], dtype="<U3")
    kept = place >= 0
    longitude, latitude = cells.longitude[kept], cells.latitude[kept]
    state, fips, county = (np.full(int(kept.sum()), "", dtype=f"<U{size}") for size in (2, 5, 40))
    if counties is not None:
        row = polygon_of_points(longitude, latitude, counties.polygons)
        found = row >= 0
        state[found] = np.array(counties.state)[row[found]]
        fips[found] = np.array(counties.fips)[row[found]]
        county[found] = np.array(counties.name)[row[found]]
    return Cells(cells.id[kept], longitude, latitude, names[place[kept]], state, fips, county)
