"""Give every loader of the screening its file whole and damaged, and write down what it says.

    python -m scripts.try_damaged_places --data FOLDER

writes `docs/explanation/land-loader-messages.md`. The staged files stay untouched; copies are damaged in a temporary
folder. A loader that fails other than with findings, or takes damage without a word, stops the script.
"""
# ruff: noqa: T201 -- a script reports what it wrote

from __future__ import annotations

import argparse
import csv
import gzip
import io
import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from gigaplan.core.errors import Finding, InputError
from gigaplan.sites.layers import FILES
from gigaplan.sites.loaders.grid import load_gridkit, load_hifld_lines
from gigaplan.sites.loaders.land import (
    load_counties,
    load_countries,
    load_federal_land,
    load_polygons,
    load_reserved_sites,
)
from gigaplan.sites.loaders.nature import load_earthquakes, load_risk_index, load_stations, load_water_stress
from gigaplan.sites.loaders.neighbours import (
    load_compute_atlas,
    load_epoch_timelines,
    load_exchanges,
    load_markets,
    load_railways,
    load_towns,
)
from gigaplan.sites.loaders.plants import load_eia860m, load_powerplantmatching, load_wri_plants

TARGET = Path(__file__).parents[1] / "docs/explanation/land-loader-messages.md"
YEAR = 2026
Load = Callable[[Path], Any]
WEB_MERCATOR = (
    '{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::3857"}},'
)


@dataclass(frozen=True)
class Table:
    """A loader of a CSV table: its layer, a column it needs, and the columns of longitude and of a number.

    A file that the screening does not read has no layer's pattern but its own.
    """

    layer: str
    load: Load
    needed: str
    longitude: str
    number: str
    pattern: str = ""
    thousands: bool = False  # try its number a thousand times too large


@dataclass(frozen=True)
class Shapes:
    """A loader of a GeoJSON or TopoJSON file: its layer, and a property or object it needs, if any."""

    layer: str
    load: Load
    needed: str = ""


TABLES = (
    Table("plants, america", load_eia860m, "total_capacity_mw", "lon", "total_capacity_mw", thousands=True),
    Table(
        "plants, europe",
        lambda path: load_powerplantmatching(path, YEAR),
        "Capacity",
        "lon",
        "Capacity",
        thousands=True,
    ),
    Table("plants, world", load_wri_plants, "capacity_mw", "longitude", "capacity_mw", thousands=True),
    Table("towns", load_towns, "population", "lon", "population"),
    Table("data centres", load_compute_atlas, "mw_planned", "lon", "mw_planned", thousands=True),
    Table("exchanges", load_exchanges, "metro", "lon", "lat"),
    Table("reserved sites", load_reserved_sites, "site", "lon", "lat"),
    Table("risk index", load_risk_index, "STCOFIPS", "", "BUILDVALUE"),
    Table("earthquakes", load_earthquakes, "Magnitude", "Longitude", "Magnitude"),
    Table(
        "Epoch timelines",
        load_epoch_timelines,
        "IT power (MW)",
        "",
        "IT power (MW)",
        "data_centres/epoch_ai_data_center_timelines*",
        thousands=True,
    ),
    Table("stations", load_stations, "hours_below_18C", "lon", "hours_below_18C"),
)
SHAPES = (
    Shapes("lines", load_hifld_lines, "voltage"),
    Shapes("water stress", load_water_stress, "bws_cat"),
    Shapes("markets", load_markets, "region"),
    Shapes("lakes", load_polygons),
    Shapes("parks", load_polygons),
    Shapes("urban areas", load_polygons),
    Shapes("railways", load_railways),
    Shapes("counties", load_counties, "counties"),
    Shapes("countries", load_countries, "countries"),
)


