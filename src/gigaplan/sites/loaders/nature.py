"""Nature: water stress, natural hazard, earthquakes, cold hours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gigaplan.core.errors import Finding
from gigaplan.sites.geometry import Floats, unit_vectors
from gigaplan.sites.loaders.reading import Loaded, check_degrees, five_digit_fips, numbers, read_table
from gigaplan.sites.loaders.shapes import load_shapes

AQUEDUCT_NO_DATA = -9999


@dataclass(frozen=True)
class WaterStress:
    """Basins and their category: -1 arid and little used, 0 low .. 4 extremely high (Aqueduct 4.0)."""

    polygons: NDArray[np.object_]
    category: NDArray[np.int64]


@dataclass(frozen=True)
class Earthquakes:
    """Earthquakes: unit vectors (n, 3) and magnitude."""

    points: Floats
    magnitude: Floats


@dataclass(frozen=True)
class Stations:
    """Weather stations: unit vectors (n, 3), name, hours a year below 18 degrees Celsius."""

    points: Floats
    name: tuple[str, ...]
    cool_hours: Floats


def load_water_stress(path: Path) -> Loaded[WaterStress]:
    """Load Aqueduct's baseline water stress; basins without a figure are left out and counted."""
    shapes = load_shapes(path)
    category = np.array(
        [int(float(entry)) for entry in shapes.column(("bws_cat",), str(path))], dtype=np.int64
    )
    known = category != AQUEDUCT_NO_DATA
    doubt = Finding(
        f"{path}, bws_cat", f"{int((~known).sum())} basins without a figure", "", "these are left out"
    )
    return Loaded(WaterStress(shapes.geometries[known], category[known]), () if known.all() else (doubt,))


def load_risk_index(path: Path) -> Loaded[Mapping[str, float]]:
    """Load FEMA's National Risk Index: buildings' expected yearly loss by their worth, by county.

    The composite score is not used: it grows with people and buildings, so it measures towns.
    """
    table = read_table(path, {"fips": ("STCOFIPS",), "loss": ("EAL_VALB",), "worth": ("BUILDVALUE",)})
    fips = five_digit_fips(table["fips"], f"{path}, STCOFIPS")
    loss, worth = numbers(table, "loss", path), numbers(table, "worth", path)
    usable = (worth > 0) & ~np.isnan(loss)
    share = {
        code: float(lost / of)
        for code, lost, of, good in zip(fips.content, loss, worth, usable, strict=True)
        if good
    }
    doubt = Finding(str(path), f"{int((~usable).sum())} counties without buildings or loss", "", "left out")
    return Loaded(share, fips.findings + (() if usable.all() else (doubt,)))


def load_earthquakes(path: Path) -> Earthquakes:
    """Load a catalogue of earthquakes (Latitude, Longitude, Magnitude)."""
    table = read_table(
        path,
        {
            "lat": ("Latitude", "latitude"),
            "lon": ("Longitude", "longitude"),
            "magnitude": ("Magnitude", "mag"),
        },
    )
    longitude, latitude = numbers(table, "lon", path), numbers(table, "lat", path)
    check_degrees(longitude, latitude, str(path))
    return Earthquakes(unit_vectors(longitude, latitude), numbers(table, "magnitude", path))


def load_stations(path: Path) -> Stations:
    """Load the table of weather stations with their hours below 18 degrees Celsius in a typical year."""
    table = read_table(path, {"station": (), "lat": (), "lon": (), "cool": ("hours_below_18C",)})
    longitude, latitude = numbers(table, "lon", path), numbers(table, "lat", path)
    check_degrees(longitude, latitude, str(path))
    return Stations(unit_vectors(longitude, latitude), tuple(table["station"]), numbers(table, "cool", path))
