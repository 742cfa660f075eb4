"""The unit reading refuses what does not belong together."""

from __future__ import annotations

import pytest

from gigaplan.core.units import registry
from gigaplan.language.units_reading import Measured, UnitMismatchError


def term(unit: str, over: str = "site", hourly: bool = False) -> Measured:
    return Measured(registry().Unit(unit), frozenset(over.split()), hourly)


def test_it_power_and_site_power_do_not_add_up() -> None:
    with pytest.raises(UnitMismatchError, match="cannot add"):
        term("MW_it") + term("MW_site")


def test_a_power_ratio_turns_it_power_into_site_power() -> None:
    assert (term("MW_site/MW_it") * term("MW_it")).unit == registry().Unit("MW_site")


def test_kilowatts_and_megawatts_are_never_mixed_inline() -> None:
    with pytest.raises(UnitMismatchError):
        term("MW_it") + term("kW_it")


def test_money_of_two_years_does_not_add_up() -> None:
    with pytest.raises(UnitMismatchError):
        term("MUSD_2025") + term("MUSD_2026")


def test_a_number_other_than_nought_and_one_is_refused() -> None:
    with pytest.raises(UnitMismatchError, match="declare a quantity"):
        term("dimensionless") + 3


def test_a_sum_over_a_dimension_that_is_not_there_is_refused() -> None:
    with pytest.raises(UnitMismatchError, match="there is no hour"):
        term("MW_it").total(("hour",))


def test_an_hourly_decision_stays_marked_through_sums() -> None:
    hourly = term("MW_site", "site hour", hourly=True)
    assert hourly.by_quarter().total(("site",)).hourly
