"""Fleets and frontiers: published answers, and what must hold for any."""

from dataclasses import replace

import numpy as np
import pytest

from gigaplan.compute.serving import (
    ChipShape,
    Deployment,
    Requests,
    Targets,
    chip_power,
    committed_fit,
    frontier,
    least_fleet,
    on_device_share,
    pools,
    possible_instances,
    time_per_token,
)
from gigaplan.sizing.shapes import model_shape
from tests.unit.compute.serving.shapes import CHIP, DENSE, MIXTURE, RUN

FIT = committed_fit()
TARGETS = Targets(20.0, 2.0)
SECONDS_A_DAY = 86_400


def chips(model=DENSE, rate: float = 200.0, targets: Targets = TARGETS, **work: float) -> int:
    found = least_fleet(model, CHIP, [Requests(rate, 1000.0, 500.0)], targets, replace(RUN, **work), FIT)
    assert found is not None
    return found.chips


def test_the_serving_day_that_deepseek_published_closes() -> None:
    # open-infra-index day 6: 608 B tokens in and 168 B out in a day; 73.7 k in and 14.8 k out a second by
    # node; 226.75 nodes of 8 H800 on average, 87,072 USD at 2 USD an hour
    day = pools(608e9 / SECONDS_A_DAY, 168e9 / SECONDS_A_DAY, 73_700.0, 14_800.0)

    assert day.instances == pytest.approx(226.75, rel=0.01)
    assert day.instances * 8 * 24 * 2 == pytest.approx(87_072, rel=0.01)


def test_the_published_decode_instance_of_deepseek_is_foretold_within_the_range() -> None:
    # decode on 18 nodes of 8 H800 (EP144), 14.8 k token/s by node at 20-22 token/s for a user, 4,989 tokens
    # kept on average: 14,800 / 8 / 21 = 88 sequences by chip
    h800 = ChipShape(80e9, 3.35e12, 2e11, 8.0, 989e12, 1979e12, 1979e12, 700.0)
    chips, sequences = 144.0, 144.0 * 14_800 / 8 / 21
    run = Deployment(chips, chips, chips, sequences, 4_989.0 - 1.0, 2.0, 1.0, 2.0, mixed=0.0)
    speed = 1 / float(time_per_token(model_shape("deepseek-v3"), h800, run, FIT.constants))

    assert 21 / FIT.high <= speed <= 21 / FIT.low
    assert speed == pytest.approx(21, rel=0.15)


def test_twice_the_requests_need_about_twice_the_chips() -> None:
    assert chips(rate=4000.0) == pytest.approx(2 * chips(rate=2000.0), rel=0.02)


def test_a_faster_answer_never_needs_fewer_chips() -> None:
    needed = [chips(targets=Targets(speed, 2.0)) for speed in (5.0, 20.0, 40.0, 60.0)]

    assert needed == sorted(needed)


def test_cached_prompts_never_need_more_chips() -> None:
    assert chips(cached_share=0.6) < chips()


def test_accepted_drafts_reach_speeds_that_steps_alone_do_not() -> None:
    fast = Targets(120.0, 2.0)

    assert (
        least_fleet(DENSE, replace(CHIP, domain=1.0), [Requests(1.0, 100.0, 500.0)], fast, RUN, FIT) is None
    )
    drafted = replace(RUN, accepted=2.0)
    assert least_fleet(DENSE, replace(CHIP, domain=1.0), [Requests(1.0, 100.0, 500.0)], fast, drafted, FIT)


def test_a_mix_needs_no_less_than_its_lighter_part_alone() -> None:
    light = [Requests(100.0, 500.0, 200.0)]
    both = [*light, Requests(50.0, 4000.0, 800.0)]
    found = [least_fleet(DENSE, CHIP, mix, TARGETS, RUN, FIT) for mix in (light, both)]

    assert found[0] is not None
    assert found[1] is not None
    assert found[0].chips < found[1].chips


def test_a_fleet_keeps_its_promises_and_its_headroom() -> None:
    found = least_fleet(MIXTURE, CHIP, [Requests(50.0, 1000.0, 500.0)], TARGETS, RUN, FIT)

    assert found is not None
    assert found.token_time <= 1 / TARGETS.tokens_per_second
    assert found.first_token <= TARGETS.first_token
    assert found.use <= 0.8
    assert found.low < found.chips < found.high


def test_no_instance_beats_one_of_the_frontier_in_speed_and_yield() -> None:
    every = possible_instances(MIXTURE, CHIP, RUN, FIT.constants)
    best = frontier(every)

    for time, rate in zip(best.token_time, best.whole_rate, strict=True):
        assert not np.any((every.token_time <= time) & (every.whole_rate > rate * (1 + 1e-12)))


def test_every_instance_of_the_frontier_is_slower_and_yields_more_than_the_one_before() -> None:
    best = frontier(possible_instances(MIXTURE, CHIP, RUN, FIT.constants))

    assert len(best.token_time) > 3
    assert np.all(np.diff(best.token_time) > 0)
    assert np.all(np.diff(best.whole_rate) > 0)


def test_a_chip_draws_more_the_more_it_does() -> None:
    assert chip_power(1000.0, 0.0) == pytest.approx(430)
    assert chip_power(1000.0, 1.0) == pytest.approx(860)


def test_devices_take_more_of_small_models_and_more_in_later_years() -> None:
    assert on_device_share(4e9, 2025) == pytest.approx(0.05)  # half of the able tenth
    assert on_device_share(4e9, 2027) > on_device_share(4e9, 2025) > on_device_share(400e9, 2025)
