"""Training as a user asks for it: published runs, and what is said when it cannot be."""

from dataclasses import replace

import pytest
from typer.testing import CliRunner

from gigaplan.cli.app import app
from gigaplan.compute.training import Rollouts
from gigaplan.core.errors import InputError
from gigaplan.sizing.demand import TrainingWork
from gigaplan.sizing.training import size_learning, size_training, split_life

LLAMA = TrainingWork("llama-3.1-405b", 15.6e12, 80 * 86400.0, 2048 * 8192, 8192, "bf16", "h100")


def test_llama_405b_takes_its_published_chip_hours() -> None:
    # Meta's model card: 30.84 M H100-hours, on 16,384 chips; the report: 41 % of the BF16 peak there
    sizing = size_training(LLAMA, in_time=False)
    cluster = next(one for one in sizing.clusters if one.chips == 16384)
    assert cluster.chip_hours == pytest.approx(30.84e6, rel=0.05)
    assert cluster.share == pytest.approx(0.41, abs=0.005)
    assert sizing.operations == pytest.approx(3.8e25, rel=0.05)


def test_the_chips_for_a_time_end_in_that_time() -> None:
    needed = size_training(LLAMA, in_time=True).needed
    assert needed is not None
    assert needed.days == pytest.approx(80, rel=1e-3)


def test_roll_outs_are_in_line_with_the_answers_and_need_a_chip_that_holds_the_model() -> None:
    eight_bit = replace(LLAMA, precision="fp8")
    once, twice = (size_learning(eight_bit, Rollouts(count, 8000, 500), 512) for count in (1e6, 2e6))
    assert twice.decoding == pytest.approx(2 * once.decoding)
    assert twice.updating == pytest.approx(2 * once.updating)
    with pytest.raises(InputError, match="cannot answer"):  # 810 GB of weights in 8 chips of 80 GB
        size_learning(LLAMA, Rollouts(1e6, 8000, 500), 512)


def test_a_mixture_in_sixteen_bits_is_refused_since_nothing_published_gives_its_speed() -> None:
    with pytest.raises(InputError, match="take precision fp8"):
        size_training(replace(LLAMA, model="deepseek-v3"), in_time=False)


def test_roll_outs_without_tokens_are_refused() -> None:
    with pytest.raises(InputError) as problem:
        size_learning(LLAMA, Rollouts(0, 0, 500), 512)
    assert [one.where for one in problem.value.findings] == [
        "run.rollouts.answers",
        "run.rollouts.answer_tokens",
    ]


def test_the_command_shows_days_and_the_largest_useful_cluster() -> None:
    told = CliRunner().invoke(
        app, ["train", "llama-3.1-405b", "--tokens", "15.6e12", "--chip", "h100", "--precision", "bf16"]
    )
    assert told.exit_code == 0
    assert "16,384" in told.stdout
    assert "149,967" in told.stdout  # with Llama 3's batch and stops, as scripts/check_training.py finds


def test_a_life_is_split_between_training_and_serving() -> None:
    run = replace(LLAMA, model="llama-3.1-70b", tokens=15e12)
    split = split_life(run, 45e12, 1.0)
    # 6 x 15e12 to train against 2 x 45e12 to serve, by parameter: half and half, Erdil's best share at a trade of one
    assert split.share == pytest.approx(0.5)
    assert split.best_share == 0.5
    assert split_life(run, 46e12, 1.0).better_model
    assert not split_life(run, 44e12, 1.0).better_model
    assert split.cheaper is not None
    assert split.cheaper.flop < split.life.flop


def test_no_loss_law_is_said_to_hold_for_mixtures() -> None:
    assert split_life(replace(LLAMA, model="deepseek-v3", precision="fp8"), 1e15, 1.5).cheaper is None


def test_the_life_of_a_model_that_serves_nothing_is_refused() -> None:
    with pytest.raises(InputError):
        split_life(LLAMA, 0.0, 1.0)
    told = CliRunner().invoke(app, ["train", "llama-3.1-8b", "--tokens", "15e12", "--served", "1e15"])
    assert "the next dollar does more in training a better model" in " ".join(told.stdout.split())


@pytest.mark.parametrize(
    ("option", "given"),
    [
        ("--days", "0.001"),
        ("--answers", "-1"),
        ("--served", "0"),
        ("--prompt-tokens", "-1"),
        ("--tokens", "0"),
        ("--batch", "10"),
        ("--chip", "gb2000"),
    ],
)
def test_a_bad_option_is_named_before_anything_is_shown(option: str, given: str) -> None:
    asked = {"--answers": "1e6", option: given}
    told = CliRunner().invoke(
        app, ["train", "llama-3.1-405b", *(word for pair in asked.items() for word in pair)]
    )
    assert isinstance(told.exception, InputError)
    assert [one.where for one in told.exception.findings] == [option]
    assert not told.stdout
