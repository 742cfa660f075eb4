"""The committed fit: how well it foretells what it has not seen, and that it can be repeated."""

import hashlib
import tomllib
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

from gigaplan.compute.serving import (
    Runs,
    columns,
    committed_fit,
    errors,
    fit_constants,
    spread,
    time_per_token,
)
from gigaplan.compute.serving.fit import FILE
from gigaplan.compute.serving.fitting import START
from tests.unit.compute.serving.shapes import CHIP, DENSE, MIXTURE, RUN

ROOT = Path(__file__).parents[4]
DATA = ROOT / "../shared/data"
MEASURED = DATA / "llm_serving_measurements/aggregated_serving_runs.csv.gz"


def runs_made_by(constants, count: int = 60) -> Runs:
    shapes = [DENSE, MIXTURE] * (count // 2)
    draws = np.random.default_rng(1)
    run = columns([RUN] * count)
    run = type(run)(
        **{
            **vars(run),
            "sequences": draws.choice([1.0, 8.0, 64.0, 256.0], count),
            "chips": draws.choice([1.0, 2.0, 8.0], count),
            "prompt": draws.choice([200.0, 1000.0, 8000.0], count),
        }
    )
    model, chip = columns(shapes), columns([CHIP] * count)
    names = np.array(["dense", "mixture"] * (count // 2))
    return Runs(model, chip, run, np.asarray(time_per_token(model, chip, run, constants)), names)


def test_the_fit_finds_the_constants_that_made_the_runs() -> None:
    true = committed_fit().constants
    runs = runs_made_by(true)

    assert runs.predicted(fit_constants(runs)) == pytest.approx(runs.measured, rel=1e-3)


def test_the_spread_holds_four_fifths_of_what_it_was_made_from() -> None:
    runs = runs_made_by(START, 1000)
    noisy = runs.measured * np.random.default_rng(2).lognormal(0, 0.2, 1000)

    low, high = spread(runs, noisy)
    ratio = runs.measured / noisy
    assert ((low <= ratio) & (ratio <= high)).mean() == pytest.approx(0.8, abs=0.01)
    # the 10 % and 90 % points of a lognormal with sigma 0.2
    assert (low, high) == pytest.approx((np.exp(-0.2563), np.exp(0.2563)), rel=0.05)
    assert errors(runs, noisy).covered == pytest.approx(0.8, abs=0.04)


def test_with_the_model_left_out_the_errors_are_as_small_as_promised() -> None:
    found = tomllib.loads(FILE.read_text(encoding="utf-8"))["model_left_out"]

    assert found["median"] <= 0.16
    assert found["mean"] <= 0.23
    assert 0.75 <= found["covered"] <= 0.85


@pytest.mark.data
def test_the_committed_fit_is_what_the_script_finds_again() -> None:
    if not MEASURED.exists():
        pytest.skip("the open data folder is not beside the checkout")
    pandas = pytest.importorskip("pandas")
    from scripts.fit_serving import filtered, read_anew, runs_of

    sound, _ = filtered(pandas.read_csv(MEASURED))
    runs, fit = runs_of(read_anew(sound)[0]), committed_fit()

    assert hashlib.sha256(MEASURED.read_bytes()).hexdigest() == fit.data_sha256
    assert len(runs.measured) == fit.runs
    assert list(asdict(fit_constants(runs)).values()) == pytest.approx(
        list(asdict(fit.constants).values()), rel=1e-3
    )
