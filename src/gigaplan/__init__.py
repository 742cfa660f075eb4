"""gigaplan: plan computing programmes for artificial intelligence at gigawatt scale.

>>> import gigaplan
>>> plan = gigaplan.solve(gigaplan.load("tiny"))
>>> gigaplan.report(plan, "runs/tiny")
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gigaplan.core.errors import GigaplanError

if TYPE_CHECKING:
    from gigaplan.plan.plan import Plan
    from gigaplan.plan.solve import solve
    from gigaplan.report.run_folder import report
    from gigaplan.scenario.load import load
    from gigaplan.scenario.schema import Scenario

__all__ = ["GigaplanError", "Plan", "Scenario", "load", "report", "solve"]

_HOMES = {
    "Plan": "gigaplan.plan.plan",
    "Scenario": "gigaplan.scenario.schema",
    "load": "gigaplan.scenario.load",
    "report": "gigaplan.report.run_folder",
    "solve": "gigaplan.plan.solve",
}


def __getattr__(name: str) -> Any:
    """Import a public name from its home on first use, so that the command line starts fast."""
    if name not in _HOMES:
        raise AttributeError(f"module 'gigaplan' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
