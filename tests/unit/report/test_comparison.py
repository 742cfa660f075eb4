"""Runs side by side: differences by hand, runs read back from their folders, bad folders told."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from rich.console import Console
from typer.testing import CliRunner

import gigaplan
from gigaplan.cli.app import app
from gigaplan.core.errors import InputError
from gigaplan.report.comparison import (
    changes,
    comparison_page,
    comparison_screen,
    comparison_sections,
    rows_of,
)
from gigaplan.report.section import Chart, Table
from gigaplan.report.summary import Summary, read_summary, summary
from gigaplan.report.tables import COMPARED
from tests.pairs import LATER

OVERLAYS = ["it_power_in_service", "compute_in_service", "capital_paid_to_date", "energy_fed_to_the_sites"]
STACKED = [
    "build_out",
    "power_built",
    "power_mix",
    "chips",
    "generations",
    "compute",
    "calls",
    "cash",
    "profit",
    "books",
]
TWO = [
    *OVERLAYS, "map_b", "timeline", "build_out", "power_built", "power_mix", "week", "durations", "chips", "generations",
    "compute", "price", "calls", "cash", "waterfall", "profit", "books", "well_spent",
]  # fmt: skip
BESIDE = ["timeline", "durations", "price", "waterfall", "well_spent"]  # told of runs that are alike too


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return gigaplan.report(gigaplan.solve(gigaplan.load("tiny")), tmp_path_factory.mktemp("runs") / "tiny")


@pytest.fixture(scope="module")
def told() -> Summary:
    return summary(gigaplan.solve(gigaplan.load("tiny")))


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory) -> Path:
    plan = gigaplan.solve(gigaplan.load("tiny", LATER))
    return gigaplan.report(plan, tmp_path_factory.mktemp("runs") / "later")


def charts_of(*runs: Summary) -> dict[str, Chart]:
    return {chart.name: chart for section in comparison_sections(runs) for chart in section.charts}


def tables_of(*runs: Summary) -> dict[str, Table]:
    return {table.caption: table for section in comparison_sections(runs) for table in section.tables}


def drawn(traces: Iterable[Any]) -> dict[str, dict[str, float]]:
    return {trace.name: dict(zip(trace.x, trace.y, strict=True)) for trace in traces}


def by_quarter_from(folder: Path, table: str, **kept: str) -> pd.Series:
    """The last column of a table of a run, summed by quarter, of the rows with the labels given."""
    frame = pd.read_parquet(folder / "tables" / f"{table}.parquet")
    for column, label in kept.items():
        frame = frame[frame[column] == label]
    return frame.groupby("quarter")[frame.columns[-1]].sum()


def energy_from(folder: Path) -> pd.Series:
    """Energy from the grid by quarter [TWh_site]: mean power of the hours kept times the hours of the quarter."""
    hourly = pd.read_parquet(folder / "tables" / "operation.parquet")
    power = (
        hourly.filter(like="grid_power")
        .sum(axis=1)
        .groupby([hourly["quarter"], hourly["hour of year"]])
        .sum()
    )
    hours = {"2026-Q1": 2184.0, "2026-Q2": 2184.0}
    return power.groupby("quarter").mean().reindex(list(hours)) * pd.Series(hours) / 1e6


def test_figures_are_the_sums_by_hand(told: Summary) -> None:
    chips = 50.0 / 0.93  # thousand, as in the test of the scenario
    expected = {
        "IT power at the end [GW_it]": chips * 1.4 / 1e3,
        "chips bought [thousand]": chips,
        "compute used [billion H100e-hour]": 50e3 * 2184.0 / 1e9,
        "capital paid [GUSD_2026]": chips * 38.0 / 1e3,
        "capital a GW_it bought [GUSD_2026]": 38.0 / 1.4,
        "energy over the programme [TWh_site]": chips * 1.4 * 1.25 * 2184.0 / 1e6,
        "of it from the grid [%]": 100.0,
    }
    for name, amount in expected.items():
        assert told.figures[name] == pytest.approx(amount, rel=1e-6), name


def test_a_run_folder_gives_back_what_was_planned(folder: Path, told: Summary) -> None:
    again = read_summary(folder)
    assert again.figures == pytest.approx(dict(told.figures))
    assert again.limits == told.limits
    assert again.scenario == told.scenario
    assert again.quarters == told.quarters
    assert again.tables.keys() == told.tables.keys() == set(COMPARED)
    for name in set(COMPARED) - {"audit"}:
        pd.testing.assert_frame_equal(again.tables[name], told.tables[name])
    laws = ["equation", "law"]  # how far each is broken is the rounding of two solves
    pd.testing.assert_frame_equal(again.tables["audit"][laws], told.tables["audit"][laws])
    for kept in ("answers", "places", "stages", "hours_taken", "versions"):
        assert getattr(again, kept) == getattr(told, kept), kept
    assert again.cost == pytest.approx(dict(told.cost))
    assert again.proof.keys() == told.proof.keys()


def test_the_page_holds_these_charts_in_this_order(folder: Path, later: Path) -> None:
    one, two = read_summary(folder), read_summary(later)
    assert list(charts_of(one, two)) == TWO
    assert re.findall(r'id="chart-(\w+)"', comparison_page([one, two])) == TWO
    assert set(charts_of(one, two, two)) == {*TWO, "map_c"}


def test_what_is_drawn_is_the_difference_of_the_tables(folder: Path, later: Path) -> None:
    charts = charts_of(read_summary(folder), read_summary(later))
    shown = {name: drawn(charts[name].figure.data) for name in STACKED}
    quarters = ["2026-Q1", "2026-Q2"]  # the later run plans four

    def less(table: str, scale: float = 1.0, **kept: str) -> list[float]:
        ours, theirs = (
            by_quarter_from(one, table, **kept).reindex(quarters, fill_value=0.0) for one in (folder, later)
        )
        return list((theirs - ours) / scale)

    expected = {
        ("chips", "H100 SXM"): less("chips_installed", chip="h100"),
        ("chips", "H200 SXM"): less("chips_installed", chip="h200"),
        ("compute", "training"): less("compute_used", 1e3, work="training"),
        ("power_built", "grid"): less("grid_built", 1e3),
        ("cash", "chip"): less("ledger", 1e3, ledger="capital", term="chip_capital"),
        ("profit", "imputed revenue"): less("money_profit", 1e3, group="revenue"),
        ("books", "chips"): less("money_balance", 1e3, line="chips"),
        ("power_mix", "grid"): list(energy_from(later) - energy_from(folder)),
    }
    for (chart, part), amounts in expected.items():
        assert list(shown[chart][part]) == quarters
        assert list(shown[chart][part].values()) == pytest.approx(amounts, rel=2e-4, abs=1e-4), (chart, part)
        assert max(map(abs, amounts)) > 1e-3, (chart, part)
    assert "in all" not in shown.pop("power_built")  # connections, plants and stores are of three kinds
    for parts in shown.values():
        whole = parts.pop("in all")
        assert list(whole.values()) == pytest.approx(
            np.sum([list(one.values()) for one in parts.values()], axis=0), abs=1e-3
        )


def test_with_three_runs_the_third_is_told_against_the_first(folder: Path, later: Path) -> None:
    one, two = read_summary(folder), read_summary(later)
    both, alone = charts_of(one, one, two), charts_of(one, two)
    for name in STACKED:
        same, other = both[name].choices
        assert (same.label, other.label) == ("B less A", "C less A")
        assert drawn(same.traces).keys() == ({"in all"} if name != "power_built" else set())
        alike = {part.replace("(C)", "(B)"): amounts for part, amounts in drawn(other.traces).items()}
        assert alike == drawn(alone[name].figure.data)
    assert "map_b" not in both
    assert tables_of(one, one, two)["The seven answers"].columns == ("question", "A", "B", "C")


def test_the_map_tells_each_site_apart_by_name_and_place(folder: Path, later: Path) -> None:
    chart = charts_of(read_summary(folder), read_summary(later))["map_b"]
    assert [one.label for one in chart.choices] == ["2026-Q1", "2026-Q2"]
    told = {words for trace in chart.choices[-1].traces for words in trace.hovertext}
    moved = sorted(words for words in told if words.startswith("North"))
    assert len(moved) == 2  # one site where A has it, one where B has it
    assert sum("then no such site" in words for words in moved) == 1
    assert sum("(no such site, then" in words for words in moved) == 1


def test_stages_of_each_site_stand_side_by_side(folder: Path, later: Path) -> None:
    one, two = read_summary(folder), read_summary(later)
    rows = tables_of(one, two)["Dates of each site in each run"].rows
    # 50 thousand H100e from the second quarter in A; B adds in the fourth and has its own north
    assert ("South", "fill with chips", "2026-Q2", "2026-Q2", *two.stages["south"]["fill with chips"]) in rows
    assert ("North (A)", "fill with chips", "2026-Q2", "2026-Q2", "–", "–") in rows
    chart = charts_of(one, two)["timeline"]
    assert [choice.label for choice in chart.choices] == [
        "order halls", "build halls", "connect power", "fill with chips", "full",
    ]  # fmt: skip
    bars = chart.choices[chart.first].traces
    assert [bar.name for bar in bars] == [f"B: {two.label}", f"A: {one.label}"]
    assert list(bars[1].base) == [1, 1]


def test_the_waterfall_goes_from_one_cost_to_the_other(folder: Path, later: Path) -> None:
    one, two = read_summary(folder), read_summary(later)
    choices = charts_of(one, two)["waterfall"].choices
    assert [choice.label for choice in choices] == [f"{what}, from A to B" for what in one.hours_taken]
    name = "cost of an H100e-hour [USD_2026]"
    (trace,) = choices[-1].traces
    heights = dict(zip(trace.x, trace.y, strict=True))
    assert heights.pop("whole of A") == pytest.approx(one.figures[name], abs=1e-4)
    assert heights.pop("whole of B") == pytest.approx(two.figures[name], abs=1e-4)
    assert sum(heights.values()) == pytest.approx(two.figures[name] - one.figures[name], abs=1e-3)
    term = max(heights, key=lambda each: abs(heights[each]))
    assert heights[term] == pytest.approx(two.cost[term] - one.cost[term], abs=1e-4)


def test_answers_limits_and_proof_stand_side_by_side(folder: Path, later: Path) -> None:
    one, two = read_summary(folder), read_summary(later)
    tables = tables_of(one, two)
    answers = tables["The seven answers"].rows
    assert len(answers) == 7
    assert answers[2] == ("chips", one.answers["chips"]["number"], two.answers["chips"]["number"])
    assert tables["Limits of each run"].rows[0] == ("1", one.limits[0], two.limits[0])
    assert ("gap", one.proof["gap"], two.proof["gap"]) in tables["Proof of each run"].rows
    audit = pd.read_parquet(folder / "tables" / "audit.parquet")
    assert len(tables["Audit: largest relative violation of each law"].rows) == len(audit)
    assert {"python", "gigaplan", "highspy"} <= {row[0] for row in tables["Versions"].rows}


def test_runs_that_share_no_quarter_are_still_shown_side_by_side(folder: Path) -> None:
    asked = {
        "programme.start": "2028-Q1",
        "money.commitments": [
            {
                "partner": "Owner",
                "year": 2028,
                "amount": "10 GUSD_2026",
                "status": "secured",
                "source": "made up",
            }
        ],
        "workload.training.steps": [
            {"demand": {"2028-Q1": "0 kH100e", "2028-Q2": "50 kH100e"}, "worth": "2 USD_2026/H100e/hour"}
        ],
        "supply.chips": {"h100": {"last": "2028-Q4", "limit": "100 kchip"}},
    }
    runs = (read_summary(folder), summary(gigaplan.solve(gigaplan.load("tiny", asked))))
    charts = charts_of(*runs)
    assert list(charts) == [*OVERLAYS, *BESIDE]
    assert list(charts["timeline"].figure.layout.xaxis.ticktext)[-1] == "2028-Q2"
    assert "they share no quarter" in comparison_page(runs)


@pytest.mark.slow
def test_the_smallest_plan_and_a_gigafactory_are_compared(folder: Path) -> None:
    large = summary(gigaplan.solve(gigaplan.load("eu-gigafactory"), gap=0.05))
    small = read_summary(folder)
    for runs in ((small, large), (large, small), (small, large, small)):
        assert {*OVERLAYS, *BESIDE} <= charts_of(*runs).keys()
        assert all(
            len(row) == len(table.columns) for table in tables_of(*runs).values() for row in table.rows
        )
        assert "Plans compared" in comparison_page(runs)


def test_differences_are_counted_from_the_first_run(told: Summary) -> None:
    one = replace(told, figures={"a [GW_it]": 2.0, "b": 5.0})
    two = replace(told, figures={"a [GW_it]": 3.5, "b": 5.0}, gap=0.004)
    rows = rows_of([one, two])
    assert rows[:2] == [("a [GW_it]", "2", "3.5", "+1.5"), ("b", "5", "5", "same")]
    assert rows[-1] == ("gap [%]", "0.00", "0.40", "")


def test_changed_entries_are_named_by_their_path(told: Summary) -> None:
    other = summary(gigaplan.solve(gigaplan.load("tiny", {"sites.south.grid.here.size": "50 MW_site"})))
    assert [row[0] for row in changes([told, other])] == ["sites.south.grid.here.size"]
    assert changes([told, told]) == []


def test_the_screen_and_the_page_tell_every_figure(told: Summary) -> None:
    console = Console(width=80, file=io.StringIO(), record=True)
    console.print(comparison_screen([told, told, told], "page.html"))
    shown = console.export_text()
    assert max(map(len, shown.splitlines())) <= 80
    page = comparison_page([told, told])
    for name in told.figures:
        assert name.partition(" [")[0] in page
        assert name.split()[0] in shown
    assert re.findall(r'id="chart-(\w+)"', page) == [
        *OVERLAYS,
        *BESIDE,
    ]  # nothing differs between them


def test_a_report_can_be_written_again_though_the_package_bears_its_name(
    folder: Path, tmp_path: Path
) -> None:
    plan = gigaplan.solve(gigaplan.load("tiny"))
    for name in ("one", "two"):
        assert (gigaplan.report(plan, tmp_path / name) / "report.html").exists()


def test_a_folder_that_is_no_run_is_refused(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("{}", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_summary(tmp_path)
    assert "finished run folder" in caught.value.findings[0].want


def test_the_command_compares_folders_with_scenarios(folder: Path, tmp_path: Path) -> None:
    ended = CliRunner().invoke(app, ["compare", str(folder), "tiny", "--out", str(tmp_path / "page.html")])
    assert ended.exit_code == 0, ended.output
    assert "The scenarios are the same" in ended.output
    assert (tmp_path / "page.html").stat().st_size > 1e6


@pytest.mark.parametrize("names", [["tiny"], ["tiny"] * 4])
def test_one_run_or_four_are_refused(names: list[str]) -> None:
    ended = CliRunner().invoke(app, ["compare", *names])
    assert isinstance(ended.exception, InputError)
