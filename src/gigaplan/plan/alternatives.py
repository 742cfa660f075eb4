"""Near-optimal alternatives: the best plan without some technologies, or with the fewest sites for a little more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from gigaplan.core.errors import InfeasibleError
from gigaplan.plan.plan import Plan
from gigaplan.plan.solve import solve
from gigaplan.scenario.schema import Scenario

GAS = ("ccgt", "frame_turbine", "aero_turbine", "reciprocating_engine", "fuel_cell", "rented_turbine")
SMALL = 1e-3


@dataclass(frozen=True)
class Alternative:
    """Another plan and what it gives up: `loss` of the objective relative to the best plan's, at least 0."""

    title: str
    plan: Plan
    loss: float


def without_plants(best: Plan, technologies: Iterable[str] = GAS, **effort: Any) -> Alternative:
    """Return the best plan that builds none of some technologies; standing plant may run on.

    effort: gap, time_limit and progress of `solve`. Raises InfeasibleError where there is none.
    """
    gone = set(technologies)
    sites = best.scenario.model_dump(exclude_none=True)["sites"]
    changes = {
        f"sites.{name}.plants": {
            kind: most for kind, most in site.get("plants", {}).items() if kind not in gone
        }
        for name, site in sites.items()
    }
    return _alternative(_titled(gone), best, _changed(best.scenario, changes), effort)


def _titled(gone: set[str]) -> str:
    """Return what a plan does without, gas in one word where all that burns it is gone."""
    rest = sorted(gone - set(GAS)) if gone >= set(GAS) else sorted(gone)
    return f"without {', '.join((['gas'] if gone >= set(GAS) else []) + rest)}"


def fewest_sites(best: Plan, slack: float = 0.02, **effort: Any) -> Alternative:
    """Return a plan within `slack` of the best that uses as few sites as a greedy closing finds.

    Sites are closed one at a time, the one with the least hall power first, as long as the objective stays
    within the slack; a site that cannot be spared is kept. The number of sites is an upper bound of the fewest.
    """
    chosen, scenario = best, best.scenario
    for name in _by_size(best):
        closed = _changed(scenario, {f"sites.{name}.halls.limit": "0 MW_it", f"sites.{name}.halls.pace": 0})
        try:
            plan = solve(closed, **effort)
        except InfeasibleError:
            continue
        if _loss(best, plan) <= slack:
            chosen, scenario = plan, closed
    return Alternative(f"fewest sites within {slack:.0%}", chosen, _loss(best, chosen))


def used_sites(plan: Plan) -> list[str]:
    """Return the sites with halls in the last quarter."""
    return list(reversed(_by_size(plan)))


def _by_size(plan: Plan) -> list[str]:
    halls = plan.solution["hall_power_built"].isel(quarter=-1)
    used = [name for name in plan.programme.labels["site"] if float(halls.sel(site=name)) > SMALL]
    return sorted(used, key=lambda name: float(halls.sel(site=name)))


def _changed(scenario: Scenario, changes: dict[str, Any]) -> Scenario:
    from gigaplan.scenario.load import replaced

    return replaced(scenario, changes)


def _alternative(title: str, best: Plan, scenario: Scenario, effort: dict[str, Any]) -> Alternative:
    plan = solve(scenario, **effort)
    return Alternative(title, plan, _loss(best, plan))


def _loss(best: Plan, other: Plan) -> float:
    return max(other.objective - best.objective, 0.0) / max(abs(best.objective), 1e-9)
