import math

import pytest

from gigaplan.compute.thinking import (
    ThinkingCurve,
    in_a_row_only,
    spend_tokens,
    tokens_to_compute,
    useful_ceiling,
)
from gigaplan.core.errors import InputError


def test_tokens_run_in_a_row_until_the_wait_is_over_then_side_by_side():
    assert spend_tokens(500, 10, 50).samples == 1  # 10 s x 50 token/s = 500 tokens
    split = spend_tokens(1200, 10, 50)
    assert (split.samples, split.tokens_in_a_row, split.seconds) == (3, 400, 8)
    assert split.tokens == 1200


def test_a_deadline_caps_sequential_thinking():
    curve = in_a_row_only(ThinkingCurve(1, 0.5), longest_wait=60, user_speed=100, tokens_per_hour=6e6)
    assert curve.ceiling == pytest.approx(0.001)  # 6,000 tokens of 6 million an hour


def test_only_a_verifier_makes_samples_useful_without_end():
    assert useful_ceiling(0.01, True, 200) == math.inf
    assert useful_ceiling(0.01, False, 200) == pytest.approx(2.0)


def test_tokens_turn_into_compute():
    assert tokens_to_compute(3e6, 6e6) == 0.5


def test_bad_numbers_are_told_all_at_once():
    with pytest.raises(InputError) as problem:
        spend_tokens(-1, 0, math.nan)
    assert len(problem.value.findings) == 3
