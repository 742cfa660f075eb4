"""What options are worth: which there are, and that who knows the world orders no worse in it."""

from __future__ import annotations

from functools import cache

import pytest

from gigaplan.scenario.load import load
from gigaplan.study.stress.options import Worths, option_worths, variants
from tests.unit.study.stress.test_two_stage import worthy


def test_options_change_what_they_name_and_nothing_else() -> None:
    scenario = load("behind-the-meter")
    found = variants(scenario)
    without, taken = found["bridge power (rented turbines)"]
    assert taken
    assert set(scenario.sites["plains"].plants) - set(without.sites["plains"].plants) == {"rented_turbine"}
    room, _ = found["a quarter more land for halls"]
    assert room.sites["plains"].halls.limit == pytest.approx(1.25 * 500.0)
    slots, _ = found["a quarter more manufacturing slots"]
    assert slots.supply.slots["engine"][""] == pytest.approx(1.25 * 200.0)
    assert "bridge power (rented turbines)" not in variants(load("tiny"))


@cache
def found() -> Worths:
    return option_worths(worthy(), 3, 5)


def test_foresight_orders_no_worse_in_any_world_and_better_in_some() -> None:
    slack = 2 * found().gap * found().nets.abs().to_numpy().max()
    assert (found().regret >= -slack).all()
    assert found().regret.mean() > slack
    assert (found().nets["with foresight"] >= found().nets["waiting"] - slack).all()


def test_land_that_is_not_short_is_worth_nothing_and_slots_nobody_needs_are_no_option() -> None:
    # 60 MW_it at each of two sites hold more chips than the money buys, and no site has plants
    assert list(found().options["option"]) == ["a quarter more land for halls"]
    assert found().options["worth on average"][0] == pytest.approx(
        0.0, abs=5 * found().gap * found().nets.abs().to_numpy().max()
    )
