"""Neighbours: exchanges, towns, railways, data centres, markets."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gigaplan.core.errors import Finding
from gigaplan.sites.geometry import Floats, line_points, unit_vectors
from gigaplan.sites.loaders.reading import (
    CENTRE_BOUNDS,
    TOWN_BOUNDS,
    Loaded,
    check_degrees,
    numbers,
    read_table,
)
from gigaplan.sites.loaders.shapes import load_shapes

RAIL_POINT_SPACING_KM = 1.0


@dataclass(frozen=True)
class Exchanges:
    """Metros with internet exchanges: unit vectors (n, 3), name, tier (1 global hub, 2 regional)."""

    points: Floats
    metro: tuple[str, ...]
    tier: NDArray[np.int64]


@dataclass(frozen=True)
class Towns:
    """Towns: unit vectors (n, 3) and people."""

    points: Floats
    people: Floats


@dataclass(frozen=True)
class DataCentres:
    """Data centres: unit vectors (n, 3), degrees, power planned and operating [MW, as the source says]."""

    points: Floats
    longitude: Floats
    latitude: Floats
    id: tuple[str, ...]
    name: tuple[str, ...]
    state: tuple[str, ...]
    kind: NDArray[np.str_]
    status: NDArray[np.str_]
    precision: NDArray[np.str_]
    planned_mw: Floats
    operating_mw: Floats

    def without(self, removed: NDArray[np.bool_]) -> DataCentres:
        """Return the data centres that are not removed."""
        kept = np.flatnonzero(~removed)
        return DataCentres(
            self.points[kept],
            self.longitude[kept],
            self.latitude[kept],
            tuple(self.id[row] for row in kept),
            tuple(self.name[row] for row in kept),
            tuple(self.state[row] for row in kept),
            self.kind[kept],
            self.status[kept],
            self.precision[kept],
            self.planned_mw[kept],
            self.operating_mw[kept],
        )


@dataclass(frozen=True)
class Markets:
    """Power market regions: polygons and names."""

    polygons: NDArray[np.object_]
    name: tuple[str, ...]


def load_exchanges(path: Path) -> Exchanges:
    """Load the table of metros with an internet exchange."""
    table = read_table(path, {"metro": (), "lat": (), "lon": (), "tier": ()})
    longitude, latitude = numbers(table, "lon", path), numbers(table, "lat", path)
    check_degrees(longitude, latitude, str(path))
    return Exchanges(
        unit_vectors(longitude, latitude),
        tuple(table["metro"]),
        numbers(table, "tier", path).astype(np.int64),
    )


def load_towns(path: Path) -> Towns:
    """Load the table of towns with their people."""
    table = read_table(path, {"lat": (), "lon": (), "people": ("population",)})
    longitude, latitude = numbers(table, "lon", path), numbers(table, "lat", path)
    check_degrees(longitude, latitude, str(path))
    return Towns(unit_vectors(longitude, latitude), numbers(table, "people", path, TOWN_BOUNDS))


def load_railways(path: Path) -> Floats:
    """Load railways as unit vectors (n, 3) no more than a kilometre apart."""
    lines, _ = load_shapes(path).lines()
    return line_points(lines, RAIL_POINT_SPACING_KM)[0]


def load_compute_atlas(path: Path) -> Loaded[DataCentres]:
    """Load Compute Atlas; power plants tied to data centres are left out, blanks stay blank (NaN)."""
    table = read_table(
        path,
        dict.fromkeys(("id", "name", "facility_type", "status", "lat", "lon", "precision", "state"), ())
        | {"planned": ("mw_planned",), "operating": ("mw_operational",)},
    )
    table = table[table["facility_type"] != "power_generation"].reset_index(drop=True)
    longitude, latitude = numbers(table, "lon", path), numbers(table, "lat", path)
    check_degrees(longitude, latitude, str(path))
    planned, operating = (numbers(table, column, path, CENTRE_BOUNDS) for column in ("planned", "operating"))
    blank = int((np.isnan(planned) & np.isnan(operating)).sum())
    doubt = Finding(
        f"{path}, mw_planned",
        f"{blank} of {len(table)} data centres without any power",
        "MW",
        "counted as none",
    )
    centres = DataCentres(
        unit_vectors(longitude, latitude),
        longitude,
        latitude,
        tuple(table["id"]),
        tuple(table["name"]),
        tuple(table["state"]),
        table["facility_type"].to_numpy(dtype=str),
        table["status"].to_numpy(dtype=str),
        table["precision"].to_numpy(dtype=str),
        planned,
        operating,
    )
    return Loaded(centres, (doubt,) if blank else ())


@dataclass(frozen=True)
class TimelineStep:
    """One dated step of a site: IT power [MW_it], facility power [MW_site], NaN where the source is blank."""

    site: str
    date: str
    it_mw: float
    site_mw: float


def load_epoch_timelines(path: Path) -> tuple[TimelineStep, ...]:
    """Load Epoch AI's dated steps of frontier data centres, by site and date."""
    table = read_table(
        path,
        {"site": ("Data center",), "date": ("Date",), "it": ("IT power (MW)",), "power": ("Power (MW)",)},
    )
    it, power = (numbers(table, column, path, CENTRE_BOUNDS) for column in ("it", "power"))
    steps = [
        TimelineStep(site, date, float(it_mw), float(site_mw))
        for site, date, it_mw, site_mw in zip(table["site"], table["date"], it, power, strict=True)
    ]
    return tuple(sorted(steps, key=lambda step: (step.site, step.date)))


def load_markets(path: Path) -> Markets:
    """Load the regions of the power markets, in the order of their names."""
    shapes = load_shapes(path)
    names = [str(name) for name in shapes.column(("region",), str(path))]
    order = sorted(range(len(names)), key=lambda row: names[row])
    return Markets(shapes.geometries[order], tuple(names[row] for row in order))
