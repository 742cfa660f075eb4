"""Draws: percentiles of the published slips, percentiles of scipy, correlations, streams that move no other."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from gigaplan.core.errors import InputError
from gigaplan.scenario.load import load
from gigaplan.study.stress.sampling import chances, uncertain, worlds
from gigaplan.study.stress.spreads import of_three
from tests.unit.study.stress.one_gigawatt import one_gigawatt

DRAWS = 4096


def test_the_shipped_slip_has_the_published_median_and_tail() -> None:
    slips = worlds(one_gigawatt(), chances(one_gigawatt(), DRAWS)).construction_slip[:, 0]
    assert np.median(slips) == pytest.approx(4.0, abs=0.3)  # Epoch AI: +2, +4, +4, +11, above +8
    assert np.quantile(slips, 0.9) >= 11.0
    assert slips.min() >= 0.0


def test_three_percentiles_are_met() -> None:
    assert of_three(0.6, 1.0, 1.4, np.array([0.1, 0.5, 0.9])) == pytest.approx([0.6, 1.0, 1.4])
    assert of_three(0.0, 1.0, 3.0, np.array([0.1, 0.5, 0.9])) == pytest.approx([0.0, 1.0, 3.0])


def test_a_named_distribution_is_scipys() -> None:
    spread = {"distribution": "gamma", "parameters": {"a": 2, "scale": 3}}
    drawn = worlds(one_gigawatt(grid_slip=spread), chances(one_gigawatt(grid_slip=spread), DRAWS)).grid_slip[
        :, 0
    ]
    assert stats.kstest(drawn, stats.gamma(2, scale=3).cdf).statistic < 0.03


def test_correlated_inputs_move_together() -> None:
    pair = [{"between": ["demand", "worth"], "correlation": 0.7}]
    drawn = worlds(one_gigawatt(correlations=pair), chances(one_gigawatt(correlations=pair), DRAWS))
    rank = stats.spearmanr(drawn.demand, drawn.worth).statistic
    assert rank == pytest.approx(6 / np.pi * np.arcsin(0.7 / 2), abs=0.03)  # Spearman's of a Gaussian copula


def test_sites_slip_together_as_stated() -> None:
    scenario = load("tiny", {"uncertainty": {"together": "60 %"}})
    slips = worlds(scenario, chances(scenario, DRAWS)).construction_slip
    assert stats.spearmanr(slips).statistic == pytest.approx(6 / np.pi * np.arcsin(0.6 / 2), abs=0.03)


def test_another_uncertain_input_moves_no_other_draw() -> None:
    spread = {"low": "1 month", "median": "2 month", "high": "3 month"}
    less, more = chances(one_gigawatt(), 64), chances(one_gigawatt(grid_slip=spread), 64)
    assert all((less[name] == more[name]).all() for name in less)
    assert "grid_slip" not in uncertain(one_gigawatt())
    assert "grid_slip" in uncertain(one_gigawatt(grid_slip=spread))


def test_tranches_come_by_the_probability_of_their_status() -> None:
    scenario = load("stargate")
    arrived = worlds(scenario, chances(scenario, DRAWS)).arrived.mean(axis=0)
    likely = scenario.money.probability
    for share, one in zip(arrived, scenario.money.commitments, strict=True):
        assert share == pytest.approx(getattr(likely, one.status), abs=0.03)


def test_a_guarantor_makes_good_his_share_of_what_does_not_come() -> None:
    guaranteed = {
        "partner": "Owner", "year": 2026, "amount": "10 GUSD_2026", "status": "announced", "probability": "70 %",
        "guarantee": {"by": "Parent", "share": "40 %"},
    }  # fmt: skip
    scenario = load("tiny", {"money.commitments": [guaranteed], "money.counted": "announced"})
    arrived = worlds(scenario, chances(scenario, DRAWS)).arrived[:, 0]
    assert set(arrived.tolist()) == {0.4, 1.0}
    assert (arrived == 1.0).mean() == pytest.approx(0.7, abs=1.5 / DRAWS**0.5)


def test_what_cannot_be_drawn_is_told_all_at_once() -> None:
    bad = {
        "construction_slip": {"distribution": "no_such"},
        "chip_slip": {"low": "3 month", "median": "2 month", "high": "5 month"},
        "demand": {"distribution": "norm", "parameters": {"loc": 1, "scale": 0.5}},
        "worth": {"median": "1"},
        "gas_price": {"distribution": "lognorm", "parameters": {"sigma": 1}},
        "power_price": {"distribution": "lognorm", "parameters": {"s": -1}},
        "correlations": [
            {"between": ["demand", "worth"], "correlation": 0.9},
            {"between": ["worth", "power_price"], "correlation": 0.9},
            {"between": ["demand", "power_price"], "correlation": -0.9},
        ],
        "export_stop": {"countries": ["Atlantis"]},
    }
    with pytest.raises(InputError) as told:
        load("tiny", {"uncertainty": bad})
    assert len(told.value.findings) == 8
    assert "positive definite" in str(told.value)


def test_a_probability_over_one_is_refused() -> None:
    with pytest.raises(InputError, match="between 0 and 1"):
        load("tiny", {"uncertainty.campus_lost": "120 %"})
