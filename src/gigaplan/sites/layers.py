"""The open data a screening reads, found in one folder; what is missing is said, never filled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from gigaplan.core.errors import Finding, InputError
from gigaplan.sites.geometry import Floats
from gigaplan.sites.loaders.grid import Lines, Substations, load_gridkit, load_hifld_lines
from gigaplan.sites.loaders.land import (
    Counties,
    FederalGrid,
    load_counties,
    load_countries,
    load_federal_land,
    load_polygons,
    load_reserved_sites,
)
from gigaplan.sites.loaders.nature import (
    Earthquakes,
    Stations,
    WaterStress,
    load_earthquakes,
    load_risk_index,
    load_stations,
    load_water_stress,
)
from gigaplan.sites.loaders.neighbours import (
    DataCentres,
    Exchanges,
    Markets,
    Towns,
    load_compute_atlas,
    load_exchanges,
    load_markets,
    load_railways,
    load_towns,
)
from gigaplan.sites.loaders.plants import Plants, load_eia860m, load_powerplantmatching, load_wri_plants
from gigaplan.sites.loaders.reading import Loaded
from gigaplan.sites.loaders.shapes import Shapes, load_topology

Content = TypeVar("Content")
AMERICA, EUROPE, WORLD = "america", "europe", "world"
AS_OF_YEAR = 2026  # the year from which "planned" and "retiring" are seen

MAP_ENDINGS = (
    ".zip",
    ".shp",
    ".gpkg",
    ".geojson",
    ".geojson.gz",
)  # of what agencies deliver, not its side files


def _maps(stem: str) -> tuple[str, ...]:
    """Return the patterns of a map file whose name begins so, whatever its format."""
    return tuple(stem + ending for ending in MAP_ENDINGS)


# Layer, then pattern of the file inside the data folder; the first that exists is read.
FILES: Mapping[str, tuple[str, ...]] = {
    "lines": ("grid/us_lines_hifld*", *_maps("grid/*ransmission_*ines*")),
    "gridkit vertices, america": ("grid/gridkit_north_america*vertices*",),
    "gridkit links, america": ("grid/gridkit_north_america*links*",),
    "gridkit vertices, europe": ("grid/gridkit_europe*vertices*",),
    "gridkit links, europe": ("grid/gridkit_europe*links*",),
    "plants, america": (
        "power_plants/us_plants_eia860m*",
        "power_plants/*860m*.csv*",
        "power_plants/*_generator20*.xlsx",  # as the agency names it: september_generator2026.xlsx
    ),
    "plants, europe": ("power_plants/europe_plants_powerplantmatching*",),
    "plants, world": ("power_plants/world_plants_gppd*", "power_plants/global_power_plant_database*"),
    "counties": ("land/us-atlas_counties*", *_maps("land/*_us_county_*")),
    "countries": ("land/world-atlas_countries*", *_maps("land/ne_*_admin_0_countries*")),
    "federal land": ("land/federal_land*.npz", *_maps("land/fedlanp*"), *_maps("land/PADUS*")),
    "reserved sites": ("land/us_doe_ai_sites*",),
    "tribal land": ("land/us_tribal_lands*",),
    "lakes": ("land/*lakes_north_america*",),
    "parks": ("land/*parks_protected*",),
    "urban areas": ("land/*urban_areas*",),
    "railways": ("land/*railroads*",),
    "exchanges": ("internet/ixp_metros*",),
    "towns": ("cities/geonames_cities*",),
    "data centres": ("data_centres/us_data_centres_compute_atlas*.csv*",),
    "water stress": ("hazards_water/*water_stress*", *_maps("hazards_water/Aq*40*")),
    "risk index": ("hazards_water/*nri*count*", "hazards_water/NRI_Table_Counties*"),
    "earthquakes": ("hazards_water/earthquakes*",),
    "stations": ("weather_us_tmy3/stations.csv",),
    "markets": ("market_regions/us_iso_regions*",),
}


@dataclass(frozen=True)
class Layers:
    """All layers of a screening, None where the folder holds no file for it; `findings` says so."""

    lines: Lines | None = None
    substations: Substations | None = None
    plants: Plants | None = None
    federal: FederalGrid | NDArray[np.object_] | None = None
    reserved: Floats | None = None
    tribal: NDArray[np.object_] | None = None
    lakes: NDArray[np.object_] | None = None
    parks: NDArray[np.object_] | None = None
    urban: NDArray[np.object_] | None = None
    railways: Floats | None = None
    exchanges: Exchanges | None = None
    towns: Towns | None = None
    data_centres: DataCentres | None = None
    water_stress: WaterStress | None = None
    hazard: Mapping[str, float] | None = None
    earthquakes: Earthquakes | None = None
    stations: Stations | None = None
    markets: Markets | None = None
    findings: tuple[Finding, ...] = ()


class DataFolder:
    """A folder of open data; `read` gives a layer or None, and keeps what was doubted or missing."""

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise InputError(
                "the open data folder is missing",
                [
                    Finding(
                        "--data",
                        str(folder),
                        "a folder",
                        "set --data or GIGAPLAN_DATA to the open data folder",
                    )
                ],
            )
        self.folder = folder
        self.findings: list[Finding] = []

    def path(self, layer: str) -> Path | None:
        """Return the file of a layer, None with a finding where there is none."""
        for pattern in FILES[layer]:
            found = sorted(path for path in self.folder.glob(pattern) if "_full" not in path.name)
            if found:
                return found[0]
        self.findings.append(
            Finding(
                layer, f"no file {' or '.join(FILES[layer])}", "", "its criterion is left out, not guessed"
            )
        )
        return None

    def read(self, layer: str, load: Callable[[Path], Content]) -> Content | None:
        """Return what the loader makes of a layer's file."""
        path = self.path(layer)
        return None if path is None else load(path)

    def take(self, layer: str, load: Callable[[Path], Loaded[Content]]) -> Content | None:
        """Return what the loader makes of a layer's file, keeping its doubts."""
        loaded = self.read(layer, load)
        if loaded is None:
            return None
        self.findings.extend(loaded.findings)
        return loaded.content

    def counties(self) -> Counties | None:
        """Return the county boundaries of the lower 48."""
        return self.read("counties", load_counties)

    def countries(self) -> Shapes | None:
        """Return the boundaries of the world's countries."""
        return self.read("countries", load_countries)

    def grid(self, continent: str) -> tuple[Lines | None, Substations | None]:
        """Return lines and substations: HIFLD's lines in America, OpenStreetMap's elsewhere."""
        lines = self.take("lines", load_hifld_lines) if continent == AMERICA else None
        if continent == WORLD:
            self.findings.append(
                Finding("lines", "no open grid data for this area", "", "left out, not guessed")
            )
            return None, None
        vertices, links = (self.path(f"gridkit {part}, {continent}") for part in ("vertices", "links"))
        if vertices is None or links is None:
            return lines, None
        loaded = load_gridkit(vertices, links, lines)
        self.findings.extend(loaded.findings)
        return lines or loaded.content[0], loaded.content[1]

    def plants(self, continent: str) -> Plants | None:
        """Return the plants of the continent's own inventory, else of the world's."""
        if continent == AMERICA:
            return self.take("plants, america", load_eia860m)
        if continent == EUROPE:
            return self.take("plants, europe", lambda path: load_powerplantmatching(path, AS_OF_YEAR))
        return self.take("plants, world", load_wri_plants)


