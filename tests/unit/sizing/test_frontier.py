"""Throughput against speed."""

import pytest

from gigaplan.core.errors import InputError
from gigaplan.sizing.frontier import throughput_by_speed


@pytest.mark.parametrize("model", ["llama-3.1-70b", "deepseek-r1", "gpt-oss-120b"])
def test_faster_answers_never_give_more_tokens_a_chip(model: str) -> None:
    rates = throughput_by_speed(model, "b200").chip_rates

    assert rates[0] > 0
    assert list(rates) == sorted(rates, reverse=True)


def test_newer_generations_give_more_at_every_speed() -> None:
    older, newer = throughput_by_speed("llama-3.1-70b", "h100"), throughput_by_speed("llama-3.1-70b", "b200")

    assert all(new >= old for new, old in zip(newer.chip_rates, older.chip_rates, strict=True))


def test_four_bits_give_more_than_eight_where_the_chip_has_units_for_them() -> None:
    eight, four = (
        throughput_by_speed("llama-3.1-70b", "gb200", bits).chip_rates[0] for bits in ("fp8", "fp4")
    )

    assert eight < four


def test_a_speed_that_no_instance_reaches_gives_nothing() -> None:
    assert throughput_by_speed("llama-3.1-405b", "h100", speeds=(10_000.0,)).chip_rates == (0.0,)


def test_an_unknown_model_is_refused_with_the_nearest() -> None:
    with pytest.raises(InputError, match="deepseek-r1"):
        throughput_by_speed("deepseek-r2", "h100")
