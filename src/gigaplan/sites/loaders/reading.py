"""Reading open files with checks: columns by any of their known names, projection, FIPS codes, doubts."""

from __future__ import annotations

import gzip
import io
import json
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gigaplan.core.errors import Finding, InputError, raise_findings

Content = TypeVar("Content")
GEOGRAPHIC_NAMES = (
    "CRS84",
    "4326",
    "4269",
    "4258",
)  # WGS 84, NAD 83 and ETRS 89: equal within a metre or two


@dataclass(frozen=True)
class Loaded(Generic[Content]):
    """What a file held, and the doubts met while reading it."""

    content: Content
    findings: tuple[Finding, ...] = ()


def read_text(path: Path) -> str:
    """Return the text of a plain or gzipped file; InputError where it is missing, truncated or no text."""
    try:
        raw = path.read_bytes()
        plain = gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw
        text = plain.decode("utf-8-sig")
    except FileNotFoundError as error:
        raise InputError(
            "a data file is missing",
            [Finding(str(path), "no such file", "", "check the path given with --data")],
        ) from error
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise InputError(
            "a data file is damaged",
            [Finding(str(path), "a gzip file that ends early or is broken", "", "download it again")],
        ) from error
    except UnicodeDecodeError as error:
        raise InputError(
            "a data file is no text",
            [Finding(str(path), f"bytes that are no UTF-8 ({error.reason})", "", "export it as UTF-8")],
        ) from error
    if not text.strip():
        raise InputError(
            "a data file is empty", [Finding(str(path), "an empty file", "", "download it again")]
        )
    return text


def read_json(path: Path) -> Any:
    """Return a JSON file's content; InputError with the line where it breaks off."""
    try:
        return json.loads(read_text(path))
    except json.JSONDecodeError as error:
        raise InputError(
            "a data file is damaged",
            [Finding(f"{path}:{error.lineno}", f"no JSON ({error.msg})", "", "download it again")],
        ) from error


def read_table(
    path: Path,
    columns: Mapping[str, Sequence[str]],
    optional: Mapping[str, Sequence[str]] | None = None,
    sheet: str | None = None,
    dropped: list[Finding] | None = None,
) -> pd.DataFrame:
    """Return the columns wanted from a comma-separated file, or a workbook's sheet, renamed; all as text.

    `columns` names each wanted column and the headings it is known by (own name included); leading lines
    before the heading (as the agencies put titles there) are skipped. Blanks are empty text; optional columns
    that are missing stay missing. Lines that repeat an earlier one word for word are refused, or left out and told
    in `dropped` where that is given. Raises InputError for a file or sheet that is missing or damaged, and for
    columns that lack.
    """
    lines = (read_text(path) if sheet is None else read_sheet(path, sheet)).splitlines()
    wanted = {name: (name, *names) for name, names in {**columns, **(optional or {})}.items()}
    heading_at = _heading_line(lines[:20], wanted)
    try:
        table = pd.read_csv(
            io.StringIO("\n".join(lines[heading_at:])), dtype=str, keep_default_na=False, on_bad_lines="error"
        )
    except pd.errors.ParserError as error:
        raise InputError(
            "a data file is damaged",
            [Finding(str(path), str(error).strip(), "rows as long as the heading", "repair the row")],
        ) from error
    table.columns = [str(name).strip() for name in table.columns]
    chosen = {
        name: next((alias for alias in aliases if alias in table.columns), None)
        for name, aliases in wanted.items()
    }
    given = ", ".join(str(name) for name in list(table.columns)[:12])
    raise_findings(
        f"{path.name} lacks columns",
        [
            Finding(
                f"{path}, column {name}",
                f"columns {given}",
                f"one of {', '.join(wanted[name])}",
                "check the separator (comma) and the heading, or rename the column",
            )
            for name in columns
            if chosen[name] is None
        ],
    )
    table = _once(table, path, heading_at + 1, dropped)
    return pd.DataFrame(
        {name: table[alias].str.strip() for name, alias in chosen.items() if alias is not None}
    )


def read_sheet(path: Path, sheet: str) -> str:
    """Return a sheet of a workbook as comma-separated text; InputError where there is no such file or sheet."""
    from python_calamine import CalamineError

    try:
        frame = pd.read_excel(path, sheet_name=sheet, header=None, dtype=str, engine="calamine")
    except FileNotFoundError as error:
        found = Finding(str(path), "no such file", "", "check the path given with --data")
        raise InputError("a data file is missing", [found]) from error
    except (CalamineError, ValueError, OSError) as error:
        got = re.sub(r"\s+", " ", str(error))[:120]
        found = Finding(
            f"{path}, sheet {sheet}", got, "a workbook with a sheet of this name", "download it again"
        )
        raise InputError("a data file is damaged", [found]) from error
    return str(frame.to_csv(index=False, header=False))


