"""Late paths: closed forms of steps moved by whole and broken months."""

from __future__ import annotations

import numpy as np
import pytest

from gigaplan.operate.lateness import first_reached, late, monthly


def test_a_quarter_is_three_equal_months() -> None:
    assert monthly(np.array([1.0, 4.0])).tolist() == [1, 1, 1, 4, 4, 4]


def test_a_broken_month_is_shared_between_before_and_after() -> None:
    path = np.array([[2.0, 5.0, 5.0, 9.0]])
    moved = late(path, np.array([1.25]), np.array([1.0]))
    # step of 2 at month 0 comes at 1.25: month 1 holds 1 for a quarter of it, then 2; step to 5 at 2.25
    assert moved[0] == pytest.approx([1.0, 1.75, 4.25, 5.0])


@pytest.mark.parametrize("slip", [0.0, 0.3, 1.0, 2.75])
def test_a_step_is_reached_when_it_comes(slip: float) -> None:
    path = np.array([[0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0]])
    moved = late(path, np.array([slip]), np.array([0.0]))[0]
    assert first_reached(moved, 1.0) == pytest.approx(3.0 + slip)


def test_what_comes_after_the_end_is_never_reached() -> None:
    moved = late(np.array([[0.0, 1.0]]), np.array([5.0]), np.array([0.0]))[0]
    assert first_reached(moved, 1.0) == np.inf
