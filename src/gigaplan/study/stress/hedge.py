"""Plans that hedge: several first stages planned, each run in the same worlds, chosen by mean and tail, tested on others.

A first stage is what a planner fixes before the world is known. Candidates differ in how much lateness of halls they
allow for (chips are timed to the later date) and in how much of the announced money they count on. Each is a whole
plan; the second stage is the recourse of a stress test. The choice is the best of the candidates, not of all plans.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gigaplan import catalogue
from gigaplan.core.errors import GigaplanError
from gigaplan.operate.built import Built, built_of
from gigaplan.operate.days import site_years
from gigaplan.operate.kernel import Room
from gigaplan.operate.trace import operate
from gigaplan.operate.world import Worlds
from gigaplan.plan.solve import solve
from gigaplan.scenario.schema import Scenario
from gigaplan.study.stress.sampling import chances, worlds

Floats = NDArray[np.float64]
Progress = Callable[[str, int, int], None]
MONTHS_ALLOWED = (0.0, 6.0, 12.0)
MONEY_COUNTED = (1.0, 0.75, 0.5, 0.25)
TAIL = 0.1
TEST_SEED = 1_000_003


@dataclass(frozen=True)
class Hedge:
    """Candidates and how they fare [MUSD_2026 of net value, discounted].

    table: months_allowed, money_counted, and for the worlds chosen on and the worlds tested on the mean, the tail (mean of the
    worst tenth, the CVaR) and their sum. chosen and certain: rows of the table. perfect: mean over test worlds
    of the best candidate of each world; a lower bound of what knowing the world would give.
    """

    table: pd.DataFrame
    chosen: int
    certain: int
    perfect: float

    @property
    def gain(self) -> float:
        """What the chosen plan gains over the certain one on worlds neither was chosen on: mean plus tail."""
        return float(np.subtract(*self.table["test_score"].to_numpy()[[self.chosen, self.certain]]))

    @property
    def value_of_hedging(self) -> float:
        """Mean gain of the candidate with the best mean over the certain plan, on the test worlds (as the value of the
        stochastic solution, among the candidates)."""
        best = int(self.table["mean"].to_numpy().argmax())
        return float(np.subtract(*self.table["test_mean"].to_numpy()[[best, self.certain]]))

    @property
    def value_of_information(self) -> float:
        """What knowing the world before choosing among the candidates is worth on average, on the test worlds."""
        best = int(self.table["mean"].to_numpy().argmax())
        return self.perfect - float(self.table["test_mean"].to_numpy()[best])


def hedge(
    scenario: Scenario,
    draws: int = 1000,
    *,
    gap: float = 5e-3,
    data: Path | None = None,
    progress: Progress | None = None,
) -> Hedge:
    """Plan every candidate, choose by mean plus tail of net value on some worlds, test on as many others.

    A candidate whose plan is infeasible (too little money for what must be built) is left out; the certain plan's
    findings are raised.
    """
    tell = progress or (lambda *_: None)
    options = list(product(MONTHS_ALLOWED, MONEY_COUNTED))
    certain = solve(scenario, gap=gap, data=data)
    years = site_years(certain, scenario.uncertainty.weather_years, data)
    budget = certain.scenario.money.budget
    samples = [_drawn(scenario, draws, 0), _drawn(scenario, draws, TEST_SEED)]
    rows, test_nets = [], []
    for number, (months, share) in enumerate(options):
        tell("candidates", number, len(options))
        try:
            plan = (
                certain
                if (months, share) == (0.0, 1.0)
                else solve(_planned_for(scenario, months, share), gap=gap, data=data)
            )
        except GigaplanError:
            continue
        built = built_of(plan, years)
        built = replace(built, money=replace(built.money, budget=budget))
        train, test = (worths_in(built, _allowed(sample, months)) for sample in samples)
        rows.append([months, share, *_told(train), *_told(test)])
        test_nets.append(test)
    names = ["mean", "tail", "score"]
    table = pd.DataFrame(
        rows, columns=["months_allowed", "money_counted", *names, *(f"test_{name}" for name in names)]
    )
    return Hedge(table, int(table["score"].to_numpy().argmax()), 0, float(np.max(test_nets, axis=0).mean()))


def _drawn(scenario: Scenario, draws: int, seed: int) -> Worlds:
    other = scenario.replace("programme.seed", scenario.programme.seed + seed)
    return worlds(scenario, chances(other, draws))


def _planned_for(scenario: Scenario, months: float, share: float) -> Scenario:
    """Return the scenario as a cautious planner reads it: halls later by some months, part of the money."""
    cautious = scenario.replace("money.budget", f"{share * scenario.money.budget:.9g} MUSD_2026")
    if months == 0.0:
        return cautious
    from gigaplan.scenario.load import replaced

    changes = {}
    for name, site in scenario.sites.items():
        lead = site.halls.lead_time
        if lead is None:
            lead = catalogue.entry("facility", site.halls.kind).number("lead_time", "month")
        changes[f"sites.{name}.halls.lead_time"] = f"{lead + months:.9g} month"
    return replaced(cautious, changes)


def _allowed(drawn: Worlds, months: float) -> Worlds:
    """Return the worlds with the lateness of halls that was allowed for taken off; earlier halls wait for their chips."""
    return replace(drawn, construction_slip=np.maximum(drawn.construction_slip - months, 0.0))


def worths_in(built: Built, drawn: Worlds) -> Floats:
    """Return the net value of a built plan in every world [MUSD_2026, discounted]."""
    rooms: dict[tuple[int, int], Room] = {}
    return np.array([operate(built, drawn.one(draw), rooms).net for draw in range(len(drawn))])


def _told(nets: Floats) -> list[float]:
    mean, tail = float(nets.mean()), tail_mean(nets, TAIL)
    return [mean, tail, mean + tail]


def tail_mean(nets: Floats, share: float) -> float:
    """Return the mean of the worst share of the draws (conditional value at risk; Rockafellar and Uryasev, Journal of
    Risk 2, 2000), the draw at the edge counted in part."""
    ordered, count = np.sort(nets), share * len(nets)
    whole = int(count)
    edge = (count - whole) * ordered[whole] if whole < len(ordered) else 0.0
    return float((ordered[:whole].sum() + edge) / count)
