"""Fit the serving roofline to measured runs; repeatable.

    python scripts/fit_serving.py --data FOLDER

FOLDER is the open data folder; the runs are `llm_serving_measurements/aggregated_serving_runs.csv.gz`, an
extract of ai-dynamo/aiconfigurator (Apache-2.0). Writes `src/gigaplan/compute/serving/fit.toml` and the table
between the markers of `docs/explanation/sizing.md`, and its table of throughput against speed.
"""
# ruff: noqa: T201 -- a script reports what it wrote

from __future__ import annotations

import argparse
import hashlib
import os
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pandas as pd

from gigaplan.compute.serving import (
    SPEED_OF_LIGHT,
    WEIGHT_BYTES,
    Constants,
    Deployment,
    Runs,
    columns,
    errors,
    fit_constants,
    kept_bytes,
    leave_one_model_out,
    spread,
)
from gigaplan.sizing.frontier import SPEEDS, throughput_by_speed
from gigaplan.sizing.shapes import chip_shape, model_shape

ROOT = Path(__file__).parents[1]
FIT = ROOT / "src/gigaplan/compute/serving/fit.toml"
PAGE = ROOT / "docs/explanation/sizing.md"
MARKS = "<!-- serving fit start -->", "<!-- serving fit end -->"
FRONTIER_MARKS = "<!-- frontier start -->", "<!-- frontier end -->"
FRONTIER = [
    (model, chip, bits)
    for model in ("llama-3.1-70b", "deepseek-r1")
    for chip in ("h100", "h200", "b200", "gb200", "gb300", "mi355x")
    for bits in (("fp8",) if chip.startswith("h") else ("fp8", "fp4"))
]
RUNS = "llm_serving_measurements/aggregated_serving_runs.csv.gz"
MODELS = {
    "deepseek-ai/DeepSeek-R1": "deepseek-r1",
    "MiniMaxAI/MiniMax-M2.5": "minimax-m2.5",
    "meta-llama/Llama-3.1-70B": "llama-3.1-70b",
    "meta-llama/Llama-3.1-8B-Instruct": "llama-3.1-8b",
    "openai/gpt-oss-120b": "gpt-oss-120b",
    "Qwen/Qwen3-235B-A22B-FP8": "qwen3-235b",
}
SERVER = 8  # accelerators in one server of the systems measured
FAULTY_BATCH, FAULTY_MILLISECONDS = (
    512,
    6.0,
)  # a block of gpt-oss on H100, said faulty by the data's description


def filtered(table: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, int]]:
    """Return the runs that the data's own description calls sound, and how many each filter left out."""
    table = table.assign(data_ranks=table["attention_dp_size"].fillna(1))
    table["chips"] = table["tp_size"] * table["data_ranks"]
    table["sequences"] = table["batch_size"] * table["data_ranks"]  # the batch is per attention rank
    filters = {
        "left out: ranks of attention and experts differ": lambda rows: (
            rows["chips"] != rows["moe_tp_size"] * rows["moe_ep_size"]
        ),
        "left out: gpt-oss on H100 at batch 512 under 6 ms (faulty)": lambda rows: (
            rows["model_path"].str.contains("gpt-oss")
            & (rows["system"] == "h100_sxm")
            & (rows["batch_size"] == FAULTY_BATCH)
            & (rows["silicon_tpot_ms"] < FAULTY_MILLISECONDS)
        ),
    }
    left_out = {}
    for reason, breaks in filters.items():
        broken = breaks(table)
        left_out[reason] = int(broken.sum())
        table = table[~broken]
    return table.reset_index(drop=True), left_out


def read_anew(table: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, int]]:
    """Return the runs with the chips and ranks that were meant, and how many each rule reads anew.

    The page says why. Every rule looks at labels alone, never at a measured time.
    """
    named = table["id"].str.extract(r"_tp(\d+)(?:_0)?_ep\d")[0].astype(float)
    by_name = named.notna() & (named != table["chips"])
    squared = named.isna() & (table["tp_size"] == table["data_ranks"]) & (table["tp_size"] > 1)
    chips = table["chips"].where(~by_name, named).where(~squared, table["tp_size"])
    wide = chips > SERVER
    spread = wide | ((by_name | squared) & (table["data_ranks"] > 1))
    again = by_name | squared | wide
    read = table.assign(
        chips=chips,
        data_ranks=table["data_ranks"].where(~spread, chips),
        moe_ep_size=table["moe_ep_size"].where(~again, chips),
    )
    rules = {
        "read anew: chips from the run's own name": int(by_name.sum()),
        "read anew: chips counted twice, as tensor ranks and as data ranks": int(squared.sum()),
        "read anew: wider than a server, so attention by data ranks and experts spread": int(wide.sum()),
    }
    return read, rules


def runs_of(table: pd.DataFrame) -> Runs:
    """Return the table's runs as columns of shapes."""
    names = table["model_path"].map(MODELS)
    shapes = {name: model_shape(name) for name in names.unique()}
    chips = {name: chip_shape(name.removesuffix("_sxm")) for name in table["system"].unique()}
    precision = table["precision"].fillna("bf16")
    kept = [kept_bytes(shapes[name], bits) for name, bits in zip(names, precision, strict=True)]
    deployment = Deployment(
        chips=table["chips"].to_numpy(float),
        data_ranks=table["data_ranks"].to_numpy(float),
        expert_ranks=table["moe_ep_size"].to_numpy(float),
        sequences=table["sequences"].to_numpy(float),
        prompt=table["isl"].to_numpy(float),
        answer=table["osl"].to_numpy(float),
        weight_bytes=precision.map(WEIGHT_BYTES).to_numpy(float),
        cache_bytes=np.array(kept),
        cached_share=np.zeros(len(table)),
        accepted=np.ones(len(table)),
        mixed=np.ones(len(table)),
    )
    return Runs(
        columns([shapes[name] for name in names]),
        columns([chips[name] for name in table["system"]]),
        deployment,
        table["silicon_tpot_ms"].to_numpy(float) / 1e3,
        names.to_numpy(str),
    )


