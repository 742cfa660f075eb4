"""A run that is interrupted, killed or out of time leaves a readable incumbent; resumed, it ends as well."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from gigaplan.core.errors import InputError
from gigaplan.plan.decomposition.checkpoint import Checkpoint
from gigaplan.plan.decomposition.rounds import Effort
from gigaplan.plan.decomposition.solve import solve_decomposed
from gigaplan.plan.gap import DEFAULT_GAP
from gigaplan.plan.result import Result
from gigaplan.plan.solve import solve
from gigaplan.programme.arrange import arrange
from gigaplan.programme.programme import Programme
from gigaplan.scenario.load import load

RUN = [sys.executable, "-m", "gigaplan.cli.app", "plan", "stargate", "--out", "run", "--gap", "0.0005"]
PATIENCE = 240.0
WHOLE = ("site_open", "hall_blocks_ordered", "plant_units_ordered")


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
    again = [*RUN[:5], "--resume", "run", "--json"]
    ended = subprocess.run(again, cwd=tmp_path, capture_output=True, text=True, check=True, timeout=PATIENCE)
    resumed = json.loads(ended.stdout)
    assert resumed["status"] == "optimal within the gap"
    assert resumed["objective_value_MUSD_2026"] <= incumbent["objective_value_MUSD_2026"] * (1 - 1e-9) + 1.0
    whole = solve(load("stargate"))
    assert resumed["relative_gap"] <= DEFAULT_GAP
    assert resumed["lower_bound_MUSD_2026"] <= whole.objective  # each is proven to be as good as the other
    assert whole.bound <= resumed["objective_value_MUSD_2026"]  # within their gaps


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


def test_cuts_found_with_other_hours_are_refused(tmp_path: Path) -> None:
    programme = arrange(load("tiny"))
    solve_decomposed(programme, checkpoint=Checkpoint(tmp_path))
    programme.inputs["grid_energy_cost"].values[0, 5] *= 2.0
    with pytest.raises(InputError, match="other hours"):
        solve_decomposed(programme, checkpoint=Checkpoint(tmp_path))


class Killed(BaseException):
    """Ends a run in the middle, with nothing done after it."""


def kill() -> None:
    raise Killed


def press_ctrl_c() -> None:
    signal.raise_signal(signal.SIGINT)


def run_on(folder: Path, programme: Programme, end: Callable[[], None] | None, **limits: float) -> Result:
    """Plan with a fine gap; `end` is called once, as soon as an incumbent stands."""

    def progress(stage: str, *_: object) -> None:
        if end is not None and stage == "certified":
            end()

    effort = Effort(continuous_gap=1e-7, whole_gap=1e-6, **limits)
    return solve_decomposed(programme, effort, progress, Checkpoint(folder))


@pytest.fixture(scope="module")
def interruptible() -> Programme:
    """A programme small enough to be planned to a millionth, in whole halls and plants."""
    return arrange(load("abilene", {"programme.chosen_weeks": 4}))


@pytest.fixture(scope="module")
def uninterrupted(interruptible: Programme, tmp_path_factory: pytest.TempPathFactory) -> Result:
    return run_on(tmp_path_factory.mktemp("whole"), interruptible, None)


@pytest.mark.parametrize("way", ["ctrl-c", "killed", "out of time"])
def test_a_run_resumed_ends_at_the_plan_of_one_left_alone(
    way: str, interruptible: Programme, uninterrupted: Result, tmp_path: Path
) -> None:
    if way == "killed":
        with pytest.raises(Killed):
            run_on(tmp_path, interruptible, kill)
    elif way == "ctrl-c":
        assert run_on(tmp_path, interruptible, press_ctrl_c).objective >= uninterrupted.bound
    else:
        assert run_on(tmp_path, interruptible, None, time_limit=1e-3).objective >= uninterrupted.bound
    assert json.loads((tmp_path / "incumbent.json").read_text())["relative_gap"] >= 0.0
    resumed = run_on(tmp_path, interruptible, None)
    assert uninterrupted.solution["hall_blocks_ordered"].sum() > 0
    assert resumed.objective == pytest.approx(uninterrupted.objective, rel=1e-6)
    for name in WHOLE:
        assert np.array_equal(resumed.solution[name].values, uninterrupted.solution[name].values)


def test_a_finished_run_resumed_keeps_its_plan(tmp_path: Path) -> None:
    first = solve(load("abilene"), folder=tmp_path)
    second = solve(load("abilene"), folder=tmp_path)
    assert second.objective == pytest.approx(first.objective, rel=1e-12)
    assert os.path.getsize(tmp_path / "checkpoint.npz") > 0
