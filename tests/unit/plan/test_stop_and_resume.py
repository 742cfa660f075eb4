"""A run that is interrupted, killed or out of time leaves a readable incumbent; resumed, it ends as well."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gigaplan.plan.solve import solve
from gigaplan.scenario.load import load

RUN = [sys.executable, "-m", "gigaplan.cli.app", "plan", "stargate", "--out", "run", "--gap", "0.0005"]
PATIENCE = 240.0


def started(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(RUN, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def wait_for(path: Path, process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not path.exists() and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    assert path.exists(), "no incumbent was written before the run ended"


@pytest.mark.slow
def test_a_killed_run_leaves_a_readable_incumbent_and_is_resumed(tmp_path: Path) -> None:
    process = started(tmp_path)
    wait_for(tmp_path / "run" / "incumbent.json", process)
    process.send_signal(signal.SIGKILL)
    process.wait()
    incumbent = json.loads((tmp_path / "run" / "incumbent.json").read_text())
    assert incumbent["lower_bound_MUSD_2026"] <= incumbent["objective_value_MUSD_2026"]
    assert not (tmp_path / "run" / "report.html").exists()
    again = [*RUN[:5], "--resume", "run", "--gap", "0.005", "--json"]
    ended = subprocess.run(again, cwd=tmp_path, capture_output=True, text=True, check=True, timeout=PATIENCE)
    resumed = json.loads(ended.stdout)
    assert resumed["status"] == "optimal within the gap"
    assert resumed["objective_value_MUSD_2026"] <= incumbent["objective_value_MUSD_2026"] * (1 - 1e-9) + 1.0
    whole = solve(load("stargate"))
    assert resumed["objective_value_MUSD_2026"] == pytest.approx(whole.objective, rel=0.005)


@pytest.mark.slow
def test_ctrl_c_returns_the_incumbent_with_its_gap(tmp_path: Path) -> None:
    process = started(tmp_path)
    wait_for(tmp_path / "run" / "incumbent.json", process)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, errors
    assert "Traceback" not in errors
    manifest = json.loads((tmp_path / "run" / "manifest.json").read_text())
    assert manifest["status"] in ("stopped: interrupted", "optimal within the gap")
    assert 0.0 <= manifest["relative_gap"] < 0.05


def test_a_time_limit_returns_the_incumbent_with_its_gap() -> None:
    plan = solve(load("abilene"), gap=1e-9, time_limit=0.01)
    assert plan.status == "stopped: time limit reached"
    assert plan.worst_residual < 1e-6
    assert plan.bound <= plan.objective


def test_a_checkpoint_of_another_scenario_is_refused(tmp_path: Path) -> None:
    solve(load("abilene"), folder=tmp_path)
    with pytest.raises(Exception, match="another scenario"):
        solve(load("abilene", {"money.budget": "30 GUSD_2026"}), folder=tmp_path)


def test_a_finished_run_resumed_keeps_its_plan(tmp_path: Path) -> None:
    first = solve(load("abilene"), folder=tmp_path)
    second = solve(load("abilene"), folder=tmp_path)
    assert second.objective == pytest.approx(first.objective, rel=1e-12)
    assert os.path.getsize(tmp_path / "checkpoint.npz") > 0