def _once(table: pd.DataFrame, path: Path, heading_line: int, dropped: list[Finding] | None) -> pd.DataFrame:
    """Return each line once; one that stands twice would be counted twice, so it is refused or told."""
    repeated = table.duplicated() & (table != "").any(axis=1)
    if not repeated.any():
        return table
    first = int(np.argmax(repeated.to_numpy()))
    where = f"{path}:{heading_line + 1 + first}"
    got = f"data row {first + 1} a second time ({int(repeated.sum())} repeated in all)"
    if dropped is None:
        found = Finding(where, got, "each line once", "remove the repeated lines")
        raise InputError("a data file tells things twice", [found])
    dropped.append(Finding(where, got, "each line once", "counted once"))
    return table[~repeated].reset_index(drop=True)


def _heading_line(lines: Sequence[str], wanted: Mapping[str, Sequence[str]]) -> int:
    """Return the line with the most wanted headings; the first of equals."""
    counts = [
        sum(
            any(f",{alias}," in f",{line},".replace('"', "") for alias in aliases)
            for aliases in wanted.values()
        )
        for line in lines
    ]
    return int(np.argmax(counts)) if counts else 0


@dataclass(frozen=True)
class Bounds:
    """The least and the most that a column's numbers can be, and their unit."""

    least: float
    most: float
    unit: str


PLANT_BOUNDS = Bounds(0.0, 25_000.0, "MW")  # Three Gorges, the largest plant, has 22,500
CENTRE_BOUNDS = Bounds(0.0, 25_000.0, "MW")  # the largest campus spoken of (Hyperion and its kind) 5 to 10 GW
QUAKE_BOUNDS = Bounds(0.0, 10.0, "magnitude")  # the strongest measured 9.5 (Chile 1960)
SLIPS = 0.01  # of all cells: as many may lie out of bounds without their unit being in doubt
TOWN_BOUNDS = Bounds(0.0, 50e6, "people")  # the largest city's agglomeration holds some 40 million


def numbers(
    table: pd.DataFrame,
    column: str,
    path: Path,
    bounds: Bounds | None = None,
    dropped: list[Finding] | None = None,
) -> NDArray[np.float64]:
    """Return a column as numbers, blanks as NaN; InputError where a filled cell is no number or out of bounds.

    Where `dropped` is given, a few cells out of bounds become NaN and are told there.
    """
    text = table[column].str.replace(",", "", regex=False)
    values = pd.to_numeric(text.where(text != "", None), errors="coerce")
    wrong = values.isna() & (text != "") & ~text.str.lower().isin(("nan", "--", "na", "null"))
    if wrong.any():
        first = str(table[column][wrong].iloc[0])
        raise InputError(
            "a data file holds no numbers where it should",
            [
                Finding(
                    f"{path}, column {column}, data row {int(np.argmax(wrong.to_numpy())) + 1}",
                    f"'{first}' ({int(wrong.sum())} such cells)",
                    "a number",
                    "remove units and notes from the column",
                )
            ],
        )
    if bounds is not None:
        values = _within(values, bounds, f"{path}, column {column}", dropped)
    return values.to_numpy(dtype=np.float64)


def _within(
    values: pd.Series[float], bounds: Bounds, where: str, dropped: list[Finding] | None
) -> pd.Series[float]:
    """Return the numbers within bounds, NaN for a few beyond that `dropped` tells; InputError for many.

    Many beyond their bounds are in another unit, a few (one in a hundred) are slips of the pen.
    """
    far = (values < bounds.least) | (values > bounds.most)
    if not far.any():
        return values
    got = f"{values[far].iloc[0]:g} in data row {int(np.argmax(far.to_numpy())) + 1} ({int(far.sum())} such cells)"
    allowed = f"{bounds.least:g} to {bounds.most:g} {bounds.unit}"
    if dropped is not None and far.mean() <= SLIPS:
        dropped.append(Finding(where, got, allowed, "left out"))
        return values.mask(far)
    found = Finding(where, got, allowed, f"check the unit: the column is read in {bounds.unit}")
    raise InputError("numbers are in a wrong unit", [found])


def check_degrees(longitude: NDArray[np.float64], latitude: NDArray[np.float64], where: str) -> None:
    """Raise InputError where positions cannot be degrees of longitude and latitude."""
    far = (np.abs(longitude) > 180) | (np.abs(latitude) > 90)
    if far.any():
        at = int(np.argmax(far))
        raise InputError(
            "positions are in a wrong projection",
            [
                Finding(
                    where,
                    f"position ({longitude[at]:.6g}, {latitude[at]:.6g}) and {int(far.sum())} like it",
                    "degrees, longitude -180 to 180, latitude -90 to 90 (WGS 84, EPSG:4326)",
                    "reproject the file to EPSG:4326, or swap the axes back",
                )
            ],
        )


def five_digit_fips(codes: pd.Series, where: str) -> Loaded[list[str]]:
    """Return county codes with five digits; a doubt says how many had lost their leading zero."""
    plain = codes.str.replace(r"\.0$", "", regex=True)
    wrong = ~plain.str.fullmatch(r"\d{4,5}")
    if wrong.any():
        raise InputError(
            "county codes cannot be read",
            [Finding(where, f"'{codes[wrong].iloc[0]}'", "a FIPS code of five digits, such as 01001")],
        )
    short = int((plain.str.len() == 4).sum())
    doubt = Finding(
        where,
        f"{short} county codes of four digits",
        "five digits",
        "read as codes that lost their leading zero",
    )
    return Loaded(plain.str.zfill(5).tolist(), (doubt,) if short else ())
