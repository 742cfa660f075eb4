"""Training: published runs foretold, hand sums, and limits of the laws."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gigaplan.compute.published_runs import (
    DEEPSEEK_CHIP_HOURS,
    DEEPSEEK_PRETRAINING,
    H100_BF16_PEAK,
    LLAMA_405B,
    LLAMA_CHIP_HOURS,
    LLAMA_OPERATIONS,
    LLAMA_PRETRAINING,
    LLAMA_SHARES,
    MEGATRON_BATCH_TOKENS,
    MEGATRON_SHARES,
    MIXTURE_BAND,
    MLPERF_LLAMA,
    llama_speed,
    megatron_speed,
    mlperf_speed,
    mlperf_step_speed,
)
from gigaplan.compute.training import (
    NO_STOPS,
    Rollouts,
    Run,
    Speed,
    Stops,
    TrainedModel,
    largest_useful_cluster,
    learning_hours,
    llama_stops,
    speed_through,
)
from gigaplan.core.errors import InputError

SMALL = Run(TrainedModel(1e9), tokens=2e10, sequence=1000, batch_tokens=1e6, chip_peak=1e15)


def test_the_flop_law_gives_the_published_operations_of_llama_405b() -> None:
    plain = TrainedModel(LLAMA_405B.active_parameters).operations_per_token(8192) * 15.6e12
    assert plain == pytest.approx(LLAMA_OPERATIONS, rel=0.005)  # Llama 3 report: 3.8e25


def test_attention_adds_its_own_products() -> None:
    # 6 x 126 layers x 16,384 wide x 8,192 long = 1.0147e11 beside 6 x 405.9e9 = 2.4354e12
    assert LLAMA_405B.operations_per_token(8192) == pytest.approx(2.4354e12 + 1.0147e11, rel=1e-4)


def test_the_largest_mlperf_run_is_foretold_from_the_smallest() -> None:
    largest = MLPERF_LLAMA[-1]
    minutes = largest.run.seconds(largest.chips, mlperf_speed()) / 60
    assert minutes == pytest.approx(largest.minutes, rel=0.08)  # 8,192 H100: 19.64 min, MLPerf v5.0


def test_a_step_of_the_largest_mlperf_run_is_foretold_from_one_of_the_smallest() -> None:
    largest = MLPERF_LLAMA[-1]
    seconds = largest.step.seconds(largest.chips, mlperf_step_speed())
    assert seconds == pytest.approx(5.273, rel=0.08)  # log of eos-dfw_n1024, MLPerf v5.0; no evaluation in it


@pytest.mark.parametrize("measured", MLPERF_LLAMA[1:3])
def test_the_mlperf_runs_between_are_foretold_from_the_smallest(measured) -> None:
    minutes = measured.run.seconds(measured.chips, mlperf_speed()) / 60
    assert minutes == pytest.approx(measured.minutes, rel=0.03)


def test_chip_hours_of_llama_405b_are_within_five_per_cent() -> None:
    hours = LLAMA_PRETRAINING.chip_hours(16384, llama_speed(), llama_stops())
    assert hours == pytest.approx(LLAMA_CHIP_HOURS, rel=0.05)  # model card: 30.84 M


def test_the_larger_llama_cluster_is_foretold_from_the_smaller() -> None:
    share = llama_speed().share(LLAMA_PRETRAINING.batch_tokens, 16384)
    assert share == pytest.approx(LLAMA_SHARES[16384], abs=0.01)


def test_deepseek_v3_lies_in_the_band_of_mixtures() -> None:
    plain = Run(TrainedModel(37e9), 14.8e12, 4096, 6.3e7, H100_BF16_PEAK)
    share = plain.operations / (DEEPSEEK_CHIP_HOURS * 3600 * H100_BF16_PEAK)
    assert share == pytest.approx(0.346, abs=0.001)  # 6 x 37e9 x 14.8e12 / (2.664e6 h x 989 TFLOP/s)
    assert MIXTURE_BAND[0] < share / 2 < MIXTURE_BAND[1]


def test_deepseek_v3_with_attention_still_lies_in_the_band() -> None:
    share = DEEPSEEK_PRETRAINING.share_reached(1.0, DEEPSEEK_CHIP_HOURS * 3600)
    assert MIXTURE_BAND[0] < share < MIXTURE_BAND[1]


def test_megatrons_strong_scaling_is_foretold_from_96_chips() -> None:
    assert megatron_speed().share(MEGATRON_BATCH_TOKENS, 4608) == pytest.approx(
        MEGATRON_SHARES[4608], abs=0.01
    )


def test_two_megatron_runs_solve_for_the_half_speed_tokens() -> None:
    # 0.47 (1 + h/49,152) = 0.42 (1 + h/1,024): h = 0.05 / (0.42/1,024 - 0.47/49,152) = 124.8
    law = speed_through(0.47, MEGATRON_BATCH_TOKENS, 96, 124.8)
    assert law.share(MEGATRON_BATCH_TOKENS, 4608) == pytest.approx(0.42, abs=1e-4)


def test_llamas_cluster_stopped_every_three_hours() -> None:
    # 54 days x 24 h / 419 = 3.09 h elapsed; nine tenths of it running
    assert llama_stops().hours_between(16384) == pytest.approx(3.093 * 0.9, rel=1e-3)
    assert llama_stops().useful_share(16384) == pytest.approx(0.90)


def test_twice_the_chips_stop_twice_as_often() -> None:
    assert llama_stops().hours_between(32768) == pytest.approx(llama_stops().hours_between(16384) / 2)


def test_time_is_a_hand_sum_without_losses() -> None:
    # 6 x 1e9 x 2e10 = 1.2e20 FLOP on 4 chips of 1e15 at one half: 60,000 s
    assert SMALL.seconds(4, Speed(0.5, 0.0)) == pytest.approx(60_000)


def test_time_falls_with_chips_but_chip_hours_rise() -> None:
    chips = np.array([8.0, 64.0, 512.0, 4096.0])
    law = Speed(0.4, 350)
    assert (np.diff(SMALL.seconds(chips, law)) < 0).all()
    assert (np.diff(SMALL.chip_hours(chips, law)) > 0).all()


def test_the_fastest_cluster_is_where_more_chips_begin_to_slow_the_run() -> None:
    law, stops = Speed(0.45, 110), llama_stops()
    found = largest_useful_cluster(LLAMA_PRETRAINING.batch_tokens, law, stops, least_gain=0.0)
    tried = np.geomspace(1e4, 1e6, 20_001)
    best = tried[np.argmin(LLAMA_PRETRAINING.seconds(tried, law, stops))]
    assert found == pytest.approx(best, rel=1e-3)


def test_without_stops_half_gain_is_reached_at_the_half_speed_tokens() -> None:
    # d ln speed / d ln n = 1 / (1 + n h / B) = 1/2 at n = B / h
    assert largest_useful_cluster(3.5e6, Speed(0.4, 350), NO_STOPS, 0.5) == pytest.approx(10_000)


def test_without_stops_or_exchange_no_cluster_is_too_large() -> None:
    assert largest_useful_cluster(1e6, Speed(0.4, 0.0)) == math.inf


@given(gain=st.floats(0.05, 0.95), half=st.floats(10, 1000), loss=st.floats(1e-3, 5))
def test_at_the_largest_useful_cluster_one_per_cent_more_gives_the_least_gain(
    gain: float, half: float, loss: float
) -> None:
    law, stops = Speed(0.4, half), Stops(2e-5, loss)
    chips = largest_useful_cluster(1e7, law, stops, gain)
    run = Run(TrainedModel(1e9), 1e12, 1000, 1e7, 1e15)
    step = 1e-5
    slower, faster = run.seconds(chips * (1 - step), law, stops), run.seconds(chips * (1 + step), law, stops)
    assert math.log(slower / faster) / (2 * step) == pytest.approx(gain, abs=1e-4)


def test_rollouts_are_a_hand_sum() -> None:
    # decoding: 1,000 x 900 tokens at 100 a second = 9,000 s = 2.5 h
    # updating: 1,000 x 1,000 tokens x (6 + 2) x 1e9 FLOP at 1e12 x 0.4 = 20,000 s
    hours = learning_hours(Rollouts(1000, 900, 100), TrainedModel(1e9), 100, 1e12, 0.4)
    assert (hours.decoding, hours.updating) == pytest.approx((2.5, 20_000 / 3600))
    assert hours.decoding_share == pytest.approx(9_000 / 29_000)


def test_answers_thrown_away_are_decoded_but_not_learned() -> None:
    half = learning_hours(Rollouts(1000, 900, 100, kept_share=0.5), TrainedModel(1e9), 100, 1e12, 0.4)
    assert (half.decoding, half.updating) == pytest.approx((2.5, 10_000 / 3600))


def test_bad_runs_are_told_all_at_once() -> None:
    with pytest.raises(InputError) as caught:
        Run(TrainedModel(0), tokens=0, sequence=8192, batch_tokens=float("nan"), chip_peak=1e15)
    assert [finding.where.split(", ")[1] for finding in caught.value.findings] == [
        "tokens",
        "batch_tokens",
        "model.active_parameters",
    ]


def test_a_batch_below_one_sequence_is_refused() -> None:
    with pytest.raises(InputError, match="less than one sequence"):
        Run(TrainedModel(1e9), 1e9, sequence=8192, batch_tokens=1152, chip_peak=1e15)


@pytest.mark.parametrize("gain", [-0.1, 1.0, float("nan")])
def test_a_least_gain_outside_its_range_is_refused(gain: float) -> None:
    with pytest.raises(InputError, match="least_gain"):
        largest_useful_cluster(1e6, Speed(0.4, 350), NO_STOPS, gain)


@given(st.floats(1e4, 1e8), st.booleans())
def test_the_chips_for_a_time_train_in_that_time(seconds: float, stopped: bool) -> None:
    speed, stops = Speed(0.4, 350.0), llama_stops() if stopped else NO_STOPS
    chips = SMALL.chips_for(seconds, speed, stops)
    if chips is None:
        assert seconds <= SMALL.shortest_seconds(speed, stops) * (1 + 1e-9)
    else:
        assert SMALL.seconds(chips, speed, stops) == pytest.approx(seconds, rel=1e-6)


def test_no_number_of_chips_beats_the_shortest_time() -> None:
    speed, chips = Speed(0.4, 350.0), np.geomspace(1, 1e7, 20001)
    assert np.min(SMALL.seconds(chips, speed, llama_stops())) == pytest.approx(
        SMALL.shortest_seconds(speed, llama_stops()), rel=1e-4
    )
