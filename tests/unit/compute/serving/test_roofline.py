"""The roofline against sums done by hand."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gigaplan.compute.serving import decode_step, prefill_rate, time_per_token
from gigaplan.compute.serving.roofline import weights_touched
from tests.unit.compute.serving.shapes import CHIP, DENSE, LATENT, MIXTURE, PLAIN, RUN


def test_one_sequence_reads_all_weights_and_its_cache() -> None:
    # 10 GB of weights and 10 layers x 500 numbers x 1,500 tokens, over 1 TB/s
    expected = (10e9 + 10 * 500 * 1500) / 1e12

    assert decode_step(DENSE, CHIP, RUN, PLAIN).memory == pytest.approx(expected)


def test_a_step_with_prompts_computes_answers_prompts_and_attention() -> None:
    run = replace(RUN, sequences=101.0)  # 100 others / 1,000 tokens = 0.1 prompts a step
    products = 2 * 10e9 * (101 + 0.1 * 1000) / 2e14
    attention = 2 * 0.1 * (10 * 10 * 100) * 1000**2 / 1e14

    assert decode_step(DENSE, CHIP, run, PLAIN).compute == pytest.approx(products + attention)


def test_without_losses_the_slower_of_reading_and_computing_counts() -> None:
    parts = decode_step(DENSE, CHIP, replace(RUN, sequences=500.0), PLAIN)

    assert parts.step == pytest.approx(max(float(parts.memory), float(parts.compute)))


def test_the_smooth_maximum_of_equal_parts_is_the_root_of_two() -> None:
    run = replace(RUN, mixed=0.0)
    computing = float(decode_step(DENSE, CHIP, run, PLAIN).compute)
    reading = float(decode_step(DENSE, CHIP, run, PLAIN).memory)
    slow = replace(CHIP, fp8_peak=CHIP.fp8_peak * computing / reading)

    assert decode_step(DENSE, slow, run, replace(PLAIN, sharpness=2.0)).step == pytest.approx(
        reading * 2**0.5
    )


def test_one_token_touches_the_experts_it_chose_and_many_touch_all() -> None:
    dense = 10e9

    assert weights_touched(MIXTURE, RUN) == pytest.approx(dense + 9e9)
    assert weights_touched(MIXTURE, replace(RUN, sequences=1e6)) == pytest.approx(dense + 90e9)


def test_two_tokens_choose_nineteen_hundredths_of_ten_experts_on_average() -> None:
    # 1 - 0.9^2 = 0.19
    assert weights_touched(MIXTURE, replace(RUN, sequences=2.0)) == pytest.approx(10e9 + 0.19 * 90e9)


def test_a_latent_cache_lies_whole_on_every_chip_that_splits_attention() -> None:
    split, spread = replace(RUN, chips=4.0), replace(RUN, chips=4.0, data_ranks=4.0, expert_ranks=4.0)
    cache = 10 * 500 * 1500

    weights = 10e9 + 9e9
    assert decode_step(LATENT, CHIP, split, PLAIN).memory == pytest.approx((weights + 4 * cache) / 4e12)
    assert decode_step(LATENT, CHIP, spread, PLAIN).memory == pytest.approx(
        (weights + 3 * 10e9 + cache) / 4e12
    )


def test_two_chips_exchange_each_layer_twice() -> None:
    run = replace(RUN, chips=2.0, mixed=0.0)
    each = 1e-5 + 1000 * 2 * (2 * 1 / 2) / 1e11

    found = decode_step(DENSE, CHIP, run, replace(PLAIN, exchange_delay=1e-5)).exchange

    assert found == pytest.approx(2 * 10 * each)
    assert decode_step(DENSE, CHIP, RUN, PLAIN).exchange == 0


def test_a_window_bounds_what_is_read_of_the_past() -> None:
    windowed = replace(DENSE, windowed_share=0.5, window=100.0)
    expected = (10e9 + 10 * 500 * (0.5 * 1500 + 0.5 * 100)) / 1e12

    assert decode_step(windowed, CHIP, RUN, PLAIN).memory == pytest.approx(expected)


def test_drafts_that_are_accepted_shorten_the_time_of_a_token_bound_by_reading() -> None:
    alone = time_per_token(DENSE, CHIP, RUN, PLAIN)

    assert time_per_token(DENSE, CHIP, replace(RUN, accepted=2.0), PLAIN) == pytest.approx(alone / 2)


def test_a_cached_prompt_is_not_computed_again() -> None:
    run = replace(RUN, sequences=1001.0)  # one prompt a step
    cached = decode_step(DENSE, CHIP, replace(run, cached_share=0.5), PLAIN).compute

    products = 2 * 10e9 * (1001 + 500) / 2e14
    attention = (
        4 * (10 * 10 * 100) * 500 * 750 / 1e14
    )  # tokens 500 to 1,000 look back on 750 others on average
    assert cached == pytest.approx(products + attention)


def test_prefill_is_the_peak_over_two_operations_a_parameter_and_the_attention() -> None:
    expected = 2e14 * 0.5 / (2 * 10e9 + 2 * 10 * 10 * 100 * 1000)

    assert prefill_rate(DENSE, CHIP, RUN, 0.5) == pytest.approx(expected)


@given(st.floats(1, 4000), st.floats(1.01, 4), st.floats(10, 50_000))
def test_more_sequences_never_shorten_a_step(sequences: float, more: float, prompt: float) -> None:
    few = replace(RUN, sequences=sequences, prompt=prompt)
    many = replace(few, sequences=sequences * more)

    assert decode_step(MIXTURE, CHIP, many, PLAIN).step >= decode_step(MIXTURE, CHIP, few, PLAIN).step


def test_columns_give_what_single_shapes_give() -> None:
    batches = np.array([1.0, 8.0, 64.0])
    together = time_per_token(MIXTURE, CHIP, replace(RUN, sequences=batches), PLAIN)

    alone = [time_per_token(MIXTURE, CHIP, replace(RUN, sequences=one), PLAIN) for one in batches]
    assert together == pytest.approx(np.array(alone, dtype=float))