def table_damages(case: Table, text: str) -> Iterator[tuple[str, bytes]]:
    """The ways a CSV table can be wrong."""
    rows = list(csv.reader(io.StringIO(text)))
    header = rows[0]
    yield "truncated gzip", gzip.compress(text.encode())[: len(text) // 40]
    yield "wrong separator", text.replace(",", ";").encode()
    yield (
        "missing column",
        written([drop(row, header.index(case.needed)) for row in rows]),
    )
    number = header.index(case.number)
    yield "unit inside a number", written([header, changed(rows[1], number, lambda _: "1200 MW"), *rows[2:]])
    yield "a line twice", written([header, rows[1], *rows[1:]])
    if case.thousands:
        yield "kW for MW", written([header, *(changed(row, number, in_thousands) for row in rows[1:])])
    if case.longitude:
        place = header.index(case.longitude)
        metres = [changed(row, place, lambda cell: str(float(cell or 0.0) * 111_320.0)) for row in rows[1:]]
        yield "metres for degrees", written([header, *metres])
    yield "empty", b""


def shape_damages(case: Shapes, text: str) -> Iterator[tuple[str, bytes]]:
    """The ways a file of shapes can be wrong."""
    yield "truncated gzip", gzip.compress(text.encode())[: len(text) // 40]
    yield "truncated text", text[: len(text) // 2].encode()
    if case.needed:
        yield f"'{case.needed}' under another name", text.replace(f'"{case.needed}"', '"other"').encode()
    if text.startswith('{"type":"FeatureCollection",'):
        yield (
            "another projection",
            text.replace('{"type":"FeatureCollection",', WEB_MERCATOR, 1).encode(),
        )
    yield "no shapes", b'{"type":"Nothing"}'
    yield "empty", b""


def drop(row: list[str], place: int) -> list[str]:
    """A row without one cell."""
    return row[:place] + row[place + 1 :]


def changed(row: list[str], place: int, change: Callable[[str], str]) -> list[str]:
    """A row with one cell changed."""
    return [*row[:place], change(row[place]), *row[place + 1 :]] if len(row) > place else row


def in_thousands(cell: str) -> str:
    """A cell a thousand times larger, as of kilowatts for megawatts."""
    return f"{float(cell) * 1000:g}" if cell else ""


def written(rows: list[list[str]]) -> bytes:
    """Rows as a CSV file."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode()


def said(load: Load, path: Path, name: str) -> str:
    """What the loader says of a file: why it refuses it, or what it found in it."""
    try:
        loaded = load(path)
    except InputError as error:
        return "refused: " + "; ".join(in_words(finding, path) for finding in error.findings[:3])
    findings = getattr(loaded, "findings", ())
    if not findings and name != "whole":
        raise SystemExit(f"{path} ({name}) was taken without a word")
    return "read: " + ("; ".join(in_words(finding, path) for finding in findings[:3]) or "no finding")


def in_words(finding: Finding, path: Path) -> str:
    """A finding in one cell of the table."""
    parts = [f"`{finding.where}`: got {finding.got}"]
    parts += [f"allowed: {finding.want}"] if finding.want else []
    parts += [f"do: {finding.do}"] if finding.do else []
    text = re.sub(rf"{re.escape(str(path.parent))}/|/\S*/(?=gridkit)", "", "; ".join(parts))
    return text.replace("|", "\\|").replace("\n", " ")[:420]


def rows_of(case: Table | Shapes, data: Path, folder: Path) -> list[str]:
    """A row of the page for each state of a loader's file."""
    own = (case.pattern,) if isinstance(case, Table) and case.pattern else FILES[case.layer]
    source = next(path for pattern in own for path in sorted(data.glob(pattern)))
    raw = source.read_bytes()
    text = (gzip.decompress(raw) if source.suffix == ".gz" else raw).decode("utf-8-sig")
    rows = [f"| {case.layer} | whole | {said(case.load, source, 'whole')} |"]
    damages = table_damages(case, text) if isinstance(case, Table) else shape_damages(case, text)
    for name, content in damages:
        packed = name == "truncated gzip"
        copy = folder / (source.name if packed else source.name.removesuffix(".gz"))
        if packed and source.suffix != ".gz":
            copy = folder / f"{source.name}.gz"
        copy.write_bytes(content)
        rows.append(f"| {case.layer} | {name} | {said(case.load, copy, name)} |")
    return rows


def gridkit_tables(data: Path) -> Iterator[Table]:
    """The two tables of GridKit (OpenStreetMap), each beside the other as it is staged, on both continents."""
    for continent in ("america", "europe"):
        names = (f"gridkit vertices, {continent}", f"gridkit links, {continent}")
        vertices, links = (
            next(path for pattern in FILES[name] for path in sorted(data.glob(pattern))) for name in names
        )

        def with_links(path: Path, links: Path = links) -> Any:
            return load_gridkit(path, links)

        def with_vertices(path: Path, vertices: Path = vertices) -> Any:
            return load_gridkit(vertices, path)

        yield Table(names[0], with_links, "v_id", "lon", "lat")
        yield Table(names[1], with_vertices, "v_id_1", "", "voltage")


def array_rows(data: Path, folder: Path) -> list[str]:
    """The rows of the federal land's raster."""
    source = next(path for pattern in FILES["federal land"] for path in sorted(data.glob(pattern)))
    copy = folder / source.name
    rows = [f"| federal land | whole | {said(load_federal_land, source, 'whole')} |"]
    copy.write_bytes(source.read_bytes()[: source.stat().st_size // 2])
    rows.append(f"| federal land | truncated | {said(load_federal_land, copy, 'truncated')} |")
    arrays = dict(np.load(source))
    for lost in list(arrays)[:1]:
        np.savez(copy, **{name: value for name, value in arrays.items() if name != lost})
        rows.append(
            f"| federal land | no array '{lost}' | {said(load_federal_land, copy, 'missing array')} |"
        )
    return rows


def main() -> None:
    """Write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the open data folder")
    data = parser.parse_args().data
    rows: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        for case in (*TABLES, *gridkit_tables(data), *SHAPES):
            rows += rows_of(case, data, Path(name))
        rows += array_rows(data, Path(name))
    head = (
        "# What the loaders of the screening say\n\nWritten by `python -m scripts.try_damaged_places --data FOLDER`: "
        "every loader of places on its staged file, whole and damaged. *Refused* stops the command with the finding, "
        "*read* goes on and shows it beside the result.\n\n| loader | file | what it says |\n|---|---|---|\n"
    )
    TARGET.write_text(head + "\n".join(rows) + "\n", encoding="utf-8")
    print("wrote", TARGET, len(rows), "rows")


if __name__ == "__main__":
    main()
