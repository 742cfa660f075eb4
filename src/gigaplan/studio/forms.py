"""Forms from the schema: every entry of a scenario as a field with unit, range, default and its source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from gigaplan.core.errors import Finding
from gigaplan.scenario.origins import GRADES, origin
from gigaplan.scenario.schema import Scenario
from gigaplan.scenario.text import Path_

Schema = Mapping[str, Any]


def anchor_of(name: str) -> str:
    """Return the name on the page of the field with a dotted path."""
    return "field-" + re.sub(r"[^A-Za-z0-9]", "-", name)


@dataclass(frozen=True)
class Entry:
    """One entry: what is written, what may be written, and what stands in its place where nothing is."""

    path: Path_
    kind: str
    text: str
    unit: str = ""
    range: str = ""
    example: str = ""
    choices: tuple[str, ...] = ()
    required: bool = False
    default: str = ""
    meaning: str = ""
    source: str = ""

    @property
    def name(self) -> str:
        """The dotted path."""
        return ".".join(map(str, self.path))

    @property
    def label(self) -> str:
        """The entry's own name in words."""
        return str(self.path[-1]).replace("_", " ")

    @property
    def anchor(self) -> str:
        """The name of the field on the page."""
        return anchor_of(self.name)

    @property
    def lines(self) -> int:
        """Lines a field over time needs."""
        return min(max(self.text.count("\n") + 1, 1), 8)


@dataclass(frozen=True)
class Group:
    """Entries that stand together, with the groups inside."""

    path: Path_
    title: str
    meaning: str
    fields: list[Entry] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        """The name of the group on the page."""
        return "part-" + anchor_of(".".join(map(str, self.path)))

    def every(self) -> Iterator[Entry]:
        """Yield its fields and those of the groups inside."""
        yield from self.fields
        for one in self.groups:
            yield from one.every()


@cache
def schema() -> Schema:
    """Return the JSON schema of a scenario."""
    return Scenario.model_json_schema()


def form(data: Mapping[str, Any]) -> Group:
    """Return the form of a scenario's plain data, which may have findings."""
    return _group(schema(), data, (), "The programme", data)


def _group(node: Schema, data: Any, path: Path_, title: str, whole: Mapping[str, Any]) -> Group:
    group = Group(path, title, str(node.get("description", "")))
    given = data if isinstance(data, Mapping) else {}
    required = node.get("required", ())
    for name, entry in node.get("properties", {}).items():
        _add(group, entry, given.get(name), (*path, name), name in required, whole)
    return group


def _add(
    group: Group, entry: Schema, value: Any, path: Path_, required: bool, whole: Mapping[str, Any]
) -> None:
    """Add an entry to its group: as a field, or as a group of its own with what is in it."""
    node = _meant(entry)
    title = str(path[-1]).replace("_", " ")
    inside = node.get("additionalProperties") or next(iter(node.get("patternProperties", {}).values()), None)
    if node.get("properties"):
        if not (_optional(entry) and value is None):
            group.groups.append(_group(node, value, path, title, whole))
    elif node.get("type") == "array" and "$ref" in node["items"]:
        listed = value if isinstance(value, list) else []
        group.groups.append(_several(enumerate(listed), node["items"], path, entry, whole))
    elif node.get("type") == "object" and inside:
        items = value if isinstance(value, Mapping) else {}
        group.groups.append(_several(items.items(), inside, path, entry, whole))
    else:
        group.fields.append(_field(node, entry, value, path, required, whole))


def _several(items: Any, inside: Schema, path: Path_, entry: Schema, whole: Mapping[str, Any]) -> Group:
    found = Group(path, str(path[-1]).replace("_", " "), str(entry.get("description", "")))
    for key, value in items:
        here = (*path, key)
        if _meant(inside).get("properties"):
            found.groups.append(_group(_meant(inside), value, here, _title(key, value), whole))
        else:
            _add(found, inside, value, here, True, whole)
    return found


def _title(key: Any, value: Any) -> str:
    """Return what an item of a list or mapping is called."""
    named = value.get("title") or value.get("partner") if isinstance(value, Mapping) else None
    return str(named or (f"number {key + 1}" if isinstance(key, int) else str(key).replace("_", " ")))


