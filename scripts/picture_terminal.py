"""Draw the terminal's answer for stargate and its report page: docs/images/terminal.svg and report pictures.

Run `uv run python -m scripts.picture_terminal`; pictures of the page need Chromium and Pillow.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from rich.console import Console

import gigaplan
from gigaplan.plan.plan import Plan
from gigaplan.report.page import page
from gigaplan.report.terminal import screen

IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"
COLUMNS = 110
DARK_FOR_ALL = {
    "@media (prefers-color-scheme: dark)": "@media all",
    'window.matchMedia("(prefers-color-scheme: dark)")': "({matches: true, addEventListener() {}})",
}
SIZES = {"": (1300, 3560), "_phone": (390, 7100)}


def draw_terminal(plan: Plan) -> None:
    """Write the screen as SVG that asks no host for fonts."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True)
    console.print(screen(plan, "runs/stargate"))
    drawn = console.export_svg(title="gigaplan plan stargate")
    drawn = re.sub(r"@font-face \{.*?\}", "", drawn, flags=re.DOTALL)
    (IMAGES / "terminal.svg").write_text(drawn, encoding="utf-8")


def draw_page(plan: Plan, browser: str) -> None:
    """Write pictures of the page, light and dark, for a desk and a phone."""
    light = page(plan)
    dark = light
    for rule, always in DARK_FOR_ALL.items():
        dark = dark.replace(rule, always)
    with tempfile.TemporaryDirectory() as name:
        for theme, text in (("light", light), ("dark", dark)):
            file = Path(name) / f"{theme}.html"
            file.write_text(text, encoding="utf-8")
            for size, (width, height) in SIZES.items():
                frame = Path(name) / f"{theme}{size}_frame.html"
                style = f"border:0;width:{width}px;height:{height}px"
                frame.write_text(
                    f'<body style="margin:0"><iframe src="{file.name}" style="{style}">', "utf-8"
                )
                picture = IMAGES / f"report_{theme}{size}.png"
                _photograph(browser, frame, picture, max(width, 500), height)
                _crop(picture, width, height)


def _photograph(browser: str, page_file: Path, picture: Path, width: int, height: int) -> None:
    quiet = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--virtual-time-budget=8000"]
    target = [f"--window-size={width},{height}", f"--screenshot={picture}", page_file.as_uri()]
    subprocess.run([browser, *quiet, *target], check=True, capture_output=True)


def _crop(picture: Path, width: int, height: int) -> None:
    """Cut a picture to its width and to few colours, so that it stays small."""
    from PIL import Image

    with Image.open(picture) as image:
        small = image.convert("RGB").crop((0, 0, width, height)).quantize(256)
    small.save(picture, optimize=True)


def main() -> None:
    """Plan stargate and draw its screen and page."""
    plan = gigaplan.solve(gigaplan.load("stargate"))
    draw_terminal(plan)
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if browser:
        draw_page(plan, browser)


if __name__ == "__main__":
    main()
