"""`gigaplan money` and `gigaplan export` as a user types them: 80 columns, a run shown again, clear refusals."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from gigaplan.cli.app import app
from gigaplan.core.errors import InputError
from gigaplan.plan.solve import solve
from gigaplan.report.money_terminal import waiting_screen
from gigaplan.report.run_folder import report
from gigaplan.scenario.load import load, place_of
from gigaplan.study.accounts.waiting import compare, waiting

RUNNER = CliRunner(env={"COLUMNS": "80", "NO_COLOR": "1"})


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return report(solve(load("tiny")), tmp_path_factory.mktemp("runs") / "tiny")


def test_a_run_is_shown_in_80_columns_and_in_any_money(run: Path) -> None:
    for money in ("real", "nominal", "euros"):
        shown = RUNNER.invoke(app, ["money", str(run), "--in", money], catch_exceptions=False)
        assert shown.exit_code == 0
        assert max(len(line) for line in shown.output.splitlines()) <= 80
        assert "capital for a gigawatt of IT" in shown.output
        assert "Balance sheet" in shown.output


def test_a_gigawatt_of_a_chip_stands_beside_the_published_figure() -> None:
    shown = RUNNER.invoke(app, ["money", "gb200"], catch_exceptions=False)
    assert "published (Epoch AI)" in shown.output
    assert "12.00" in shown.output


@pytest.mark.parametrize("option", [["--life", "3"], ["--wait", "2"], ["--set", "title=other"]])
def test_a_finished_run_is_not_changed(run: Path, option: list[str]) -> None:
    with pytest.raises(InputError) as problem:
        RUNNER.invoke(app, ["money", str(run), *option], catch_exceptions=False)
    assert [one.where for one in problem.value.findings] == [option[0]]


def test_an_unknown_money_is_refused() -> None:
    with pytest.raises(InputError):
        RUNNER.invoke(app, ["money", "tiny", "--in", "roubles"], catch_exceptions=False)


def test_export_wants_a_format(run: Path) -> None:
    with pytest.raises(InputError):
        RUNNER.invoke(app, ["export", str(run)], catch_exceptions=False)


def test_findings_of_accounts_name_file_and_line(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(
        'based_on: abilene\nmoney:\n  debt:\n    coverage_floor: "2 dimensionless"\n', encoding="utf-8"
    )
    assert place_of(file, "money.debt.coverage_floor") == "money.debt.coverage_floor (mine.yaml:4)"


def test_who_waits_buys_no_chip_before() -> None:
    scenario = load("abilene", {"programme.chosen_weeks": 4})
    later = solve(waiting(scenario, 4), gap=0.01)
    assert float(later.solution["chips_ordered"].isel(quarter=slice(0, 4)).sum()) == pytest.approx(
        0, abs=1e-6
    )
    at_once = solve(scenario, gap=0.01)
    figures = {one.name: one for one in compare(at_once, later)}
    worth = figures["present value, whole worth"]
    assert worth.waiting <= worth.at_once * 1.02
    assert figures["written down as outdated"].waiting <= figures["written down as outdated"].at_once
    assert waiting_screen(figures.values(), 4) is not None
