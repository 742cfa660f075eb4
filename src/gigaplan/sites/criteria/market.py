"""Criteria of the market: electricity and gas prices by state and market region."""

from __future__ import annotations

import csv
import importlib.resources
from collections.abc import Mapping

import numpy as np

from gigaplan.sites.cells import Cells
from gigaplan.sites.criteria.reading import Reading, missing
from gigaplan.sites.geometry import Floats, polygon_of_points
from gigaplan.sites.layers import Layers
from gigaplan.sites.weighting import Setting


def shipped_prices(kind: str) -> Mapping[str, float]:
    """Return the shipped prices of a kind by place: electricity [US cent/kWh], gas basis [USD/MMBtu]."""
    text = (importlib.resources.files("gigaplan.sites") / "prices.csv").read_text(encoding="utf-8")
    return {
        row["place"]: float(row["value"]) for row in csv.DictReader(text.splitlines()) if row["kind"] == kind
    }


def _ranked(values: Floats, known: Mapping[str, float]) -> Floats:
    """Return 1 for the cheapest of the known places and 0 for the dearest, by rank; NaN stays."""
    ladder = np.sort(np.array(list(known.values())))
    below = np.searchsorted(ladder, values, side="left") / max(len(ladder) - 1, 1)
    return np.where(np.isnan(values), np.nan, 1.0 - below)


def electricity_price(cells: Cells, layers: Layers, setting: Setting) -> Reading:
    """The state's price for industry, by its rank among the states that have one."""
    known = shipped_prices("electricity")
    price = np.array([known.get(state, np.nan) for state in cells.state], dtype=np.float64)
    return Reading(_ranked(price, known), {"cents_per_kwh": price})


def gas_price(cells: Cells, layers: Layers, setting: Setting) -> Reading:
    """The market's gas basis to Henry Hub, by its rank; the market is a fact of the reading."""
    if layers.markets is None:
        return missing(cells)
    known = shipped_prices("gas basis")
    place = polygon_of_points(cells.longitude, cells.latitude, layers.markets.polygons)
    market = np.where(place >= 0, np.array(layers.markets.name)[place], "")
    basis = np.array([known.get(name, np.nan) for name in market], dtype=np.float64)
    return Reading(_ranked(basis, known), {"market": market, "gas_basis": basis})
