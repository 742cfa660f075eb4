"""A world: what one draw says of everything a programme cannot know."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
NEVER = np.inf


@dataclass(frozen=True)
class World:
    """One draw. Slips [month] by site or chip generation; factors on price, demand and worth; which year of weather.

    arrived[commitment]: share of each tranche that comes. export_stop [month] and lost[site] [month]: when, from the
    start, no more chips reach the sites an export stop covers, and when a campus is lost; infinite: never.
    """

    construction_slip: Floats
    grid_slip: Floats
    turbine_slip: Floats
    chip_slip: Floats
    chip_price: float
    demand: float
    worth: float
    power_price: float
    gas_price: float
    weather: int
    arrived: Floats
    export_stop: float
    lost: Floats


@dataclass(frozen=True)
class Worlds:
    """Many draws: the arrays of World with one more dimension in front [draw, ...]."""

    construction_slip: Floats
    grid_slip: Floats
    turbine_slip: Floats
    chip_slip: Floats
    chip_price: Floats
    demand: Floats
    worth: Floats
    power_price: Floats
    gas_price: Floats
    weather: NDArray[np.int64]
    arrived: Floats
    export_stop: Floats
    lost: Floats

    def __len__(self) -> int:
        return len(self.demand)

    def one(self, draw: int) -> World:
        """Return one draw."""
        numbers = {one.name: getattr(self, one.name)[draw] for one in fields(World)}
        return World(**{**numbers, "weather": int(numbers["weather"])})

    def part(self, draws: slice | NDArray[np.int64]) -> Worlds:
        """Return some of the draws."""
        return Worlds(**{one.name: getattr(self, one.name)[draws] for one in fields(Worlds)})


def as_planned(sites: int, chips: int, commitments: int) -> World:
    """Return the world the plan was made for: nothing late, all money there, prices as said."""
    return World(
        construction_slip=np.zeros(sites),
        grid_slip=np.zeros(sites),
        turbine_slip=np.zeros(sites),
        chip_slip=np.zeros(chips),
        chip_price=1.0,
        demand=1.0,
        worth=1.0,
        power_price=1.0,
        gas_price=1.0,
        weather=0,
        arrived=np.ones(commitments),
        export_stop=NEVER,
        lost=np.full(sites, NEVER),
    )
