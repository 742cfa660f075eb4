"""Sobol indices: which share of an outcome's variance each uncertain input explains, alone and in all.

Sampled and estimated by SALib (Herman and Usher, Journal of Open Source Software 2, 2017; estimators of Saltelli et al.,
Computer Physics Communications 181, 2010), inputs as groups of numbers. The method needs independent inputs, so
correlations between inputs are left out here; sites and tranches still move together.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gigaplan.core.streams import stream
from gigaplan.operate.built import Built
from gigaplan.scenario.schema import Scenario
from gigaplan.study.stress.engine import Progress, run
from gigaplan.study.stress.outcome import columns
from gigaplan.study.stress.sampling import mixed, normal_scores, uncertain, widths, worlds

Floats = NDArray[np.float64]
LARGEST_SEED = 2**31


def sobol_indices(
    scenario: Scenario,
    built: Built,
    planned: Floats,
    base: int,
    *,
    folder: Path | None = None,
    workers: int | None = None,
    cluster: str | None = None,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Return first and total indices of each input for net, compute and GW at the end: base * (inputs + 2) draws.

    base: a power of two. Columns: outcome, input, first, first_within, total, total_within (half-widths at 95 %).
    """
    from SALib.analyze import sobol as analyze
    from SALib.sample import sobol as sample

    names = uncertain(scenario)
    width = {name: 1 + widths(scenario)[name] for name in names}
    groups = [name for name in names for _ in range(width[name])]
    problem: dict[str, Any] = {
        "num_vars": len(groups),
        "names": [str(number) for number in range(len(groups))],
        "bounds": [[0.0, 1.0]] * len(groups),
        "groups": groups,
    }
    seed = int(stream(scenario.programme.seed, "stress/indices").integers(LARGEST_SEED))
    points = normal_scores(sample.sample(problem, base, calc_second_order=False, seed=seed))
    ends = np.cumsum([0, *width.values()])
    scores = {name: points[:, ends[place] : ends[place + 1]] for place, name in enumerate(names)}
    still = {name: np.zeros((len(points), 1 + count)) for name, count in widths(scenario).items()}
    drawn = worlds(scenario, mixed(scenario, {**still, **scores}, correlated=False))
    found = run(built, planned, drawn, folder=folder, workers=workers, cluster=cluster, progress=progress)
    table = pd.DataFrame(found, columns=columns(built))
    outcomes = ("net", "compute", f"gw_{built.quarters[-1]}")
    parts = []
    for outcome in outcomes:
        values = table[outcome].to_numpy()
        if values.std() == 0:
            continue
        one = analyze.analyze(problem, values, calc_second_order=False, seed=seed, num_resamples=100)
        parts.append(
            pd.DataFrame(
                {
                    "outcome": outcome,
                    "input": list(dict.fromkeys(groups)),
                    "first": one["S1"],
                    "first_within": one["S1_conf"],
                    "total": one["ST"],
                    "total_within": one["ST_conf"],
                }
            )
        )
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
