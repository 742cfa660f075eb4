"""A real Chromium without any network, and the pages it opens."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import gigaplan
from gigaplan.report.comparison import comparison_page
from gigaplan.report.page import page
from gigaplan.report.stress_folder import write_stress
from gigaplan.report.summary import read_summary, summary
from gigaplan.study.stress.ensemble import Effort, stress
from tests.pairs import LATER

if TYPE_CHECKING:
    from playwright.sync_api import Browser

LONG = "as-it-was-planned-2026-11-25-180000"  # a run folder's name, as long as they are
NAMES = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, headless."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    found = os.environ.get("GIGAPLAN_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip("no Chromium on this machine; .ci/run installs it")
    with sync_api.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The report of a plan and a comparison, as files."""
    folder = tmp_path_factory.mktemp("pages")
    plan = gigaplan.solve(gigaplan.load("tiny"))
    other = gigaplan.solve(gigaplan.load("tiny", LATER))
    texts = {
        "report": page(plan),
        "comparison": comparison_page([replace(summary(plan), name=LONG), summary(other)]),
    }
    for name, text in texts.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return {name: folder / f"{name}.html" for name in texts}


@pytest.fixture(scope="session")
def long_report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a plan of several sites over many quarters."""
    file = tmp_path_factory.mktemp("long") / "report.html"
    file.write_text(page(gigaplan.solve(gigaplan.load("eu-gigafactory"))), encoding="utf-8")
    return file


@pytest.fixture(scope="session")
def richer(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The page of a stress test, the report of its plan with the test as a part, and its run beside another."""
    folder = tmp_path_factory.mktemp("richer") / "run"
    plan = gigaplan.solve(gigaplan.load("tiny", {"programme.chosen_weeks": 1}))
    write_stress(stress(plan, Effort(draws=8, indices=0, workers=1)), plan, folder)
    beside = folder.with_name("comparison.html")
    beside.write_text(comparison_page([read_summary(folder), summary(plan)]), encoding="utf-8")
    found = {"stress": folder / "stress.html", "stressed report": folder / "report.html"}
    return {**found, "stressed comparison": beside}
