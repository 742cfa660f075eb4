"""Draw the outline of land and countries for the report's map: src/gigaplan/report/land_outline.csv.

Run `uv run python -m scripts.draw_land_outline`. Source: Natural Earth 1:110m countries (public domain), as
pyogrio ships it among its test files.
"""

from __future__ import annotations

from pathlib import Path

import geopandas
import pyogrio
import shapely

COUNTRIES = Path(pyogrio.__file__).parent / "tests/fixtures/naturalearth_lowres/naturalearth_lowres.shp"
OUTLINE = Path(__file__).resolve().parents[1] / "src" / "gigaplan" / "report" / "land_outline.csv"
TOLERANCE = 0.3  # degrees
SHORTEST = 2.5  # degrees of length; smaller islands are left out


def main() -> None:
    """Write coasts and borders as points, with an empty line between one line and the next."""
    countries = geopandas.read_file(COUNTRIES)
    borders = countries[countries["name"] != "Antarctica"].geometry.boundary
    merged = shapely.line_merge(shapely.union_all(borders.values))
    lines = [shapely.simplify(line, TOLERANCE) for line in merged.geoms if line.length > SHORTEST]
    blocks = ["\n".join(f"{x:.1f},{y:.1f}" for x, y in line.coords) for line in lines]
    OUTLINE.write_text("longitude,latitude\n" + "\n\n".join(blocks) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
