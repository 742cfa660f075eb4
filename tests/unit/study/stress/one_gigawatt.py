"""A programme of one campus that runs a gigawatt from twelve months on, for tests of dates."""

from __future__ import annotations

from typing import Any

from gigaplan.scenario.load import load
from gigaplan.scenario.schema import Scenario

CERTAIN = {"low": "0 month", "median": "0 month", "high": "0 month"}
FIRST_GIGAWATT = 12.0  # months from the start: 2027-Q1


def one_gigawatt(**uncertainty: Any) -> Scenario:
    """Return the scenario; halls alone are late unless `uncertainty` says otherwise."""
    given = {
        "chip_slip": CERTAIN,
        "weather_years": 1,
        "campus_lost": "0 %",
        "export_stop": {"probability": "0 %"},
    }
    halls = {"2026-Q1": "0 MW_it", "2026-Q4": "0 MW_it", "2027-Q1": "1000 MW_it", "2029-Q4": "1000 MW_it"}
    site = {
        "title": "Campus",
        "latitude": 32.0,
        "longitude": -99.0,
        "region": "ercot",
        "land": {"owner": "private", "area": "100 acre"},
        "standing": {"open": True, "halls": halls},
        "halls": {"limit": "1000 MW_it", "pace": 0},
        "grid": {"here": {"size": "2 GW_site", "date": "2026-Q1", "cost": "0 USD_2026/kW_site"}},
        "hours": {"flat": {"pue": "1.25 MW_site/MW_it", "price": "40 USD_2026/MWh_site"}},
    }
    wanted = {
        "2026-Q1": "0 kH100e",
        "2026-Q4": "0 kH100e",
        "2027-Q1": "9000 kH100e",
        "2029-Q4": "9000 kH100e",
    }
    money = {"partner": "Owner", "year": 2026, "amount": "500 GUSD_2026", "status": "secured"}
    return load(
        {
            "title": "One gigawatt",
            "programme": {"start": "2026-Q1", "quarters": 16, "objective": "most compute", "chosen_weeks": 4},
            "money": {"budget": "500 GUSD_2026", "commitments": [money]},
            "workload": {"training": {"steps": [{"demand": wanted, "worth": "2 USD_2026/H100e/hour"}]}},
            "sites": {"campus": site},
            "supply": {"chips": {"gb200": {"first": "2026-Q1", "limit": "2000 kchip"}}},
            "uncertainty": given | uncertainty,
        }
    )
