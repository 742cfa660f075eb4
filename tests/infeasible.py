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


OFF_GRID: dict[str, Any] = {
    "programme.quarters": 6,
    "workload.training.steps.0.demand": {
        "2026-Q1": "0 kH100e",
        "2027-Q1": "0 kH100e",
        "2027-Q2": "50 kH100e",
    },
    "sites.north.grid.here.size": "1 MW_site",
    "sites.south.grid.here.size": "1 MW_site",
    "sites.north.plants": {"fuel_cell": "150 MW_plate"},
}

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
    Infeasible(
        "a site that may be opened too late",
        {
            "sites.north.earliest": "2026-Q2",
            "sites.north.standing.open": False,
            "sites.north.standing.halls": "0 MW_it",
            "sites.north.halls.pace": 2,
            "sites.north.halls.block": "50 MW_it",
            "sites.north.halls.lead_time": "3 month",
            "sites.south.standing.halls": "20 MW_it",
        },
        "quarters the site may be opened in",
    ),
    Infeasible(
        "halls built at too slow a pace",
        {
            "sites.north.standing.halls": "20 MW_it",
            "sites.south.standing.halls": "20 MW_it",
            "sites.north.halls.pace": 1,
            "sites.north.halls.block": "20 MW_it",
            "sites.north.halls.lead_time": "3 month",
        },
        "hall blocks that can be started",
    ),
    Infeasible(
        "more compute than an export rule lets stand",
        {
            "sites.north.region": "uae",
            "sites.south.region": "uae",
            "sites.south.grid.here.size": "200 MW_site",
            "policy.export_rule": "uae_bilateral_2025_11",
            "workload.training.steps.0.demand.2026-Q2": "95 kH100e",
        },
        "compute an export rule lets stand",
    ),
    Infeasible(
        "only secured money counts",
        {
            "money.counted": "secured",
            "money.commitments": [
                {"partner": "Hope", "year": 2026, "amount": "9 GUSD_2026", "status": "announced"},
                {"partner": "Owner", "year": 2026, "amount": "1 GUSD_2026", "status": "secured"},
            ],
        },
        "capital committed",
    ),
    Infeasible(
        "off the grid with few slots for fuel cells",
        {**OFF_GRID, "supply.slots": {"fuel_cell": "5 MW_plate"}},
        "manufacturing slots",
    ),
    Infeasible(
        "off the grid with room for few fuel cells",
        {**OFF_GRID, "sites.north.plants": {"fuel_cell": "20 MW_plate"}},
        "plant the site allows",
    ),
)
