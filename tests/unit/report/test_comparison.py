"""Runs side by side: differences by hand, runs read back from their folders, bad folders told."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from rich.console import Console
from typer.testing import CliRunner

import gigaplan
from gigaplan.cli.app import app
from gigaplan.core.errors import InputError
from gigaplan.report.comparison import changes, comparison_page, comparison_screen, rows_of
from gigaplan.report.summary import Summary, read_summary, summary


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return gigaplan.report(gigaplan.solve(gigaplan.load("tiny")), tmp_path_factory.mktemp("runs") / "tiny")


@pytest.fixture(scope="module")
def told() -> Summary:
    return summary(gigaplan.solve(gigaplan.load("tiny")))


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
    pd.testing.assert_frame_equal(again.quarters, told.quarters)


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
    assert page.count('class="chart"') == len(told.quarters.columns) - 1


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
