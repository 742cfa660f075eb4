"""On-device share: the stated assumption, at the points it states."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gigaplan.compute.serving import on_device_share


def test_a_tenth_of_requests_may_leave_in_2025_half_of_them_at_four_billion_parameters() -> None:
    assert on_device_share(4e9, 2025) == pytest.approx(0.1 / 2)


def test_two_years_later_devices_hold_twice_the_size_and_more_of_them_are_able() -> None:
    assert on_device_share(8e9, 2027) == pytest.approx(0.1 * 1.5**2 / 2)


def test_a_large_model_stays_in_the_centre() -> None:
    assert on_device_share(405e9, 2026) < 1e-4


@given(size=st.floats(1e8, 1e12), year=st.integers(2020, 2040))
def test_the_share_falls_with_size_and_rises_with_the_year_up_to_its_limit(size: float, year: int) -> None:
    share = on_device_share(size, year)
    assert on_device_share(2 * size, year) <= share <= on_device_share(size, year + 1) <= 0.6
