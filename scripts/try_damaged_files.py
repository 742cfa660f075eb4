"""Give every loader its file whole and damaged, and write down what it says.

    python scripts/try_damaged_files.py --data FOLDER

writes `docs/explanation/loader-messages.md`. The staged files stay untouched; copies are damaged in
a temporary folder. A loader that accepts damage, or fails other than with a finding, stops the script.
"""
# ruff: noqa: T201 -- one case reads as one row; a script reports what it wrote

from __future__ import annotations

import argparse
import gzip
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from gigaplan.core.errors import InputError
from gigaplan.programme.hours.prices import load_prices
from gigaplan.programme.hours.real_years import load_nsrdb, load_open_meteo, load_plant_output
from gigaplan.programme.hours.typical_years import load_epw, load_pvgis, load_tmy3

TARGET = Path(__file__).parents[1] / "docs/explanation/loader-messages.md"


@dataclass(frozen=True)
class Case:
    """A loader, its whole file, the line of its header, and how its columns are called."""

    name: str
    file: str
    load: Callable[[Path], object]
    header_line: int
    column: int
    wrong_unit: Callable[[list[str]], list[str]]
    wrong_unit_name: str


def on_rows(case_header: int, change: Callable[[list[str]], list[str]]) -> Callable[[list[str]], list[str]]:
    """Apply a change of cells to every line from the header on."""
    return lambda lines: (
        lines[:case_header]
        + [",".join(change(line.split(","))) if "," in line else line for line in lines[case_header:]]
    )


def changed(place: int, change: Callable[[str], str]) -> Callable[[list[str]], list[str]]:
    """Change one cell of a row."""
    return lambda cells: (
        [*cells[:place], change(cells[place]), *cells[place + 1 :]] if len(cells) > place else cells
    )


def kelvin(text: str) -> str:
    """A temperature in kelvin."""
    return f"{float(text) + 273.15:.2f}"


def renamed(header_line: int, old: str, new: str) -> Callable[[list[str]], list[str]]:
    """Another name in the header."""
    return lambda lines: [
        *lines[: header_line - 1],
        lines[header_line - 1].replace(old, new),
        *lines[header_line:],
    ]


