"""Money as it is arranged: what is there by when, and what a year may spend."""

from __future__ import annotations

import numpy as np
import pytest

from gigaplan.plan.solve import solve
from gigaplan.programme.arrange import arrange
from gigaplan.scenario.load import load

COMMITTED = [  # three and four billion, then one: made up for this test
    {"partner": "First", "year": 2026, "amount": "3 GUSD_2026", "status": "secured"},
    {"partner": "Second", "year": 2026, "amount": "4 GUSD_2026", "status": "secured"},
    {"partner": "First", "year": 2027, "amount": "1 GUSD_2026", "status": "secured"},
]


STEADY = [{"demand": "5 kH100e", "worth": "2 USD_2026/H100e/hour"}]
SIX_QUARTERS = {"money.commitments": COMMITTED, "programme.quarters": 6, "workload.training.steps": STEADY}


def test_money_that_stays_is_there_for_every_later_year() -> None:
    inputs = arrange(load("tiny", SIX_QUARTERS)).inputs
    assert inputs["capital_available"].values == pytest.approx([7e3] * 4 + [8e3] * 2)
    assert np.isinf(inputs["tranche"].values).all()


def test_money_that_lapses_leaves_each_year_its_own_tranche_within_the_budget() -> None:
    changes = {**SIX_QUARTERS, "money.unspent": "lapses", "money.budget": "7.4 GUSD_2026"}
    inputs = arrange(load("tiny", changes)).inputs
    assert inputs["tranche"].values == pytest.approx([7e3] * 4 + [0.4e3] * 2)


@pytest.mark.parametrize(("unspent", "most"), [("stays", 2e3), ("lapses", 1e3)])
def test_a_year_pays_from_its_own_tranche_alone_where_unspent_money_lapses(unspent: str, most: float) -> None:
    # a billion in 2025, when there is nothing to buy, and one in 2026, when chips for 3.8 billion can be had
    changes = {
        "programme.start": "2025-Q3",
        "programme.quarters": 4,
        "programme.objective": "most compute",
        "money.unspent": unspent,
        "money.commitments": [
            {"partner": "Owner", "year": year, "amount": "1 GUSD_2026", "status": "secured"}
            for year in (2025, 2026)
        ],
        "workload.training.required": "0 %",
        "workload.training.steps": [{"demand": "100 kH100e", "worth": "20 USD_2026/H100e/hour"}],
        "supply.chips.h100.first": "2026-Q1",
    }
    spent = solve(load("tiny", changes)).solution["capital_spent"]
    assert float(spent.isel(quarter=slice(2, None)).sum()) == pytest.approx(most, rel=1e-6)
