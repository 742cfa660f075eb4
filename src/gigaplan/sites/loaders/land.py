"""Land: boundaries, federal land, reserved sites, water bodies, parks, towns."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.ndimage import uniform_filter

from gigaplan.core.errors import Finding, InputError
from gigaplan.sites.geometry import Floats, unit_vectors
from gigaplan.sites.loaders.reading import check_degrees, numbers, read_table
from gigaplan.sites.loaders.shapes import Shapes, load_shapes, load_topology

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
    """Load the county boundaries (TopoJSON, object 'counties') of the lower 48."""
    shapes = load_topology(path, "counties")
    fips = [str(entry["id"]).zfill(5) for entry in shapes.properties]
    state = [STATE_OF_FIPS.get(code[:2], "") for code in fips]
    kept = [row for row, name in enumerate(state) if name and name not in OUTSIDE_LOWER_48]
    kept.sort(key=lambda row: fips[row])
    return Counties(
        shapes.geometries[kept],
        tuple(fips[row] for row in kept),
        tuple(state[row] for row in kept),
        tuple(str(shapes.properties[row].get("name", "")) for row in kept),
    )


def load_countries(path: Path) -> Shapes:
    """Load the countries of the world (TopoJSON, object 'countries'; ISO 3166 numbers as id)."""
    return load_topology(path, "countries")


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


def polygon_union(polygons: Sequence[shapely.Geometry]) -> shapely.Geometry:
    """Return the outline that polygons have together."""
    return shapely.union_all(np.asarray(polygons, dtype=object))
