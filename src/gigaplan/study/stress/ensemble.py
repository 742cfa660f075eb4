"""The ensemble: a plan's worlds, what it does in each, and how far the quick run is from all hours."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gigaplan.operate.built import Built, built_of
from gigaplan.operate.days import site_years
from gigaplan.operate.trace import operate
from gigaplan.operate.world import Worlds, as_planned
from gigaplan.plan.plan import Plan
from gigaplan.scenario.schema import Scenario
from gigaplan.study.stress.engine import run
from gigaplan.study.stress.indices import sobol_indices
from gigaplan.study.stress.outcome import columns, inputs_table, row, rows
from gigaplan.study.stress.sampling import chances, worlds
from gigaplan.study.stress.tornado import tornado

Floats = NDArray[np.float64]
Progress = Callable[[str, int, int], None]
CHECKED_DRAWS = 20
CHECKED = ("net", "cost", "compute", "shed")


@dataclass(frozen=True)
class Effort:
    """How much is drawn and where: draws, base sample of the Sobol indices (0: none), processes or a cluster."""

    draws: int = 10_000
    indices: int = 256
    workers: int | None = None
    cluster: str | None = None


@dataclass(frozen=True)
class Ensemble:
    """A plan under stress. Rows of `drawn` and `outcomes` belong together; `planned` is the plan's own world.

    tornado: each input alone. indices: Sobol's, with the half-width of their 95 % interval; None where none were asked for.
    error: largest difference of the chosen days from all hours over some draws, relative to the mean (shed: absolute).
    """

    scenario: Scenario
    quarters: tuple[str, ...]
    drawn: pd.DataFrame
    outcomes: pd.DataFrame
    planned: pd.Series[float]
    tornado: pd.DataFrame
    indices: pd.DataFrame | None
    error: pd.Series[float]
    seconds: float

    def probability(self, gigawatts: float, quarter: str) -> float:
        """Return the share of draws in which so many GW_it run by the end of a quarter."""
        from gigaplan.operate.lateness import MONTHS_IN_QUARTER

        end = (self.quarters.index(quarter) + 1) * MONTHS_IN_QUARTER
        return float((self.outcomes[f"month_of_{gigawatts:g}_gw"] <= end).mean())


def stress(
    plan: Plan,
    effort: Effort | None = None,
    *,
    data: Path | None = None,
    folder: Path | None = None,
    progress: Progress | None = None,
) -> Ensemble:
    """Run a plan in many worlds. data: folder of measured hours. folder: where finished chunks are kept.

    progress(stage, done, all). Raises InputError where the scenario cannot be drawn from or a cluster not be used.
    """
    effort, started = effort or Effort(), time.perf_counter()
    tell = progress or (lambda *_: None)
    scenario = plan.scenario
    built = built_of(plan, site_years(plan, scenario.uncertainty.weather_years, data))
    own = as_planned(len(built.sites), len(built.chip_names), len(scenario.money.commitments))
    trace = operate(built, own)
    drawn = worlds(scenario, chances(scenario, effort.draws))
    places: dict[str, Any] = {"workers": effort.workers, "cluster": effort.cluster}
    found = run(
        built, trace.compute, drawn, folder=folder,
        progress=lambda done, total: tell("draws", done, total), **places,
    )  # fmt: skip
    indices = None
    if effort.indices:
        indices = sobol_indices(
            scenario, built, trace.compute, effort.indices, folder=folder,
            progress=lambda done, total: tell("Sobol indices", done, total), **places,
        )  # fmt: skip
    return Ensemble(
        scenario=scenario,
        quarters=built.quarters,
        drawn=inputs_table(drawn, built),
        outcomes=pd.DataFrame(found, columns=columns(built)),
        planned=pd.Series(row(trace, trace.compute), index=columns(built)),
        tornado=tornado(scenario, built, trace.compute),
        indices=indices,
        error=_error(plan, built, trace.compute, drawn.part(slice(0, CHECKED_DRAWS)), data),
        seconds=time.perf_counter() - started,
    )


def _error(plan: Plan, built: Built, planned: Floats, drawn: Worlds, data: Path | None) -> pd.Series[float]:
    """Return how far chosen days are from all hours over some draws, in the plan's own year of weather."""
    here = replace(drawn, weather=np.zeros(len(drawn), dtype=np.int64))
    years = site_years(plan, 1, data, all_hours=True)
    exact = pd.DataFrame(rows(replace(built, years=years), planned, here), columns=columns(built))
    quick = pd.DataFrame(rows(built, planned, here), columns=columns(built))
    difference = (quick - exact)[list(CHECKED)].abs().max()
    scale = exact[list(CHECKED)].abs().mean().replace(0.0, 1.0)
    scale["shed"] = 1.0
    return difference / scale
