"""What options are worth: which there are, and that foresight is never worth less than nothing."""

from __future__ import annotations

import numpy as np
import pytest

from gigaplan.scenario.load import load
from gigaplan.study.stress.options import option_worths, variants


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


@pytest.mark.slow
def test_foresight_is_never_worth_less_than_nothing() -> None:
    found = option_worths(load("tiny"), 20, 2, gap=0.02)
    assert (found.regret["regret"] >= 0).all()
    assert list(found.regret["share of worlds worse"]) == sorted(found.regret["share of worlds worse"])
    assert np.isfinite(found.options[["worth on average", "worth in the tail"]].to_numpy()).all()
