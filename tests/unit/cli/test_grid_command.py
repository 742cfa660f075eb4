"""`gigaplan grid` as a user types it: 80 columns, a run shown again, clear refusals."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from gigaplan.cli.app import app
from gigaplan.core.errors import InputError
from gigaplan.plan.solve import solve
from gigaplan.report.run_folder import report
from gigaplan.scenario.load import load

RUNNER = CliRunner(env={"COLUMNS": "80", "NO_COLOR": "1"})


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return report(solve(load("tiny")), tmp_path_factory.mktemp("runs") / "tiny")


def test_a_run_and_its_scenario_ask_the_same_of_the_grid_in_80_columns(run: Path) -> None:
    shown = RUNNER.invoke(app, ["grid", str(run)], catch_exceptions=False)
    planned = RUNNER.invoke(app, ["grid", "tiny"], catch_exceptions=False)

    assert shown.output == planned.output
    assert "ercot" in shown.output
    assert max(len(line) for line in shown.output.splitlines()) <= 80


def test_a_finished_run_cannot_be_changed(run: Path) -> None:
    refused = RUNNER.invoke(app, ["grid", str(run), "--set", "money.budget=1 GUSD"])
    assert isinstance(refused.exception, InputError)


def test_a_run_without_the_tables_is_refused(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text("{}", encoding="utf-8")
    refused = RUNNER.invoke(app, ["grid", str(tmp_path)])
    assert isinstance(refused.exception, InputError)
    assert "plan it again" in refused.exception.findings[0].do
