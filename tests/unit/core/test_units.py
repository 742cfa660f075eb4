"""Units at the border: flavours kept apart, texts that are no quantities refused."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gigaplan.core.units import UnitError, convert, parse


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("1.2 GW_site", "MW_site", 1200.0),
        ("824 MW_it", "MW_it", 824.0),
        ("35 GUSD_2025", "USD_2025", 35e9),
        ("26.1 GUSD_2026 / GW_it", "USD_2026/MW_it", 26.1e6),
        ("5 %", "dimensionless", 0.05),
        ("12 GWh_site", "MW_site*hour", 12_000.0),
        ("2.08 kW_it/chip", "MW_it/kchip", 2.08),
        ("1 year", "day", 365.0),
        ("6.16 MMBtu/MWh_site", "MMBtu/GWh_site", 6160.0),
    ],
)
def test_a_text_is_read_in_the_unit_asked_for(text: str, unit: str, value: float) -> None:
    assert parse(text, unit) == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("1.2 GW", "MW_site"),
        ("1.2 GW_it", "MW_site"),
        ("3 GUSD_2025", "USD_2026"),
        ("5 kchip", "kH100e"),
        ("12 MW_site", "MWh_site"),
        ("five MW_it", "MW_it"),
        ("", "MW_it"),
        ("nan MW_it", "MW_it"),
        ("((((", "MW_it"),
    ],
)
def test_a_text_of_another_kind_is_refused_with_what_is_wanted(text: str, unit: str) -> None:
    with pytest.raises(UnitError) as problem:
        parse(text, unit)
    assert problem.value.want


@pytest.mark.parametrize("bare", [5, 2.5, True, None])
def test_a_bare_number_is_refused(bare: object) -> None:
    with pytest.raises(UnitError, match="without a unit"):
        parse(bare, "MW_it")


@given(st.floats(1e-6, 1e9))
def test_converting_there_and_back_changes_nothing(value: float) -> None:
    assert convert(convert(value, "GW_it", "kW_it"), "kW_it", "GW_it") == pytest.approx(value, rel=1e-12)


@given(st.text(max_size=40))
def test_any_text_is_a_quantity_or_a_clear_refusal(text: str) -> None:
    with contextlib.suppress(UnitError):
        assert isinstance(parse(text, "MW_it"), float)


def test_amounts_are_read_where_no_cache_can_be_kept() -> None:
    no_folder = {"HOME": os.devnull, "XDG_CACHE_HOME": os.devnull}
    reading = "from gigaplan.core.units import parse; print(parse('1.2 GW_site', 'MW_site'))"
    read = subprocess.run(
        [sys.executable, "-c", reading],
        env=os.environ | no_folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert read.stdout.strip() == "1200.0", read.stderr
