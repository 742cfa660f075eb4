"""Costs of a unit: of energy over a life, of a million tokens.

Source: Short, Packey and Holt, A Manual for the Economic Evaluation of Energy Efficiency and Renewable Energy
Technologies, NREL/TP-462-5173, 1995, chapter 3 (levelised cost).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
SECONDS_IN_HOUR = 3600.0
MILLION = 1e6


def levelised_cost(cost: Floats, amount: Floats, discount: Floats) -> float:
    """Return discounted cost over discounted amount, by period; not a number where nothing is made."""
    made = float((amount * discount).sum())
    return float((cost * discount).sum()) / made if made > 0 else float("nan")


def cost_per_million_tokens(hour_cost: float, tokens_per_second: float) -> float:
    """Return the cost of a million tokens of a chip whose hour costs `hour_cost` [as hour_cost]."""
    return hour_cost / (tokens_per_second * SECONDS_IN_HOUR) * MILLION
