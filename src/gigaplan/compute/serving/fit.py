"""The committed fit: constants with their spread, read from `fit.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from gigaplan.compute.serving.roofline import Constants

FILE = Path(__file__).with_name("fit.toml")


@dataclass(frozen=True)
class Fit:
    """The roofline's constants; a measured time lies between `low` and `high` predictions in 80 % of runs."""

    constants: Constants
    low: float
    high: float
    date: str
    runs: int
    data_sha256: str


@cache
def committed_fit() -> Fit:
    """Return the fit that ships; `scripts/fit_serving.py` writes it."""
    found = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return Fit(
        constants=Constants(**found["constants"]),
        low=found["spread"]["low"],
        high=found["spread"]["high"],
        date=found["date"],
        runs=found["runs"],
        data_sha256=found["data_sha256"],
    )
