"""Several weather years in one plan, price scenarios and gas hubs, as a scenario says them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import gigaplan
from gigaplan import catalogue
from gigaplan.core.errors import InputError
from gigaplan.programme.arrange import arrange
from gigaplan.programme.places import place_of
from gigaplan.programme.times import hours_in_year

HOURS = "sites.abilene1.hours"
IN_TURN = {
    f"{HOURS}.weather": "open_meteo:dallas_tx",
    f"{HOURS}.plant_output": "era5:texas",
    f"{HOURS}.price_year": None,
    f"{HOURS}.years": [2021, 2022],
}
MUSD = 1e-6


def one_year(year: int) -> dict[str, object]:
    named = {
        "weather": f"open_meteo:dallas_tx@{year}",
        "plant_output": f"era5:texas@{year}",
        "price_year": year,
    }
    return {f"{HOURS}.{name}": value for name, value in named.items()}


def abilene(changes: dict[str, object], data: Path | None = None):
    return arrange(gigaplan.load("abilene", changes), data=data)


@pytest.mark.data
def test_years_are_used_in_turn_one_a_calendar_year(data_folder: Path) -> None:
    turning = abilene(IN_TURN, data_folder).inputs
    first, second = (abilene(one_year(year), data_folder).inputs for year in (2021, 2022))
    year = hours_in_year()
    for quantity in ("grid_energy_cost", "pue"):
        laid = turning[quantity].sel(site="abilene1").values
        assert laid[:year] == pytest.approx(first[quantity].sel(site="abilene1").values[:year])
        assert laid[year : 2 * year] == pytest.approx(second[quantity].sel(site="abilene1").values[:year])
        assert laid[2 * year :] == pytest.approx(laid[:year])  # the third year of the plan is the first again


def test_years_beside_a_price_year_are_a_finding() -> None:
    with pytest.raises(InputError) as caught:
        gigaplan.load("abilene", {f"{HOURS}.years": [2021, 2022]})
    assert caught.value.findings[0].got == "years beside price_year: 2023"


def test_a_price_scenario_keeps_the_mean_and_widens_the_swings() -> None:
    before, after = (
        place_of("abilene1", scenario.sites["abilene1"], scenario, None).price
        for scenario in (
            gigaplan.load("abilene"),
            gigaplan.load(
                "abilene", {f"{HOURS}.price_scenario": {"mean": "80 USD_2026/MWh_site", "swing": "2"}}
            ),
        )
    )
    assert after.mean() == pytest.approx(80.0)
    assert after.std() / after.mean() == pytest.approx(2.0 * before.std() / before.mean())


def test_prices_below_zero_can_be_lifted() -> None:
    wanted = {f"{HOURS}.price_scenario": {"swing": "3", "negative_hours": False}}
    scenario = gigaplan.load("abilene", wanted)
    price = place_of("abilene1", scenario.sites["abilene1"], scenario, None).price
    assert price.min() == 0.0


def test_a_gas_hub_moves_the_cost_of_a_gas_plant_by_its_heat_rate() -> None:
    region = catalogue.entry("regions", "ercot").number("gas_price", "USD_2026/MMBtu")
    hubs = catalogue.entry("supply", "gas_hubs")
    waha = sum(hubs.number(part, "USD_2026/MMBtu") for part in ("waha", "transport"))
    heat_rate = catalogue.entry("power", "reciprocating_engine").number("heat_rate", "MMBtu/MWh_site")
    plant = {"site": "abilene1", "plant": "reciprocating_engine"}
    dear, cheap = (
        abilene(changes).inputs["plant_energy_cost"].sel(plant).values
        for changes in ({}, {"sites.abilene1.gas": {"hub": "waha"}})
    )
    assert dear - cheap == pytest.approx(np.full(12, MUSD * heat_rate * (region - waha)))


def test_gas_delivered_to_plants_pays_its_way_once() -> None:
    """EIA-923's delivered gas holds its transport: Henry Hub 3.90 less 0.50 is all that a Texan plant pays."""
    plant = {"site": "abilene1", "plant": "reciprocating_engine"}
    region, hub = (
        abilene(changes).inputs["plant_energy_cost"].sel(plant).values
        for changes in ({}, {"sites.abilene1.gas": {"hub": "ercot_delivered"}})
    )
    assert hub == pytest.approx(region)
    assert catalogue.entry("regions", "ercot").number("gas_price", "USD_2026/MMBtu") == pytest.approx(3.4)


def test_an_unknown_hub_and_a_hub_beside_a_price_are_findings() -> None:
    for gas, got in (
        ({"hub": "wahaa"}, "'wahaa'"),
        ({"hub": "waha", "price": "3 USD_2026/MMBtu"}, "a hub and a price, or neither"),
    ):
        with pytest.raises(InputError) as caught:
            gigaplan.load("abilene", {"sites.abilene1.gas": gas})
        assert caught.value.findings[0].got == got
