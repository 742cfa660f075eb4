"""Price scenarios by hand: level, swing, negative hours."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from gigaplan.core.errors import InputError
from gigaplan.programme.hours import synthetic_hours
from gigaplan.programme.hours.price_scenarios import with_prices
from gigaplan.programme.hours.values import Hours


@pytest.fixture
def year() -> Hours:
    """Prices of -10, 20, 80 in turn: mean 30."""
    hours = synthetic_hours("germany", 0)
    return dataclasses.replace(hours, grid_price=np.tile([-10.0, 20.0, 80.0], len(hours) // 3))


def test_another_level_scales_every_hour(year) -> None:
    assert with_prices(year, 60.0, "EUR_2026").grid_price[:3] == pytest.approx([-20.0, 40.0, 160.0])


def test_half_the_swing_halves_the_distance_from_the_mean(year) -> None:
    assert with_prices(year, 30.0, "EUR_2026", swing=0.5).grid_price[:3] == pytest.approx([10.0, 25.0, 55.0])
    assert np.ptp(with_prices(year, 30.0, "EUR_2026", swing=0.0).grid_price) == 0.0


def test_without_negative_hours_the_mean_is_kept(year) -> None:
    """Lifted: 0, 20, 80, mean 100/3; brought back to 30: 0, 18, 72."""
    calm = with_prices(year, 30.0, "EUR_2026", negative_hours=False)
    assert calm.grid_price[:3] == pytest.approx([0.0, 18.0, 72.0])
    assert "no negative hours" in calm.provenance["grid_price"].source


def test_weather_stays_and_the_change_is_told(year) -> None:
    dear = with_prices(year, 90.0, "EUR_2026", swing=1.5)
    assert (dear.temperature == year.temperature).all()
    assert dear.currency == "EUR_2026"
    assert "swing x 1.5" in dear.provenance["grid_price"].source


def test_impossible_levels_and_swings_are_told_at_once(year) -> None:
    with pytest.raises(InputError) as caught:
        with_prices(year, float("nan"), "EUR_2026", swing=-1.0)
    assert [finding.where for finding in caught.value.findings] == ["mean_price", "swing"]
