"""Tell each scenario of the library in numbers: docs/scenarios/*.md, from plans made here.

Run `uv run python -m scripts.tell_scenarios [NAME ...]`; all of them take about two minutes on two cores.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from gigaplan.plan.solve import solve
from gigaplan.report.amounts import digits
from gigaplan.report.comparison import rows_of
from gigaplan.report.summary import Summary, summary
from gigaplan.scenario.load import load

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "scenarios"
EURO = 1.17  # dollars; the catalogue's exchange rate, money/eur_usd
POWER, CHIPS, CAPITAL = "IT power at the end [GW_it]", "chips bought [thousand]", "capital paid [GUSD_2026]"
COMPUTE, WORTH = "compute at the end [million H100e]", "objective, discounted [GUSD_2026]"
EACH, HOUR = "capital a GW_it bought [GUSD_2026]", "cost of an H100e-hour [USD_2026]"
Runs = list[Summary]


@dataclass(frozen=True)
class Story:
    """A scenario's question, the runs that answer it (label → changes), and what their numbers say."""

    question: str
    runs: Mapping[str, Mapping[str, Any]]
    say: Callable[[Runs], list[str]]


def _power(run: Summary) -> pd.Series[float]:
    """Return IT power in service by quarter [GW_it]."""
    return run.tables["by_quarter"].set_index("quarter")["IT power in service [GW_it]"]


def _power_at(run: Summary, quarter: str) -> float:
    return float(_power(run)[quarter])


def _first(run: Summary) -> str:
    """Return the first quarter with any chips in service."""
    series = _power(run)
    return str(series.index[series.to_numpy() > 1e-3][0])


def _europe(runs: Runs) -> list[str]:
    five, three, older = (run.figures for run in runs)
    each = older[CAPITAL] / older[CHIPS] * 100 / EURO
    return [
        f"Five billion euros buy {digits(five[CHIPS])} thousand chips of the newest kind, {digits(1e3 * five[COMPUTE])} thousand "
        f"H100-equivalents and {digits(1e3 * five[POWER])} MW_it; three billion buy {digits(three[CHIPS])} thousand.",
        f"Of the chips of the call's own day, GB300, five billion euros buy {digits(older[CHIPS])} thousand with their halls and "
        f"power: {digits(older[CHIPS])} % of the 100,000 asked for. All 100,000 would take about {digits(each)} billion euros.",
        f"The first chips run in {_first(runs[0])}. The call asks for operation within 18 months of a contract in mid 2027, that "
        "is by 2028-Q4 or 2029-Q1; halls of 15 months and a grid connection ready at the end of 2028 just allow that.",
        f"In compute the money does more than in chips: {digits(five[COMPUTE] * 1e3 / 2.5265)} thousand GB300 would be needed for "
        "what the plan has at the end. It waits for the next generation where a contract of 2027 would fix the chips of 2027.",
    ]


def _pipeline(runs: Runs) -> list[str]:
    whole, signed, secured = runs
    return [
        f"With the whole outlook of 750 billion dollars the pipeline grows to {digits(whole.figures[POWER])} GW_it by the end of "
        f"2030, {digits(whole.figures[COMPUTE])} million H100-equivalents; 10 GW_it stand in "
        f"{_reaches(whole, 10.0)}. OpenAI's target is 30 GW by 2030, in units it does not define.",
        f"With the money that is committed or secured, {digits(signed.figures[CAPITAL])} billion, it grows to "
        f"{digits(signed.figures[POWER])} GW_it; with secured money alone, {digits(secured.figures[CAPITAL])} billion, to "
        f"{digits(secured.figures[POWER])} GW_it, the standing 0.8 GW_it of Abilene included.",
        f"A GW_it of chips costs {digits(whole.figures[EACH])} billion dollars with its halls and power.",
    ]


def _reaches(run: Summary, gigawatts: float) -> str:
    series = _power(run)
    found = series.index[series.to_numpy() >= gigawatts]
    return str(found[0]) if len(found) else "no quarter of the programme"


def _exports(runs: Runs) -> list[str]:
    cap, free = runs
    lost = free.figures[COMPUTE] - cap.figures[COMPUTE]
    worth = free.figures[WORTH] - cap.figures[WORTH]
    return [
        f"Under the cap {digits(cap.figures[COMPUTE])} million H100-equivalents stand at the end of 2028, without it "
        f"{digits(free.figures[COMPUTE])} million: the rule costs the programme {digits(lost)} million, "
        f"{digits(100 * lost / free.figures[COMPUTE])} % of its compute, and {digits(worth)} billion dollars of net present value.",
        f"Under it {digits(cap.figures[CAPITAL])} billion dollars of capital find a use, without it "
        f"{digits(free.figures[CAPITAL])} billion: the sites at home and in Norway cannot take more in time.",
        "The Emirates and India hold 50,000 H100-equivalents each under the rule, about 20,000 GB200: less than one hall block. "
        "Norway, an ally of tier 1, is not capped.",
    ]


