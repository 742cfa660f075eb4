"""The workbook: what users write is never a formula; `test_to_the_cent` recalculates the totals in LibreOffice."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

from gigaplan.plan.solve import solve
from gigaplan.report.workbook import write_workbook
from gigaplan.scenario.load import load


def test_what_users_write_is_never_a_formula(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    odd = load("tiny", {"title": "=HYPERLINK(1)", "money.commitments.0.partner": "=1+1"})
    plan = replace(solve(load("tiny")), scenario=odd)
    write_workbook(plan, path)
    with zipfile.ZipFile(path) as book:
        sheets = b"".join(book.read(name) for name in book.namelist() if name.startswith("xl/worksheets/"))
    assert b"HYPERLINK" not in sheets
    assert b"<f>1+1</f>" not in sheets