def _field(
    node: Schema, entry: Schema, value: Any, path: Path_, required: bool, whole: Mapping[str, Any]
) -> Entry:
    kind = _kind(node)
    unit = "" if node.get("unit") == "dimensionless" else str(node.get("unit", ""))
    choices = tuple(node.get("enum", ())) or (("true", "false") if kind == "flag" else ())
    used = None if required else origin(entry, _written(entry.get("default"), unit), path, whole)
    return Entry(
        path=path,
        kind=kind,
        text=_written(value, ""),
        unit=unit,
        range=_range(node, unit),
        example=str(next(iter(_texts(node).get("examples", ())), "")).replace(" dimensionless", ""),
        choices=choices,
        required=required,
        default=used.value if used else "",
        meaning=str(entry.get("description", "")),
        source=f"{used.source} (grade {used.grade}: {GRADES[used.grade]})" if used else "",
    )


def _kind(node: Schema) -> str:
    if "enum" in node:
        return "choice"
    if "unit" in node:
        return "path" if "anyOf" in node else "quantity"
    kinds = {"integer": "whole", "number": "number", "boolean": "flag", "array": "names"}
    return kinds.get(str(node.get("type")), "text")


def _texts(node: Schema) -> Schema:
    return node["anyOf"][0] if "anyOf" in node else node


def _meant(entry: Schema) -> Schema:
    """Return what an entry refers to, without the wrapping of references and of what may be left out."""
    if "$ref" in entry:
        return schema()["$defs"][entry["$ref"].rsplit("/", 1)[-1]]  # type: ignore[no-any-return]
    if _optional(entry):
        return _meant(entry["anyOf"][0])
    return entry


def _optional(entry: Schema) -> bool:
    return any(one.get("type") == "null" for one in entry.get("anyOf", ()))


def _range(node: Schema, unit: str) -> str:
    """Return the range in words."""
    least, most = node.get("least", node.get("minimum")), node.get("most", node.get("maximum"))
    after = f" {unit}" if unit else ""
    if least is None or most is None:
        return "" if least is None else f"at least {least:g}{after}"
    return f"{least:g} to {most:g}{after}"


def _written(value: Any, unit: str) -> str:
    """Return an entry as one writes it in a field."""
    if isinstance(value, Mapping):
        if set(value) == {""}:
            return _written(value[""], unit)
        return "\n".join(f"{key}: {_written(one, unit)}" for key, one in value.items())
    if isinstance(value, list):
        return ", ".join(_written(one, "") for one in value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return f"{value:.12g} {unit}".strip()
    return str(value)


def read_field(one: Entry, text: str) -> Any:
    """Return what a person wrote into a field as an entry of a scenario; nothing where it was left empty.

    What cannot be read stays text: the scenario's own checks say what is wrong with it.
    """
    text = text.replace("\r\n", "\n").strip()
    if not text:
        return None
    if one.kind in ("whole", "number"):
        return _number(text, int if one.kind == "whole" else float)
    if one.kind == "flag":
        return {"true": True, "false": False}.get(text.lower(), text)
    if one.kind == "names":
        return [name.strip() for name in text.split(",") if name.strip()]
    if one.kind == "path" and re.match(r"\d{4}-Q\d\s*:", text):
        pairs = [line.partition(":") for line in text.split("\n") if line.strip()]
        return {quarter.strip(): amount.strip() for quarter, _, amount in pairs}
    return text


def _number(text: str, kind: type[int] | type[float]) -> int | float | str:
    try:
        return kind(text)
    except ValueError:
        return text


def place_of(finding: Finding) -> str:
    """Return the dotted path a finding is about."""
    return finding.where.rpartition(" (")[0] or finding.where


def findings_at(group: Group, findings: list[Finding]) -> dict[str, list[Finding]]:
    """Return the findings by the name of the field each belongs to; under "" what belongs to none."""
    names = {one.name for one in group.every()}
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        place = place_of(finding)
        while place and place not in names:
            place = place.rpartition(".")[0]
        found.setdefault(place, []).append(finding)
    return found