def damages(case: Case) -> dict[str, Callable[[list[str]], list[str]]]:
    """The ways a text file can be wrong."""
    top, row = max(case.header_line - 1, 0), case.header_line + 100
    drop = lambda cells: cells[: case.column] + cells[case.column + 1 :]  # noqa: E731
    return {
        "truncated": lambda lines: [*lines[: len(lines) // 7], lines[len(lines) // 7][:7]],
        "wrong separator": lambda lines: lines[:top] + [line.replace(",", ";") for line in lines[top:]],
        "missing column": on_rows(top, drop),
        "duplicated hour": lambda lines: [*lines[:row], lines[row - 1], *lines[row:]],
        "missing hour": lambda lines: lines[:row] + lines[row + 1 :],
        case.wrong_unit_name: case.wrong_unit,
        "text in a cell": lambda lines: (
            [
                *lines[:row],
                ",".join(changed(case.column, lambda _: "n/a")(lines[row].split(","))),
                *lines[row + 1 :],
            ]
        ),
    }


def epw_lines(tmy3: str) -> str:
    """An EPW file with the hours of a TMY3 file."""
    lines = tmy3.splitlines()
    head = [
        "LOCATION,Abilene,TX,USA,TMY3,722660,32.47,-99.71,-6.0,530.0",
        *(
            f"{name},0"
            for name in (
                "DESIGN CONDITIONS",
                "TYPICAL/EXTREME PERIODS",
                "GROUND TEMPERATURES",
                "HOLIDAYS/DAYLIGHT SAVINGS",
                "COMMENTS 1",
                "COMMENTS 2",
            )
        ),
    ]
    head.append("DATA PERIODS,1,1,Data,Sunday, 1/ 1,12/31")
    rows = []
    for line in lines[2:]:
        cell = line.split(",")
        month, day, year = cell[0].split("/")
        rows.append(
            f"{year},{int(month)},{int(day)},{int(cell[1][:2])},0,flags,{cell[7]},{cell[8]},{cell[9]},{cell[10]}00,{cell[2]},0,300,{cell[3]},{cell[4]},{cell[5]},0,0,0,0,{cell[11]},{cell[12]},{cell[6]},5,16,77777,9,999999999,0,0,0,88,0,0,0"
        )
    return "\n".join(head + rows) + "\n"


def cases() -> list[Case]:
    """Every text loader with its staged file."""
    tmy3 = "weather_us_tmy3/TX-Abilene_Regional_Ap_Ut.csv.gz"
    meteo = "weather_open_meteo/dallas_tx_2020_2024.csv.gz"
    price = "prices/ercot_hb_hubavg_dam_2020_2024.csv.gz"
    pvgis = "weather_europe/pvgis_tmy_45.000N_8.000E_2005_2023.csv.gz"
    nsrdb = "weather_texas_real_years/amarillo_nsrdb_35.21_-101.94_2012.csv.gz"
    return [
        Case("TMY3", tmy3, load_tmy3, 2, 7, renamed(2, "Dry-bulb (C)", "Dry-bulb (F)"), "unit in the header"),
        Case("TMY3", tmy3, load_tmy3, 2, 7, on_rows(2, changed(7, kelvin)), "kelvin"),
        Case("EPW", "abilene.epw", load_epw, 8, 6, on_rows(8, changed(6, kelvin)), "kelvin"),
        Case(
            "PVGIS",
            pvgis,
            load_pvgis,
            18,
            1,
            on_rows(18, lambda cells: changed(1, kelvin)(cells) if cells[0][:8].isdigit() else cells),
            "kelvin",
        ),
        Case("NSRDB", nsrdb, load_nsrdb, 3, 9, on_rows(3, changed(9, kelvin)), "kelvin"),
        Case(
            "Open-Meteo",
            meteo,
            lambda path: load_open_meteo(path, 2020, 32.79, -96.82, -6.0),
            1,
            1,
            on_rows(1, changed(1, kelvin)),
            "kelvin",
        ),
        Case(
            "prices",
            price,
            lambda path: load_prices(path, 2020, -6.0),
            1,
            1,
            renamed(1, "price_usd_per_mwh", "price_cents_per_kwh"),
            "unit in the header",
        ),
    ]


def said(load: Callable[[Path], object], path: Path) -> str:
    """The loader's findings in one cell; an error if it accepts the file."""
    try:
        load(path)
    except InputError as error:
        text = "; ".join(
            f"`{finding.where.replace(str(path), path.name)}`: got {finding.got}; allowed: {finding.want}"
            + (f"; do: {finding.do}" if finding.do else "")
            for finding in error.findings
        )
        return text.replace(str(path), path.name).replace("|", "\\|").replace("\n", " ").replace("\t", "tab")
    raise SystemExit(f"{path} was accepted though damaged")


def text_rows(case: Case, text: str, folder: Path) -> list[str]:
    """One table row a damage of a text file."""
    path = folder / Path(case.file).name.removesuffix(".gz")
    path.write_text(text, encoding="utf-8")
    case.load(path)
    rows = [f"| {case.name} | whole | read without finding |"]
    for name, damage in damages(case).items():
        path.write_text("\n".join(damage(text.splitlines())) + "\n", encoding="utf-8")
        rows.append(f"| {case.name} | {name} | {said(case.load, path)} |")
    for name, content in {
        "gzip cut in half": gzip.compress(text.encode())[: len(text) // 40],
        "empty": b"",
        "binary": bytes(range(256)) * 40,
    }.items():
        path.write_bytes(content)
        rows.append(f"| {case.name} | {name} | {said(case.load, path)} |")
    path.unlink()
    rows.append(f"| {case.name} | not there | {said(case.load, path)} |")
    return rows


def array_rows(source: Path, folder: Path) -> list[str]:
    """One table row a damage of an array file."""
    path = folder / source.name
    content = source.read_bytes()
    arrays = dict(np.load(source))

    def load(file: Path) -> object:
        return load_plant_output(file, 2023, -6.0)

    load(source)
    rows = ["| ERA5 arrays | whole | read without finding |"]
    path.write_bytes(content[: len(content) // 2])
    rows.append(f"| ERA5 arrays | truncated | {said(load, path)} |")
    for name, damaged in {
        "missing array": {key: value for key, value in arrays.items() if key != "wind"},
        "missing hour": arrays | {"solar": arrays["solar"][:, :-1]},
        "per cent": arrays | {"wind": arrays["wind"] * 100.0},
        "year not there": arrays | {"years": arrays["years"] - 50},
    }.items():
        np.savez(path, **damaged)
        rows.append(f"| ERA5 arrays | {name} | {said(load, path)} |")
    return rows


def main() -> None:
    """Write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the open data folder")
    data = parser.parse_args().data
    rows: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        for case in cases():
            if case.name == "EPW":
                text = epw_lines(gzip.decompress((data / cases()[0].file).read_bytes()).decode())
            else:
                text = gzip.decompress((data / case.file).read_bytes()).decode()
            rows += [row for row in text_rows(case, text, Path(name)) if row not in rows]
        rows += array_rows(data / "weather_era5_eleven_years/texas.npz", Path(name))
    head = (
        "# What the loaders say\n\nWritten by `python scripts/try_damaged_files.py --data FOLDER`: every loader on its file, whole and damaged "
        '(the EPW file is made from the TMY3 one). Missing hours are refused unless `fill="interpolate"` is asked for; filled hours are told in the findings.\n\n'
        "| loader | file | what it says |\n|---|---|---|\n"
    )
    TARGET.write_text(head + "\n".join(rows) + "\n", encoding="utf-8")
    print("wrote", TARGET, len(rows), "rows")


if __name__ == "__main__":
    main()
