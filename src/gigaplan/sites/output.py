"""A screening as files: candidates as GeoJSON, every cell as GeoParquet; the same bytes every time."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import h3
import numpy as np
import shapely
from numpy.typing import NDArray

from gigaplan.sites.candidates import Candidate
from gigaplan.sites.screening import Screening

DEGREE_DECIMALS = 5  # about a metre
SCORE_DECIMALS = 6


def _hexagon(cell: str) -> list[tuple[float, float]]:
    ring = [
        (round(east, DEGREE_DECIMALS), round(north, DEGREE_DECIMALS))
        for north, east in h3.cell_to_boundary(cell)
    ]
    return [*ring, ring[0]]


def candidates_geojson(candidates: Sequence[Candidate]) -> str:
    """Return the candidates' hexagons as GeoJSON text, best first, with score, reason, grid steps."""
    features = [
        {
            "type": "Feature",
            "id": candidate.cell,
            "properties": asdict(candidate),
            "geometry": {"type": "Polygon", "coordinates": [_hexagon(candidate.cell)]},
        }
        for candidate in candidates
    ]
    return (
        json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False, indent=1) + "\n"
    )


def cell_columns(screening: Screening) -> dict[str, NDArray[Any]]:
    """Return all cells: place, score, percentile, exclusion, each criterion's score, each fact."""
    cells = screening.cells
    columns: dict[str, NDArray[Any]] = {
        "cell": cells.id,
        "latitude": np.round(cells.latitude, DEGREE_DECIMALS),
        "longitude": np.round(cells.longitude, DEGREE_DECIMALS),
        "country": cells.country,
        "state": cells.state,
        "fips": cells.fips,
        "county": cells.county,
        "excluded": screening.excluded,
        "score": np.round(screening.score, SCORE_DECIMALS),
        "percentile": np.round(screening.percentile(), 3),
        "known_weight": np.round(screening.known_weight, 4),
    }
    columns |= {f"score_{name}": np.round(score, SCORE_DECIMALS) for name, score in screening.scores.items()}
    for name, fact in screening.facts.items():
        columns[name] = np.round(fact, 4) if fact.dtype.kind == "f" else fact
    return columns


def write_geoparquet(screening: Screening, path: Path) -> None:
    """Write every cell as a hexagon with all its columns to a GeoParquet file (WGS 84)."""
    import geopandas

    hexagons = [shapely.Polygon(_hexagon(cell)) for cell in screening.cells.id]
    frame = geopandas.GeoDataFrame(cell_columns(screening), geometry=hexagons, crs="EPSG:4326")
    frame.to_parquet(path, index=False, compression="zstd")
