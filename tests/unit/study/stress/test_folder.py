"""Where a stress test writes: an interrupted one's folder is taken up, any other full one is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from gigaplan.core.errors import InputError
from gigaplan.plan.solve import solve
from gigaplan.report.page import page
from gigaplan.report.stress_folder import usable, write_stress
from gigaplan.scenario.load import load
from gigaplan.study.stress.engine import CHUNKS
from gigaplan.study.stress.ensemble import Effort, stress


def test_a_folder_of_chunks_is_taken_up_and_a_full_one_refused(tmp_path: Path) -> None:
    usable(tmp_path / "new")
    (tmp_path / CHUNKS).mkdir()
    usable(tmp_path)
    (tmp_path / "mine.txt").write_text("kept", encoding="utf-8")
    with pytest.raises(InputError, match="not empty"):
        usable(tmp_path)


def test_the_plans_own_page_holds_the_fans_and_the_tornado_of_its_stress_test(tmp_path: Path) -> None:
    plan = solve(load("tiny"))
    folder = write_stress(stress(plan, Effort(draws=10, indices=0, workers=1)), plan, tmp_path / "run")
    report, alone = ((folder / name).read_text(encoding="utf-8") for name in ("report.html", "stress.html"))
    for chart in ("stress_power", "stress_gap", "stress_tornado"):
        assert f'id="chart-{chart}"' in report
        assert f'id="chart-{chart}"' in alone
    assert 'href="#stress"' in report
    assert 'id="chart-timeline"' in report
    assert 'id="chart-timeline"' not in alone
    assert "not stress-tested" not in report
    assert "not stress-tested" in page(plan)
