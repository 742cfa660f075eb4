"""Reliability: REopt's published cases, closed forms, units by hand."""

from __future__ import annotations

import gzip
import json
from math import comb
from pathlib import Path

import numpy as np
import pytest

from gigaplan.physics.reliability import (
    Battery,
    Units,
    firm_margin_for_target,
    share_carried,
    share_of_time_served,
    survival,
    units_for,
    units_for_target,
)

KW_IN_MW = 1e3


def test_one_unit_is_start_times_hours_of_running() -> None:
    one = Units(count=1, power=1.0, availability=0.98, failure_to_start=0.1, mean_time_to_failure=100)
    found = survival(np.full(48, 0.9), [one], 24)
    assert found[:, 19] == pytest.approx(0.9 * 0.98 * 0.99**20, abs=1e-12)  # REopt: 0.7213939


def test_a_battery_carries_its_hours_first() -> None:
    one = Units(count=1, power=100.0, availability=0.98, failure_to_start=0.1, mean_time_to_failure=100)
    battery = Battery(power=100.0, energy=400.0, bins=101)
    found = survival(np.full(8760, 100.0), [one], 24, battery)
    # REopt's runtests, reliability: a battery of four hours and 24 hours of outage
    assert found[:, 23].mean() == pytest.approx(0.99**20 * 0.9 * 0.98, abs=1e-5)


def test_two_units_and_a_battery_by_reopts_docstring() -> None:
    units = Units(count=2, power=1.0, availability=1.0, failure_to_start=0.0, mean_time_to_failure=5)
    battery = Battery(power=1.0, energy=2.0, bins=3)
    load = np.array([1.0, 2.0, 2.0, 1.0])
    alone = survival(load, [units], 3)
    assert alone == pytest.approx(
        np.array(
            [
                [0.96, 0.4096, 0.262144],
                [0.64, 0.4096, 0.393216],
                [0.64, 0.6144, 0.557056],
                [0.96, 0.8704, 0.262144],
            ]
        )
    )
    # with a battery that starts full instead of half full nothing is lost in the first hour
    assert survival(load, [units], 3, battery)[:, 0] == pytest.approx([1.0, 0.96, 0.96, 1.0])


def test_kinds_of_units_add_up() -> None:
    alike = Units(count=2, power=1.0, availability=0.95, failure_to_start=0.05, mean_time_to_failure=50)
    single = Units(count=1, power=1.0, availability=0.95, failure_to_start=0.05, mean_time_to_failure=50)
    load = np.array([0.5, 1.5, 2.0])
    assert survival(load, [alike], 6) == pytest.approx(survival(load, [single, single], 6))


@pytest.mark.data
def test_reopts_hospital(data_folder: Path) -> None:
    file = data_folder / "reference_cases" / "reopt_reliability" / "backup_reliability_inputs.json.gz"
    with gzip.open(file, "rt", encoding="utf-8") as text:
        given = json.load(text)
    sun = np.array(given["pv_production_factor_series"]) * given["pv_size_kw"]
    wind = np.array(given["wind_production_factor_series"]) * given["wind_size_kw"]
    net = (np.array(given["critical_loads_kw"]) - sun - wind) / KW_IN_MW
    units = Units(
        given["num_generators"],
        given["generator_size_kw"] / KW_IN_MW,
        given["generator_operational_availability"],
        given["generator_failure_to_start"],
        given["generator_mean_time_to_failure"],
    )
    battery = Battery(
        given["battery_size_kw"] / KW_IN_MW,
        given["battery_size_kwh"] / KW_IN_MW,
        given["battery_charge_efficiency"],
        given["battery_discharge_efficiency"],
        given["num_battery_bins"],
    )
    found = survival(net, [units], given["max_outage_duration"], battery)
    assert found[0, -1] == pytest.approx(0.858756, abs=1e-5)  # REopt.jl test/runtests.jl
    assert found[:, -1].mean() == pytest.approx(0.904242, abs=1e-5)


def test_spare_units_by_hand() -> None:
    assert units_for(100.0, 30.0, 0) == 4
    assert units_for(100.0, 30.0, 1) == 5
    assert units_for(90.0, 30.0, 2) == 5
    by_hand = sum(comb(5, out) * 0.05**out * 0.95 ** (5 - out) for out in (0, 1))
    assert share_of_time_served(5, 4, 0.05) == pytest.approx(by_hand)


def test_a_target_takes_the_fewest_units_that_keep_it() -> None:
    count = units_for_target(1000.0, 18.0, 0.05, 0.999)
    needed = units_for(1000.0, 18.0, 0)
    assert share_of_time_served(count, needed, 0.05) >= 0.999 > share_of_time_served(count - 1, needed, 0.05)
    assert firm_margin_for_target(1000.0, 18.0, 0.05, 0.999) == pytest.approx(count * 18.0 * 0.95 / 1000.0)
    with pytest.raises(ValueError, match="no number of units"):
        units_for_target(1000.0, 18.0, 0.05, 1.0)


def test_kinds_together_carry_a_load_as_often_as_all_states_say() -> None:
    kinds = [(3, 40.0, 0.05), (5, 18.0, 0.03)]
    found = 0.0
    for aero in range(4):
        for engines in range(6):
            if 40.0 * aero + 18.0 * engines >= 130.0:
                chance = comb(3, aero) * 0.95**aero * 0.05 ** (3 - aero)
                found += chance * comb(5, engines) * 0.97**engines * 0.03 ** (5 - engines)
    assert share_carried(130.0, kinds) == pytest.approx(found, abs=1e-12)
    assert share_carried(180.0, [(12, 18.0, 0.05)]) == pytest.approx(share_of_time_served(12, 10, 0.05))
    assert share_carried(0.0, []) == 1.0
