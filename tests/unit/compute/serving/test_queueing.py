"""Queues against closed forms and a second way to compute them."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gigaplan.compute.serving.queueing import mean_wait, mix_variation, servers_for, waiting_chance


def by_recursion(servers: int, offered: float) -> float:
    blocked = 1.0
    for place in range(1, servers + 1):
        blocked = offered * blocked / (place + offered * blocked)
    return blocked / (1 - offered / servers * (1 - blocked))


def test_one_server_is_busy_as_often_as_it_is_used() -> None:
    assert waiting_chance(1, 0.7) == pytest.approx(0.7)


def test_two_servers_with_one_of_work_are_both_busy_a_third_of_the_time() -> None:
    assert waiting_chance(2, 1.0) == pytest.approx(1 / 3)


@given(st.integers(1, 400), st.floats(0.01, 0.99))
def test_the_chance_to_wait_equals_the_recursion_of_erlang(servers: int, use: float) -> None:
    assert waiting_chance(servers, use * servers) == pytest.approx(
        by_recursion(servers, use * servers), rel=1e-6
    )


def test_exponential_and_even_service_give_the_waits_of_the_textbook() -> None:
    # M/M/1: use / (1/service - arrivals) = 0.5 / (1 - 0.5) = 1 s; even service halves it
    assert mean_wait(1, 0.5, 1.0, 1.0, 1.0) == pytest.approx(1.0)
    assert mean_wait(1, 0.5, 1.0, 1.0, 0.0) == pytest.approx(0.5)


def test_an_overloaded_queue_waits_for_ever() -> None:
    assert mean_wait(3, 3.0, 1.0, 1.0, 1.0) == math.inf


def test_one_server_fewer_would_break_the_wait_or_the_use() -> None:
    found = servers_for(10.0, 1.0, 1.0, longest_wait=0.01, highest_use=0.8)

    assert mean_wait(found, 10.0, 1.0, 1.0, 1.0) <= 0.01
    assert mean_wait(found - 1, 10.0, 1.0, 1.0, 1.0) > 0.01 or 10.0 / (found - 1) > 0.8


def test_one_class_varies_as_exponential_and_two_vary_more() -> None:
    assert mix_variation(np.array([1.0]), np.array([3.0])) == pytest.approx(1.0)
    # half 1 s and half 3 s: 2 x (1 + 9) / 2 / 2^2 - 1
    assert mix_variation(np.array([0.5, 0.5]), np.array([1.0, 3.0])) == pytest.approx(1.5)
