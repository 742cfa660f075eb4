"""Geometries from GeoJSON, TopoJSON and, through geopandas, GeoPackage and shapefiles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import shape

from gigaplan.core.errors import Finding, InputError
from gigaplan.sites.geometry import Floats
from gigaplan.sites.loaders.reading import GEOGRAPHIC_NAMES, check_degrees, read_json


@dataclass(frozen=True)
class Shapes:
    """Geometries in degrees (WGS 84) and the properties of each."""

    geometries: NDArray[np.object_]
    properties: tuple[Mapping[str, Any], ...]

    def column(self, names: Sequence[str], where: str) -> list[Any]:
        """Return a property by any of its known names; InputError where no feature has it."""
        for name in names:
            if any(name in entry for entry in self.properties):
                return [entry.get(name) for entry in self.properties]
        given = ", ".join(sorted({key for entry in self.properties[:50] for key in entry})) or "no properties"
        raise InputError(
            "a map file lacks a property",
            [Finding(where, given, f"one of {', '.join(names)}", "check that this is the file meant")],
        )

    def lines(self) -> tuple[list[Floats], NDArray[np.int64]]:
        """Return every line as coordinates (n, 2), and the feature it belongs to."""
        parts, owner = shapely.get_parts(self.geometries, return_index=True)
        return [shapely.get_coordinates(part) for part in parts], np.asarray(owner, dtype=np.int64)


def load_shapes(path: Path) -> Shapes:
    """Load GeoJSON (plain or gzipped) or any format geopandas reads; degrees only."""
    if path.name.endswith((".geojson", ".geojson.gz", ".json", ".json.gz")):
        return _geojson(path)
    import geopandas

    try:
        frame = geopandas.read_file(path)
    except RuntimeError as error:  # pyogrio's DataSourceError
        found = Finding(
            str(path), str(error).split(";")[0], "a map file that GDAL reads", "download it again"
        )
        raise InputError("a map file cannot be read", [found]) from error
    if not isinstance(frame, geopandas.GeoDataFrame):
        found = Finding(
            str(path), "a table without shapes", "a map file", "check that this is the file meant"
        )
        raise InputError("a map file holds no shapes", [found])
    if frame.crs is None:
        raise InputError(
            "a map file has no projection", [Finding(str(path), "no CRS", "a file with its CRS")]
        )
    frame = frame.to_crs(4326)
    properties = tuple(frame.drop(columns=frame.geometry.name).to_dict("records"))
    return Shapes(np.asarray(frame.geometry.values, dtype=object), properties)


def _geojson(path: Path) -> Shapes:
    content = read_json(path)
    if content.get("type") != "FeatureCollection":
        raise InputError(
            "a map file is no GeoJSON",
            [
                Finding(
                    str(path), f"type {content.get('type')!r}", "a FeatureCollection", "export it as GeoJSON"
                )
            ],
        )
    named = str(content.get("crs", {}).get("properties", {}).get("name", "CRS84"))
    if not any(name in named for name in GEOGRAPHIC_NAMES):
        raise InputError(
            "positions are in a wrong projection",
            [Finding(f"{path}, crs", named, "degrees (EPSG:4326)", "reproject the file to EPSG:4326")],
        )
    features = [feature for feature in content["features"] if feature.get("geometry")]
    return _checked(
        [shape(feature["geometry"]) for feature in features],
        [feature.get("properties") or {} for feature in features],
        path,
    )


def is_topology(path: Path) -> bool:
    """Tell whether a file is TopoJSON by its name: JSON that is not GeoJSON."""
    return path.name.endswith((".json", ".json.gz")) and "geojson" not in path.name


def load_topology(path: Path, object_name: str) -> Shapes:
    """Load one object of a TopoJSON file (quantised or not) as polygons; `id` joins the properties."""
    content = read_json(path)
    if object_name not in content.get("objects", {}):
        given = ", ".join(content.get("objects", {})) or "no objects"
        raise InputError(
            "a TopoJSON file lacks an object", [Finding(str(path), given, f"an object named {object_name}")]
        )
    arcs = _arcs(content)
    entries = content["objects"][object_name]["geometries"]
    kept = [entry for entry in entries if entry.get("type") in ("Polygon", "MultiPolygon")]
    properties = [{"id": str(entry.get("id", "")), **entry.get("properties", {})} for entry in kept]
    return _checked([_polygon(entry, arcs) for entry in kept], properties, path)


def _arcs(content: Mapping[str, Any]) -> list[Floats]:
    transform = content.get("transform")
    arcs = [np.asarray(arc, dtype=np.float64)[:, :2] for arc in content["arcs"]]
    if transform is None:
        return arcs
    scale, translate = np.asarray(transform["scale"]), np.asarray(transform["translate"])
    return [np.cumsum(arc, axis=0) * scale + translate for arc in arcs]


def _ring(indices: Sequence[int], arcs: list[Floats]) -> Floats:
    parts = [arcs[index] if index >= 0 else arcs[~index][::-1] for index in indices]
    return np.vstack([parts[0], *(part[1:] for part in parts[1:])])


def _polygon(entry: Mapping[str, Any], arcs: list[Floats]) -> shapely.Geometry:
    polygons = [entry["arcs"]] if entry["type"] == "Polygon" else entry["arcs"]
    drawn = []
    for rings in polygons:
        outlines = [outline for outline in (_ring(ring, arcs) for ring in rings) if len(outline) >= 4]
        if outlines:
            drawn.append(shapely.Polygon(outlines[0], outlines[1:]))
    return shapely.MultiPolygon(drawn)


def _checked(
    geometries: Sequence[shapely.Geometry], properties: Sequence[Mapping[str, Any]], path: Path
) -> Shapes:
    array = np.empty(len(geometries), dtype=object)
    array[:] = geometries
    coordinates = shapely.get_coordinates(array)
    if not len(coordinates):
        raise InputError("a map file is empty", [Finding(str(path), "no geometry", "at least one feature")])
    check_degrees(coordinates[:, 0], coordinates[:, 1], str(path))
    broken = ~shapely.is_valid(array)
    array[broken] = [_areas(mended) for mended in shapely.make_valid(array[broken])]
    return Shapes(array, tuple(properties))


def _areas(mended: shapely.Geometry) -> shapely.Geometry:
    """Return the areas of a mended polygon: mending may leave lines where it had spikes."""
    return shapely.union_all(
        [part for part in shapely.get_parts(mended) if shapely.get_dimensions(part) == 2]
    )
