"""Plans that hedge: the tail by hand; out of sample the chosen plan beats the certain one."""

from __future__ import annotations

import numpy as np
import pytest

from gigaplan.scenario.load import load
from gigaplan.study.stress.hedge import hedge, tail_mean


def test_the_tail_is_the_mean_of_the_worst() -> None:
    nets = np.array([5.0, -1.0, 3.0, 2.0, 10.0])
    assert tail_mean(nets, 0.4) == pytest.approx((-1 + 2) / 2)
    assert tail_mean(nets, 0.5) == pytest.approx((-1 + 2 + 3 / 2) / 2.5)
    assert tail_mean(nets, 1.0) == pytest.approx(nets.mean())


@pytest.mark.slow
def test_a_hedged_plan_beats_the_certain_one_where_it_was_not_chosen() -> None:
    found = hedge(load("abilene"), 200, gap=0.02)
    assert found.chosen != found.certain
    assert found.gain > 0
    assert found.value_of_information >= 0
    assert (
        found.table["test_score"].to_numpy()[found.certain]
        < 0
        < found.table["test_score"].to_numpy()[found.chosen]
    )
