"""Foretell published training runs and write the table; repeatable.

    python scripts/check_training.py

writes the table between the markers of `docs/explanation/training.md`.
"""
# ruff: noqa: T201 -- a script reports what it wrote

from __future__ import annotations

from pathlib import Path

from gigaplan.compute.published_runs import (
    DEEPSEEK_CHIP_HOURS,
    DEEPSEEK_PRETRAINING,
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
from gigaplan.compute.training import TRAINING_OPERATIONS, largest_useful_cluster, llama_stops

PAGE = Path(__file__).parents[1] / "docs/explanation/training.md"
START, END = "<!-- training start -->", "<!-- training end -->"


def line(case: str, published: float, foretold: float, shown: str) -> str:
    """Write one line of the table."""
    error = foretold / published - 1
    return f"| {case} | {published:{shown}} | {foretold:{shown}} | {error:+.1%} |"


def table() -> str:
    """Write the measured table."""
    lines = ["| case | published | gigaplan | error |", "|---|---|---|---|"]
    for measured in MLPERF_LLAMA:
        case = f"MLPerf v5.0 Llama 3.1 405B, {measured.chips:,.0f} H100 FP8 [min]"
        calibrated = ", calibrated here" if measured is MLPERF_LLAMA[0] else ""
        minutes = float(measured.run.seconds(measured.chips, mlperf_speed())) / 60
        lines.append(line(case + calibrated, measured.minutes, minutes, ".2f"))
    for measured in MLPERF_LLAMA:
        case = f"the same on {measured.chips:,.0f}, one step without evaluation [s]"
        calibrated = ", calibrated here" if measured is MLPERF_LLAMA[0] else ""
        seconds = float(measured.step.seconds(measured.chips, mlperf_step_speed()))
        lines.append(line(case + calibrated, measured.step_seconds, seconds, ".2f"))
    plain = TRAINING_OPERATIONS * LLAMA_405B.active_parameters * LLAMA_PRETRAINING.tokens
    lines.append(line("Llama 3.1 405B, 6 N D [FLOP]", LLAMA_OPERATIONS, plain, ".3e"))
    hours = float(LLAMA_PRETRAINING.chip_hours(16384, llama_speed(), llama_stops()))
    lines.append(line("Llama 3.1 405B [M H100-hours]", LLAMA_CHIP_HOURS / 1e6, hours / 1e6, ".2f"))
    share = float(llama_speed().share(LLAMA_PRETRAINING.batch_tokens, 16384))
    lines.append(line("Llama 3 on 16,384 from 8,192 [share of BF16]", LLAMA_SHARES[16384], share, ".3f"))
    megatron = float(megatron_speed().share(MEGATRON_BATCH_TOKENS, 4608))
    lines.append(line("Megatron 175B, 4,608 from 96 [share of BF16]", MEGATRON_SHARES[4608], megatron, ".3f"))
    reached = DEEPSEEK_PRETRAINING.share_reached(1.0, DEEPSEEK_CHIP_HOURS * 3600)
    model = DEEPSEEK_PRETRAINING.model
    without = reached * TRAINING_OPERATIONS * model.active_parameters / model.operations_per_token(4096)
    for count, found in (("6 N D", without), ("with attention", reached)):
        verdict = "inside" if MIXTURE_BAND[0] < found < MIXTURE_BAND[1] else "outside"
        band = f"{MIXTURE_BAND[0]} to {MIXTURE_BAND[1]}"
        lines.append(f"| DeepSeek-V3 [share of FP8], {count} | {band} | {found:.3f} | {verdict} |")
    return "\n".join([*lines, "", clusters()])


def clusters() -> str:
    """Say how large a cluster Llama 3's batch carries."""
    batch = LLAMA_PRETRAINING.batch_tokens
    half, fastest = (largest_useful_cluster(batch, llama_speed(), llama_stops(), gain) for gain in (0.5, 0.0))
    return (
        f"With Llama 3's batch and stops, {half:,.0f} chips are the most of which a per cent more still brings half "
        f"a per cent of speed; past {fastest:,.0f} more chips slow the run."
    )


def main() -> None:
    """Write the table into the page."""
    text = PAGE.read_text(encoding="utf-8")
    before, rest = text.split(START)
    after = rest.split(END)[1]
    PAGE.write_text(f"{before}{START}\n{table()}\n{END}{after}", encoding="utf-8")
    print(table())


if __name__ == "__main__":
    main()
