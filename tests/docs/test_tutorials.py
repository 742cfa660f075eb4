"""The tutorials run as they stand: every command, in order, in an empty folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from scripts.run_tutorials import CONSOLE, FOLDER, executed

TUTORIALS = sorted(FOLDER.glob("*.md"))


@pytest.mark.slow
@pytest.mark.parametrize("path", TUTORIALS, ids=lambda path: path.stem)
def test_a_tutorial_runs_as_it_stands(path: Path, tmp_path: Path) -> None:
    written = path.read_text(encoding="utf-8")
    again = executed(written, tmp_path)
    assert (tmp_path / "runs").is_dir()
    told, printed = (
        [block["shown"] for block in CONSOLE.finditer(text) if block["shown"]] for text in (written, again)
    )
    assert len(told) == len(printed) >= 2
    for shown, expected in zip(told, printed, strict=True):
        firsts = [[line.split(" ", 1)[0] for line in text.splitlines()] for text in (shown, expected)]
        assert set(firsts[0]) & {"power", "figure", "My"} == set(firsts[1]) & {"power", "figure", "My"}
