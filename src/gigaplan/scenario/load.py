"""From a file, a shipped name or plain data to a checked scenario; every finding at once."""

from __future__ import annotations

import copy
import difflib
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, get_args, get_origin

from pydantic import ValidationError

from gigaplan.core.errors import Finding, InputError, raise_findings
from gigaplan.scenario.checks import check
from gigaplan.scenario.names import shipped
from gigaplan.scenario.parts import Part
from gigaplan.scenario.schema import Scenario
from gigaplan.scenario.text import Document, Path_, read_file, read_text, walk

DEEPEST_CHAIN = 8
SERIES = ("weather", "prices", "plant_output")  # entries of a site's hours that name files of the data folder


def load(source: str | Path | Mapping[str, Any], changes: Mapping[str, Any] | None = None) -> Scenario:
    """Load a scenario: the name of a shipped one, a YAML file, or plain data of the same shape.

    `changes` maps dotted paths ("money.budget") to new entries, as `--set` does. Raises InputError with
    every finding: where it is (file and line), what was given, what is allowed and what to do.
    """
    document = _document(source, ())
    _apply(document, changes or {})
    return checked(document)


def open_text(text: str, name: str) -> Document:
    """Read a scenario that a stranger may have written; `checked` makes a scenario of it.

    As from a file, but what it stands on is a shipped scenario, and hours are named, never a file's path.
    Raises InputError with the line.
    """
    document = read_text(text, name)
    base = document.data.get("based_on")
    if base is not None and base not in shipped():
        where, want = document.where(("based_on",)), f"a shipped scenario: {', '.join(shipped())}"
        raise InputError(
            "the scenario cannot be read", [Finding(where, repr(base), want, "name one, or remove the entry")]
        )
    document = _based(document, name, ())
    raise_findings("the scenario names files", list(_file_names(document)))
    return document


def _file_names(document: Document) -> Iterator[Finding]:
    """Yield the hours and recorded requests that are given as a path."""
    for path, given in walk(document.data):
        hours = len(path) == 4 and path[0] == "sites" and path[2] == "hours" and path[3] in SERIES
        hours = hours or (path[0] == "workload" and path[2:] == ("week", "recording", "file"))
        if hours and isinstance(given, str) and any(part in given for part in ("/", "\\", "..")):
            want = "the name of a series in the data folder"
            yield Finding(document.where(path), repr(given)[:120], want, "name it without a path")


def place_of(
    source: str | Path | Mapping[str, Any], path: str, changes: Mapping[str, Any] | None = None
) -> str:
    """Return "money.budget (plan.yaml:12)" for a dotted path of a scenario's source; raises InputError as `load`."""
    document = _document(source, ())
    _apply(document, changes or {})
    return document.where(tuple(path.split(".")))


def replaced(scenario: Scenario, changes: Mapping[str, Any]) -> Scenario:
    """Return a scenario with entries changed, checked like a file."""
    document = Document(scenario.model_dump(exclude_none=True))
    _apply(document, changes)
    return checked(document)


def _document(source: str | Path | Mapping[str, Any], chain: tuple[str, ...]) -> Document:
    document = Document(dict(source)) if isinstance(source, Mapping) else _read(source)
    return _based(document, source, chain)


def _based(document: Document, source: Any, chain: tuple[str, ...]) -> Document:
    """Lay a document over the one it is based on, if it names one."""
    based_on = document.data.pop("based_on", None)
    if based_on is None:
        return document
    return _over_its_base(document, based_on, source, chain)


def _read(source: str | Path) -> Document:
    name = str(source)
    if name in shipped():
        text = (files("gigaplan.scenario") / "library" / f"{name}.yaml").read_text(encoding="utf-8")
        return read_text(text, f"{name}.yaml")
    path = Path(source)
    if "\x00" in name or (not path.exists() and path.suffix not in (".yaml", ".yml")):
        near = difflib.get_close_matches(name, shipped(), n=1)
        hint = f"did you mean {near[0]!r}? " if near else ""
        raise InputError(
            "the scenario cannot be read",
            [
                Finding(
                    repr(name),
                    "neither a file nor a shipped scenario",
                    f"a YAML file, or one of {', '.join(shipped())}",
                    f"{hint}`gigaplan new FILE` writes one to start from",
                )
            ],
        )
    return read_file(path)


def _over_its_base(document: Document, based_on: Any, source: Any, chain: tuple[str, ...]) -> Document:
    where = document.where(("based_on",))
    here = str(source)
    base = based_on
    if isinstance(based_on, str) and based_on not in shipped() and not isinstance(source, Mapping):
        base = str((Path(here).parent / based_on).resolve())
    if not isinstance(based_on, str):
        raise InputError(
            "the scenario cannot be read",
            [
                Finding(
                    where,
                    repr(based_on),
                    "the name of a shipped scenario or a file",
                    "write `based_on: stargate`",
                )
            ],
        )
    key = str(Path(here).resolve()) if here not in shipped() else here
    if base in (*chain, key) or len(chain) >= DEEPEST_CHAIN:
        raise InputError(
            "the scenario cannot be read",
            [
                Finding(
                    where,
                    f"a chain of scenarios that leads back to itself ({' → '.join([*map(_short, chain), _short(key), _short(str(base))])})",
                    "a base that is not based on this one",
                    "remove one of the based_on entries",
                )
            ],
        )
    below = _document(base, (*chain, key))
    return Document(_merged(below.data, document.data), {**below.places, **document.places})