def _colossus(runs: Runs) -> list[str]:
    gas, without = runs
    seen = {"2025-Q4": ("239", "19 Oct 2025"), "2026-Q1": ("", ""), "2026-Q2": ("946", "15 Jun 2026")}
    table = ["| quarter | plan | without temporary gas | seen (Epoch AI) |", "|---|---:|---:|---:|"]
    for quarter, (megawatts, date) in seen.items():
        observed = f"{megawatts} MW_it on {date}" if megawatts else "490 MW_it on 6 Apr 2026, just after"
        table.append(
            f"| {quarter} | {digits(1e3 * _power_at(gas, quarter))} MW_it | {digits(1e3 * _power_at(without, quarter))} MW_it | {observed} |"
        )
    return [
        f"With rented turbines {digits(1e3 * _power_at(gas, '2026-Q2'))} MW_it run in the second quarter of 2026, without them "
        f"{digits(1e3 * _power_at(without, '2026-Q2'))} MW_it.",
        f"The haste is worth {digits(gas.figures[WORTH] - without.figures[WORTH])} billion dollars of net present value. "
        f"An H100e-hour costs {digits(gas.figures[HOUR])} dollars with it and {digits(without.figures[HOUR])} without.",
        "\n".join(table),
        "What was seen is faster than the plan. The plan orders nothing before 2025, rents a turbine six months ahead and builds a "
        "hall in eight, takes 6 % of the world's NVIDIA chips and moves by quarters; xAI brought chips from its first campus and "
        "turbines that were there. Where the plan is held back is listed below.",
    ]


def _meter(runs: Runs) -> list[str]:
    late, soon = runs
    grid = "of it from the grid [%]"
    return [
        f"Without any grid before 2030 the campus has {digits(1e3 * late.figures[POWER])} MW_it at the end and is worth "
        f"{digits(late.figures[WORTH])} billion dollars, all costs counted; with the grid from the end of 2027 "
        f"{digits(soon.figures[WORTH])} billion.",
        f"A grid two years earlier is worth {digits(1e3 * (soon.figures[WORTH] - late.figures[WORTH]))} million dollars to it: "
        f"an H100e-hour costs {digits(late.figures[HOUR])} dollars against {digits(soon.figures[HOUR])}, for chips and halls "
        "cost many times what power does.",
        f"Of its energy the late grid gives {digits(late.figures[grid])} %, the early one {digits(soon.figures[grid])} %. "
        "Plants bought for the first years stand already, so the grid has to be cheaper than their fuel alone, its "
        "connection included.",
        f"The first chips run in {_first(late)} behind the meter and in {_first(soon)} with the early grid: halls take 15 months, "
        "and engines are there as soon as they are.",
    ]


STORIES = {
    "eu-gigafactory": Story(
        "What do 3 to 5 billion euros buy, and is it 100,000 chips?",
        {
            "5 billion euros": {},
            "3 billion euros": {"money.budget": "3 GEUR_2026"},
            "5 billion euros, GB300 only": {"supply.chips": {"gb300": {}}},
        },
        _europe,
    ),
    "stargate-2026": Story(
        "What becomes of the pipeline signed by late 2026, with how much of the money?",
        {
            "all money in the outlook": {},
            "committed and secured money": {"money.counted": "committed"},
            "secured money": {"money.counted": "secured"},
        },
        _pipeline,
    ),
    "export-controls": Story(
        "What would the country cap of January 2025 have cost a programme half abroad?",
        {"with the cap": {}, "without it": {"policy.export_rule": "none_2025_05"}},
        _exports,
    ),
    "colossus": Story(
        "How fast can a campus be, and what is temporary gas worth?",
        {"with rented turbines": {}, "without": {"sites.memphis.plants.rented_turbine": "0 MW_plate"}},
        _colossus,
    ),
    "behind-the-meter": Story(
        "What does a campus cost that has no grid for its first three years?",
        {"grid in 2030-Q1": {}, "grid in 2027-Q4": {"sites.plains.grid.late.date": "2027-Q4"}},
        _meter,
    ),
}


def command(name: str, changes: Mapping[str, Any]) -> str:
    """Return the command that makes a run."""
    settings = "".join(f" --set {path}={_written(value)}" for path, value in changes.items())
    return f"uv run gigaplan plan {name}{settings}"


def _written(value: Any) -> str:
    text = str(value).replace("'", "") if isinstance(value, dict) else str(value)
    return f'"{text}"' if " " in text else text


def told(name: str) -> str:
    """Return the page of a scenario."""
    story = STORIES[name]
    runs = [summary(solve(load(name, dict(changes)))) for changes in story.runs.values()]
    scenario = load(name)
    letters = "ABC"[: len(runs)]
    later = [f"{letter} less A" for letter in letters[1:]]
    table = [f"| figure | {' | '.join([*letters, *later])} |", f"|---|{'---:|' * (2 * len(runs) - 1)}"]
    table += [f"| {' | '.join(row)} |" for row in rows_of(runs)]
    limits = [f"- {sentence}" for sentence in runs[0].limits]
    asked = [
        f"- **{letter}, {label}:** `{command(name, changes)}`"
        for letter, (label, changes) in zip(letters, story.runs.items(), strict=True)
    ]
    return "\n".join(
        [
            f"# {scenario.title}",
            f"{scenario.description.strip()}\n",
            f"**{story.question}**\n",
            "\n\n".join(story.say(runs)),
            "\n## The runs",
            *asked,
            "",
            *table,
            "\nAll money in dollars of 2026; hours are synthetic, drawn from statistics of each region.",
            f"\n## What holds {letters[0]} back",
            "Each worth is a present value.\n",
            *limits,
            f"\n*This page is written by `uv run python -m scripts.tell_scenarios {name}`.*\n",
        ]
    )


def main() -> None:
    """Write the pages of the scenarios named, or of all."""
    FOLDER.mkdir(exist_ok=True)
    for name in sys.argv[1:] or STORIES:
        (FOLDER / f"{name}.md").write_text(told(name), encoding="utf-8")


if __name__ == "__main__":
    main()
