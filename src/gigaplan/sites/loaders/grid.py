"""Transmission lines and substations: HIFLD lines, and the GridKit extract of OpenStreetMap."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gigaplan.core.errors import Finding
from gigaplan.sites.geometry import Floats, line_points, nearest, unit_vectors
from gigaplan.sites.loaders.reading import Loaded, check_degrees, numbers, read_table
from gigaplan.sites.loaders.shapes import load_shapes

LINE_POINT_SPACING_KM = 0.5
HIGHEST_AC_KV = 800.0  # 765 kV is the highest alternating voltage in America and Europe; above it, links
SUBSTATION_KINDS = ("substation", "sub_station", "station")
IDLE = ("INACTIVE", "PROPOSED", "UNDER CONST")  # words of HIFLD for lines that carry nothing
LOWEST_VOLTS = 1000.0  # of a grid; below it a voltage is kilovolts, or no grid
SUBSTATION_ON_LINE_KM = 1.0


@dataclass(frozen=True)
class Lines:
    """Lines drawn as points: unit vectors (n, 3) and the voltage [kV] of the line at each."""

    points: Floats
    kilovolts: Floats
    source: str


@dataclass(frozen=True)
class Substations:
    """Substations: unit vectors (n, 3) and the highest voltage known [kV], NaN where none is."""

    points: Floats
    kilovolts: Floats
    source: str


def load_hifld_lines(path: Path) -> Loaded[Lines]:
    """Load transmission lines with a voltage in kV; those without one, or above 800, are named."""
    shapes = load_shapes(path)
    voltage = np.array(
        [_kilovolts(entry) for entry in shapes.column(("voltage", "VOLTAGE"), str(path))], dtype=np.float64
    )
    lines, owner = shapes.lines()
    direct = np.array([_is_direct(entry) for entry in shapes.properties], dtype=bool)
    idle = np.array([str(entry.get("STATUS", "")).upper() in IDLE for entry in shapes.properties], dtype=bool)
    usable = (voltage > 0) & (voltage <= HIGHEST_AC_KV) & ~direct & ~idle
    findings = []
    blank, beyond = int((~(voltage > 0)).sum()), int(((voltage > HIGHEST_AC_KV) | direct).sum())
    if blank:
        findings.append(
            Finding(
                f"{path}, voltage", f"{blank} of {len(voltage)} lines without one", "kV", "these are left out"
            )
        )
    if beyond:
        findings.append(
            Finding(
                f"{path}, voltage",
                f"{beyond} lines above {HIGHEST_AC_KV:g} kV or of direct current",
                "an alternating voltage in kV",
                "taken for direct-current links, which cannot be tapped, and left out",
            )
        )
    if idle.any():
        got = f"{int(idle.sum())} lines inactive or proposed"
        findings.append(Finding(f"{path}, STATUS", got, "lines in service", "these are left out"))
    kept = [line for line, of in zip(lines, owner, strict=True) if usable[of]]
    kept_voltage = voltage[owner][usable[owner]]
    points, line_of = line_points(kept, LINE_POINT_SPACING_KM)
    return Loaded(Lines(points, kept_voltage[line_of], path.name), tuple(findings))


def _is_direct(entry: Mapping[str, Any]) -> bool:
    """Tell whether HIFLD names a line as one of direct current, by class or type."""
    return str(entry.get("VOLT_CLASS", "")).upper() == "DC" or str(entry.get("TYPE", "")).upper().startswith(
        "DC"
    )


def _kilovolts(entry: object) -> float:
    try:
        return float(str(entry))
    except ValueError:
        return float("nan")


def highest_kilovolts(text: str) -> float:
    """Return the highest voltage [kV] of a text in volts such as '345000;138000'; NaN if none.

    What is no bare number, or less than a thousand volts, is no voltage of a grid: most likely kilovolts.
    """
    volts = [float(part) for part in re.split("[;,/]", text) if re.fullmatch(r"\s*\d+(?:\.\d+)?\s*", part)]
    return max(volts) / 1000 if volts and max(volts) >= LOWEST_VOLTS else float("nan")


def _units_in(cells: Iterable[str], where: str) -> tuple[Finding, ...]:
    """Return a doubt where voltages are told in kilovolts or with a unit, none where all are in volts."""
    odd = [text for text in cells if re.search("[1-9]", text) and np.isnan(highest_kilovolts(text))]
    if not odd:
        return ()
    got = f"{odd[0]!r} ({len(odd)} such cells)"
    return (Finding(where, got, "volts, such as 345000", "bring them to volts; these count for no voltage"),)


def load_gridkit(
    vertices: Path, links: Path, lines: Lines | None = None
) -> Loaded[tuple[Lines, Substations]]:
    """Load GridKit's lines (straight between vertices) and substations.

    A substation's voltage is its own, else the highest of the links that meet there, else that of a line of
    `lines` within one km; where none is known it stays NaN and a doubt counts them.
    """
    places = read_table(
        vertices, {"v_id": (), "lon": ("longitude",), "lat": ("latitude",), "typ": ("type",), "voltage": ()}
    )
    ends = read_table(links, {"v_id_1": (), "v_id_2": (), "voltage": ()})
    longitude, latitude = numbers(places, "lon", vertices), numbers(places, "lat", vertices)
    check_degrees(longitude, latitude, str(vertices))
    row_of = {identity: row for row, identity in enumerate(places["v_id"])}
    link_voltage = np.array([highest_kilovolts(text) for text in ends["voltage"]])
    first = np.array([row_of.get(identity, -1) for identity in ends["v_id_1"]], dtype=np.int64)
    second = np.array([row_of.get(identity, -1) for identity in ends["v_id_2"]], dtype=np.int64)
    usable = (first >= 0) & (second >= 0) & ~np.isnan(link_voltage)
    positions = np.column_stack((longitude, latitude))
    segments = [positions[[one, other]] for one, other in zip(first[usable], second[usable], strict=True)]
    points, of = line_points(segments, LINE_POINT_SPACING_KM)
    voltage = np.array([highest_kilovolts(text) for text in places["voltage"]])
    voltage = _voltage_from_links(voltage, first[usable], second[usable], link_voltage[usable])
    is_substation = places["typ"].isin(SUBSTATION_KINDS).to_numpy()
    at = unit_vectors(longitude, latitude)[is_substation]
    substation_voltage = _voltage_from_lines(voltage[is_substation], at, lines)
    drawn = Lines(points, link_voltage[usable][of], links.name)
    doubts = (
        *_units_in(places["voltage"], f"{vertices}, voltage"),
        *_units_in(ends["voltage"], f"{links}, voltage"),
        *_doubts(f"{vertices}, voltage", "substations without a voltage", np.isnan(substation_voltage)),
        *_doubts(f"{links}, voltage", "links without a voltage or an end", ~usable),
    )
    return Loaded((drawn, Substations(at, substation_voltage, vertices.name)), doubts)


def _doubts(where: str, lacking: str, wrong: NDArray[np.bool_]) -> tuple[Finding, ...]:
    """Return a doubt that counts what has no voltage, none where all have one."""
    if not wrong.any():
        return ()
    got = f"{int(wrong.sum())} of {len(wrong)} {lacking}"
    return (Finding(where, got, "volts, own or of a line that meets there", "these count for no voltage"),)


def _voltage_from_links(
    own: Floats, first: NDArray[np.int64], second: NDArray[np.int64], link_voltage: Floats
) -> Floats:
    highest = np.full(len(own), -np.inf)
    np.maximum.at(highest, first, link_voltage)
    np.maximum.at(highest, second, link_voltage)
    return np.where(np.isnan(own), np.where(np.isfinite(highest), highest, np.nan), own)


def _voltage_from_lines(voltage: Floats, at: Floats, lines: Lines | None) -> Floats:
    if lines is None or not len(at):
        return voltage
    distance, index = nearest(at, lines.points)
    touched = np.isnan(voltage) & (distance <= SUBSTATION_ON_LINE_KM)
    return np.where(touched, lines.kilovolts[index], voltage)
