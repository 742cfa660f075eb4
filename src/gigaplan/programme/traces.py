"""Reading request traces in the Azure and Mooncake forms, and the hourly shape they give a kind of work."""

from __future__ import annotations

import gzip
import io
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gigaplan.compute.traces import ScaledYear, Trace, WeekPattern, as_recorded, scale_to_year
from gigaplan.core.errors import Finding, InputError, raise_findings
from gigaplan.programme.times import COMMON_YEAR, hours_in_year

Floats = NDArray[np.float64]
AZURE_COLUMNS = ("TIMESTAMP", "ContextTokens", "GeneratedTokens")  # Azure/AzurePublicDataset
MOONCAKE_FIELDS = (
    "timestamp",
    "input_length",
    "output_length",
)  # kvcache-ai/Mooncake, FAST '25; hash_ids if known
BLOCK_TOKENS = 512  # of one hash id, as the Mooncake traces state
MILLISECONDS = 1e3
MOST_FINDINGS = 5


def read_trace(path: Path) -> Trace:
    """Read an Azure (.csv) or Mooncake (.jsonl) trace, plain or .gz; every fault found is told at once."""
    text = _text(path)
    if _plain_suffix(path) == ".csv":
        return _azure(path, text)
    return _mooncake(path, text)


def year_of(trace: Trace, pattern: WeekPattern, recorded_from: tuple[int, int]) -> ScaledYear:
    """Return the common year the trace stands for under a stated week; `shape` and `power_shape` are hourly."""
    first_weekday = pd.Timestamp(COMMON_YEAR, 1, 1).weekday()
    return scale_to_year(trace, pattern, recorded_from, hours_in_year(), first_weekday)


def trace_path(name: str, data: Path | None) -> Path:
    """Return where a trace of the data folder lies, or a path as it stands; raises InputError for none of both."""
    tried = [Path(name)] if data is None else [data / "llm_traces" / name, data / name, Path(name)]
    path = next((one for one in tried if one.is_file()), None)
    if path is None:
        do = "give the data folder with --data" if data is None else "check the name"
        found = Finding(name, "no such file", "a trace of the data folder", do)
        raise InputError("The trace cannot be read.", [found])
    return path


def recorded_shape(
    path: Path, pattern: WeekPattern, recorded_from: tuple[int, int], waiting_share: float
) -> tuple[Floats, str]:
    """Return power by hour of the common year as a share of full power, and what the trace holds in words.

    recorded_from: weekday (Monday is 0) and hour the trace began; waiting_share: power of a server without requests.
    """
    trace = read_trace(path)
    week = as_recorded(pattern, trace, recorded_from)
    year = year_of(trace, week, recorded_from)
    told = (
        f"{len(trace.seconds):,} requests in {trace.span_hours:.2f} h, {year.input_tokens:,.0f} tokens in and "
        f"{year.output_tokens:,.0f} out; {year.requests.sum():,.0f} requests a year; the day "
        + ("as stated, the trace being shorter than one" if week.day is None else "as recorded")
    )
    return year.power_shape(waiting_share), told


def _plain_suffix(path: Path) -> str:
    return Path(path.stem).suffix if path.suffix == ".gz" else path.suffix


