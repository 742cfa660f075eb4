"""How fast serving is foretold: ten thousand configurations, one sizing, and the table of all chips.

python benchmarks/serving.py
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import fields

import numpy as np

from gigaplan.cli.size import size_command
from gigaplan.compute.serving import Deployment, columns, committed_fit, time_per_token
from gigaplan.sizing.shapes import chip_shape, model_shape

CONFIGURATIONS = 10_000
REPEATS = 5
STREAM = "50M users, 20 requests a day, 1200 in, 350 out, llama-3.1-70b"
MODELS = ("llama-3.1-70b", "deepseek-r1", "gpt-oss-120b", "qwen3-235b")
CHIPS = ("h100", "h200", "b200", "gb200", "gb300")


def configurations() -> Deployment:
    """Return ten thousand different deployments as columns."""
    draws = np.random.default_rng(1)
    chips = draws.choice([1.0, 2.0, 4.0, 8.0], CONFIGURATIONS)
    chosen = {
        "chips": chips,
        "data_ranks": np.ones(CONFIGURATIONS),
        "expert_ranks": np.ones(CONFIGURATIONS),
        "sequences": draws.integers(1, 512, CONFIGURATIONS).astype(float),
        "prompt": draws.integers(100, 30_000, CONFIGURATIONS).astype(float),
        "answer": draws.integers(50, 8_000, CONFIGURATIONS).astype(float),
        "weight_bytes": draws.choice([0.5625, 1.0, 2.0], CONFIGURATIONS),
        "cache_bytes": np.ones(CONFIGURATIONS),
    }
    return Deployment(**{field.name: chosen.get(field.name, field.default) for field in fields(Deployment)})


def quickest(work: Callable[[], object]) -> float:
    """Return the least of some timings [s]."""
    taken = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return min(taken)


def main() -> None:
    """Print the figures."""
    places = np.arange(CONFIGURATIONS)
    model = columns([model_shape(MODELS[place % len(MODELS)]) for place in places])
    chip = columns([chip_shape(CHIPS[place % len(CHIPS)]) for place in places])
    run, constants = configurations(), committed_fit().constants
    taken = quickest(lambda: time_per_token(model, chip, run, constants))
    print(f"{CONFIGURATIONS:,} configurations: {taken * 1e3:.1f} ms")
    print(f"one sizing: {quickest(lambda: size_command(f'{STREAM} on gb200')) * 1e3:.0f} ms")
    print(f"table of all chips: {quickest(lambda: size_command(STREAM, table=True)) * 1e3:.0f} ms")


if __name__ == "__main__":
    main()
