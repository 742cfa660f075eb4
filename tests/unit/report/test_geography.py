"""Sites as GeoJSON: read back by geopandas, placed where the scenario says."""

from __future__ import annotations

from pathlib import Path

import geopandas
import pytest

from gigaplan.plan.solve import solve
from gigaplan.report.geography import write_geojson
from gigaplan.scenario.load import load


def test_another_library_reads_the_sites(tmp_path: Path) -> None:
    plan = solve(load("tiny"))
    write_geojson(plan, tmp_path / "sites.geojson")
    read = geopandas.read_file(tmp_path / "sites.geojson").set_index("site")
    assert (read.loc["north"].geometry.x, read.loc["north"].geometry.y) == (-90.0, 45.0)
    assert read["capital_MUSD_2026"].sum() == pytest.approx(
        float(plan.solution["capital_spent"].sum()), abs=0.01
    )
