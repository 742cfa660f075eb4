"""Runs are folders. There is no other index: what a folder holds, and who holds its lock, is the state.

ROOT/ID/scenario.yaml    the scenario, changed as long as the run is a draft
ROOT/ID/card.json        title and origin, for the list
ROOT/ID/run.json         what the run was started with; a draft has none
ROOT/ID/lock             held by the worker as long as it lives; the kernel lets it go when it dies
ROOT/ID/progress.jsonl   a line for each step of the solver
ROOT/ID/outcome.json     how it ended, with findings
ROOT/ID/plan/            the run folder that `solve` and `report` write
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from gigaplan.studio.lock import held, holding

State = Literal["draft", "waiting", "running", "stopping", "stopped", "interrupted", "done", "failed"]
ALIVE = ("waiting", "running", "stopping")
ENDED = ("done", "stopped", "failed")
ID = r"^[a-z0-9][a-z0-9-]{0,60}-[0-9a-f]{8}$"
LONGEST_NAME = 40


@dataclass(frozen=True)
class Run:
    """One run, by its folder."""

    folder: Path

    @property
    def id(self) -> str:
        """The name of its folder, which is its name in links too."""
        return self.folder.name

    @property
    def plan(self) -> Path:
        """The folder of plan, report and checkpoint."""
        return self.folder / "plan"

    @property
    def text(self) -> str:
        """The scenario as it is written."""
        return (self.folder / "scenario.yaml").read_text(encoding="utf-8")

    @property
    def version(self) -> str:
        """A digest of the scenario, so that two browsers notice each other's changes."""
        return version_of(self.text)

    @property
    def card(self) -> dict[str, Any]:
        """Title, origin and day of making."""
        return read_json(self.folder / "card.json")

    @property
    def settings(self) -> dict[str, Any]:
        """What it was started with: gap and seconds; empty for a draft."""
        return read_json(self.folder / "run.json")

    @property
    def outcome(self) -> dict[str, Any]:
        """How it ended: state, summary, findings; empty before."""
        return read_json(self.folder / "outcome.json")

    @property
    def manifest(self) -> dict[str, Any]:
        """What the report says of the plan; empty where there is none yet."""
        return read_json(self.plan / "manifest.json")

    @property
    def state(self) -> State:
        """Where the run stands, from its lock and files alone."""
        if held(self.folder / "lock"):
            if (self.folder / "cancel").exists():
                return "stopping"
            return "running" if (self.folder / "begun").exists() else "waiting"
        found = self.outcome.get("state")
        if found in ENDED:
            return found  # type: ignore[no-any-return]
        if self._reported():  # ended between report and outcome
            return "stopped" if str(self.manifest.get("status")).startswith("stopped") else "done"
        return "interrupted" if (self.folder / "run.json").exists() else "draft"

    def _reported(self) -> bool:
        try:
            written = (self.plan / "manifest.json").stat().st_mtime_ns
            return written > (self.folder / "run.json").stat().st_mtime_ns
        except FileNotFoundError:
            return False

    def write_text(self, text: str, title: str) -> None:
        """Put a new text in the place of the old one, and its title on the card."""
        write_whole(self.folder / "scenario.yaml", text)
        write_json(self.folder / "card.json", {**self.card, "title": title})


def version_of(text: str) -> str:
    """Return the digest of a scenario's text."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def read_json(path: Path) -> dict[str, Any]:
    """Read a JSON object; an empty one where there is none, or it is torn."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def write_whole(path: Path, text: str) -> None:
    """Write a file beside its place, then move it there."""
    partial = path.with_name(f".{path.name}.{secrets.token_hex(4)}.partial")
    try:
        partial.write_text(text, encoding="utf-8")
        os.replace(partial, path)
    finally:
        partial.unlink(missing_ok=True)


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Write a JSON object whole."""
    write_whole(path, json.dumps(content, indent=2))


@dataclass(frozen=True)
class Store:
    """The folder that holds all runs."""

    root: Path

    def runs(self) -> list[Run]:
        """Return every run, the newest first."""
        if not self.root.is_dir():
            return []
        found = [Run(path) for path in self.root.iterdir() if self._is_run(path)]
        return sorted(found, key=lambda run: str(run.card.get("made", "")), reverse=True)

    def find(self, name: str) -> Run | None:
        """Return the run of a name, or nothing; a name that is no plain run name finds nothing."""
        return Run(self.root / name) if re.match(ID, name) and self._is_run(self.root / name) else None

    def _is_run(self, path: Path) -> bool:
        real = path.is_dir() and not path.is_symlink()
        return real and bool(re.match(ID, path.name)) and (path / "scenario.yaml").is_file()

    def make(self, text: str, title: str, origin: str) -> Run:
        """Write a draft whole, then give it its name."""
        slug = re.sub(r"[^a-z0-9]+", "-", origin.lower()).strip("-")[:LONGEST_NAME] or "scenario"
        name = f"{slug}-{secrets.token_hex(4)}"
        partial = self.root / f".{name}.partial"
        partial.mkdir(parents=True)
        try:
            made = datetime.now(UTC).isoformat(timespec="milliseconds")
            write_json(partial / "card.json", {"title": title, "origin": origin, "made": made})
            write_whole(partial / "scenario.yaml", text)
            os.replace(partial, self.root / name)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
        return Run(self.root / name)

    def remove(self, run: Run) -> bool:
        """Remove a run that nobody works on; say whether it was."""
        with self._own(run) as mine:
            if mine:
                gone = self.root / f".{run.id}.gone"
                os.replace(run.folder, gone)
                shutil.rmtree(gone, ignore_errors=True)
        return mine

    @contextmanager
    def _own(self, run: Run) -> Iterator[bool]:
        with holding(run.folder / "lock") as file:
            yield file is not None
