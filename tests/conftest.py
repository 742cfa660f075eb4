"""Settings shared by all tests: the open data folder, quiet Hypothesis profiles."""

from __future__ import annotations

from pathlib import Path

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
