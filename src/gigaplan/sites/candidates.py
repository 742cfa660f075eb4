"""The best places of a screening, each with a reason line and the grid steps it may be offered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from gigaplan.sites.connection import GridStep, grid_steps
from gigaplan.sites.geometry import chord
from gigaplan.sites.screening import Screening

RIVALS_WORTH_TELLING = 50.0  # MW; less reads as 0.0 GW
CAMPUS_ACRES = 1200.0  # land of Shackelford and of New Carlisle, a gigawatt or two each (Vantage; Epoch AI)
REGION_OF_MARKET = {
    "ercot": "ercot",
    "pjm": "pjm",
    "miso": "miso",
    "spp": "spp",
    "caiso": "caiso",
    "southeast-non-iso": "southeast",
    "nyiso": "new_york",
    "iso-ne": "new_england",
}
REGION_OF_STATE = {
    "AZ": "arizona_nevada",
    "NV": "arizona_nevada",
    "NM": "new_mexico",
    **dict.fromkeys(("WY", "CO", "UT", "ID", "MT"), "mountain_west"),
    **dict.fromkeys(("WA", "OR"), "pacific_northwest"),
}
REGION_OF_COUNTRY = {
    "578": "norway",
    "276": "germany",
    "250": "france",
    "826": "united_kingdom",
    "784": "uae",
    "356": "india",
}
MARKET_OF_COUNTRY = {
    "276": "germany",
    "250": "france",
    "528": "netherlands",
    "056": "belgium",
    "040": "austria",
    "578": "norway",
    "752": "sweden",
    "246": "finland",
}


@dataclass(frozen=True)
class Candidate:
    """A cell worth a look: rank, h3 id, degrees of its centre, score, percentile, reason line, grid steps.

    `region` names the shipped climate and price region, None where none covers the place; `acres` are those
    a campus takes, not those for sale: no open file tells what is for sale. `gas_km` is the distance to the nearest
    gas-fired plant of 100 MW, None where no file tells; `pue` the year's mean of dry coolers [MW_site/MW_it].
    """

    rank: int
    cell: str
    latitude: float
    longitude: float
    country: str
    state: str
    county: str
    market: str
    region: str | None
    score: float
    percentile: float
    known_weight: float
    owner: str
    acres: float
    gas_km: float | None
    reason: str
    grid: tuple[GridStep, ...]
    water_stress: str | None = None
    pue: float | None = None


def _fact(screening: Screening, name: str, row: int) -> Any:
    column = screening.facts.get(name)
    return None if column is None else column[row].item()


def _number(screening: Screening, name: str, row: int) -> float | None:
    value = _fact(screening, name, row)
    return None if value is None or not np.isfinite(value) else float(value)


def reason_line(screening: Screening, row: int) -> str:
    """Return what speaks for and against a cell in one line, from the facts that are known."""
    parts = []
    line, kilovolts = (_number(screening, name, row) for name in ("strong_line_km", "strong_line_kv"))
    if line is not None and kilovolts is not None:
        parts.append(f"{line:.1f} km from {kilovolts:.0f} kV")
    plants, radius = _number(screening, "plant_mw", row), screening.weighting["plants_running"]["radius_km"]
    if plants is not None:
        parts.append(f"{plants / 1000:.1f} GW of plant within {radius:.0f} km")
    free = _number(screening, "free_mw", row)
    if free:
        parts.append(f"{free / 1000:.1f} GW of connections coming free")
    exchange = _number(screening, "exchange_km", row)
    if exchange is not None:
        parts.append(f"exchange {_fact(screening, 'exchange', row)} {exchange:.0f} km")
    owner, water = _fact(screening, "owner", row), _fact(screening, "water_stress", row)
    if owner:
        parts.append("DOE site" if owner == "doe" else owner)
    parts.append(f"water stress {water or 'not known'}")
    rivals = _number(screening, "rival_mw", row)
    if rivals and rivals >= RIVALS_WORTH_TELLING:
        parts.append(f"rivals {rivals / 1000:.1f} GW")
    return ", ".join(parts)


def region_of(market: str, state: str, country: str) -> str | None:
    """Return the shipped climate and price region of a place, None where none covers it."""
    if market in REGION_OF_MARKET:
        return REGION_OF_MARKET[market]
    if market in ("", "west-non-iso") and state in REGION_OF_STATE:
        return REGION_OF_STATE[state]
    return REGION_OF_COUNTRY.get(country)


def best(screening: Screening, count: int, spacing_km: float) -> tuple[Candidate, ...]:
    """Return the best cells, best first, no two closer than `spacing_km`."""
    chosen: list[int] = []
    percentile = screening.percentile()
    points, nearest_allowed = screening.cells.points, chord(spacing_km)
    for row in screening.order():
        if len(chosen) == count:
            break
        if chosen and np.linalg.norm(points[chosen] - points[row], axis=1).min() < nearest_allowed:
            continue
        chosen.append(int(row))
    return tuple(_candidate(screening, row, rank, percentile[row]) for rank, row in enumerate(chosen, 1))


def _candidate(screening: Screening, row: int, rank: int, percentile: float) -> Candidate:
    cells = screening.cells
    country, state = str(cells.country[row]), str(cells.state[row])
    market = str(_fact(screening, "market", row) or MARKET_OF_COUNTRY.get(country, ""))
    return Candidate(
        rank=rank,
        cell=str(cells.id[row]),
        latitude=round(float(cells.latitude[row]), 5),
        longitude=round(float(cells.longitude[row]), 5),
        country=country,
        state=state,
        county=str(cells.county[row]),
        market=market,
        region=region_of(market, state, country),
        score=round(float(screening.score[row]), 6),
        percentile=round(float(percentile), 3),
        known_weight=round(float(screening.known_weight[row]), 4),
        owner=str(_fact(screening, "owner", row) or "unknown"),
        acres=CAMPUS_ACRES,
        gas_km=_number(screening, "gas_plant_km", row),
        water_stress=_fact(screening, "water_stress", row) or None,
        pue=None if (ratio := _number(screening, "pue", row)) is None else round(ratio, 3),
        reason=reason_line(screening, row),
        grid=grid_steps(
            market,
            _number(screening, "strong_line_km", row),
            _number(screening, "strong_line_kv", row),
            _number(screening, "line_km", row),
            _number(screening, "free_mw", row),
        ),
    )
