"""Traces: rates and bursts by hand, and the year they are scaled to."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gigaplan.compute.traces import Trace, WeekPattern, as_recorded, scale_to_year
from gigaplan.core.errors import InputError

WEEK = WeekPattern(peak_hour=15, trough_share=0.35, weekend_share=0.6)


def steady(count: int, gap_seconds: float) -> Trace:
    """Requests of 100 tokens in and 10 out at even gaps."""
    return Trace(
        np.arange(count, dtype=np.float64) * np.float64(gap_seconds),
        np.full(count, 100.0),
        np.full(count, 10.0),
    )


def test_a_request_a_minute_is_sixty_an_hour() -> None:
    assert steady(61, 60.0).requests_per_hour == pytest.approx(60)


def test_even_arrivals_have_no_dispersion_and_no_busiest_window() -> None:
    trace = steady(600, 1.0)
    assert (trace.dispersion(10), trace.busiest(10)) == pytest.approx((0, 1))


def test_independent_arrivals_have_a_dispersion_of_one() -> None:
    seconds = np.sort(np.random.default_rng(7).uniform(0, 36_000, 50_000))
    trace = Trace(seconds, np.ones(50_000), np.ones(50_000))
    assert trace.dispersion(10) == pytest.approx(1, abs=0.08)  # 3,600 windows: sd of the ratio 0.024


def test_the_pattern_peaks_at_its_hour_and_bottoms_twelve_hours_later() -> None:
    monday = WEEK.hours(24, first_weekday=0)
    assert (monday[15], monday[3]) == pytest.approx((1.0, 0.35))


def test_the_weekend_is_its_share_of_a_weekday() -> None:
    hours = WEEK.hours(168, first_weekday=0)
    assert hours[120:] == pytest.approx(0.6 * hours[:48])


def test_the_year_gives_the_traces_rate_at_its_hour() -> None:
    year = scale_to_year(steady(61, 60.0), WEEK, (3, 18), 365 * 24, first_weekday=2)
    thursday_18 = 24 + 18  # the year begins on a Wednesday
    assert year.requests[thursday_18] == pytest.approx(60)
    # the cosine three hours from its peak: 0.35 + 0.65 x (1 + cos 45 deg) / 2 = 0.9048
    assert year.requests.max() == pytest.approx(60 / 0.9048, rel=1e-4)


def test_the_shape_has_a_peak_of_one_and_every_hour_of_the_year() -> None:
    year = scale_to_year(steady(61, 60.0), WEEK, (3, 18), 365 * 24, first_weekday=2)
    assert (len(year.shape), year.shape.max(), year.shape.min()) == pytest.approx((365 * 24, 1.0, 0.6 * 0.35))


def test_waiting_servers_lift_the_power_of_the_night() -> None:
    year = scale_to_year(steady(61, 60.0), WEEK, (3, 18), 365 * 24, first_weekday=2)
    power = year.power_shape(0.3)
    assert (power.min(), power.max()) == pytest.approx((0.3 + 0.7 * 0.21, 1.0))


@given(hour=st.integers(0, 23), day=st.integers(0, 6), hours=st.integers(1, 200))
def test_a_longer_trace_keeps_its_requests_over_the_hours_it_covers(hour: int, day: int, hours: int) -> None:
    trace = steady(hours * 10 + 1, 360.0)
    year = scale_to_year(trace, WEEK, (day, hour), 24 * 365, first_weekday=0)
    start = day * 24 + hour
    assert year.requests[start : start + hours].sum() == pytest.approx(10 * hours)


def test_less_than_a_working_day_leaves_the_day_as_stated() -> None:
    pattern = WeekPattern(15, 0.4, 0.5)
    seconds = np.arange(0.0, 47 * 3600.0, 60.0)
    recorded = Trace(seconds, np.ones(len(seconds)), np.ones(len(seconds)))
    assert as_recorded(pattern, recorded, (5, 1)) == pattern  # Saturday and Sunday alone
    assert as_recorded(pattern, recorded, (0, 0)).day == pytest.approx(
        [1.0] * 24
    )  # even requests, whole Monday


def test_a_window_longer_than_the_trace_is_refused() -> None:
    with pytest.raises(InputError, match="window_seconds"):
        steady(10, 1.0).busiest(60)


def test_arrivals_that_go_back_are_refused() -> None:
    with pytest.raises(InputError, match="back in time"):
        Trace(np.array([0.0, 5.0, 3.0]), np.ones(3), np.ones(3))


def test_a_pattern_outside_its_range_is_told_all_at_once() -> None:
    with pytest.raises(InputError) as caught:
        WeekPattern(peak_hour=24, trough_share=-0.1, weekend_share=1.2)
    assert len(caught.value.findings) == 3


def test_a_trace_recorded_when_the_pattern_is_empty_is_refused() -> None:
    with pytest.raises(InputError, match="no requests"):
        scale_to_year(steady(61, 60.0), WeekPattern(15, 0.35, 0.0), (5, 12), 24 * 365, first_weekday=0)
