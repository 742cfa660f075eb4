"""The screening itself: cells, hard exclusions, weighted criteria, ranking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gigaplan.core.errors import Finding, InputError
from gigaplan.sites.cells import RESOLUTION, Cells, cells_of_box, cells_of_counties, cells_of_country
from gigaplan.sites.criteria import CRITERIA
from gigaplan.sites.exclusions import exclusions, missing_exclusions
from gigaplan.sites.geometry import Floats
from gigaplan.sites.layers import AMERICA, EUROPE, WORLD, DataFolder, Layers, load_layers
from gigaplan.sites.weighting import Weighting, shipped_weighting

LOWER_48 = "us48"
EUROPEAN_BOX = (-25.0, 34.0, 45.0, 72.0)  # what GridKit's Europe covers
AMERICAN_BOX = (-125.0, 24.0, -66.0, 50.0)
SCORE_DECIMALS = 9  # scores that differ by less count as equal; the cell's id then decides


@dataclass(frozen=True)
class Screening:
    """Every cell with its score, the reason it is excluded, the scores and facts of each criterion.

    `score` lies between 0 and 1 (NaN where excluded); `known_weight` is the share of the weights that data
    speak of there; `scores[name]` is NaN where that criterion's data are missing; `facts` are what the
    reason lines and the output tables are made of.
    """

    area: str
    cells: Cells
    excluded: NDArray[np.str_]
    score: Floats
    known_weight: Floats
    scores: Mapping[str, Floats]
    facts: Mapping[str, NDArray[Any]]
    weighting: Weighting
    findings: tuple[Finding, ...]

    @property
    def eligible(self) -> NDArray[np.bool_]:
        """Cells that no hard exclusion takes out."""
        return np.asarray(self.excluded == "")

    def order(self) -> NDArray[np.int64]:
        """Return the eligible cells from the best to the worst; equals by their h3 id."""
        rows = np.flatnonzero(self.eligible & ~np.isnan(self.score))
        return rows[np.lexsort((self.cells.id[rows], -np.round(self.score[rows], SCORE_DECIMALS)))]

    def percentile(self) -> Floats:
        """Return the share of eligible cells each cell is better than, 0 to 100; NaN where excluded."""
        rounded = np.round(self.score, SCORE_DECIMALS)
        ladder = np.sort(rounded[self.eligible & ~np.isnan(rounded)])
        below = np.searchsorted(ladder, rounded, side="left")
        above = len(ladder) - np.searchsorted(ladder, rounded, side="right")
        middle = 100.0 * (below + (len(ladder) - below - above) / 2) / max(len(ladder), 1)
        return np.where(np.isnan(rounded) | ~self.eligible, np.nan, middle)


def _box(area: str) -> tuple[float, float, float, float] | None:
    parts = area.split(",")
    if len(parts) != 4:
        return None
    try:
        west, south, east, north = (float(part) for part in parts)
    except ValueError:
        return None
    return west, south, east, north


def area_cells(source: DataFolder, area: str, resolution: int = RESOLUTION) -> Cells:
    """Return the cells of 'us48', of states as 'us:TX,NM', of a country, or of west,south,east,north."""
    counties = source.counties() if area.startswith("us") or _box(area) else None
    if area == LOWER_48 or area.startswith("us:"):
        states = None if area == LOWER_48 else frozenset(area[3:].upper().split(","))
        if counties is None:
            raise InputError(
                "the area has no boundary", [Finding("counties", "no file", "the county boundaries")]
            )
        unknown = sorted((states or frozenset()) - set(counties.state))
        if unknown:
            raise InputError(
                "unknown state", [Finding("area", ", ".join(unknown), "states of the lower 48, as TX")]
            )
        return cells_of_counties(counties, states, resolution)
    countries = source.countries()
    if countries is None:
        raise InputError(
            "the area has no boundary", [Finding("countries", "no file", "the country boundaries")]
        )
    box = _box(area)
    if box is not None:
        return cells_of_box(*box, countries, counties, resolution)
    return cells_of_country(countries, area, resolution)


def continent_of(cells: Cells) -> str:
    """Return whose files speak of the cells: America's, Europe's, or the world's."""
    for name, (west, south, east, north) in ((AMERICA, AMERICAN_BOX), (EUROPE, EUROPEAN_BOX)):
        inside = (cells.longitude > west) & (cells.longitude < east)
        if len(cells) and (inside & (cells.latitude > south) & (cells.latitude < north)).mean() > 0.5:
            return name
    return WORLD


def score_cells(cells: Cells, layers: Layers, weighting: Weighting, area: str) -> Screening:
    """Weigh every criterion at every cell; where data are missing the others share its weight."""
    excluded = exclusions(cells, layers, weighting["exclusions"])
    scores: dict[str, Floats] = {}
    facts: dict[str, NDArray[Any]] = {}
    findings = [*layers.findings, *missing_exclusions(layers)]
    for name, criterion in CRITERIA.items():
        reading = criterion(cells, layers, weighting[name])
        scores[name] = reading.score
        facts |= reading.facts
        unknown = float(np.isnan(reading.score).mean()) if len(cells) else 0.0
        if unknown:
            findings.append(
                Finding(
                    f"criterion {name}",
                    f"no data for {100 * unknown:.1f} % of the cells",
                    "",
                    "there the other criteria share its weight",
                )
            )
    score, known = weigh(scores, weighting)
    score = np.where(excluded == "", score, np.nan)
    return Screening(area, cells, excluded, score, known, scores, facts, weighting, tuple(findings))


def weigh(scores: Mapping[str, Floats], weighting: Weighting) -> tuple[Floats, Floats]:
    """Return the mean score by weight over the criteria known at each cell, and the share of weight known."""
    names = list(scores)
    table = np.array([scores[name] for name in names])
    weights = np.array([weighting[name].weight for name in names])[:, None]
    known = ~np.isnan(table)
    weight_known = (weights * known).sum(axis=0)
    total = (weights * np.where(known, table, 0.0)).sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(weight_known > 0, total / weight_known, np.nan)
    return mean, weight_known / max(float(weights.sum()), 1e-300)


def screen(
    folder: Path, area: str = LOWER_48, weighting: Weighting | None = None, resolution: int = RESOLUTION
) -> Screening:
    """Screen an area on the files of the open data folder; repeatable to the last digit."""
    source = DataFolder(folder)
    cells = area_cells(source, area, resolution)
    if not len(cells):
        raise InputError(
            "the area holds no cell", [Finding("area", area, "an area on land of 36 km2 or more")]
        )
    layers = load_layers(source, continent_of(cells))
    return score_cells(cells, layers, weighting or shipped_weighting(), area)
