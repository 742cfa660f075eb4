"""Where a stress test writes: an interrupted one's folder is taken up, any other full one is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from gigaplan.core.errors import InputError
from gigaplan.report.stress_folder import usable
from gigaplan.study.stress.engine import CHUNKS


def test_a_folder_of_chunks_is_taken_up_and_a_full_one_refused(tmp_path: Path) -> None:
    usable(tmp_path / "new")
    (tmp_path / CHUNKS).mkdir()
    usable(tmp_path)
    (tmp_path / "mine.txt").write_text("kept", encoding="utf-8")
    with pytest.raises(InputError, match="not empty"):
        usable(tmp_path)
