"""Reading a workload as people write it: "50M users, 20 requests a day, 1200 in, 350 out, MODEL on CHIP"."""

from __future__ import annotations

import re
from collections.abc import Callable

from gigaplan.core.errors import Finding, raise_findings

NUMBER = r"(?P<number>-?\d[\d,_]*(?:\.\d+)?(?:e\+?\d{1,2})?)\s*(?P<scale>thousand|million|billion|bn|k|m|b)?"
SCALES = {"thousand": 1e3, "k": 1e3, "million": 1e6, "m": 1e6, "billion": 1e9, "bn": 1e9, "b": 1e9}
EXAMPLE = "50M users, 20 requests a day, 1200 in, 350 out, llama-3.1-70b on gb200"
REQUEST_WORDS = r"(?:requests?|questions?|queries|query|messages?|prompts?|answers?)"
Found = dict[str, float | str]

_PHRASES: tuple[tuple[str, str], ...] = (
    ("users", rf"{NUMBER}\s*(?:users?|people|seats?)"),
    (
        "requests_a_day",
        rf"{NUMBER}\s*{REQUEST_WORDS}?\s*(?:each\s*)?(?:a|per|/|each)\s*(?:user\s*(?:a|per|/)\s*)?day",
    ),
    ("prompt", rf"{NUMBER}\s*(?:tokens?|tok)?\s*(?:in|input|prompt)(?:\s*tokens?)?"),
    ("answer", rf"{NUMBER}\s*(?:tokens?|tok)?\s*(?:out|output|answered)(?:\s*tokens?)?"),
    (
        "tokens_per_second",
        rf"{NUMBER}\s*(?:tokens?|tok)\s*(?:/|a|per)\s*(?:s|second)(?:\s*(?:/|a|per|each)\s*user)?",
    ),
    ("first_token", rf"(?:first\s*token|ttft)\s*(?:in|within|under|<|of)?\s*{NUMBER}\s*(?:s|seconds?)"),
    ("cached_share", r"(?P<percent>\d+(?:\.\d+)?)\s*%\s*(?:of\s*prompts?\s*)?cached"),
    ("accepted", rf"{NUMBER}\s*(?:tokens?\s*)?accepted(?:\s*(?:a|per)\s*step)?"),
    ("pue", r"pue\s*(?:of|=)?\s*(?P<number>\d+(?:\.\d+)?)(?P<scale>)"),
    (
        "peak_ratio",
        r"peak\s*(?:of|=)?\s*(?P<number>\d+(?:\.\d+)?)(?P<scale>)\s*(?:x|times(?:\s*the\s*mean)?)?",
    ),
)
MODEL_WORDS = r"(?P<model>[a-z][\w.\-]*(?:\s+[\w.\-]+)*?)"  # Llama 3.1 70B as well as llama-3.1-70b
CHIP_WORDS = r"(?P<chip>[a-z][\w.\-]*(?:\s+v?\d[\w.\-]*)?)"  # TPU v5p, MI 300X
BITS = r"(?P<precision>bf16|fp8|fp4)"
_NAMES = (
    re.compile(rf"(?:with\s+|of\s+)?{MODEL_WORDS}\s+in\s+{BITS}\s+on\s+{CHIP_WORDS}", re.IGNORECASE),
    re.compile(rf"(?:with\s+|of\s+)?{MODEL_WORDS}\s+on\s+{CHIP_WORDS}\s+in\s+{BITS}", re.IGNORECASE),
    re.compile(rf"(?:with\s+|of\s+)?{MODEL_WORDS}\s+on\s+{CHIP_WORDS}", re.IGNORECASE),
)
_MODEL = re.compile(r"(?:with\s+|model\s+)?(?P<model>(?=.*\d)[a-z][\w.\-]*(?:\s+\d[\w.\-]*)*)", re.IGNORECASE)
_PRECISION = re.compile(rf"(?:in\s+)?{BITS}", re.IGNORECASE)
_BETWEEN = re.compile(r"[,;](?!\d{3}(?!\d))|\band\b", re.IGNORECASE)  # a comma within 1,200 parts nothing


def read_workload(text: str) -> Found:
    """Return what the text says, by the names `size_workload` takes; raises InputError for what is unread.

    Parts stand between commas, or one after the other with the model and chip last; numbers take k, M or B.
    """
    found: Found = {}
    unread: list[Finding] = []
    for part in filter(None, (piece.strip() for piece in _BETWEEN.split(text))):
        read = [one] if (one := _read(part)) else _read_run(part)
        if not read:
            unread.append(_unread(repr(part)))
        for said in read:
            if found.keys() & said.keys():
                unread.append(_unread(f"{part!r} said twice"))
            found |= said
    raise_findings("the workload cannot be read", unread)
    return found


def _unread(got: str) -> Finding:
    return Finding(
        "workload", got, f"parts such as '{EXAMPLE}'", "rewrite this part, with commas between parts"
    )


def _read_run(text: str) -> list[Found]:
    """Return the parts of a text without commas, phrase after phrase, names last; none if any of it is unread."""
    said: list[Found] = []
    rest = text
    while rest:
        if names := _read(rest):
            return [*said, names]
        matches = [
            (match, name)
            for name, phrase in _PHRASES
            if (match := re.match(rf"(?:{phrase})(?=\s)", rest, re.IGNORECASE))
        ]
        if not matches:
            return []
        match, name = max(matches, key=lambda one: one[0].end())
        said.append({name: _number(match)})
        rest = rest[match.end() :].strip()
    return said


def _read(part: str) -> Found:
    for name, phrase in _PHRASES:
        match = re.fullmatch(phrase, part, re.IGNORECASE)
        if match:
            return {name: _number(match)}
    for pattern in (_PRECISION, *_NAMES, _MODEL):
        match = pattern.fullmatch(part)
        if match:
            lower: Callable[[str], str] = str.lower
            return {name: lower(word) for name, word in match.groupdict().items()}
    return {}


def _number(match: re.Match[str]) -> float:
    said = match.groupdict()
    if said.get("percent"):
        return float(said["percent"]) / 100
    scale = SCALES.get((said["scale"] or "").lower(), 1.0)
    return float(said["number"].replace(",", "").replace("_", "")) * scale
