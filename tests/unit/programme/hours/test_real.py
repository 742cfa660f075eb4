"""Weather and prices joined: the year is right, sources are named, unlike years are told."""

from __future__ import annotations

import gzip
import shutil

import numpy as np
import pandas as pd
import pytest

from gigaplan.core.errors import InputError
from gigaplan.programme.hours import real_hours
from gigaplan.programme.hours.real import great_circle, nearest_station
from gigaplan.programme.hours.real_years import load_plant_output
from gigaplan.programme.hours.values import FIELDS


@pytest.fixture
def folder(tmp_path, tmy3_lines, price_file, plant_arrays):
    """A small data folder laid out as the open one."""
    for name in ("weather_us_tmy3", "prices", "weather_era5_eleven_years"):
        (tmp_path / name).mkdir()
    (tmp_path / "weather_us_tmy3/TX-Testville.csv.gz").write_bytes(
        gzip.compress("\n".join(tmy3_lines).encode())
    )
    (tmp_path / "prices/market_2020_2024.csv.gz").write_bytes(gzip.compress(price_file.read_bytes()))
    shutil.copy(plant_arrays, tmp_path / "weather_era5_eleven_years/place.npz")
    return tmp_path


def test_a_typical_year_and_a_price_year_make_one_year(folder) -> None:
    hours = real_hours(folder, "tmy3:TX-Testville", "market", 2023)
    assert len(hours) == 365 * 24
    assert hours.grid_price == pytest.approx(np.arange(365 * 24))
    assert hours.year == 2023
    assert not hours.is_synthetic
    assert set(hours.provenance) == set(FIELDS)
    assert hours.provenance["temperature"].kind == "typical year"
    assert hours.provenance["grid_price"].kind == "measured"


def test_unlike_years_of_weather_and_prices_are_told(folder) -> None:
    hours = real_hours(folder, "tmy3:TX-Testville", "market", 2023)
    assert [finding.where for finding in hours.findings] == ["weather and prices"]
    assert "typical year" in hours.findings[0].got
    assert "2023" in hours.findings[0].got


def test_the_nearest_station_is_found_and_a_far_one_refused(folder) -> None:
    assert nearest_station(folder, 32.6, -99.9) == "TX-Testville"
    with pytest.raises(InputError) as caught:
        real_hours(folder, "tmy3", "market", 2023, latitude=52.5, longitude=9.8)
    assert "TX-Testville at" in caught.value.findings[0].got


def test_plant_output_is_moved_to_local_time(folder) -> None:
    """Arrays are UTC; at UTC-6 the local year begins with the value of 06:00 UTC."""
    hours = real_hours(folder, "tmy3:TX-Testville", "market", 2023, plant_output="era5:place@2023")
    assert hours.solar_availability[0] == pytest.approx(6 / (365 * 24))
    assert hours.provenance["wind_availability"].kind == "reanalysis"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"weather": "tmy3:nowhere"}, "'nowhere'"),
        ({"weather": "tmy3"}, "without a place"),
        ({"weather": "magic:1"}, "'magic:1'"),
        ({"weather": "open_meteo:dallas_tx"}, "'open_meteo:dallas_tx'"),
        ({"prices": "nowhere"}, "'nowhere_2020_2024'"),
        ({"price_year": 1999}, "no hour of 1999"),
        ({"plant_output": "place"}, "'place'"),
        ({"plant_output": "era5:place@1999"}, "no year 1999"),
    ],
)
def test_what_cannot_be_found_is_told(folder, options: dict, words: str) -> None:
    asked = {"weather": "tmy3:TX-Testville", "prices": "market", "price_year": 2023} | options
    with pytest.raises(InputError) as caught:
        real_hours(folder, **asked)
    assert words in str(caught.value)


def test_a_missing_data_folder_is_told(tmp_path) -> None:
    with pytest.raises(InputError) as caught:
        real_hours(tmp_path / "nowhere", "tmy3", "market", 2023)
    assert "--data" in caught.value.findings[0].do


def test_the_distance_from_paris_to_london() -> None:
    """About 344 km between the city centres."""
    assert great_circle(48.8566, 2.3522, 51.5074, -0.1278) == pytest.approx(344.0, abs=1.0)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"wind": np.full((2, 365 * 24), 40.0)}, "0 to 1 MW_site / MW_plate"),
        ({"solar": np.zeros((2, 100))}, "(2, 8760)"),
    ],
)
def test_damaged_plant_arrays_are_told(plant_arrays, change: dict, words: str) -> None:
    np.savez(plant_arrays, **(dict(np.load(plant_arrays)) | change))
    with pytest.raises(InputError) as caught:
        load_plant_output(plant_arrays, 2023, -6.0)
    assert caught.value.findings[0].want == words


def test_half_an_array_file_is_told(plant_arrays) -> None:
    plant_arrays.write_bytes(plant_arrays.read_bytes()[:5000])
    with pytest.raises(InputError):
        load_plant_output(plant_arrays, 2023, -6.0)


