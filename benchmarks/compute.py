"""Every figure that sizing, training and thinking must show, one line each: what, asked, reached.

    python -m benchmarks.compute

writes benchmarks/compute.md. The serving errors are those the committed fit carries (compute/serving/fit.toml);
`scripts/fit_serving.py` finds them again.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from benchmarks.serving import CHIPS, CONFIGURATIONS, MODELS, configurations, quickest
from scripts.fit_thinking import effort_errors, fits

from gigaplan.compute.published_runs import (
    DEEPSEEK_CHIP_HOURS,
    DEEPSEEK_CHIPS,
    DEEPSEEK_PRETRAINING,
    LLAMA_CHIP_HOURS,
    LLAMA_PRETRAINING,
    MIXTURE_BAND,
    MLPERF_LLAMA,
    llama_speed,
    mlperf_speed,
)
from gigaplan.compute.serving import columns, committed_fit, pools, time_per_token
from gigaplan.compute.serving.fit import FILE
from gigaplan.compute.thinking import ThinkingCurve
from gigaplan.compute.thinking.training import CHINCHILLA, compute_optimal, life_of, same_quality
from gigaplan.compute.training import llama_stops
from gigaplan.sizing.shapes import chip_shape, model_shape

PAGE = Path(__file__).with_suffix(".md")
DAY, HOUR = 86400.0, 3600.0
DEEPSEEK_DAY = {
    "in": 608e9,
    "out": 168e9,
    "in_rate": 73_700.0,
    "out_rate": 14_800.0,
    "nodes": 226.75,
    "usd": 87_072.0,
}
# open-infra-index day 6 (Mar 2025): tokens of the day, token/s of a node of 8 H800, nodes on average, at 2 USD an hour
HEADER = """# What sizing, training and thinking must show
Written by `python -m benchmarks.compute`; each line is computed when the command runs, but for the serving errors, which
`python scripts/fit_serving.py --data FOLDER` finds again from the measured runs.

| what | asked | reached | met |
|---|---|---|---|
"""
FOOTER = """
Also shown, each by its own command:

