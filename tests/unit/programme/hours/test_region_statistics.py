"""The shipped statistics: whole, sourced, and as the records say where one is at hand."""

from __future__ import annotations

import numpy as np
import pytest

from gigaplan.programme.hours.region_statistics import DRAWN_FIELDS, SCORES, region_names, region_statistics
from gigaplan.programme.hours.synthetic import synthetic_hours
from gigaplan.programme.hours.typical_years import load_tmy3


@pytest.mark.parametrize("region", region_names())
def test_every_field_has_source_years_grade_and_rising_quantiles(region: str) -> None:
    statistics = region_statistics(region)
    assert set(statistics.fields) == set(DRAWN_FIELDS)
    for field in statistics.fields.values():
        assert field.source
        assert field.years
        assert field.grade in "ABCD"
        assert len(field.quantiles) == len(SCORES)
        assert (np.diff(field.quantiles) >= 0.0).all()
        assert 0.0 <= field.slow_share <= 1.0
        assert 0.0 < field.fast_persistence < 1.0
        assert 0.0 < field.slow_persistence < 1.0
        assert field.score_mean.shape == field.score_spread.shape == (12, 24)
        assert np.isfinite(field.score_mean).all()
        assert (field.score_spread >= 0.0).all()


@pytest.mark.parametrize("region", region_names())
def test_night_is_dark_in_local_time(region: str) -> None:
    """The envelope is zero around midnight but for the Arctic summer, and high at noon in June."""
    highest = region_statistics(region).solar_highest
    assert highest[[0, 11], 0].max() == 0.0
    assert highest[5, 11:14].min() > 0.5


@pytest.mark.data
@pytest.mark.parametrize(
    ("region", "station"),
    [
        ("ercot", "TX-Abilene_Regional_Ap_Ut"),
        ("arizona_nevada", "AZ-Phoenix_Sky_Harbor_Intl_Ap"),
        ("miso", "WI-Milwaukee_Mitchell_Intl_Ap"),
    ],
)
def test_synthetic_years_keep_the_stations_climate(data_folder, region: str, station: str) -> None:
    """Mean within 0.6 K, 5th and 95th percentile within 2 K, solar output within 4 % of the typical year."""
    record = load_tmy3(data_folder / f"weather_us_tmy3/{station}.csv.gz")
    drawn = [synthetic_hours(region, seed) for seed in range(5)]
    warm = np.concatenate([hours.temperature for hours in drawn])
    assert warm.mean() == pytest.approx(record.temperature.mean(), abs=0.6)
    for share in (0.05, 0.95):
        assert np.quantile(warm, share) == pytest.approx(np.quantile(record.temperature, share), abs=2.0)
    sun = np.mean([hours.solar_availability.mean() for hours in drawn])
    assert sun == pytest.approx(record.solar_availability().mean(), rel=0.04)


@pytest.mark.data
def test_wind_beside_abilene_keeps_eleven_years_of_record(data_folder) -> None:
    """Output factor within 5 % and the share of lull hours within 3 points of ERA5 2015-2025."""
    record = np.load(data_folder / "weather_era5_eleven_years/texas.npz")["wind"].ravel()
    drawn = np.concatenate([synthetic_hours("ercot", seed).wind_availability for seed in range(8)])
    assert drawn.mean() == pytest.approx(record.mean(), rel=0.05)
    assert (drawn < 0.1).mean() == pytest.approx((record < 0.1).mean(), abs=0.03)