@pytest.mark.data
@pytest.mark.parametrize(("year", "mean"), [(2020, 21.8), (2022, 64.3), (2023, 55.9), (2024, 28.1)])
def test_abilene_runs_on_its_typical_year_and_ercot_prices(data_folder, year: int, mean: float) -> None:
    """TMY3 Abilene: 17.09 degC; ERCOT means as published; Texas trackers give 0.26-0.33 (LBNL 2023)."""
    hours = real_hours(data_folder, "tmy3:TX-Abilene_Regional_Ap_Ut", "ercot_hb_hubavg_dam", year)
    assert hours.temperature.mean() == pytest.approx(17.09, abs=0.01)
    assert hours.grid_price.mean() == pytest.approx(mean, abs=0.15)
    assert 0.26 < hours.solar_availability.mean() < 0.33
    assert hours.currency == f"USD_{year}"


@pytest.mark.data
def test_weather_output_and_prices_of_one_year_carry_no_mismatch(data_folder) -> None:
    hours = real_hours(
        data_folder, "open_meteo:frankfurt_de@2023", "de-lu_day_ahead", 2023, plant_output="era5:germany@2023"
    )
    assert hours.findings == ()
    ranks = [np.argsort(np.argsort(values)) for values in (hours.grid_price, hours.wind_availability)]
    assert np.corrcoef(*ranks)[0, 1] < -0.2


@pytest.mark.data
def test_weather_without_irradiance_asks_for_another_source(data_folder) -> None:
    with pytest.raises(InputError) as caught:
        real_hours(data_folder, "open_meteo:dallas_tx@2023", "ercot_hb_hubavg_dam", 2023)
    assert "era5:PLACE@YEAR" in caught.value.findings[0].do


@pytest.mark.data
def test_satellite_half_hours_become_hours(data_folder) -> None:
    """NSRDB near Big Spring, 2016; its mean by hand from the half hours."""
    path = data_folder / "weather_texas_real_years/nsrdb_psm3_582402_32.09_-101.26_2016_30min.csv.gz"
    rows = gzip.decompress(path.read_bytes()).decode().splitlines()[3:]
    by_hand = np.mean([float(row.split(",")[9]) for row in rows])
    hours = real_hours(data_folder, f"nsrdb:{path}", "ercot_hb_hubavg_dam", 2023)
    assert hours.temperature.mean() == pytest.approx(by_hand, abs=1e-6)
    assert 0.26 < hours.solar_availability.mean() < 0.34


@pytest.fixture
def factor_tables(folder):
    """Output of one region as a table: the value names its UTC hour of 2012, a leap year."""
    (folder / "capacity_factors").mkdir()
    times = pd.date_range("2012-01-01", periods=366 * 24, freq="h")
    for kind, values in (
        ("solarpv", np.arange(len(times)) / 1e4),
        ("wind", 1.0 - np.arange(len(times)) / 1e4),
    ):
        rows = [f"{time:%Y-%m-%dT%H:%MZ},{value:.4f}" for time, value in zip(times, values, strict=True)]
        path = folder / f"capacity_factors/fleet_{kind}_2012.csv.gz"
        path.write_bytes(gzip.compress("\n".join(["time_utc,WEST", *rows]).encode()))
    return folder


def test_capacity_factors_give_sun_and_wind_on_local_time(factor_tables) -> None:
    """At UTC-6 the local year begins with 06:00 UTC; 29 February (hours 1,416 to 1,439) is dropped."""
    hours = real_hours(factor_tables, "tmy3:TX-Testville", "market", 2023, plant_output="factors:WEST@2012")
    assert hours.solar_availability[:2] == pytest.approx([6e-4, 7e-4])
    assert hours.wind_availability[59 * 24 - 6] == pytest.approx(1.0 - 1440e-4)
    assert "fleet_wind_2012.csv.gz, WEST" in hours.provenance["wind_availability"].source
    assert any("factors:WEST@2012" in finding.got for finding in hours.findings)  # unlike years are told


def test_a_region_without_factors_is_told_with_those_that_are(factor_tables) -> None:
    with pytest.raises(InputError) as caught:
        real_hours(factor_tables, "tmy3:TX-Testville", "market", 2023, plant_output="factors:EAST@2012")
    assert "WEST" in caught.value.findings[0].want


def test_factors_in_per_cent_are_refused(factor_tables) -> None:
    path = factor_tables / "capacity_factors/fleet_wind_2012.csv.gz"
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes()).replace(b",0.5", b",50.5")))
    with pytest.raises(InputError) as caught:
        real_hours(factor_tables, "tmy3:TX-Testville", "market", 2023, plant_output="factors:WEST@2012")
    assert "not per cent" in caught.value.findings[0].do


@pytest.mark.data
def test_the_staged_factors_hold_texas_and_germany(data_folder) -> None:
    """American wind of 2012 ran at about 32 % (EIA Electric Power Monthly 6.7.B), German photovoltaics at 10 to 12 %."""
    texas = real_hours(
        data_folder,
        "tmy3:TX-Abilene_Regional_Ap_Ut",
        "ercot_hb_hubavg_dam",
        2023,
        plant_output="factors:ERC_WEST@2012",
    )
    assert 0.27 < texas.wind_availability.mean() < 0.37
    germany = real_hours(
        data_folder, "open_meteo:frankfurt_de@2023", "de-lu_day_ahead", 2023, plant_output="factors:DE@2016"
    )
    assert 0.09 < germany.solar_availability.mean() < 0.13
