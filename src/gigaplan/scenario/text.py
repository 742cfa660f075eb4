"""From YAML text to plain data, with the file and line of every entry."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

from gigaplan.core.errors import Finding, InputError

Path_ = tuple[str | int, ...]
LARGEST_FILE = 5_000_000
MOST_ENTRIES = 200_000
DEEPEST = 40


@dataclass
class Document:
    """Plain data, and for each path in it the place it was written: (file, line)."""

    data: Any
    places: dict[Path_, tuple[str, int]] = field(default_factory=dict)

    def where(self, path: Path_) -> str:
        """Return "money.budget (plan.yaml:12)" for a path; the nearest parent's line where it has none."""
        words = ".".join(str(part) for part in path) or "the scenario"
        for length in range(len(path), -1, -1):
            if path[:length] in self.places:
                name, line = self.places[path[:length]]
                return f"{words} ({name}:{line})" if line else f"{words} ({name})"
        return words


def read_file(path: Path) -> Document:
    """Read a YAML file. Raises InputError naming what is wrong with the file and where."""
    name = str(path)
    try:
        if path.is_dir():
            raise _refuse(name, "a folder", "a scenario file (YAML)", "name the file inside it")
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise _refuse(
                name,
                f"a file of {size / 1e6:.1f} MB",
                f"a scenario of at most {LARGEST_FILE / 1e6:.0f} MB",
                "keep hourly data in the data folder, not in the scenario",
            )
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise _refuse(
            name, "no such file", "a scenario file or the name of a shipped scenario", "see `gigaplan list`"
        ) from None
    except PermissionError:
        raise _refuse(
            name, "a file that may not be read", "a readable file", "change its permissions"
        ) from None
    except UnicodeDecodeError:
        raise _refuse(
            name,
            "bytes that are no UTF-8 text",
            "a YAML text file",
            "save it as UTF-8 text; a workbook or an archive is no scenario",
        ) from None
    except OSError as problem:
        raise _refuse(
            name, f"a file that cannot be read ({problem.strerror})", "a readable file", "check the path"
        ) from None
    return read_text(text, path.name)


def read_text(text: str, name: str) -> Document:
    """Read YAML text; `name` stands for the file in messages. Raises InputError with the line."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    if not text.strip():
        raise _refuse(name, "an empty file", "a scenario", "start from `gigaplan new FILE`")
    if "\x00" in text:
        raise _refuse(name, "binary content", "a YAML text file", "save it as UTF-8 text")
    try:
        node = YAML(typ="safe", pure=True).compose(StringIO(text))
    except MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        line = mark.line + 1 if mark else 1
        raise _refuse(
            f"{name}:{line}",
            f"text that is no YAML ({problem.problem or problem.context})",
            "YAML: `key: value` lines, two spaces an indent",
            "mend the line, or the one above it",
        ) from None
    except (YAMLError, ValueError, RecursionError) as problem:
        reason = str(problem).splitlines()[0] if str(problem) else "nested too deeply"
        raise _refuse(
            name, f"text that is no YAML ({reason})", "YAML text", "save it as plain UTF-8 text"
        ) from None
    reader = _Reader(name)
    document = Document(None, reader.places)
    document.data = reader.plain(node, ())
    if reader.findings:
        raise InputError(f"{name} cannot be read", reader.findings)
    if not isinstance(document.data, dict):
        raise _refuse(
            name, f"a {type(document.data).__name__}", "`key: value` lines", "start from `gigaplan new FILE`"
        )
    return document


class _Reader:
    """Turns YAML nodes into plain data, noting places and refusing what cannot be meant."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.places: dict[Path_, tuple[str, int]] = {}
        self.findings: list[Finding] = []
        self.entries = 0
        self.open_nodes: set[int] = set()

    def _find(self, node: Any, path: Path_, got: str, want: str, do: str) -> None:
        words = ".".join(str(part) for part in path) or "the scenario"
        self.findings.append(Finding(f"{words} ({self.name}:{node.start_mark.line + 1})", got, want, do))

    def plain(self, node: Any, path: Path_) -> Any:
        self.entries += 1
        self.places[path] = (self.name, node.start_mark.line + 1)
        if self.entries > MOST_ENTRIES or len(path) > DEEPEST:
            if self.entries == MOST_ENTRIES + 1 or len(path) > DEEPEST:
                self._find(
                    node,
                    path[:3],
                    "entries without end (repeated aliases?)",
                    f"at most {MOST_ENTRIES} entries, {DEEPEST} deep",
                    "write the entries out",
                )
            return None
        if id(node) in self.open_nodes:
            self._find(
                node, path, "an entry that refers to itself", "a tree of entries", "remove the alias (*name)"
            )
            return None
        self.open_nodes.add(id(node))
        try:
            return self._value(node, path)
        finally:
            self.open_nodes.discard(id(node))

    def _value(self, node: Any, path: Path_) -> Any:
        kind = type(node).__name__
        if kind == "MappingNode":
            return self._mapping(node, path)
        if kind == "SequenceNode":
            return [self.plain(item, (*path, position)) for position, item in enumerate(node.value)]
        return _scalar(node)

    def _mapping(self, node: Any, path: Path_) -> dict[str, Any]:
        found: dict[str, Any] = {}
        first_line: dict[str, int] = {}
        for key_node, value_node in node.value:
            if type(key_node).__name__ != "ScalarNode":  # writing out a tree of aliases has no end
                self._find(key_node, path, "a list or mapping as a name", "text as a name", "write a name")
                continue
            key = str(key_node.value)
            here = (*path, key)
            if key in found:
                self._find(
                    key_node,
                    here,
                    f"{key!r} a second time",
                    "each name once",
                    f"rename or remove one of them (the other stands in line {first_line[key]})",
                )
                continue
            first_line[key] = key_node.start_mark.line + 1
            found[key] = self.plain(value_node, here)
            self.places[here] = (self.name, key_node.start_mark.line + 1)
        return found


def _scalar(node: Any) -> Any:
    """Return YAML 1.2 core-schema scalars: null, booleans, whole numbers, decimals, text."""
    text = str(node.value)
    if node.style in ("'", '"', "|", ">"):
        return text
    lowered = text.lower()
    if lowered in ("", "null", "~"):
        return None
    if lowered in ("true", "false"):
        return lowered == "true"
    for number in (int, float):
        try:
            return number(text) if "_" not in text else text
        except ValueError:
            continue
    return text


def _refuse(where: str, got: str, want: str, do: str) -> InputError:
    return InputError("the scenario cannot be read", [Finding(where, got, want, do)])


def walk(data: Any, path: Path_ = ()) -> Iterator[tuple[Path_, Any]]:
    """Visit every leaf of plain data with its path."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from walk(value, (*path, key))
    elif isinstance(data, list):
        for position, value in enumerate(data):
            yield from walk(value, (*path, position))
    else:
        yield path, data
