"""Fit the serving roofline to measured runs; repeatable.

    python scripts/fit_serving.py --data FOLDER

FOLDER is the open data folder; the runs are `llm_serving_measurements/aggregated_serving_runs.csv.gz`, an
extract of ai-dynamo/aiconfigurator (Apache-2.0). Writes `src/gigaplan/compute/serving/fit.toml` and the table
between the markers of `docs/explanation/sizing.md`.
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
from gigaplan.sizing.shapes import chip_shape, model_shape

ROOT = Path(__file__).parents[1]
FIT = ROOT / "src/gigaplan/compute/serving/fit.toml"
PAGE = ROOT / "docs/explanation/sizing.md"
START, END = "<!-- serving fit start -->", "<!-- serving fit end -->"
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
    """Return the sound runs, and how many each filter left out, in the order applied."""
    table = table.assign(
        data_ranks=table["attention_dp_size"].fillna(1),
        named=table["id"].str.extract(r"_tp(\d+)(?:_0)?_ep\d")[0].astype(float),
    )
    table["chips"] = table["tp_size"] * table["data_ranks"]
    filters = {
        "ranks of attention and experts differ": lambda rows: (
            rows["chips"] != rows["moe_tp_size"] * rows["moe_ep_size"]
        ),
        "gpt-oss on H100 at batch 512 under 6 ms (faulty)": lambda rows: (
            rows["model_path"].str.contains("gpt-oss")
            & (rows["system"] == "h100_sxm")
            & (rows["batch_size"] == FAULTY_BATCH)
            & (rows["silicon_tpot_ms"] < FAULTY_MILLISECONDS)
        ),
        "number of chips differs from the run's own name": lambda rows: (
            rows["named"].notna() & (rows["named"] != rows["chips"])
        ),
        "more chips than one server (sums over pools, labelled as one instance)": lambda rows: (
            rows["chips"] > SERVER
        ),
    }
    left_out = {}
    for reason, breaks in filters.items():
        broken = breaks(table)
        left_out[reason] = int(broken.sum())
        table = table[~broken]
    return table.reset_index(drop=True), left_out


def runs_of(table: pd.DataFrame) -> Runs:
    """Return the table's runs as columns of shapes; its batch is per attention rank."""
    names = table["model_path"].map(MODELS)
    shapes = {name: model_shape(name) for name in names.unique()}
    chips = {name: chip_shape(name.removesuffix("_sxm")) for name in table["system"].unique()}
    precision = table["precision"].fillna("bf16")
    kept = [kept_bytes(shapes[name], bits) for name, bits in zip(names, precision, strict=True)]
    deployment = Deployment(
        chips=table["chips"].to_numpy(float),
        data_ranks=table["data_ranks"].to_numpy(float),
        expert_ranks=table["moe_ep_size"].to_numpy(float),
        sequences=(table["batch_size"] * table["data_ranks"]).to_numpy(float),
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
    runs: Runs, left_out: dict[str, int], constants: Constants, total: int, every: Runs
) -> tuple[str, np.ndarray]:
    """Return the measured tables in Markdown, and the left-out predictions."""
    predicted = leave_one_model_out(runs)
    found = errors(runs, predicted)
    light = runs.predicted(SPEED_OF_LIGHT)
    low, high = spread(runs, predicted)
    lines = [f"Of {total} runs {found.runs} are sound; left out, in this order:", ""]
    lines += [f"- {count}: {reason}" for reason, count in left_out.items()]
    lines += ["", "| time per output token | runs | median error | mean error | 9 of 10 within | bias |"]
    lines += ["|---|---|---|---|---|---|"]
    lines += [rows_of("**model left out of the fit**", runs, predicted)]
    lines += [
        rows_of(f"{name} left out", runs.only(runs.name == name), predicted[runs.name == name])
        for name in np.unique(runs.name)
    ]
    lines += [rows_of("all in the fit", runs, runs.predicted(constants))]
    lines += [rows_of("datasheet speed of light, same runs", runs, light)]
    lines += [rows_of("first filter only, model left out", every, leave_one_model_out(every))]
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
    runs = runs_of(sound)
    constants = fit_constants(runs)
    widest = table.assign(data_ranks=table["attention_dp_size"].fillna(1))
    widest["chips"] = widest["tp_size"] * widest["data_ranks"]
    widest = widest[widest["chips"] == widest["moe_tp_size"] * widest["moe_ep_size"]].reset_index(drop=True)
    text, predicted = page_text(runs, left_out, constants, len(table), runs_of(widest))
    FIT.write_text(fit_text(runs, predicted, constants, path), encoding="utf-8")
    page = PAGE.read_text(encoding="utf-8")
    before, rest = page.split(START)
    PAGE.write_text(f"{before}{START}\n{text}\n{END}{rest.split(END)[1]}", encoding="utf-8")
    print(f"{FIT.relative_to(ROOT)} and {PAGE.relative_to(ROOT)} written")
    print(text)


if __name__ == "__main__":
    main()
