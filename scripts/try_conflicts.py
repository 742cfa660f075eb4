"""Plan every infeasible scenario and write down the words it produces.

Run `uv run python -m scripts.try_conflicts`; it writes docs/reference/infeasible.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.infeasible import CASES, Infeasible

import gigaplan

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "infeasible.md"
INTRODUCTION = """# Infeasible scenarios and what they say
Written by `uv run python -m scripts.try_conflicts`; the same cases are tests. Each changes the shipped scenario
`tiny` so that it cannot be met. What is named is a smallest set: without any one of the limits named, the others
could be met together.
"""


def section(number: int, case: Infeasible) -> Iterator[str]:
    """Plan a case; yield its heading, its changes and the words it produced."""
    yield f"\n## {number}. {case.title[:1].upper() + case.title[1:]}\n"
    settings = " ".join(f'--set {path}="{value}"' for path, value in case.changes.items())
    yield f"`gigaplan plan tiny {settings}`\n"
    try:
        gigaplan.solve(gigaplan.load("tiny", case.changes))
    except gigaplan.GigaplanError as problem:
        yield f"```text\n{problem}\n```"
    else:
        raise AssertionError(f"{case.title}: the scenario can be met")


def main() -> None:
    """Write the page."""
    lines = [INTRODUCTION]
    for number, case in enumerate(CASES, start=1):
        lines += section(number, case)
    PAGE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
