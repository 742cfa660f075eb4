"""What an option, a wait and foresight are worth: plans with and without each, run in the same worlds.

An option is what a planner may buy now and use later: bridge power, more land, more manufacturing slots. Its worth is
what the plan that has it gains over the one that has not, before its price: the most to pay for it.
Perfect foresight plans a world as if it were sure; regret is what the fixed plan falls short of that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from gigaplan.core.errors import GigaplanError
from gigaplan.operate.built import Built, built_of
from gigaplan.operate.days import site_years
from gigaplan.operate.trace import operate
from gigaplan.operate.world import World, Worlds, as_planned
from gigaplan.plan.plan import Plan
from gigaplan.plan.solve import solve
from gigaplan.scenario.load import replaced
from gigaplan.scenario.schema import Scenario
from gigaplan.study.accounts.waiting import waiting
from gigaplan.study.stress.hedge import TAIL, tail_mean, worths_in
from gigaplan.study.stress.outcome import inputs_table
from gigaplan.study.stress.sampling import chances, worlds
from gigaplan.study.stress.worst import world_as_scenario

Progress = Callable[[str, int, int], None]
BRIDGE = "rented_turbine"
MORE = 1.25  # of land and slots: a quarter more


@dataclass(frozen=True)
class Worths:
    """What options and foresight are worth [MUSD_2026 of net value, discounted].

    options: name, mean and tail with and without, and the worth of having it. regret: for each world planned with
    foresight its place in the order of the fixed plan's net value, that value, foresight's, and the regret.
    """

    options: pd.DataFrame
    regret: pd.DataFrame


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
    found["waiting a quarter with the first chips"] = (waiting(scenario, 1), False)
    return found


def _more(path: dict[str, float]) -> str | dict[str, str]:
    told = {quarter: f"{MORE * size:.9g} MW_plate" for quarter, size in path.items()}
    return told.get("", told)


def option_worths(
    scenario: Scenario,
    draws: int = 1000,
    foresights: int = 8,
    *,
    gap: float = 5e-3,
    data: Path | None = None,
    progress: Progress | None = None,
) -> Worths:
    """Plan with and without each option, run the plans in the same worlds; plan some worlds with foresight.

    foresights: worlds planned so, in equal steps from the worst to the best for the fixed plan; 0 plans none.
    An option whose plan is infeasible is left out. Raises what planning the scenario itself raises.
    """
    tell = progress or (lambda *_: None)
    drawn = worlds(scenario, chances(scenario, draws))
    tell("the plan", 0, 1)
    plan = solve(scenario, gap=gap, data=data)
    built = _built(plan, data)
    nets = worths_in(built, drawn)
    rows, named = [], variants(scenario)
    for number, (name, (changed, taken)) in enumerate(named.items()):
        tell("options", number, len(named))
        try:
            other = worths_in(_built(solve(changed, gap=gap, data=data), data), drawn)
        except GigaplanError:
            continue
        having, lacking = (nets, other) if taken else (other, nets)
        mean, tail = float(having.mean() - lacking.mean()), tail_mean(having, TAIL) - tail_mean(lacking, TAIL)
        rows.append((name, mean, tail))
    options = pd.DataFrame(rows, columns=["option", "worth on average", "worth in the tail"])
    picked = _spread(nets, foresights)
    regret = list(_foreseen(scenario, built, drawn, nets, picked, gap, data, tell))
    columns = ["share of worlds worse", "fixed plan", "with foresight", "regret"]
    return Worths(options, pd.DataFrame(regret, columns=columns))


def _built(plan: Plan, data: Path | None) -> Built:
    return built_of(plan, site_years(plan, plan.scenario.uncertainty.weather_years, data))


def _spread(nets: Any, count: int) -> list[int]:
    """Return draws in equal steps of the order of net value, each the middle of its part."""
    order = np.argsort(nets, kind="stable")
    return [int(order[int((step + 0.5) / count * len(order))]) for step in range(count)]


def _foreseen(
    scenario: Scenario,
    built: Built,
    drawn: Worlds,
    nets: Any,
    picked: list[int],
    gap: float,
    data: Path | None,
    tell: Progress,
) -> Iterator[tuple[float, float, float, float]]:
    """Yield, for each draw, how many worlds are worse, the fixed plan's net value, foresight's, and the regret.

    The world is planned for net present value; what a scenario cannot say of it (prices of chips, gas and power, late
    plants, a stop of exports) is met by that plan as by the fixed one. Never worse than doing what the fixed plan does.
    """
    table = inputs_table(drawn, built)
    for number, draw in enumerate(picked):
        tell("worlds with foresight", number, len(picked))
        known = world_as_scenario(scenario, table.iloc[draw], f"draw {draw}, foreseen")
        try:
            plan = solve(known.replace("programme.objective", "net present value"), gap=gap, data=data)
            foreseen = max(_net(plan, drawn.one(draw), data), float(nets[draw]))
        except GigaplanError:
            foreseen = float(nets[draw])
        worse = float((nets < nets[draw]).mean())
        yield worse, float(nets[draw]), foreseen, foreseen - float(nets[draw])


def _net(plan: Plan, world: World, data: Path | None) -> float:
    """Return what a plan made for a world is worth in what its scenario could not say of it."""
    built = built_of(plan, site_years(plan, 1, data))
    own = as_planned(len(built.sites), len(built.chip_names), len(plan.scenario.money.commitments))
    unsaid = replace(
        own,
        chip_price=world.chip_price,
        power_price=world.power_price,
        gas_price=world.gas_price,
        turbine_slip=world.turbine_slip,
        export_stop=world.export_stop,
    )
    return operate(built, unsaid).net