def load_layers(source: DataFolder, continent: str) -> Layers:
    """Load every layer the folder holds for the continent; American layers are read for America only."""
    lines, substations = source.grid(continent)
    american = continent == AMERICA
    tribal = source.read("tribal land", lambda path: load_topology(path, "tribal")) if american else None
    reserved = source.read("reserved sites", load_reserved_sites) if american else None
    return Layers(
        lines=lines,
        substations=substations,
        plants=source.plants(continent),
        federal=source.read("federal land", load_federal_land) if american else None,
        reserved=None if reserved is None else reserved[0],
        tribal=None if tribal is None else tribal.geometries,
        lakes=source.read("lakes", load_polygons) if american else None,
        parks=source.read("parks", load_polygons) if american else None,
        urban=source.read("urban areas", load_polygons),
        railways=source.read("railways", load_railways) if american else None,
        exchanges=source.read("exchanges", load_exchanges),
        towns=source.read("towns", load_towns),
        data_centres=source.take("data centres", load_compute_atlas) if american else None,
        water_stress=source.take("water stress", load_water_stress),
        hazard=source.take("risk index", load_risk_index) if american else None,
        earthquakes=source.take("earthquakes", load_earthquakes),
        stations=source.take("stations", load_stations) if american else None,
        markets=source.read("markets", load_markets) if american else None,
        findings=tuple(source.findings),
    )
