"""Nature: water stress, natural hazard, earthquakes, cold hours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gigaplan.catalogue.halls import cooling_of
from gigaplan.core.errors import Finding
from gigaplan.physics.climate import station_pressure, wet_bulb
from gigaplan.physics.cooling import pue_by_hour
from gigaplan.sites.geometry import Floats, unit_vectors
from gigaplan.sites.loaders.reading import (
    QUAKE_BOUNDS,
    Loaded,
    check_degrees,
    five_digit_fips,
    numbers,
    read_table,
)
from gigaplan.sites.loaders.shapes import load_shapes

HALLS, COOLER = "halls_greenfield", "dry"  # what a gigawatt campus is built with
AQUEDUCT_NO_DATA = -9999
AQUEDUCT_CATEGORIES = (-1, 0, 1, 2, 3, 4)


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
    """Weather stations: unit vectors (n, 3), name, hours a year below 18 degrees Celsius, mean PUE of dry coolers
    [MW_site/MW_it], NaN where the station's hours are not at hand."""

    points: Floats
    name: tuple[str, ...]
    cool_hours: Floats
    pue: Floats


def load_water_stress(path: Path) -> Loaded[WaterStress]:
    """Load Aqueduct's baseline water stress; basins without a figure are left out and counted."""
    shapes = load_shapes(path)
    category = np.array(
        [_category(entry) for entry in shapes.column(("bws_cat",), str(path))], dtype=np.int64
    )
    known = np.isin(category, AQUEDUCT_CATEGORIES)
    doubt = Finding(
        f"{path}, bws_cat", f"{int((~known).sum())} basins without a figure", "", "these are left out"
    )
    return Loaded(WaterStress(shapes.geometries[known], category[known]), () if known.all() else (doubt,))


def _category(entry: object) -> int:
    """Return a category as Aqueduct writes it, no data where the cell is blank or no number."""
    try:
        return int(float(str(entry)))
    except ValueError:
        return AQUEDUCT_NO_DATA


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


def load_earthquakes(path: Path) -> Loaded[Earthquakes]:
    """Load a catalogue of earthquakes (Latitude, Longitude, Magnitude); one told twice counts once."""
    doubts: list[Finding] = []
    table = read_table(
        path,
        {
            "lat": ("Latitude", "latitude"),
            "lon": ("Longitude", "longitude"),
            "magnitude": ("Magnitude", "mag"),
        },
        dropped=doubts,
    )
    longitude, latitude = numbers(table, "lon", path), numbers(table, "lat", path)
    check_degrees(longitude, latitude, str(path))
    magnitude = numbers(table, "magnitude", path, QUAKE_BOUNDS)
    return Loaded(Earthquakes(unit_vectors(longitude, latitude), magnitude), tuple(doubts))


def load_stations(path: Path) -> Loaded[Stations]:
    """Load the table of weather stations: hours below 18 degrees Celsius, and PUE from the hours beside it.

    The hours are TMY3 files in the same folder, named in the column `file`; a station without is told and has none.
    """
    table = read_table(
        path,
        {
            "file": (),
            "station": (),
            "lat": (),
            "lon": (),
            "elevation": ("elev_m",),
            "cool": ("hours_below_18C",),
        },
    )
    longitude, latitude = numbers(table, "lon", path), numbers(table, "lat", path)
    check_degrees(longitude, latitude, str(path))
    elevation = numbers(table, "elevation", path)
    pue = np.array(
        [_pue(path.parent / name, height) for name, height in zip(table["file"], elevation, strict=True)]
    )
    lacking = np.flatnonzero(np.isnan(pue))
    got = f"{len(lacking)} stations without their hours" + (
        f", such as {table['file'][lacking[0]]}" if len(lacking) else ""
    )
    doubt = Finding(f"{path}, file", got, "a TMY3 file in the same folder", "their PUE is not known")
    cool = numbers(table, "cool", path)
    stations = Stations(unit_vectors(longitude, latitude), tuple(table["station"]), cool, pue)
    return Loaded(stations, (doubt,) if len(lacking) else ())


def _pue(path: Path, elevation: float) -> float:
    """Return the mean PUE of new halls with dry coolers in a TMY3 file's year, NaN where there is no such file."""
    if not path.is_file():
        return float("nan")
    hours = read_table(path, {"dry": ("Dry-bulb (C)",), "dew": ("Dew-point (C)",)})
    dry, dew = numbers(hours, "dry", path), numbers(hours, "dew", path)
    wet = wet_bulb(dry, dew, station_pressure(elevation))
    return float(pue_by_hour(dry, wet, cooling_of(HALLS, COOLER)).mean())
