"""What fits, against sums done by hand."""

from dataclasses import replace

import pytest

from gigaplan.compute.serving.memory import most_sequences, usable_memory, weight_memory
from tests.unit.compute.serving.shapes import CHIP, DENSE, LATENT, MIXTURE, RUN


def test_sequences_fill_what_weights_leave() -> None:
    left = 100e9 * 0.9 - 3.5e9 - 10e9

    assert most_sequences(DENSE, CHIP, RUN) == pytest.approx(left / (10 * 500 * 2000))


def test_weights_that_do_not_fit_leave_less_than_nothing() -> None:
    assert most_sequences(MIXTURE, CHIP, RUN) < 0


def test_each_attention_rank_holds_the_dense_part() -> None:
    assert weight_memory(MIXTURE, replace(RUN, chips=4.0, data_ranks=4.0)) == pytest.approx(4 * 10e9 + 90e9)


def test_four_bits_keep_the_dense_part_of_a_mixture_at_eight() -> None:
    assert weight_memory(MIXTURE, replace(RUN, weight_bytes=0.5625)) == pytest.approx(10e9 + 90e9 * 0.5625)


def test_split_attention_holds_a_latent_cache_once_on_each_chip() -> None:
    run = replace(RUN, chips=4.0)
    left = usable_memory(CHIP, 4.0) - 100e9

    assert most_sequences(LATENT, CHIP, run) == pytest.approx(left / (4 * 10 * 500 * 2000))