| what | command | where |
|---|---|---|
| serving errors by model, datasheet speed of light beside them | `python scripts/fit_serving.py --data FOLDER` | [sizing](../docs/explanation/sizing.md#measured) |
| every published training run | `python scripts/check_training.py` | [training](../docs/explanation/training.md#measured) |
| every published thinking curve by four forms | `python scripts/fit_thinking.py` | [thinking](../docs/explanation/thinking.md) |
| allocation against brute force by linear programming, 100 random instances; the closed-form budget against a search | `pytest tests/unit/compute/thinking/test_budget.py tests/unit/compute/thinking/test_curves.py` | |
| price of compute and shares by quarter, in words | `gigaplan plan stargate` | the screen and the report |
| fewer chips: price, budgets, what gives way | `python -m scripts.halve_chips` | [thinking in a plan](../docs/explanation/thinking-in-a-plan.md) |
| bad input with the nearest that works | `python -m scripts.try_bad_inputs` | [bad inputs](../docs/reference/bad-inputs.md), from 56 on |
| `gigaplan size` by the clock | `time gigaplan size "50M users, 20 requests a day, 1200 in, 350 out, llama-3.1-70b on gb200"` | [sizing](../docs/explanation/sizing.md#speed) |
"""


@dataclass(frozen=True)
class Shown:
    """One figure: what it is, what is asked, what is reached, and whether that is enough."""

    what: str
    asked: str
    reached: str
    met: bool


def within(what: str, limit: float, published: float, found: float) -> Shown:
    """Return a figure that must lie within a share of a published one."""
    error = found / published - 1
    return Shown(
        what, f"within {limit:.0%}", f"{found:,.4g} for {published:,.4g}, {error:+.1%}", abs(error) <= limit
    )


def serving() -> Iterator[Shown]:
    """Yield the serving law's errors with the model left out, its speed, and DeepSeek's day."""
    left_out = tomllib.loads(FILE.read_text(encoding="utf-8"))["model_left_out"]
    for name, limit in (("median", 0.16), ("mean", 0.23)):
        error = left_out[name]
        yield Shown(
            f"serving, model left out: {name} error", f"at most {limit:.0%}", f"{error:.1%}", error <= limit
        )
    covered = left_out["covered"]
    yield Shown("its 80 % range covers", "75 to 85 %", f"{covered:.1%}", 0.75 <= covered <= 0.85)
    places = range(CONFIGURATIONS)
    model = columns([model_shape(MODELS[place % len(MODELS)]) for place in places])
    chip = columns([chip_shape(CHIPS[place % len(CHIPS)]) for place in places])
    run, constants = configurations(), committed_fit().constants
    taken = quickest(lambda: time_per_token(model, chip, run, constants))
    yield Shown(
        f"{CONFIGURATIONS:,} configurations foretold", "under 1 s", f"{taken * 1e3:.1f} ms", taken < 1
    )
    day = DEEPSEEK_DAY
    nodes = pools(day["in"] / DAY, day["out"] / DAY, day["in_rate"], day["out_rate"]).instances
    yield within("DeepSeek's serving day: nodes", 0.01, day["nodes"], nodes)
    yield within("DeepSeek's serving day: dollars", 0.01, day["usd"], nodes * 8 * 24 * 2)


def training() -> Iterator[Shown]:
    """Yield published training runs foretold."""
    largest = MLPERF_LLAMA[-1]
    minutes = float(largest.run.seconds(largest.chips, mlperf_speed())) / 60
    yield within("MLPerf 405B on 8,192 H100 from 512 [min]", 0.08, largest.minutes, minutes)
    hours = float(LLAMA_PRETRAINING.chip_hours(16384, llama_speed(), llama_stops()))
    yield within("Llama 3 405B [H100-hours]", 0.05, LLAMA_CHIP_HOURS, hours)
    share = DEEPSEEK_PRETRAINING.share_reached(DEEPSEEK_CHIPS, DEEPSEEK_CHIP_HOURS / DEEPSEEK_CHIPS * HOUR)
    low, high = MIXTURE_BAND
    yield Shown(
        "DeepSeek-V3's share of the FP8 peak", f"{low} to {high}", f"{share:.3f}", low <= share <= high
    )


def thinking() -> Iterator[Shown]:
    """Yield fits to published points, the least sensible budget and Sardana's example."""
    errors = {name: error[0] for name, (error, _, _) in fits().items()}
    sampling = float(np.mean([error for name, error in errors.items() if "pythia" in name]))
    yield Shown(
        "fit to sampling (Pythia, MATH)",
        "0.0087 (facts)",
        f"{sampling:.4f} over 3 curves",
        sampling <= 0.0087,
    )
    every = [one[0] for one in effort_errors().values()]
    mean = float(np.mean(every))
    yield Shown(
        "fit to thinking (ARC, dollars)",
        "0.016 (facts)",
        f"{mean:.4f} over {len(every)} curves",
        round(mean, 3) <= 0.016,
    )
    worst = 0.0
    for exponent, derived in ((0.38, 0.07), (0.5, 0.135), (0.83, 0.30), (1.2, 0.43)):
        curve = ThinkingCurve(2.0, exponent)
        least = (2.0 * exponent) ** (1 / exponent)
        worst = max(
            worst,
            abs(curve.smallest_budget / least - 1),
            abs(float(curve.accuracy(least)) - math.exp(-1 / exponent)),
        )
        assert abs(math.exp(-1 / exponent) - derived) < 0.006  # the facts page's own figures
    yield Shown(
        "least sensible budget (a b)^(1/b), accuracy exp(-1/b)",
        "as derived",
        f"off by {worst:.0e}",
        worst < 1e-9,
    )
    large = life_of(13e9, compute_optimal(CHINCHILLA, 13e9), 2e12)
    small = same_quality(CHINCHILLA, 7e9, CHINCHILLA.loss(13e9, large.training_tokens), 2e12)
    yield within("Sardana: FLOP saved by 7 B for 13 B", 0.01, 1.7e22, large.flop - small.flop)


def main() -> None:
    """Print the figures and write the page."""
    shown = [*serving(), *training(), *thinking()]
    lines = [
        f"| {one.what} | {one.asked} | {one.reached} | {'yes' if one.met else '**no**'} |" for one in shown
    ]
    PAGE.write_text(HEADER + "\n".join(lines) + "\n" + FOOTER, encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
