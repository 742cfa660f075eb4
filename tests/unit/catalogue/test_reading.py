"""Looking things up: names, conversion, unknown names, and that listing stays light."""

import subprocess
import sys

import pytest

from gigaplan import catalogue
from gigaplan.core.errors import InputError
from gigaplan.core.units import UnitError

LIGHT = """
import sys
from gigaplan.catalogue import entry, kinds, names
count = sum(1 for kind in kinds() for name in names(kind) if entry(kind, name))
heavy = {"pint", "numpy", "pandas", "pydantic", "linopy", "ruamel"} & set(sys.modules)
print(count, sorted(heavy))
"""


def test_reading_every_entry_imports_nothing_heavy() -> None:
    ran = subprocess.run([sys.executable, "-c", LIGHT], capture_output=True, text=True, check=True)

    count, heavy = ran.stdout.split(maxsplit=1)
    assert int(count) >= 80
    assert heavy.strip() == "[]"


def test_an_unknown_name_is_told_with_the_nearest_names() -> None:
    with pytest.raises(InputError) as caught:
        catalogue.entry("chips", "gb30")

    finding = caught.value.findings[0]
    assert finding.got == "'gb30'"
    assert "'gb300'" in finding.do


def test_a_name_like_no_other_is_told_what_there_is() -> None:
    with pytest.raises(InputError) as caught:
        catalogue.entry("facility", "zzz")

    assert "halls_greenfield" in caught.value.findings[0].want


@pytest.mark.parametrize("kind", ["chip", "", "../core"])
def test_an_unknown_kind_is_refused(kind: str) -> None:
    with pytest.raises(InputError) as caught:
        catalogue.names(kind)

    assert "chips" in caught.value.findings[0].want


def test_a_name_cannot_reach_outside_its_folder() -> None:
    with pytest.raises(InputError):
        catalogue.entry("chips", "../power/ccgt")


def test_an_unknown_value_is_told_with_the_nearest_values() -> None:
    with pytest.raises(InputError) as caught:
        catalogue.entry("chips", "gb300").number("hbm_bandwith", "TB/s/chip")

    assert "hbm_bandwidth" in caught.value.findings[0].do


def test_a_number_is_converted_to_the_unit_asked_for() -> None:
    rack_chip = catalogue.entry("chips", "gb200")

    assert rack_chip.number("it_power", "MW_it/kchip") == pytest.approx(2.08)  # 2.08 kW a chip, 1,000 chips
    assert rack_chip.number("all_in_price", "MUSD_2026/kchip") == pytest.approx(47.0)  # 47 k$ a chip


def test_power_at_the_chips_is_not_taken_for_power_at_the_fence() -> None:
    with pytest.raises(UnitError):
        catalogue.entry("chips", "gb200").number("it_power", "MW_site/kchip")


def test_a_bound_that_is_not_stated_equals_the_central_number() -> None:
    low, central, high = catalogue.entry("chips", "h100").range("fp8_peak", "TFLOP/s/chip")

    assert low == central == high == 1979


def test_a_quarter_that_a_series_does_not_hold_is_refused() -> None:
    packaging = catalogue.entry("supply", "packaging")

    assert packaging.number_at("wafers", "2025-Q4", "kwafer") == pytest.approx(197.8)
    with pytest.raises(InputError):
        packaging.number_at("wafers", "1999-Q4", "wafer")


def test_entries_cannot_be_changed() -> None:
    entry = catalogue.entry("chips", "h100")

    with pytest.raises(TypeError):
        entry.values["fp8_peak"] = entry.values["hbm"]  # type: ignore[index]
    with pytest.raises(AttributeError):
        entry.title = "other"  # type: ignore[misc]


def test_a_dollar_of_2011_is_carried_by_the_consumer_price_index() -> None:
    assert catalogue.price_level(2011, 2024) == pytest.approx(313.689 / 224.939)  # BLS CPI-U, yearly means
    assert catalogue.price_level(2026, 2026) == 1.0


def test_prices_of_2023_rise_by_about_a_twelfth_until_2026() -> None:
    assert catalogue.price_level(2023, 2026) == pytest.approx(1.08, abs=0.01)


def test_a_year_without_an_index_is_refused() -> None:
    with pytest.raises(InputError):
        catalogue.price_level(1990, 2026)
