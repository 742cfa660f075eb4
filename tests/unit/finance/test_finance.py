"""Finance against closed forms, textbook tables and REopt's published life-cycle cost."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from gigaplan.finance import (
    cost_per_million_tokens,
    course,
    coverage,
    growing_worth,
    income_tax,
    level_rent,
    levelised_cost,
    loan,
    net_present_value,
    payback,
    peak_need,
    present_worth,
    rate_of_return,
    straight_line,
)

QUARTERS = np.full(8, 0.25)


@pytest.mark.parametrize(
    ("rate", "years", "factor"),
    [(0.05, 20, 12.4622), (0.10, 5, 3.7908), (0.08, 30, 11.2578), (0.0, 7, 7.0)],
)
def test_annuity_factors_are_those_of_the_textbook_tables(rate: float, years: float, factor: float) -> None:
    assert present_worth(rate, years) == pytest.approx(factor, abs=5e-5)
    assert level_rent(rate, years) == pytest.approx(1 / factor, rel=1e-5)


@pytest.mark.data
def test_reopt_life_cycle_cost_of_its_tiered_tariff(data_folder: Path) -> None:
    """REopt.jl 896abfa6 publishes 1,092,312.443 for this case: 25 years, 26 % tax."""
    path = data_folder / "reference_cases" / "reopt_reliability" / "tiered_energy_demand.json"
    case = json.loads(path.read_text(encoding="utf-8"))
    tariff = case["ElectricTariff"]["urdb_response"]
    load = case["ElectricLoad"]["annual_kwh"] / 8760
    hours = [24 * days for days in (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)]
    bill = sum(
        _through_tiers(load * count, tariff["energyratestructure"][0])
        + _through_tiers(load, tariff["demandratestructure"][0])
        for count in hours
    )
    lifecycle = bill * (1 - 0.26) * growing_worth(0.0624, 0.0166, 25)
    assert lifecycle == pytest.approx(1_092_312.443, rel=1e-4)


def _through_tiers(amount: float, tiers: list[dict[str, float]]) -> float:
    cost, below = 0.0, 0.0
    for tier in tiers:
        cost += max(min(amount, tier["max"]) - below, 0.0) * tier["rate"]
        below = tier["max"]
    return cost


def test_a_loan_is_paid_back_in_equal_payments() -> None:
    one = loan(QUARTERS, 0.08, grace=0, payments=4)
    payment = 0.02 / (1 - 1.02**-4)
    interest = one.owed * 0.02
    assert (interest + one.paid_back)[:4] == pytest.approx(payment)
    assert one.paid_back.sum() == pytest.approx(1.0)
    assert one.owed[4:] == pytest.approx(0.0)


def test_interest_during_construction_is_owed_too() -> None:
    one = loan(QUARTERS, 0.08, grace=2, payments=4)
    assert one.added[:3] == pytest.approx([0.02, 0.0204, 0.0])
    assert one.paid_back.sum() == pytest.approx(1.02**2)


def test_a_loan_without_tenor_stays_owed() -> None:
    one = loan(QUARTERS, 0.08, grace=0, payments=None)
    assert (one.owed == 1).all()
    assert not one.paid_back.any()


def test_a_loan_longer_than_the_programme_has_paid_its_part() -> None:
    one = loan(QUARTERS, 0.08, grace=0, payments=40)
    left = (1 - 1.02**-32) / (1 - 1.02**-40)
    assert 1 - one.paid_back.sum() == pytest.approx(left)


def test_coverage_is_endless_where_nothing_is_due() -> None:
    assert coverage(np.array([3.0, 3.0]), np.array([2.0, 0.0])).tolist() == [1.5, np.inf]


def test_straight_line_wears_off_evenly() -> None:
    assert straight_line(100.0, QUARTERS, 1, 1.0).tolist() == [0, 25, 25, 25, 25, 0, 0, 0]
    assert straight_line(100.0, QUARTERS, 8, 1.0).sum() == 0


def test_a_write_down_lowers_what_wears_off_later() -> None:
    worth = np.array([np.inf, 30.0, np.inf, np.inf, np.inf, np.inf, np.inf, np.inf])
    told = course(100.0, QUARTERS, 0, 1.0, worth)
    assert told.wear[:4] == pytest.approx([25, 25, 15, 15])
    assert told.written.tolist() == [0, 20, 0, 0, 0, 0, 0, 0]
    assert told.book[:4] == pytest.approx([75, 30, 15, 0])


def test_without_a_test_a_write_down_is_a_straight_line() -> None:
    told = course(100.0, QUARTERS, 2, 1.0)
    assert told.wear == pytest.approx(straight_line(100.0, QUARTERS, 2, 1.0))
    assert not told.written.any()


def test_what_is_sold_leaves_the_books_at_what_it_stands_at() -> None:
    held = np.array([1.0, 1.0, 0.5, 0.5, 0.0, 0.0, 0.0, 0.0])
    told = course(80.0, QUARTERS, 0, 2.0, held=held)
    assert told.disposed.tolist() == [0, 0, 30, 0, 20, 0, 0, 0]
    assert told.wear.tolist() == [10, 10, 5, 5, 0, 0, 0, 0]


def test_losses_offset_at_most_their_limit_of_profit() -> None:
    assert income_tax(np.array([-100.0, 50.0, 200.0]), 0.21, 0.8) == pytest.approx(
        [0.0, 0.21 * 10, 0.21 * 140]
    )


def test_rate_of_return_and_present_value() -> None:
    yearly = np.array([-100.0, 0, 0, 0, 110.0])
    assert rate_of_return(yearly) == pytest.approx(0.10)
    assert net_present_value(0.10, yearly) == pytest.approx(0.0, abs=1e-9)
    assert net_present_value(0.21, np.array([121.0])) == pytest.approx(121 / 1.21**0.125)
    assert rate_of_return(np.array([-1.0, -2.0])) is None


def test_payback_and_peak_need() -> None:
    cash = np.array([-10.0, -5.0, 8.0, 8.0, -2.0, 5.0])
    assert peak_need(cash) == 15
    assert payback(cash) == 5
    assert payback(np.array([-10.0, 5.0])) is None


def test_levelised_cost_and_tokens() -> None:
    cost, made, discount = np.array([100.0, 0.0]), np.array([0.0, 10.0]), np.array([1.0, 0.5])
    assert levelised_cost(cost, made, discount) == pytest.approx(20.0)
    assert cost_per_million_tokens(3.6, 1000.0) == pytest.approx(1.0)