def _text(path: Path) -> str:
    if _plain_suffix(path) not in (".csv", ".jsonl"):
        _refuse(
            path,
            path.name,
            "a .csv (Azure) or .jsonl (Mooncake) file, or either with .gz",
            "rename or convert",
        )
    try:
        raw = path.read_bytes()
        return (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8-sig")
    except FileNotFoundError:
        _refuse(path, "no such file", "a file that exists", "check the path")
    except (OSError, EOFError, UnicodeDecodeError) as fault:
        _refuse(path, f"a file that cannot be read ({fault})", "UTF-8 text, whole", "fetch the file again")
    return ""


def _refuse(path: Path, got: str, want: str, do: str) -> None:
    raise_findings("The trace cannot be read.", [Finding(str(path), got, want, do)])


def _azure(path: Path, text: str) -> Trace:
    table = pd.read_csv(io.StringIO(text), dtype=str) if text.strip() else pd.DataFrame()
    missing = [name for name in AZURE_COLUMNS if name not in table.columns]
    if missing:
        _refuse(
            path,
            f"columns {list(table.columns)}",
            f"columns {list(AZURE_COLUMNS)}",
            f"add {', '.join(missing)}",
        )
    moments = pd.to_datetime(table["TIMESTAMP"], errors="coerce", format="ISO8601", utc=True)
    prompts, answers = (pd.to_numeric(table[name], errors="coerce") for name in AZURE_COLUMNS[1:])
    bad = {
        "TIMESTAMP": moments.isna(),
        "ContextTokens": ~(prompts >= 0) | np.isinf(prompts),
        "GeneratedTokens": ~(answers >= 0) | np.isinf(answers),
    }
    wants = {"TIMESTAMP": "a date and time", "ContextTokens": "tokens", "GeneratedTokens": "tokens"}
    findings = [
        Finding(
            f"{path}:{row + 2} {name}", repr(table[name].iloc[row]), wants[name], "correct or drop the line"
        )
        for name, faulty in bad.items()
        for row in np.flatnonzero(faulty)
    ]
    _tell(findings)
    _need_two(path, len(table))
    seconds = np.asarray((moments - moments.min()).dt.total_seconds(), dtype=np.float64)
    order = np.argsort(seconds, kind="stable")
    tokens = [np.asarray(column, dtype=np.float64)[order] for column in (prompts, answers)]
    return Trace(seconds[order], *tokens)


@dataclass(frozen=True)
class _Request:
    """One line of a Mooncake trace; `blocks` is None where the line has no hash ids."""

    milliseconds: float
    prompt: float
    answer: float
    blocks: list[int] | None


def _mooncake(path: Path, text: str) -> Trace:
    findings: list[Finding] = []
    requests: list[_Request] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            request = _request(f"{path}:{number}", line, findings)
            if request is not None:
                requests.append(request)
    _tell(findings)
    _need_two(path, len(requests))
    requests.sort(key=lambda one: one.milliseconds)
    seconds = [(one.milliseconds - requests[0].milliseconds) / MILLISECONDS for one in requests]
    return Trace(
        np.array(seconds, dtype=float),
        np.array([one.prompt for one in requests], dtype=float),
        np.array([one.answer for one in requests], dtype=float),
        _reused(requests),
    )


def _request(where: str, line: str, findings: list[Finding]) -> _Request | None:
    """Return the request of one line, or None with findings added."""
    try:
        found = json.loads(line)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        findings.append(Finding(where, repr(line[:60]), "one JSON object a line", "correct or drop the line"))
        return None
    do, numbers = "correct or drop the line", []
    for name in MOONCAKE_FIELDS:
        number = found.get(name)
        if isinstance(number, int | float) and not isinstance(number, bool) and 0 <= number < np.inf:
            numbers.append(float(number))
        else:
            findings.append(Finding(f"{where} {name}", repr(number), "a number, 0 or more", do))
    blocks = found.get("hash_ids")
    if blocks is not None and not (
        isinstance(blocks, list) and all(isinstance(block, int) for block in blocks)
    ):
        findings.append(Finding(f"{where} hash_ids", repr(blocks)[:60], "a list of whole numbers", do))
        return None
    if len(numbers) < len(MOONCAKE_FIELDS):
        return None
    milliseconds, prompt, answer = numbers
    return _Request(milliseconds, prompt, answer, blocks)


def _reused(requests: list[_Request]) -> Floats | None:
    """Return prompt tokens whose blocks, from the first on, an earlier request had; None where any is untold."""
    seen: set[int] = set()
    reused = np.zeros(len(requests))
    for position, request in enumerate(requests):
        if request.blocks is None:
            return None
        known = next(
            (count for count, block in enumerate(request.blocks) if block not in seen), len(request.blocks)
        )
        reused[position] = min(known * BLOCK_TOKENS, request.prompt)
        seen.update(request.blocks)
    return reused


def _tell(findings: list[Finding]) -> None:
    """Raise the first findings, and how many more there are."""
    more = len(findings) - MOST_FINDINGS
    shown = findings[:MOST_FINDINGS]
    if more > 0:
        shown.append(Finding("and further lines", f"{more} more faults", "none", "correct the file's source"))
    raise_findings("The trace cannot be read.", shown)


def _need_two(path: Path, count: int) -> None:
    if count < 2:
        _refuse(path, f"{count} requests", "two requests or more", "give a trace with requests")
