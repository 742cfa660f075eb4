"""What a criterion returns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gigaplan.sites.cells import Cells
from gigaplan.sites.geometry import Floats


@dataclass(frozen=True)
class Reading:
    """A score by cell, 1 best and 0 worst, NaN where data are missing; and the facts behind it."""

    score: Floats
    facts: Mapping[str, NDArray[Any]] = field(default_factory=dict)


def missing(cells: Cells) -> Reading:
    """Return the reading of a criterion no data speak of."""
    return Reading(np.full(len(cells), np.nan))


def halving(amount: Floats, half: float) -> Floats:
    """Return 0.5 ** (amount / half): 1 at nought, halved with each `half`; 0 at infinity."""
    score: Floats = np.power(0.5, amount / half)
    return score


def filling(amount: Floats, half: float) -> Floats:
    """Return 1 - 0.5 ** (amount / half): 0 at nought, half at `half`, towards 1 for plenty."""
    return 1.0 - halving(amount, half)
