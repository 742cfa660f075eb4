"""Synthetic years: repeatable, bounded, named, and close to the records behind them."""

from __future__ import annotations

import time

import numpy as np
import pytest

from gigaplan.core.errors import InputError
from gigaplan.programme.hours import region_names, synthetic_hours
from gigaplan.programme.hours.synthetic import autoregression, by_day
from gigaplan.programme.hours.values import FIELDS, hour_of_day, month_of_hour

REGIONS = (
    "arizona_nevada", "caiso", "ercot", "france", "germany", "india", "miso", "mountain_west",
    "new_england", "new_mexico", "new_york", "norway", "pacific_northwest", "pjm", "southeast", "spp", "uae", "united_kingdom",
)  # fmt: skip


def test_every_region_of_the_plan_has_hours() -> None:
    assert region_names() == REGIONS


@pytest.mark.parametrize("region", REGIONS)
def test_a_year_is_whole_finite_and_in_bounds(region: str) -> None:
    hours = synthetic_hours(region, 7)
    assert len(hours) == 365 * 24
    for name in FIELDS:
        assert np.isfinite(getattr(hours, name)).all()
    assert hours.solar_availability.min() == 0.0
    assert hours.solar_availability.max() <= 1.0
    assert hours.wind_availability.min() >= 0.0
    assert hours.wind_availability.max() <= 1.0
    assert (hours.wet_bulb <= hours.temperature).all()
    assert -40.0 < hours.temperature.min() < hours.temperature.max() < 52.0


@pytest.mark.parametrize("region", REGIONS)
def test_every_field_says_that_it_is_synthetic(region: str) -> None:
    hours = synthetic_hours(region, 7)
    assert set(hours.provenance) == set(FIELDS)
    assert {source.kind for source in hours.provenance.values()} == {"synthetic"}
    assert all(
        source.source and source.years and source.grade in "ABCD" for source in hours.provenance.values()
    )
    assert "synthetic" in hours.findings[0].got


def test_the_same_seed_gives_the_same_hours_and_another_seed_others() -> None:
    first, again, other = (synthetic_hours("ercot", seed) for seed in (3, 3, 4))
    for name in FIELDS:
        assert (getattr(first, name) == getattr(again, name)).all()
        assert (getattr(first, name) != getattr(other, name)).any()


def test_the_price_level_is_exactly_what_was_asked_for_and_moves_nothing_else() -> None:
    low, high = synthetic_hours("ercot", 1, mean_price=40.0), synthetic_hours("ercot", 1, mean_price=80.0)
    assert low.grid_price.mean() == pytest.approx(40.0, rel=1e-12)
    assert high.grid_price == pytest.approx(2.0 * low.grid_price)
    assert (low.wind_availability == high.wind_availability).all()
    assert low.currency == "USD_2026"


def test_hours_cannot_be_changed() -> None:
    with pytest.raises(ValueError):
        synthetic_hours("ercot", 1).temperature[0] = 5.0


def test_an_unknown_region_is_told_the_known_ones() -> None:
    with pytest.raises(InputError) as caught:
        synthetic_hours("texas", 1)
    assert "ercot" in caught.value.findings[0].want


def test_a_price_that_is_no_number_is_refused() -> None:
    with pytest.raises(InputError):
        synthetic_hours("ercot", 1, mean_price=float("nan"))


def test_a_region_takes_less_than_a_tenth_of_a_second() -> None:
    synthetic_hours("pjm", 0)
    start = time.perf_counter()
    synthetic_hours("pjm", 1)
    assert time.perf_counter() - start < 0.1


def test_the_sun_shines_by_day_and_summer_is_warm() -> None:
    hours = synthetic_hours("ercot", 0)
    assert hours.solar_availability[hour_of_day() < 4].max() == 0.0
    assert hours.solar_availability[hour_of_day() == 12].mean() > 0.5
    assert (
        hours.temperature[month_of_hour() == 6].mean() > hours.temperature[month_of_hour() == 0].mean() + 15.0
    )


def test_ercot_prices_spike_and_germanys_turn_negative() -> None:
    """ERCOT 2022-2024 stood above three times its mean in 3.3 % of hours; DE-LU below zero in 4.0 %."""
    spikes = np.mean(
        [
            (h.grid_price > 3 * h.grid_price.mean()).mean()
            for h in (synthetic_hours("ercot", s) for s in range(6))
        ]
    )
    negative = np.mean([(synthetic_hours("germany", s).grid_price < 0).mean() for s in range(6)])
    assert spikes == pytest.approx(0.033, abs=0.012)
    assert negative == pytest.approx(0.040, abs=0.02)


def test_ercot_prices_fall_with_wind() -> None:
    """Rank correlation in the records of 2022-2024 is -0.49 (ERCOT day-ahead, ERA5 wind near Abilene)."""
    hours = synthetic_hours("ercot", 0)
    ranks = [np.argsort(np.argsort(values)) for values in (hours.grid_price, hours.wind_availability)]
    assert -0.6 < np.corrcoef(*ranks)[0, 1] < -0.2


def test_noise_remembers_as_much_as_it_is_told() -> None:
    noise = np.random.default_rng(1).standard_normal(200_000)
    remembered = autoregression(noise, 0.9)
    assert remembered.std() == pytest.approx(1.0, abs=0.02)
    assert np.corrcoef(remembered[1:], remembered[:-1])[0, 1] == pytest.approx(0.9, abs=0.01)
    assert np.corrcoef(remembered[10:], remembered[:-10])[0, 1] == pytest.approx(0.9**10, abs=0.02)


def test_noise_obeys_its_recursion_hour_by_hour() -> None:
    noise = np.random.default_rng(2).standard_normal(500)
    remembered = autoregression(noise, 0.8)
    assert remembered == pytest.approx(0.8 * np.roll(remembered, 1) + 0.6 * noise, abs=1e-9)


def test_a_monthly_table_is_kept_in_mid_month_and_joins_at_new_year() -> None:
    table = np.tile(np.arange(12.0)[:, None], (1, 24))
    days = by_day(table)
    assert days[15, 0] == pytest.approx(0.0, abs=0.05)
    assert days[195, 5] == pytest.approx(6.0, abs=0.05)
    assert days[0, 0] == pytest.approx(days[-1, 0], abs=0.5)
