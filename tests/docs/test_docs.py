"""The documentation: its commands run, its links and pictures are there, its generated pages are what the code says."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from scripts import write_reference
from scripts.write_reference import FOLDER, PAGES, written

from tests import bad_inputs, infeasible

COMMANDS = write_reference.commands()
ROOT = Path(__file__).resolve().parents[2]
TEXTS = sorted(
    [
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / "decisions").glob("*.md"),
    ]
)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", flags=re.DOTALL | re.MULTILINE)
QUICK = ("list", "show chip gb300", "new", "check", "think", "size")
RUN = [sys.executable, "-m", "gigaplan.cli.app"]


def blocks(language: str) -> list[tuple[str, str]]:
    """Return each code block of a language with the page it stands in."""
    return [
        (path.relative_to(ROOT).as_posix(), text)
        for path in TEXTS
        for kind, text in BLOCK.findall(path.read_text(encoding="utf-8"))
        if kind == language
    ]


def commands() -> list[tuple[str, str]]:
    """Return every gigaplan command the pages tell a reader to type, blocks and inline code alike."""
    found = [(page, line) for page, text in blocks("console") for line in text.splitlines()]
    listed = re.findall(r"^- .*$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    inline = [one for line in listed for one in re.findall(r"`(gigaplan [^`]+)`", line)]
    found += [("README.md", line) for line in inline]
    return [(page, line.removeprefix("uv run ")) for page, line in found if "gigaplan " in line]


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_and_pictures_of_a_page_are_there(path: Path) -> None:
    text = BLOCK.sub("", path.read_text(encoding="utf-8"))
    targets = [target.partition("#")[0] for target in LINK.findall(text)]
    missing = [
        target
        for target in targets
        if target and not re.match(r"[a-z]+:", target) and not (path.parent / target).exists()
    ]
    assert missing == []


@pytest.mark.parametrize(("page", "text"), blocks("python"))
def test_python_examples_run(page: str, text: str, tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", text], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    assert bool(ended.stdout) == ("print(" in text)


@pytest.mark.parametrize(("page", "line"), commands())
def test_every_command_named_exists(page: str, line: str) -> None:
    assert shlex.split(line)[1] in COMMANDS


@pytest.mark.parametrize("command", QUICK)
def test_quick_commands_of_the_pages_run(command: str, tmp_path: Path) -> None:
    told = [line for _, line in commands() if line.startswith(f"gigaplan {command}")]
    assert told, "no page tells of it"
    subprocess.run([*RUN, "new", "my-campus.yaml"], cwd=tmp_path, capture_output=True, check=command != "new")
    words = shlex.split(told[0])[1:]
    if command == "new":
        (tmp_path / "my-campus.yaml").unlink()
    ended = subprocess.run([*RUN, *words], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_generated_page_is_what_the_code_says(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == written(name)


def test_the_page_of_bad_inputs_shows_every_case() -> None:
    page = (FOLDER / "bad-inputs.md").read_text(encoding="utf-8").lower()
    assert [case.title for case in bad_inputs.CASES if f". {case.title.lower()}\n" not in page] == []
    assert "traceback (most recent" not in page


def test_the_page_of_infeasible_scenarios_shows_every_case_and_the_limit_it_names() -> None:
    sections = (FOLDER / "infeasible.md").read_text(encoding="utf-8").split("\n## ")[1:]
    assert len(sections) == len(infeasible.CASES)
    for case, section in zip(infeasible.CASES, sections, strict=True):
        assert section.lower().partition(". ")[2].startswith(case.title.lower())
        assert case.names in section


def test_pictures_ask_no_host_for_anything() -> None:
    for picture in (ROOT / "docs").rglob("*.svg"):
        text = picture.read_text(encoding="utf-8")
        assert re.findall(r'(?:href|src)\s*=\s*"https?:|url\(\s*["\']?https?:|@import', text) == [], (
            picture.name
        )


def test_the_site_builds_without_warnings_and_loads_nothing_from_other_hosts(tmp_path: Path) -> None:
    build = ["mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path / "site")]
    ended = subprocess.run(
        [sys.executable, "-m", *build], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    loaded = re.compile(r'<(?:script|img|iframe|source)[^>]*\ssrc="https?:|<link[^>]*\shref="https?:')
    pages = list((tmp_path / "site").rglob("*.html"))
    assert len(pages) > len(list((ROOT / "docs").rglob("*.md")))
    for page in pages:
        assert loaded.findall(page.read_text(encoding="utf-8")) == [], page.name
