"""Settings shared by all tests: the open data folder, quiet Hypothesis profiles."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "gigaplan", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("gigaplan")
DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """The open data folder beside the checkout."""
    if not DATA.is_dir():
        pytest.skip("the open data folder is not beside the checkout")
    return DATA


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let golden files be written anew."""
    parser.addoption("--update-golden", action="store_true", help="write tests/golden anew")


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are written anew."""
    return bool(request.config.getoption("--update-golden"))


EVERYTHING = "GIGAPLAN_EVERYTHING"  # set where all that tests need must be there: what is missing fails them
MISSING = ("is not beside the checkout", "in the open data folder", "the open data folder holds no", "not installed", "no Chromium", "could not import", "needs the extra")  # fmt: skip


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """Fail a test that skips for want of a program or of data, where everything must be there."""
    made = yield
    return _failed_where_missing(made)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Any:
    """Fail a file that skips as a whole, likewise."""
    made = yield
    return _failed_where_missing(made)


def _failed_where_missing(made: Any) -> Any:
    if made.skipped and os.environ.get(EVERYTHING) and isinstance(made.longrepr, tuple):
        reason = str(made.longrepr[2])
        if any(words in reason for words in MISSING):
            made.outcome, made.longrepr = "failed", f"{EVERYTHING} is set, and a test {reason.lower()}"
    return made
