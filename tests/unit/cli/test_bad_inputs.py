"""Every bad input gets findings: never a traceback, never a half-written run folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bad_inputs import CASES, BadInput, run_bad


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_a_bad_input_is_told_clearly_and_leaves_nothing_behind(case: BadInput, tmp_path: Path) -> None:
    ended = run_bad(case, tmp_path)
    assert ended.returncode == 1, ended.stdout + ended.stderr
    assert "Traceback" not in ended.stderr
    assert "got" in ended.stderr
    assert "allowed:" in ended.stderr
    leftovers = [
        path
        for path in tmp_path.rglob("*")
        if path.name in ("report.html", "manifest.json") or path.suffix == ".partial"
    ]
    assert leftovers == []
