"""What is kept of each draw: one row of numbers."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gigaplan.operate.built import Built
from gigaplan.operate.kernel import Room
from gigaplan.operate.lateness import MONTHS_IN_QUARTER, first_reached
from gigaplan.operate.trace import Trace, operate
from gigaplan.operate.world import Worlds

Floats = NDArray[np.float64]
GIGAWATTS = (1.0, 5.0, 10.0)
MW_IN_GW = 1e3
MONEY = ("net", "cost", "capital", "running", "worth", "cash_gap")


def columns(built: Built) -> list[str]:
    """Return the names of a row's numbers; the page `stress` of the documentation says what each means."""
    return [
        *MONEY,
        "compute",
        "unserved",
        "shed",
        *(f"month_of_{amount:g}_gw" for amount in GIGAWATTS),
        *(f"gw_{quarter}" for quarter in built.quarters),
        *(f"gap_{quarter}" for quarter in built.quarters),
    ]


def row(trace: Trace, planned: Floats) -> list[float]:
    """Return the numbers of one trace. planned[work, quarter] [kH100e]: compute the plan serves in its own world.

    net and cost, discounted, capital, running, worth, cash_gap [MUSD_2026]; compute [million H100e-years]; unserved:
    share of the planned compute not served; shed: share of the site energy asked for; months from the start; GW_it.
    """
    running = float(trace.upkeep.sum() + trace.energy_cost.sum())
    served = np.minimum(trace.compute, planned).sum()
    asked = trace.asked.sum()
    power = trace.powered.sum(axis=0) / MW_IN_GW
    by_quarter = power.reshape(-1, MONTHS_IN_QUARTER)
    return [
        trace.net,
        trace.cost,
        float(trace.capital.sum()),
        running,
        float(trace.worth.sum()),
        float(trace.gap.max()),
        float(trace.compute.sum()) / 4e3,
        float(1.0 - served / planned.sum()) if planned.sum() > 0 else 0.0,
        float(trace.shed.sum() / asked) if asked > 0 else 0.0,
        *(first_reached(power, amount) for amount in GIGAWATTS),
        *by_quarter[:, -1],
        *trace.gap,
    ]


def rows(built: Built, planned: Floats, drawn: Worlds) -> Floats:
    """Return the outcomes of draws [draw, column]; the same on any worker, in any order."""
    rooms: dict[tuple[int, int], Room] = {}
    return np.array([row(operate(built, drawn.one(draw), rooms), planned) for draw in range(len(drawn))])


def inputs_table(drawn: Worlds, built: Built) -> pd.DataFrame:
    """Return what was drawn, a row for each draw."""
    labels = {"chip_slip": built.chip_names, "arrived": range(drawn.arrived.shape[1])}
    table: dict[str, Floats] = {}
    for name, values in vars(drawn).items():
        if values.ndim == 1:
            table[name] = values
        else:
            for place, label in enumerate(labels.get(name, built.sites)):
                table[f"{name}.{label}"] = values[:, place]
    return pd.DataFrame(table)
