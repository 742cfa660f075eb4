"""Try every bad input as a user would and write down what was printed.

Run `uv run python -m scripts.try_bad_inputs`; it writes docs/reference/bad-inputs.md.
"""

from __future__ import annotations

import shlex
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bad_inputs import CASES, BadInput, run_bad

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reference" / "bad-inputs.md"
INTRODUCTION = """# Bad inputs and what they print
Written by `uv run python -m scripts.try_bad_inputs`; the same cases are tests. Each was run as a user would run it.
Every one ends with exit code 1 and findings: where, what was given, what is allowed, what to do. None prints a
traceback, and none leaves a half-written run folder.
"""


def section(number: int, case: BadInput) -> Iterator[str]:
    """Run a case in a folder of its own; yield its heading, what was given and what was printed."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        command = shlex.join(["gigaplan", *case.make(folder)])
        given = folder / "plan.yaml"
        text = given.read_bytes() if given.exists() else b""
        for item in list(folder.iterdir()):
            if item.is_dir():
                for inside in item.iterdir():
                    inside.unlink()
                item.rmdir()
            else:
                item.unlink()
        ended = run_bad(case, folder)
        yield f"\n## {number}. {case.title[:1].upper() + case.title[1:]}\n"
        yield f"`{command}`" + (" with a limit on the size of files" if case.full_disk else "") + "\n"
        if 0 < len(text) < 600 and text.isascii() and text.decode().isprintable() is False:
            yield f"```yaml\n{text.decode().strip()}\n```\n"
        yield f"```text\n{ended.stderr.strip().replace(name, '.')}\n```\n\nexit code {ended.returncode}"


def main() -> None:
    """Write the page."""
    lines = [INTRODUCTION]
    for number, case in enumerate(CASES, start=1):
        lines += section(number, case)
    PAGE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