def rows_of(label: str, runs: Runs, predicted: np.ndarray) -> str:
    """Return one line of the table of errors."""
    absolute = np.abs(predicted / runs.measured - 1)
    bias = np.median(predicted / runs.measured - 1)
    return (
        f"| {label} | {len(absolute)} | {np.median(absolute):.1%} | {absolute.mean():.1%} | "
        f"{np.quantile(absolute, 0.9):.1%} | {bias:+.1%} |"
    )


def page_text(
    runs: Runs, counts: dict[str, int], constants: Constants, total: int, labelled: Runs
) -> tuple[str, np.ndarray]:
    """Return the measured tables in Markdown, and the left-out predictions."""
    predicted = leave_one_model_out(runs)
    found = errors(runs, predicted)
    light = runs.predicted(SPEED_OF_LIGHT)
    low, high = spread(runs, predicted)
    lines = [f"Of {total} runs {found.runs} are sound. Left out or read anew, in this order:", ""]
    lines += [f"- {count} {reason}" for reason, count in counts.items()]
    lines += ["", "| time per output token | runs | median error | mean error | 9 of 10 within | bias |"]
    lines += ["|---|---|---|---|---|---|"]
    lines += [rows_of("**model left out of the fit**", runs, predicted)]
    lines += [
        rows_of(f"{name} left out", runs.only(runs.name == name), predicted[runs.name == name])
        for name in np.unique(runs.name)
    ]
    lines += [rows_of("all in the fit", runs, runs.predicted(constants))]
    lines += [rows_of("datasheet speed of light, same runs", runs, light)]
    lines += [rows_of("labels as they stand, model left out", labelled, leave_one_model_out(labelled))]
    lines += [
        "",
        f"The 80 % range is {low:.2f} to {high:.2f} times the prediction; made from the other models alone it "
        f"holds {found.covered:.1%} of the runs of the model left out.",
        "",
        "| constant | fitted |",
        "|---|---|",
    ]
    lines += [f"| {name} | {value:.4g} |" for name, value in asdict(constants).items()]
    return "\n".join(lines), predicted


def fit_text(runs: Runs, predicted: np.ndarray, constants: Constants, path: Path) -> str:
    """Return the committed fit in TOML."""
    low, high = spread(runs, predicted)
    found = errors(runs, predicted)
    lines = [
        "# Written by scripts/fit_serving.py; do not edit.",
        f'date = "{datetime.now(UTC).date().isoformat()}"',
        'source = "ai-dynamo/aiconfigurator silicon_sample.csv at 095f58a51 (Apache-2.0), aggregated runs"',
        f"runs = {found.runs}",
        f'data_sha256 = "{hashlib.sha256(path.read_bytes()).hexdigest()}"',
        "",
        "[constants]",
        *(f"{name} = {value:.6g}" for name, value in asdict(constants).items()),
        "",
        "[spread] # factors on the prediction; model left out, each model the same",
        f"low = {low:.4f}",
        f"high = {high:.4f}",
        "",
        "[model_left_out]",
        *(f"{name} = {value:.4f}" for name, value in asdict(found).items() if name != "runs"),
    ]
    return "\n".join(lines) + "\n"


def frontier_text() -> str:
    """Return tokens by chip against speed for a user, by the fit just written."""
    heads = ("model", "chip", "precision", "20 token/s", *(f"{speed:g}" for speed in SPEEDS[1:]))
    lines = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    for names in FRONTIER:
        rates = throughput_by_speed(*names).chip_rates
        cells = [f"{rate:,.0f}" if rate else "none" for rate in rates]
        lines.append(f"| {' | '.join((*names, *cells))} |")
    return "\n".join(lines)


def between(page: str, marks: tuple[str, str], text: str) -> str:
    """Return the page with the text between its marks."""
    before, rest = page.split(marks[0])
    return f"{before}{marks[0]}\n{text}\n{marks[1]}{rest.split(marks[1])[1]}"


def main() -> None:
    """Fit, and write the constants and the page."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--data", type=Path, default=os.environ.get("GIGAPLAN_DATA"), required=False)
    folder = asked.parse_args().data
    if folder is None:
        asked.error("give the open data folder with --data or GIGAPLAN_DATA")
    path = Path(folder) / RUNS
    table = pd.read_csv(path)
    sound, left_out = filtered(table)
    read, rules = read_anew(sound)
    runs = runs_of(read)
    constants = fit_constants(runs)
    text, predicted = page_text(runs, left_out | rules, constants, len(table), runs_of(sound))
    FIT.write_text(fit_text(runs, predicted, constants, path), encoding="utf-8")
    page = PAGE.read_text(encoding="utf-8")
    page = between(page, MARKS, text)
    PAGE.write_text(between(page, FRONTIER_MARKS, frontier_text()), encoding="utf-8")
    print(f"{FIT.relative_to(ROOT)} and {PAGE.relative_to(ROOT)} written")
    print(text)


if __name__ == "__main__":
    main()
