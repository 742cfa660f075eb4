"""The tutorials run as they stand: every command, in order, in an empty folder; what they say holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from scripts.run_tutorials import CONSOLE, FOLDER, executed

TUTORIALS = sorted(FOLDER.glob("*.md"))
STEADY = {  # figures that plans within the gap agree on, and how far apart they may be
    "IT power at the end": 0.05,
    "chips bought": 0.05,
    "compute used": 0.03,
    "capital paid": 0.03,
    "objective, discounted": 0.01,
}
ANSWERS = ("power", "land", "chips", "money", "size", "waste", "thinking")


@pytest.mark.slow
@pytest.mark.parametrize("path", TUTORIALS, ids=lambda path: path.stem)
def test_a_tutorial_runs_as_it_stands_and_says_what_comes_out(path: Path, tmp_path: Path) -> None:
    written = path.read_text(encoding="utf-8")
    again = executed(written, tmp_path)
    assert (tmp_path / "runs").is_dir()
    told, printed = (
        [block["shown"] for block in CONSOLE.finditer(text) if block["shown"]] for text in (written, again)
    )
    assert len(told) == len(printed) >= 2
    for shown, expected in zip(told, printed, strict=True):
        assert _outline(shown) == _outline(expected)
        assert _asked(shown) == _asked(expected)
        amounts = dict(_amounts(expected))
        for place, amount in _amounts(shown):
            allowed = STEADY[place[0]]
            assert amount == pytest.approx(amounts[place], rel=allowed), place


def _outline(block: str) -> list[str]:
    """Return the title, the answers and the names of the figures that a block shows, in order."""
    lines = block.splitlines()[1:]
    answers = [line.split()[0] for line in lines if line.split(" ", 1)[0] in ANSWERS]
    figures = [line.partition("  ")[0] for line in lines if re.match(r"\S.*\]\s{2,}\S", line)]
    return [lines[0], *answers, *figures]


def _asked(block: str) -> list[str]:
    """Return the entries that a comparison says were asked differently."""
    lines = block.splitlines()
    begin = lines.index("Asked differently") if "Asked differently" in lines else len(lines)
    return [line for line in lines[begin:] if line.startswith("  ")]


def _amounts(block: str) -> Iterator[tuple[tuple[str, int], float]]:
    """Yield the steady figures of each run in a comparison, and the objective that a plan shows."""
    runs = len(re.findall(r"^[ABC]  ", block, re.MULTILINE))
    for line in block.splitlines():
        name = line.partition(" [")[0]
        if runs and name in STEADY:
            for place, amount in enumerate(line.partition("]")[2].split()[:runs]):
                yield (name, place), float(amount.replace(",", ""))
    if found := re.search(r"discounted: ([\d,.]+) GUSD", block):
        yield ("objective, discounted", -1), float(found[1].replace(",", ""))
