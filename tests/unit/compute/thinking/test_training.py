import pytest

from gigaplan.compute.thinking.training import (
    BESIROGLU,
    CHINCHILLA,
    better_model_wins,
    break_even_tokens,
    cheapest_model,
    compute_optimal,
    days_to_overtake,
    life_of,
    loss_optimal_size,
    same_quality,
    training_share,
)
from gigaplan.core.errors import InputError


def thirteen_billion():
    return life_of(13e9, compute_optimal(CHINCHILLA, 13e9), 2e12)


def test_a_smaller_model_trained_longer_saves_what_sardana_says():
    large = thirteen_billion()
    small = same_quality(CHINCHILLA, 7e9, CHINCHILLA.loss(13e9, large.training_tokens), 2e12)
    assert large.flop - small.flop == pytest.approx(1.7e22, rel=0.01)
    assert 1 - small.flop / large.flop == pytest.approx(0.174, rel=0.01)


def test_the_cheapest_model_for_two_trillion_served_tokens_is_about_seven_billion():
    large = thirteen_billion()
    best = cheapest_model(CHINCHILLA, CHINCHILLA.loss(13e9, large.training_tokens), 2e12)
    assert best.parameters == pytest.approx(7e9, rel=0.02)


def test_without_serving_the_cheapest_model_is_the_compute_optimal_one():
    large = thirteen_billion()
    best = cheapest_model(CHINCHILLA, CHINCHILLA.loss(13e9, large.training_tokens), 0.0)
    assert best.parameters == pytest.approx(13e9, rel=1e-3)


def test_dearer_serving_makes_the_model_smaller():
    loss = CHINCHILLA.loss(13e9, 576e9)
    assert (
        cheapest_model(CHINCHILLA, loss, 2e12, 3.0).parameters
        < cheapest_model(CHINCHILLA, loss, 2e12).parameters
    )


def test_the_refit_law_wants_about_twenty_tokens_per_parameter():
    size = loss_optimal_size(BESIROGLU, 5.76e23)  # the budget of Chinchilla, 70 billion parameters
    assert compute_optimal(BESIROGLU, size) / size == pytest.approx(20, rel=0.2)


def test_the_smaller_model_breaks_even_where_both_lives_cost_the_same():
    large = thirteen_billion()
    tokens = break_even_tokens(CHINCHILLA, large, 7e9)
    loss = CHINCHILLA.loss(13e9, large.training_tokens)
    assert same_quality(CHINCHILLA, 7e9, loss, tokens).flop == pytest.approx(
        life_of(13e9, large.training_tokens, tokens).flop
    )


@pytest.mark.parametrize(("trade", "share"), [(1, 0.5), (1.5, 0.6), (2, 2 / 3)])
def test_the_training_share_is_that_of_epoch(trade, share):
    assert training_share(trade) == pytest.approx(share)


def test_the_next_dollar_goes_to_the_side_that_stands_below_its_share():
    assert better_model_wins(40, 60, 1)
    assert not better_model_wins(60, 40, 1)
    assert better_model_wins(60, 40, 2)


def test_serving_of_deepseek_overtakes_its_training_in_sixty_one_days():
    assert days_to_overtake(2.664e6, 226.75 * 8 * 24) == pytest.approx(61, abs=0.5)


def test_impossible_losses_and_trades_are_refused():
    for call in (lambda: cheapest_model(CHINCHILLA, 1.6, 1e12), lambda: training_share(0)):
        with pytest.raises(InputError):
            call()
