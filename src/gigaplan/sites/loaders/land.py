"""Land: boundaries, federal land, reserved sites, water bodies, parks, towns."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.ndimage import uniform_filter

from gigaplan.core.errors import Finding, InputError
from gigaplan.sites.geometry import Floats, unit_vectors
from gigaplan.sites.loaders.reading import check_degrees, numbers, read_table
from gigaplan.sites.loaders.shapes import Shapes, is_topology, load_shapes, load_topology

GRID_ARRAYS = ("federal", "land", "shape", "lat_first", "lat_step", "lon_first", "lon_step")
STATE_OF_FIPS = {
    "01": "AL", "02": "AK", "04": "AZ", "05": "AR", "06": "CA", "08": "CO", "09": "CT", "10": "DE",
    "11": "DC", "12": "FL", "13": "GA", "15": "HI", "16": "ID", "17": "IL", "18": "IN", "19": "IA",
    "20": "KS", "21": "KY", "22": "LA", "23": "ME", "24": "MD", "25": "MA", "26": "MI", "27": "MN",
    "28": "MS", "29": "MO", "30": "MT", "31": "NE", "32": "NV", "33": "NH", "34": "NJ", "35": "NM",
    "36": "NY", "37": "NC", "38": "ND", "39": "OH", "40": "OK", "41": "OR", "42": "PA", "44": "RI",
    "45": "SC", "46": "SD", "47": "TN", "48": "TX", "49": "UT", "50": "VT", "51": "VA", "53": "WA",
    "54": "WV", "55": "WI", "56": "WY",
}  # fmt: skip
OUTSIDE_LOWER_48 = ("AK", "HI")
FEDERAL_OWNER = "FED"  # the word of PAD-US


@dataclass(frozen=True)
class FederalGrid:
    """Share of federal land over the nine pixels around each (rows north to south); NaN off land."""

    share: Floats
    latitude_first: float
    latitude_step: float
    longitude_first: float
    longitude_step: float

    def at(self, longitude: Floats, latitude: Floats) -> Floats:
        """Return the share around places in degrees, NaN outside the raster and off land."""
        row = np.rint((latitude - self.latitude_first) / self.latitude_step).astype(np.int64)
        column = np.rint((longitude - self.longitude_first) / self.longitude_step).astype(np.int64)
        rows, columns = self.share.shape
        inside = (row >= 0) & (row < rows) & (column >= 0) & (column < columns)
        found = np.full(len(longitude), np.nan)
        found[inside] = self.share[row[inside], column[inside]]
        return found


def load_federal_land(path: Path) -> FederalGrid | NDArray[np.object_]:
    """Load federal land: a raster (.npz), or the areas of a map file.

    Of a file with owners (PAD-US: Own_Type) only what the federal government owns is kept, of others (USGS
    fedlanp) all. Raises InputError for a file that cannot be read or holds no federal area.
    """
    if path.suffix == ".npz":
        return load_federal_grid(path)
    shapes = load_shapes(path)
    owned = [entry.get("Own_Type", FEDERAL_OWNER) == FEDERAL_OWNER for entry in shapes.properties]
    areas: NDArray[np.object_] = shapes.geometries[
        np.array(owned) & (shapely.get_dimensions(shapes.geometries) == 2)
    ]
    if not len(areas):
        raise InputError(
            "no federal land", [Finding(str(path), "no area of federal land", "areas with Own_Type FED")]
        )
    return areas


def load_federal_grid(path: Path) -> FederalGrid:
    """Load the federal-land raster (arrays packed by bits, rows from north to south)."""
    try:
        with np.load(path) as arrays:
            lacking = [name for name in GRID_ARRAYS if name not in arrays.files]
            if lacking:
                raise InputError(
                    "the federal-land raster lacks arrays",
                    [Finding(str(path), ", ".join(arrays.files), f"also {', '.join(lacking)}")],
                )
            held = {name: arrays[name] for name in GRID_ARRAYS}
    except (zipfile.BadZipFile, ValueError, EOFError) as error:
        raise InputError(
            "a data file is damaged", [Finding(str(path), f"no npz archive ({error})", "", "fetch it again")]
        ) from error
    columns = int(held["shape"][1])
    federal = np.unpackbits(held["federal"], axis=1)[:, :columns].astype(np.float64)
    land = np.unpackbits(held["land"], axis=1)[:, :columns].astype(np.float64)
    land_around = uniform_filter(land, 3, mode="constant")
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(
            land_around > 1e-9, uniform_filter(federal * land, 3, mode="constant") / land_around, np.nan
        )
    return FederalGrid(
        np.clip(share, 0.0, 1.0),
        float(held["lat_first"]),
        float(held["lat_step"]),
        float(held["lon_first"]),
        float(held["lon_step"]),
    )


@dataclass(frozen=True)
class Counties:
    """Counties of the lower 48: polygons, FIPS codes of five digits, state, name."""

    polygons: NDArray[np.object_]
    fips: tuple[str, ...]
    state: tuple[str, ...]
    name: tuple[str, ...]


def load_counties(path: Path) -> Counties:
    """Load the county boundaries of the lower 48: TopoJSON with 'counties', or a map file of the Census Bureau.

    Of the Bureau's files the columns GEOID and NAME are read. Raises InputError for a file or column that lacks.
    """
    if is_topology(path):
        shapes = load_topology(path, "counties")
        fips = [str(entry["id"]).zfill(5) for entry in shapes.properties]
        names = [str(entry.get("name", "")) for entry in shapes.properties]
    else:
        shapes = load_shapes(path)
        fips = [str(code).zfill(5) for code in shapes.column(("GEOID", "geoid"), str(path))]
        names = [str(name) for name in shapes.column(("NAME", "name"), str(path))]
    state = [STATE_OF_FIPS.get(code[:2], "") for code in fips]
    kept = [row for row, name in enumerate(state) if name and name not in OUTSIDE_LOWER_48]
    kept.sort(key=lambda row: fips[row])
    return Counties(
        shapes.geometries[kept],
        tuple(fips[row] for row in kept),
        tuple(state[row] for row in kept),
        tuple(names[row] for row in kept),
    )


def load_countries(path: Path) -> Shapes:
    """Load the countries of the world: TopoJSON with 'countries', or Natural Earth's map file.

    Each has its ISO 3166 number as `id` and its English name as `name`.
    """
    if is_topology(path):
        return load_topology(path, "countries")
    shapes = load_shapes(path)
    numbers_of = shapes.column(("ISO_N3_EH", "ISO_N3"), str(path))
    names = shapes.column(("NAME", "NAME_EN"), str(path))
    properties = [
        {"id": str(number).zfill(3), "name": str(name)}
        for number, name in zip(numbers_of, names, strict=True)
    ]
    return Shapes(shapes.geometries, tuple(properties))


def load_states(path: Path) -> NDArray[np.object_]:
    """Load the outlines of the lower 48 states from a file of county boundaries."""
    if is_topology(path):
        return load_topology(path, "states").geometries
    counties = load_counties(path)
    names = np.array(counties.state)
    outlines = np.empty(len(np.unique(names)), dtype=object)
    outlines[:] = [shapely.union_all(counties.polygons[names == name]) for name in np.unique(names)]
    return outlines


def load_polygons(path: Path) -> NDArray[np.object_]:
    """Load the polygons of a map file: lakes, parks, urban areas."""
    geometries = load_shapes(path).geometries
    areas: NDArray[np.object_] = geometries[shapely.get_dimensions(geometries) == 2]
    return areas


def load_reserved_sites(path: Path) -> tuple[Floats, tuple[str, ...]]:
    """Load the Department of Energy's sites: unit vectors (n, 3) and names."""
    table = read_table(path, {"site": (), "lon": ("longitude",), "lat": ("latitude",)})
    longitude, latitude = numbers(table, "lon", path), numbers(table, "lat", path)
    check_degrees(longitude, latitude, str(path))
    return unit_vectors(longitude, latitude), tuple(table["site"])
