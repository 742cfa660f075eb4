"""The page of a stress test and a longer report in a real browser: no network, no complaint, accessible, printed whole."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.test_pages import opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PAGES = ("stress", "stressed report", "stressed comparison", "long report")
MOST_SHEETS = 60  # more would be a page that breaks after every line


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_it_opens_without_network_or_complaint_and_without_a_serious_accessibility_finding(
    browser: Browser, richer: dict[str, Path], long_report: Path, name: str
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    with opened(browser, {**richer, "long report": long_report}[name]) as (page, asked, complaints):
        assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
        assert page.locator(".chart").count() >= 3
        found = axe.run(page).response
        assert len(found["passes"]) > 15
        assert [one["id"] for one in found["violations"] if one["impact"] in ("serious", "critical")] == []
        assert complaints == []


@pytest.mark.slow
def test_every_heading_of_a_report_is_on_paper(browser: Browser, long_report: Path, tmp_path: Path) -> None:
    reader = shutil.which("pdftotext")
    if reader is None:
        pytest.skip("pdftotext is not installed; .ci/run installs it")
    with opened(browser, long_report) as (page, _, _):
        headings = page.evaluate("[...document.querySelectorAll('h2')].map((one) => one.textContent)")
        page.pdf(path=tmp_path / "page.pdf", format="A4")
    subprocess.run([reader, str(tmp_path / "page.pdf"), str(tmp_path / "page.txt")], check=True)
    text = (tmp_path / "page.txt").read_text(encoding="utf-8")
    assert len(headings) >= 15  # seven answers and the sections
    assert [one for one in headings if _plain(one) not in _plain(text)] == []
    assert len(headings) / 3 < text.count("\f") <= MOST_SHEETS


def _plain(text: str) -> str:
    """Return a text without spaces, line breaks and capitals, as a printed heading may have others."""
    return re.sub(r"\s", "", text).lower()
