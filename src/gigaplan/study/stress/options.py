"""What an option, a wait and foresight are worth to a planner who may act anew in every world.

An option is what may be secured now and used later: bridge power, more land, more manufacturing slots. Orders are found for many
worlds with and without it (`two_stage`); in every world its owner uses it as suits that world, or not at all. Its worth is
what the orders that count on it gain, before its price: the most to pay for it. Foresight orders in a world as if it had been known;
regret is what the orders made for all worlds fall short of that. Waiting orders nothing in the first quarter, then knows.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gigaplan.scenario.load import replaced
from gigaplan.scenario.schema import Scenario
from gigaplan.study.stress.hedge import TAIL, TEST_SEED, tail_mean
from gigaplan.study.stress.side_by_side import SideBySide, Tail, none_at_first
from gigaplan.study.stress.two_stage import Staged, drawn_for, staged

Floats = NDArray[np.float64]
Progress = Callable[[str, int, int], None]
BRIDGE = "rented_turbine"
MORE = 1.25  # of land and slots: a quarter more
QUANTILES = (0.1, 0.25, 0.5, 0.75, 0.9)
NEUTRAL = Tail(counts=0.0)


@dataclass(frozen=True)
class Worths:
    """What options, waiting and foresight are worth [MUSD_2026 of net value, discounted].

    options: name, worth on average and in the tail, and the share of worlds in which it is worth more than the gap allows to
    say. nets: by test world that of the orders for all worlds, of waiting, and of foresight. gap: of each problem solved.
    """

    options: pd.DataFrame
    nets: pd.DataFrame
    gap: float

    @property
    def regret(self) -> pd.Series[float]:
        """What the orders for all worlds fall short of foresight, by test world."""
        return self.nets["with foresight"] - self.nets["orders for all worlds"]

    @property
    def worth_of_waiting(self) -> float:
        """What ordering nothing for a quarter and then knowing gains on average; below 0: ordering at once is better."""
        return float((self.nets["waiting"] - self.nets["orders for all worlds"]).mean())


def variants(scenario: Scenario) -> dict[str, tuple[Scenario, bool]]:
    """Return each option by name: the changed scenario, and whether the change takes the option away."""
    found: dict[str, tuple[Scenario, bool]] = {}
    bridged = [name for name, site in scenario.sites.items() if BRIDGE in site.plants]
    if bridged:
        less = {
            f"sites.{name}.plants": {
                plant: f"{size:.9g} MW_plate"
                for plant, size in scenario.sites[name].plants.items()
                if plant != BRIDGE
            }
            for name in bridged
        }
        found["bridge power (rented turbines)"] = (replaced(scenario, less), True)
    room = {
        f"sites.{name}.halls.limit": f"{MORE * site.halls.limit:.9g} MW_it"
        for name, site in scenario.sites.items()
    }
    found["a quarter more land for halls"] = (replaced(scenario, room), False)
    slots: dict[str, Any] = {
        f"supply.slots.{pool}": _more(path) for pool, path in scenario.supply.slots.items()
    }
    if slots:
        found["a quarter more manufacturing slots"] = (replaced(scenario, slots), False)
    return found


def _more(path: dict[str, float]) -> str | dict[str, str]:
    told = {quarter: f"{MORE * size:.9g} MW_plate" for quarter, size in path.items()}
    return told.get("", told)


def option_worths(
    scenario: Scenario,
    draws: int = 16,
    tests: int = 50,
    *,
    gap: float = 1e-4,
    data: Path | None = None,
    progress: Progress | None = None,
) -> Worths:
    """Find orders for `draws` worlds with and without each option; run them in `tests` others, each with its own second stage.

    Raises what `two_stage` raises.
    """
    tell = progress or (lambda *_: None)
    with ThreadPoolExecutor() as pool:
        tell("the orders without", 0, 1)
        nets = _nets(staged(scenario, data), draws, tests, gap, pool, also=True)
        own, rows = nets["orders for all worlds"], []
        named = variants(scenario)
        for number, (name, (changed, taken)) in enumerate(named.items()):
            tell("options", number, len(named))
            other = _nets(staged(changed, data), draws, tests, gap, pool, also=False)["orders for all worlds"]
            having, lacking = (own, other) if taken else (other, own)
            rows.append((name, *_worth(having.to_numpy(), lacking.to_numpy(), gap)))
    names = ["option", "worth on average", "worth in the tail", "share of worlds"]
    return Worths(pd.DataFrame(rows, columns=names), nets, gap)


def _worth(having: Floats, lacking: Floats, gap: float) -> tuple[float, float, float]:
    used = having - lacking > 2 * gap * np.abs(lacking)
    return (
        float((having - lacking).mean()),
        tail_mean(having, TAIL) - tail_mean(lacking, TAIL),
        float(used.mean()),
    )


def _nets(stage: Staged, draws: int, tests: int, gap: float, pool: Executor, also: bool) -> pd.DataFrame:
    """Return the net value in every test world of orders found on others; also of waiting and of foresight, where asked."""
    found_on, tested_on = (drawn_for(stage.scenario, *one) for one in ((draws, 0), (tests, TEST_SEED)))
    sides = [stage.side(found_on.one(draw)) for draw in range(draws)]
    orders = SideBySide(sides, NEUTRAL, pool).solve(gap).orders
    rows = []
    for test in range(tests):
        alone = SideBySide([stage.side(tested_on.one(test))], NEUTRAL, pool)
        row = {"orders for all worlds": -alone.solve(gap, orders).objective}
        if also:
            later = none_at_first(alone.sides[0].problem)
            row["waiting"] = -alone.solve(gap, most=later).objective
            row["with foresight"] = -alone.solve(gap).objective
        rows.append(row)
    return pd.DataFrame(rows)
