"""Reading hourly text files with every doubt named: columns, units, cells, repeated and missing hours."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np

from gigaplan.core.errors import Finding, InputError
from gigaplan.programme.hours.values import Hourly

if TYPE_CHECKING:
    import pandas as pd

Fill = Literal["interpolate"] | None
SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}


@dataclass(frozen=True)
class Column:
    """A column that is needed: its name in the file, unit, and the range its values can have."""

    name: str
    unit: str
    lowest: float
    highest: float
    hint: str = ""


@dataclass(frozen=True)
class Table:
    """The needed columns of a file as floats (nan where blank), its time texts, and where its rows begin."""

    path: Path
    first_line: int
    texts: Mapping[str, Sequence[str]]
    numbers: Mapping[str, Hourly]


def read_text(path: Path) -> str:
    """Read a text file, gzip or plain; raises InputError where it is missing, cut off, empty or not text."""
    try:
        content = path.read_bytes()
        if content[:2] == b"\x1f\x8b":
            content = gzip.decompress(content)
        text = content.decode("utf-8-sig")
    except FileNotFoundError:
        raise unreadable(path, "no such file", "an existing file", "check the folder and the name") from None
    except OSError as problem:
        kind = "a damaged gzip file" if isinstance(problem, gzip.BadGzipFile) else str(problem)
        raise unreadable(path, kind, "a readable file", "download it again") from None
    except (EOFError, zlib.error):
        raise unreadable(path, "a gzip file that breaks off", "a whole file", "download it again") from None
    except UnicodeDecodeError as problem:
        raise unreadable(
            path, f"bytes that are not text at position {problem.start}", "UTF-8 text", ""
        ) from None
    if not text.strip():
        raise unreadable(path, "an empty file", "a header and rows", "download it again")
    return text


def unreadable(path: Path, got: str, want: str, do: str) -> InputError:
    """The error of a file that cannot be read at all."""
    return InputError(f"cannot read {path.name}", [Finding(where=str(path), got=got, want=want, do=do)])


def read_table(
    path: Path, text: str, header_line: int, times: Sequence[str], columns: Sequence[Column]
) -> Table:
    """Read the time columns as texts and the other columns as checked floats.

    header_line counts from 1. Raises InputError with all findings: separator, missing columns or
    units, cells that are no number, values out of range.
    """
    import pandas as pd

    body = "\n".join(text.splitlines()[header_line - 1 :])
    header = [name.strip().strip('"') for name in body.split("\n", 1)[0].split(",")]
    problems = header_findings(path, header_line, header, [*times, *(column.name for column in columns)])
    if problems:
        raise InputError(f"{path.name} does not have the expected columns", problems)
    try:
        frame = pd.read_csv(io.StringIO(body), dtype=str, keep_default_na=False, skip_blank_lines=False)
    except pd.errors.ParserError as problem:
        raise unreadable(
            path, str(problem).strip(), "rows as long as the header", "repair the line"
        ) from None
    frame.columns = pd.Index(header)
    frame = without_blank_end(frame)
    findings: list[Finding] = []
    numbers = {
        column.name: checked_numbers(path, header_line + 1, frame[column.name], column, findings)
        for column in columns
    }
    if findings:
        raise InputError(f"{path.name} holds values that cannot be right", findings)
    return Table(path, header_line + 1, {name: list(frame[name].fillna("")) for name in times}, numbers)


def without_blank_end(frame: pd.DataFrame) -> pd.DataFrame:
    """Drop empty lines at the end of a file."""
    written = (frame.fillna("").to_numpy(dtype=str) != "").any(axis=1)
    return frame.iloc[: int(np.flatnonzero(written)[-1]) + 1] if written.any() else frame.iloc[:0]


def header_findings(path: Path, line: int, header: Sequence[str], needed: Sequence[str]) -> list[Finding]:
    """Name the separator, the columns that are missing, and those that come in another unit."""
    missing = [name for name in needed if name not in header]
    if not missing:
        return []
    whole = ",".join(header)
    other = max((mark for mark in SEPARATORS if mark != ","), key=whole.count)
    if whole.count(other) >= len(needed) - 1 and len(header) <= 2:
        return [
            Finding(
                where=f"{path}:{line}",
                got=f"columns separated by a {SEPARATORS[other]}",
                want="columns separated by a comma",
                do="save the file with commas, and with points in decimals",
            )
        ]
    findings = []
    for name in missing:
        stem = name.split(" (")[0]
        near = [other_name for other_name in header if other_name.split(" (")[0] == stem]
        got = f"column {near[0]!r}" if near else f"no such column among {', '.join(header[:12])}"
        do = "convert the column to this unit" if near else "download the file with this column"
        findings.append(Finding(where=f"{path}:{line}", got=got, want=f"column {name!r}", do=do))
    return findings


def checked_numbers(
    path: Path, first_line: int, cells: pd.Series[str], column: Column, findings: list[Finding]
) -> Hourly:
    """Turn one column into floats, nan where blank; cells no number or out of range become findings."""
    import pandas as pd

    texts = cells.fillna("").str.strip()
    values: Hourly = pd.to_numeric(texts, errors="coerce").to_numpy(dtype=np.float64)
    wrong = np.flatnonzero(np.isnan(values) & (texts != "").to_numpy())
    if len(wrong):
        more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
        where = f"{path}:{first_line + wrong[0]}, column {column.name!r}"
        findings.append(
            Finding(where, f"{texts.iloc[wrong[0]]!r}{more}", f"a number in {column.unit}", "repair the cell")
        )
    outside = np.flatnonzero((values < column.lowest) | (values > column.highest))
    if len(outside):
        more = f" (and {len(outside) - 1} more)" if len(outside) > 1 else ""
        where = f"{path}:{first_line + outside[0]}, column {column.name!r}"
        allowed = f"{column.lowest:g} to {column.highest:g} {column.unit}"
        findings.append(
            Finding(where, f"{values[outside[0]]:g}{more}", allowed, column.hint or "check the unit")
        )
    return values


def parsed_times(table: Table, column: str, formats: str) -> pd.DatetimeIndex:
    """Read a time column; raises InputError naming the first line whose time cannot be read."""
    import pandas as pd

    texts = pd.Series(table.texts[column])
    zoned = "%z" in formats or formats == "ISO8601"
    times = pd.to_datetime(texts, format=formats, errors="coerce", utc=zoned)
    without_hour = texts.str.len().lt(len("2020-01-01T00")) if formats == "ISO8601" else False
    wrong = np.flatnonzero((times.isna() | without_hour).to_numpy())
    if len(wrong):
        where = f"{table.path}:{table.first_line + wrong[0]}, column {column!r}"
        do = (
            "the file breaks off here: download it again" if wrong[0] == len(texts) - 1 else "repair the cell"
        )
        finding = Finding(where, repr(texts.iloc[wrong[0]]), f"a time like {formats}", do)
        raise InputError("a time cannot be read", [finding])
    return pd.DatetimeIndex(times.dt.tz_localize(None) if times.dt.tz is not None else times)


def hour_before(ending: str) -> str:
    """Turn an hour that is named by its end (1 to 24) into its start; other text is kept as it is."""
    hour = ending.strip().split(":")[0]
    return f"{int(hour) - 1:02d}" if hour.isdigit() else repr(ending)


def repeated_findings(table: Table, times: pd.DatetimeIndex) -> list[Finding]:
    """Name the first hour that stands twice or out of order."""
    twice = np.flatnonzero(times.duplicated())
    if len(twice):
        where = f"{table.path}:{table.first_line + twice[0]}"
        got = f"the hour {times[twice[0]]:%Y-%m-%d %H:%M} a second time ({len(twice)} repeated in all)"
        return [Finding(where, got, "each hour once", "remove the repeated lines")]
    back = np.flatnonzero(np.diff(times.to_numpy()).astype("int64") < 0)
    if len(back):
        got = f"{times[back[0] + 1]:%Y-%m-%d %H:%M} after {times[back[0]]:%Y-%m-%d %H:%M}"
        return [
            Finding(
                f"{table.path}:{table.first_line + back[0] + 1}",
                got,
                "hours in order",
                "sort the file by time",
            )
        ]
    return []


def filled(
    path: Path, name: str, series: pd.Series[float], fill: Fill
) -> tuple[pd.Series[float], list[Finding]]:
    """Refuse missing hours, or fill them by straight lines on request and say so.

    series: on its complete hourly index, nan where missing. Raises InputError unless fill is
    "interpolate" (and where nothing is known at all).
    """
    missing = series.isna()
    count = int(missing.sum())
    if count == 0:
        return series, []
    run = missing.groupby((~missing).cumsum()).cumsum().max()
    first = series.index[missing.to_numpy()][0]
    got = f"{count} missing hours of {name}, the first {first:%Y-%m-%d %H:%M}, the longest gap {int(run)} h"
    if fill != "interpolate" or count == len(series):
        do = "complete the file, take another year, or ask for fill='interpolate'"
        raise InputError(f"{path.name} has gaps", [Finding(str(path), got, "every hour of the year", do)])
    note = Finding(str(path), got, "every hour of the year", "filled by straight lines, as asked for")
    return series.interpolate(method="time", limit_direction="both"), [note]
