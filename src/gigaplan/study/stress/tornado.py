"""The tornado: what each uncertain input alone does to the plan, everything else as planned."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gigaplan.operate.built import Built
from gigaplan.operate.trace import operate
from gigaplan.operate.world import NEVER, World, as_planned
from gigaplan.scenario.schema import Scenario
from gigaplan.study.stress.outcome import columns, row
from gigaplan.study.stress.sampling import uncertain, widths, worlds

Floats = NDArray[np.float64]
LOW, HIGH = 0.1, 0.9
FIELDS = {"tranches": "arrived", "campus_lost": "lost"}
EVENTS = ("export_stop", "campus_lost")


def tornado(scenario: Scenario, built: Built, planned: Floats) -> pd.DataFrame:
    """Return every outcome with each input alone at its 10th and its 90th percentile, all its numbers together.

    Events happen in the middle of the programme or not at all; of campuses the largest is lost.
    Rows: input, end ("low", "high"). For tranches "high" is the chance that little money comes.
    """
    own = as_planned(len(built.sites), len(built.chip_names), len(scenario.money.commitments))
    found = []
    for name in uncertain(scenario):
        for end, chance in (("low", LOW), ("high", HIGH)):
            moved: dict[str, Any] = {FIELDS.get(name, name): _moved(scenario, built, own, name, chance)}
            world = replace(own, **moved)
            found.append([name, end, *row(operate(built, world), planned)])
    return pd.DataFrame(found, columns=["input", "end", *columns(built)])


def _moved(scenario: Scenario, built: Built, own: World, name: str, chance: float) -> object:
    middle = built.months / 2
    if name in EVENTS:
        if chance == LOW:
            return own.lost if name == "campus_lost" else NEVER
        largest = int(built.hall[:, -1].argmax())
        lost = np.where(np.arange(len(built.sites)) == largest, middle, NEVER)
        return lost if name == "campus_lost" else middle
    drawn = {key: np.full((1, width), 0.5) for key, width in widths(scenario).items()}
    drawn[name] = np.full_like(drawn[name], chance)
    world = worlds(scenario, drawn).one(0)
    return getattr(world, FIELDS.get(name, name))
