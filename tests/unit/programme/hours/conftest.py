"""Small files of the known forms, written in full so that no download is needed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

TMY3_HEADER = (
    "Date (MM/DD/YYYY),Time (HH:MM),GHI (W/m^2),DNI (W/m^2),DHI (W/m^2),Dry-bulb (C),Dew-point (C),Wspd (m/s)"
)


def warmth(time: pd.Timestamp) -> float:
    """A temperature that names its hour: degrees by month, tenths by hour of day."""
    return time.month + time.hour / 10.0


@pytest.fixture
def tmy3_lines() -> list[str]:
    """A typical year in TMY3 form: the hour that starts at 13:00 in March holds 3 + 1.3 degC."""
    hours = pd.date_range("1990-01-01", periods=365 * 24, freq="h")
    suns = np.where((hours.hour >= 8) & (hours.hour < 16), 300, 0)
    rows = [
        f"{time:%m/%d}/1990,{time.hour + 1:02d}:00,{sun},0,{sun // 3},"
        f"{warmth(time):.1f},-5.0,{4 + time.month / 10}"
        for time, sun in zip(hours, suns, strict=True)
    ]
    return ['722660,"TESTVILLE",TX,-6.0,32.470,-99.710,530', TMY3_HEADER, *rows]


@pytest.fixture
def price_file(tmp_path: Path) -> Path:
    """Prices of 2023 and 2024 in UTC for a place at UTC-6; each price is the local hour of the year."""
    start = pd.date_range("2023-01-01T06:00", "2025-01-01T06:00", freq="h", inclusive="left")
    local = start - pd.Timedelta(hours=6)
    prices = (local.day_of_year - 1) * 24 + local.hour
    path = tmp_path / "market_2020_2024.csv"
    rows = [f"{time:%Y-%m-%dT%H:%MZ},{price}" for time, price in zip(start, prices, strict=True)]
    path.write_text("time_utc,price_usd_per_mwh\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def written(tmp_path: Path):
    """Write lines to a file and return its path."""

    def write(lines: list[str], name: str = "station.csv") -> Path:
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return write


@pytest.fixture
def plant_arrays(tmp_path: Path) -> Path:
    """Two years of plant output whose values name their UTC hour."""
    path = tmp_path / "place.npz"
    share = np.tile(np.arange(365 * 24) / (365 * 24), (2, 1))
    np.savez(path, solar=share, wind=1.0 - share - 1e-9, years=np.array([2022, 2023]), lat=32.5, lon=-100.0)
    return path
