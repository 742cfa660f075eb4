"""Hours of a site from the scenario: sun and wind of the year that weather and prices are of."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import gigaplan
from gigaplan.core.errors import InputError
from gigaplan.programme.places import place_of

YEAR_2021 = {
    "sites.abilene1.hours.weather": "open_meteo:dallas_tx@2021",
    "sites.abilene1.hours.plant_output": "era5:texas@2021",
    "sites.abilene1.hours.price_year": 2021,
}


@pytest.mark.data
def test_weather_without_irradiance_takes_sun_and_wind_of_the_same_year(data_folder: Path) -> None:
    scenario = gigaplan.load("abilene", YEAR_2021)
    place = place_of("abilene1", scenario.sites["abilene1"], scenario, data_folder)

    arrays = np.load(data_folder / "weather_era5_eleven_years" / "texas.npz")
    year = int(np.flatnonzero(arrays["years"] == 2021)[0])
    assert place.solar.mean() == pytest.approx(arrays["solar"][year].mean(), rel=0.01)
    assert place.wind.mean() == pytest.approx(arrays["wind"][year].mean(), rel=0.01)
    assert not any("prices 2021" in note.text for note in place.notes)  # no word of unlike years


def test_sun_and_wind_without_their_weather_are_a_finding() -> None:
    alone = dict.fromkeys(f"sites.abilene1.hours.{name}" for name in ("weather", "prices", "price_year"))
    with pytest.raises(InputError) as caught:
        gigaplan.load("abilene", {**alone, "sites.abilene1.hours.plant_output": "era5:texas@2021"})

    assert caught.value.findings[0].got == "plant_output without weather and prices and price_year"


@pytest.mark.data
def test_february_2021_is_cold_and_dear_in_the_same_hours(data_folder: Path) -> None:
    scenario = gigaplan.load("abilene", YEAR_2021)
    place = place_of("abilene1", scenario.sites["abilene1"], scenario, data_folder)

    week = slice((31 + 14) * 24, (31 + 18) * 24)  # 15 to 18 February; ERCOT's cap was 9,000 USD/MWh
    assert place.price[week].mean() > 5000
    assert place.temperature[week].mean() < 0
