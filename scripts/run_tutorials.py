"""Run the tutorials and the README's worked answer, and write what each command prints under it.

Run `uv run python -m scripts.run_tutorials`. A `text` block that follows a `console` block holds what its last
command printed; the tests run the same commands and need the same blocks.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER, README = ROOT / "docs" / "tutorials", ROOT / "README.md"
COLUMNS = "96"
CONSOLE = re.compile(r"```console\n(?P<commands>.*?)```\n(?P<shown>```text\n.*?```\n)?", re.DOTALL)


def run(line: str, folder: Path) -> str:
    """Run one command of a tutorial in a folder and return what it printed; raises where it fails."""
    words = shlex.split(line.removeprefix("uv run "))
    if words[0] != "gigaplan":
        raise ValueError(f"tutorials run gigaplan only, not {line}")
    surroundings = {**os.environ, "COLUMNS": COLUMNS, "NO_COLOR": "1", "TERM": "dumb"}
    ended = subprocess.run(
        [sys.executable, "-m", "gigaplan.cli.app", *words[1:]],
        cwd=folder,
        env=surroundings,
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode:
        raise RuntimeError(f"{line}\n{ended.stdout}{ended.stderr}")
    return "\n".join(part.rstrip() for part in ended.stdout.rstrip().splitlines())


def executed(text: str, folder: Path, only_shown: bool = False) -> str:
    """Return a text with every command run in a folder and its printed block written anew.

    `only_shown` runs those alone whose output the text shows.
    """

    def block(found: re.Match[str]) -> str:
        if only_shown and not found["shown"]:
            return found[0]
        printed = [run(line, folder) for line in found["commands"].strip().splitlines()]
        shown = f"```text\n{printed[-1]}\n```\n" if found["shown"] else ""
        return f"```console\n{found['commands']}```\n{shown}"

    return CONSOLE.sub(block, text)


def main() -> None:
    """Write every tutorial and the README anew."""
    for path in (*sorted(FOLDER.glob("*.md")), README):
        with tempfile.TemporaryDirectory() as name:
            text = executed(path.read_text(encoding="utf-8"), Path(name), only_shown=path == README)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
