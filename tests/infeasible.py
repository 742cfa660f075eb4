"""Scenarios that cannot be met, each by changes on a shipped one: tried in tests and written into the documentation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Infeasible:
    """What was changed, and the limit whose name must appear among the conflicting ones."""

    title: str
    changes: dict[str, Any]
    names: str


CASES = (
    Infeasible("too few chips", {"supply.chips.h100.limit": "40 kchip"}, "chips to be had"),
    Infeasible("chips delivered too late", {"supply.chips.h100.first": "2026-Q2"}, "chips to be had"),
    Infeasible(
        "too few wafers", {"supply.wafers": {"nvidia": {"share": "0.1 %"}}}, "advanced-packaging wafers"
    ),
    Infeasible("too small a budget", {"money.budget": "1 GUSD_2026"}, "capital committed"),
    Infeasible("too little committed", {"money.commitments.0.amount": "2 GUSD_2026"}, "capital committed"),
    Infeasible(
        "a small connection in the north",
        {"sites.north.grid.here.size": "20 MW_site"},
        "grid connection offered",
    ),
    Infeasible(
        "a connection after the end",
        {"sites.north.grid.here.date": "2027-Q1", "sites.south.grid.here.date": "2027-Q1"},
        "firm power for the peak",
    ),
    Infeasible("too few transformers", {"supply.transformers": "50 MW_site"}, "transformers to be had"),
    Infeasible("too wide a margin of firm power", {"policy.firm_margin": "2"}, "firm power for the peak"),
    Infeasible(
        "too small a share of the nation's power",
        {"policy.national_share": {"US": "0.01 %"}},
        "share of national",
    ),
    Infeasible(
        "too little hall power",
        {"sites.north.standing.halls": "20 MW_it", "sites.south.standing.halls": "20 MW_it"},
        "hall power ready",
    ),
    Infeasible(
        "halls that come too late",
        {
            "sites.north.standing.halls": "20 MW_it",
            "sites.north.halls.pace": 1,
            "sites.north.halls.block": "50 MW_it",
            "sites.south.standing.halls": "20 MW_it",
        },
        "hall power ready",
    ),
    Infeasible(
        "twice the work",
        {"workload.training.steps.0.demand.2026-Q2": "110 kH100e"},
        "demand that must be met",
    ),
    Infeasible(
        "power from interruptible connections alone",
        {"sites.north.grid.here.kind": "interruptible", "sites.south.grid.here.kind": "interruptible"},
        "firm power for the peak",
    ),
)