def _short(path: str) -> str:
    return Path(path).name


def _merged(below: Any, above: Any) -> Any:
    if isinstance(below, dict) and isinstance(above, dict):
        return {
            **below,
            **{key: _merged(below[key], value) if key in below else value for key, value in above.items()},
        }
    return above


def _apply(document: Document, changes: Mapping[str, Any]) -> None:
    findings = []
    for dotted, value in changes.items():
        path = tuple(int(part) if part.isdigit() else part for part in dotted.split("."))
        problem = _put(document.data, path, copy.deepcopy(value))
        if problem:
            findings.append(
                Finding(
                    f"--set {dotted}",
                    problem,
                    "a dotted path to an entry, such as money.budget",
                    "see `gigaplan new` for the entries",
                )
            )
        document.places[path] = (f"--set {dotted}", 0)
    raise_findings("a change cannot be made", findings)


def _put(data: Any, path: Path_, value: Any) -> str:
    """Put a value at a path of plain data; return what is wrong with the path, or nothing."""
    here = data
    for depth, part in enumerate(path[:-1]):
        if isinstance(here, dict):
            here = here.setdefault(str(part), {})
        elif isinstance(here, list) and isinstance(part, int) and part < len(here):
            here = here[part]
        else:
            return f"no entry {'.'.join(map(str, path[: depth + 1]))!r}"
    if isinstance(here, list) and isinstance(path[-1], int) and path[-1] < len(here):
        here[path[-1]] = value
        return ""
    if not isinstance(here, dict) or not str(path[-1]):
        return f"no entry {'.'.join(map(str, path))!r}"
    here[str(path[-1])] = value
    return ""


def checked(document: Document) -> Scenario:
    """Return the scenario of a document; raises InputError with every finding."""
    try:
        scenario = Scenario.model_validate(document.data)
    except ValidationError as problem:
        findings = [_finding(document, error) for error in problem.errors()]
        raise InputError(
            f"the scenario has {len(findings)} finding{'s' * (len(findings) > 1)}", findings
        ) from None
    findings = check(scenario, document)
    raise_findings(f"the scenario has {len(findings)} finding{'s' * (len(findings) > 1)}", findings)
    return scenario


def _finding(document: Document, error: Any) -> Finding:
    path = tuple(part for part in error["loc"] if part != "[key]")
    where = document.where(path)
    kind, context = error["type"], error.get("ctx", {})
    if kind == "finding":
        return Finding(where, context["got"], context["want"], context["do"])
    if kind == "extra_forbidden":
        return Finding(where, f"an unknown entry {path[-1]!r}", *_known(path))
    if kind == "missing":
        return Finding(
            where, "nothing", f"an entry {path[-1]!r}", "add it; `gigaplan new FILE` shows how it looks"
        )
    if kind == "string_pattern_mismatch":
        return Finding(
            where,
            repr(error["input"]),
            "a name of small letters, digits and underscores, starting with a letter",
            "rename it",
        )
    return Finding(
        where, repr(error["input"])[:120], error["msg"][:1].lower() + error["msg"][1:], "correct the entry"
    )


def _known(path: Path_) -> tuple[str, str]:
    """Return what is allowed beside an unknown key, and the nearest."""
    fields = _fields_at(path[:-1])
    near = difflib.get_close_matches(str(path[-1]), fields, n=1)
    return (", ".join(fields) or "no entries here"), (f"did you mean {near[0]!r}?" if near else "remove it")


def _fields_at(path: Path_) -> list[str]:
    """Return the entries a part of the schema has at a path; none where the path leads to no part."""
    kind: Any = Scenario
    for part in path:
        if isinstance(kind, type) and issubclass(kind, Part) and part in kind.model_fields:
            kind = _part_in(kind.model_fields[str(part)].annotation, named=False)
        else:
            kind = _part_in(kind, named=True)
    inside = _part_in(kind, named=False)
    return sorted(inside.model_fields) if isinstance(inside, type) and issubclass(inside, Part) else []


def _part_in(kind: Any, named: bool) -> Any:
    """Return the part inside an optional one; with `named` the part that entries of a mapping or list are."""
    arguments = [one for one in get_args(kind) if one is not type(None)]
    if get_origin(kind) in (dict, list):
        return arguments[-1] if named else kind
    parts = [one for one in arguments if isinstance(one, type) and issubclass(one, Part)]
    return parts[0] if parts else kind
