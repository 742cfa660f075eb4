"""The page of a stress test in a real browser: no network, no complaint, accessible."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.test_pages import opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PAGES = ("stress",)


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_it_opens_without_network_or_complaint_and_without_a_serious_accessibility_finding(
    browser: Browser, richer: dict[str, Path], name: str
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    with opened(browser, richer[name]) as (page, asked, complaints):
        assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
        assert page.locator(".chart").count() >= 3
        found = axe.run(page).response
        assert len(found["passes"]) > 15
        assert [one["id"] for one in found["violations"] if one["impact"] in ("serious", "critical")] == []
        assert complaints == []
