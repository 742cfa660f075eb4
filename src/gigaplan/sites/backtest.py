"""The screening against what has been planned: where do announced gigawatt campuses stand?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import h3
import numpy as np
from numpy.typing import NDArray

from gigaplan.sites.cells import RESOLUTION
from gigaplan.sites.geometry import Floats, nearest, unit_vectors
from gigaplan.sites.loaders.grid import Lines
from gigaplan.sites.loaders.neighbours import DataCentres
from gigaplan.sites.screening import Screening, weigh

SMALLEST_MW = 1000.0
LEAKING = frozenset({"rival_demand"})  # it counts the very campuses the backtest asks for


@dataclass(frozen=True)
class Found:
    """A planned data centre and where its cell stands: percentile of eligible cells, 0 where excluded."""

    id: str
    state: str
    planned_mw: float
    percentile: float
    excluded: str


@dataclass(frozen=True)
class Backtest:
    """Every planned data centre of the area with its standing, the ones outside it, and the tables.

    `left_out[name]` and `alone[name]` are the median percentiles without a criterion, and with it alone.
    """

    found: tuple[Found, ...]
    outside: tuple[str, ...]
    left_out: Mapping[str, float]
    alone: Mapping[str, float]

    @property
    def median(self) -> float:
        """Median percentile; excluded ones count as nought."""
        return float(np.median([entry.percentile for entry in self.found]))

    @property
    def top_decile_share(self) -> float:
        """Share that stands in the top decile of eligible cells."""
        return float(np.mean([entry.percentile >= 90.0 for entry in self.found]))

    def by_state(self) -> list[tuple[str, int, float, float, int]]:
        """Return state, count, GW planned, median percentile and excluded, most first."""
        rows = []
        for state in sorted({entry.state for entry in self.found}):
            own = [entry for entry in self.found if entry.state == state]
            rows.append(
                (
                    state,
                    len(own),
                    sum(entry.planned_mw for entry in own) / 1000,
                    float(np.median([entry.percentile for entry in own])),
                    sum(bool(entry.excluded) for entry in own),
                )
            )
        return sorted(rows, key=lambda row: (-row[1], row[0]))


def _median(screening: Screening, rows: NDArray[np.int64], without: frozenset[str]) -> float:
    """Return the median percentile at rows when some criteria carry no weight."""
    known = _standing(screening, without)[rows]
    return float(np.median(known[~np.isnan(known)])) if not np.isnan(known).all() else float("nan")


def _standing(screening: Screening, without: frozenset[str]) -> Floats:
    """Return percentiles by cell: 0 where excluded, NaN where no criterion left says anything."""
    score, _ = weigh(screening.scores, screening.weighting.without(without))
    changed = Screening(
        screening.area,
        screening.cells,
        screening.excluded,
        np.where(screening.eligible, score, np.nan),
        screening.known_weight,
        {},
        {},
        screening.weighting,
        (),
    )
    return np.where(screening.eligible, changed.percentile(), 0.0)


def _entries(
    screening: Screening, centres: DataCentres, resolution: int
) -> list[tuple[np.int64, int | None]]:
    """Return the planned gigawatt campuses with the row of their cell, None outside the area."""
    wanted = (
        (centres.planned_mw >= SMALLEST_MW)
        & (centres.status != "cancelled")
        & (centres.kind == "data_center")
    )
    row_of = {cell: row for row, cell in enumerate(screening.cells.id)}
    return [
        (index, row_of.get(h3.latlng_to_cell(centres.latitude[index], centres.longitude[index], resolution)))
        for index in np.flatnonzero(wanted)
    ]


def median_standing(
    screening: Screening,
    centres: DataCentres,
    without: frozenset[str] = LEAKING,
    resolution: int = RESOLUTION,
) -> float:
    """Return the median percentile of the planned gigawatt campuses when some criteria carry no weight."""
    rows = [row for _, row in _entries(screening, centres, resolution) if row is not None]
    return _median(screening, np.array(rows, dtype=np.int64), without)


def backtest(screening: Screening, centres: DataCentres, resolution: int = RESOLUTION) -> Backtest:
    """Return where data centres planned at a gigawatt or more, not cancelled, stand among eligible cells.

    The criterion of rival demand is left out, since it counts these very campuses. A campus in an excluded
    cell counts as percentile 0.
    """
    entries = _entries(screening, centres, resolution)
    standing = _standing(screening, LEAKING)
    found = tuple(
        Found(
            centres.id[index],
            centres.state[index],
            float(centres.planned_mw[index]),
            float(standing[row]),
            str(screening.excluded[row]),
        )
        for index, row in entries
        if row is not None
    )
    rows = np.array([row for _, row in entries if row is not None], dtype=np.int64)
    names = [
        name
        for name, scores in screening.scores.items()
        if screening.weighting[name].weight and name not in LEAKING and not np.isnan(scores).all()
    ]
    return Backtest(
        found,
        tuple(centres.id[index] for index, row in entries if row is None),
        {name: _median(screening, rows, LEAKING | {name}) for name in names} if len(rows) else {},
        {name: _median(screening, rows, LEAKING | set(names) - {name}) for name in names}
        if len(rows)
        else {},
    )


def line_distances(
    places: Sequence[tuple[float, float]], lines: Lines, lowest_kv: float
) -> list[tuple[float, float]]:
    """Return the distance [km] to the nearest line of that voltage or more, and its voltage [kV].

    Places are (latitude, longitude) in degrees.
    """
    own = lines.kilovolts >= lowest_kv
    positions = np.array(places, dtype=np.float64).reshape(-1, 2)
    distance, index = nearest(unit_vectors(positions[:, 1], positions[:, 0]), lines.points[own])
    return [(float(km), float(kv)) for km, kv in zip(distance, lines.kilovolts[own][index], strict=True)]
