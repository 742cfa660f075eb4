"""Draw the terminal's answer for stargate and the report pages: docs/images/*.svg, *.png.

Run `uv run --with pillow python -m scripts.picture_terminal`; pictures of the pages need Chromium.
"""

from __future__ import annotations

import io
import re
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

import gigaplan
from gigaplan.plan.plan import Plan
from gigaplan.report.comparison import comparison_page
from gigaplan.report.page import page
from gigaplan.report.summary import summary
from gigaplan.report.terminal import screen

if TYPE_CHECKING:
    from playwright.sync_api import Browser

IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"
COLUMNS = 96
SIZES = {"": (1300, 4300), "_phone": (390, 5200)}  # width and the height shown of a long page
THEMES = ("light", "dark")
TOP = 1180  # height of the top of the page that the README shows
SETTLED = 800  # milliseconds for fonts and axes


def draw_terminal(plan: Plan) -> None:
    """Write the screen as SVG that asks no host for fonts."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True)
    console.print(screen(plan, "runs/stargate"))
    drawn = console.export_svg(title="gigaplan plan stargate")
    drawn = re.sub(r"@font-face \{.*?\}", "", drawn, flags=re.DOTALL)
    (IMAGES / "terminal.svg").write_text(drawn, encoding="utf-8")


def photograph(browser: Browser, text: str, name: str) -> None:
    """Write pictures of a page, light and dark, for a desk and a phone."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{name}.html"
        file.write_text(text, encoding="utf-8")
        for theme in THEMES:
            for size, (width, height) in SIZES.items():
                context = browser.new_context(
                    offline=True, color_scheme=theme, viewport={"width": width, "height": 900}
                )
                shown = context.new_page()
                shown.goto(file.as_uri())
                shown.wait_for_function("document.documentElement.dataset.drawn === 'yes'")
                shown.wait_for_timeout(SETTLED)
                picture = IMAGES / f"{name}_{theme}{size}.png"
                shown.screenshot(path=picture, full_page=True)
                context.close()
                if name == "report" and (theme, size) == ("light", ""):
                    _shrink(picture, TOP, IMAGES / "report_top.png")
                _shrink(picture, height, picture)


def _shrink(picture: Path, height: int, target: Path) -> None:
    """Write a picture cut to its height and to few colours, so that it stays small."""
    from PIL import Image

    with Image.open(picture) as image:
        small = image.convert("RGB").crop((0, 0, image.width, min(height, image.height))).quantize(128)
    small.save(target, optimize=True)


def main() -> None:
    """Plan stargate and draw its screen, its page and a comparison."""
    plan = gigaplan.solve(gigaplan.load("stargate"))
    draw_terminal(plan)
    found = shutil.which("chromium") or shutil.which("google-chrome")
    if not found:
        return
    from dataclasses import replace

    from playwright.sync_api import sync_playwright

    sure = gigaplan.solve(gigaplan.load("stargate", {"money.counted": "committed"}))
    runs = [
        replace(summary(one), name=name) for one, name in ((plan, "all money"), (sure, "committed money"))
    ]
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        photograph(browser, page(plan), "report")
        photograph(browser, comparison_page(runs), "comparison")
        browser.close()


if __name__ == "__main__":
    main()
