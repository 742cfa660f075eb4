"""Take the pictures that stand in docs/images: the terminal's answer, and in a real Chromium the pages and the studio.

Run `uv run python -m scripts.take_pictures [terminal] [report] [comparison] [stress] [studio]`; without a name, all.
Light and dark, on a desk (1,300 pixels wide) and on a phone (390); pages that are files from top to end. The flagship
is planned for them and stressed in 2,000 worlds: about four minutes.
"""

from __future__ import annotations

import io
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from tests.studio_server import served

from gigaplan.plan.plan import Plan
from gigaplan.plan.solve import solve
from gigaplan.report.comparison import comparison_page
from gigaplan.report.page import page as report_page
from gigaplan.report.stress_page import stress_page
from gigaplan.report.summary import summary
from gigaplan.report.terminal import screen
from gigaplan.scenario.load import load
from gigaplan.study.stress.ensemble import Effort, stress
from gigaplan.study.stress.worst import worst_draws

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"
SIZES = {"": {"width": 1300, "height": 900}, "_phone": {"width": 390, "height": 844}}
THEMES = ("light", "dark")
FLAGSHIP = "Stargate, as announced in January 2025"
WORLDS = 2000
COLUMNS = 96
PATIENCE = 300_000  # milliseconds
DRAWN = "html[data-drawn=yes]"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


def take(page: Page, name: str, settle: Callable[[], None] = lambda: None) -> None:
    """Take a page in both themes and both sizes."""
    for theme in THEMES:
        for suffix, size in SIZES.items():
            page.set_viewport_size(size)  # type: ignore[arg-type]
            page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
            page.wait_for_timeout(1500)
            settle()
            page.screenshot(path=IMAGES / f"{name}_{theme}{suffix}.png", full_page=True)


def take_texts(browser: Browser, texts: Mapping[str, str]) -> None:
    """Take pages that are files, with the network off."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in texts.items():
            file = Path(folder) / f"{name}.html"
            file.write_text(text, encoding="utf-8")
            page = browser.new_context(offline=True).new_page()
            page.goto(file.as_uri())
            page.locator(DRAWN).wait_for(timeout=PATIENCE)
            take(page, name)
            page.set_viewport_size(SIZES[""])  # type: ignore[arg-type]
            for theme in THEMES:
                page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
                page.wait_for_timeout(1500)
                page.screenshot(path=IMAGES / f"{name}_top_{theme}.png")


def take_studio(browser: Browser) -> None:
    """Take the studio's list, form, finding, run at work and finished run."""
    with tempfile.TemporaryDirectory() as folder, served(Path(folder) / "runs") as server:
        page = browser.new_context().new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(server.link)
        page.get_by_role("button", name=f"Open {FLAGSHIP}", exact=True).click()
        page.wait_for_url("**/edit")
        rate = page.locator("#in-field-money-discount-rate")
        rate.fill("7 MW_it")
        rate.press("Tab")
        page.locator("#starter .findings").wait_for()
        take(page, "studio_form")
        rate.fill("8 %/year")
        rate.press("Tab")
        page.get_by_role("button", name="Run it").click()
        page.locator("#progress svg").wait_for()
        take(page, "studio_run")
        page.get_by_role("link", name="See the report").wait_for()
        take(page, "studio_done")
        page.goto(server.link)
        take(page, "studio")


def draw_terminal(plan: Plan) -> None:
    """Write the screen of a plan as SVG that asks no host for fonts."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True)
    console.print(screen(plan, "runs/stargate"))
    drawn = console.export_svg(title="gigaplan plan stargate")
    drawn = re.sub(r"@font-face \{.*?\}", "", drawn, flags=re.DOTALL)
    (IMAGES / "terminal.svg").write_text(drawn, encoding="utf-8")


def main() -> None:
    from playwright.sync_api import sync_playwright

    wanted = sys.argv[1:] or ["terminal", "report", "comparison", "stress", "studio"]
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        texts: dict[str, str] = {}
        if set(wanted) - {"studio"}:
            flagship = solve(load("stargate"))
        if "terminal" in wanted:
            draw_terminal(flagship)
        if "report" in wanted:
            texts["report"] = report_page(flagship)
        if "comparison" in wanted:
            later = solve(load("stargate", {"money.counted": "committed"}))
            named = (replace(summary(flagship), name="announced"), replace(summary(later), name="committed"))
            texts["comparison"] = comparison_page(named)
        if "stress" in wanted:
            ensemble = stress(flagship, Effort(WORLDS, indices=256))
            texts["stress"] = stress_page(ensemble, worst_draws(ensemble))
        take_texts(browser, texts)
        if "studio" in wanted:
            take_studio(browser)
        browser.close()


if __name__ == "__main__":
    main()
