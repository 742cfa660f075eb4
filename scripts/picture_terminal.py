"""Draw the terminal's answer for stargate: docs/images/terminal.svg.

Run `uv run python -m scripts.picture_terminal`.
"""

from __future__ import annotations

import io
import re
from pathlib import Path

from rich.console import Console

import gigaplan
from gigaplan.report.terminal import screen

PICTURE = Path(__file__).resolve().parents[1] / "docs" / "images" / "terminal.svg"


def main() -> None:
    """Plan stargate and draw its screen."""
    plan = gigaplan.solve(gigaplan.load("stargate"))
    console = Console(record=True, width=118, file=io.StringIO(), force_terminal=True)
    console.print(screen(plan, "runs/stargate"))
    drawn = console.export_svg(title="gigaplan plan stargate")
    without_fonts = re.sub(r"@font-face \{.*?\}", "", drawn, flags=re.DOTALL)  # a picture asks no host for fonts
    PICTURE.write_text(without_fonts, encoding="utf-8")


if __name__ == "__main__":
    main()
