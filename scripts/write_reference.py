"""Write the reference pages from the code: equations, catalogue, commands, entries of a scenario, its schema.

Run `uv run python -m scripts.write_reference` to refresh them; `--check` fails where a page is out of date.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from typer.main import get_command

import gigaplan.equations  # noqa: F401  registers everything
from gigaplan import catalogue
from gigaplan.catalogue import Entry
from gigaplan.cli.app import app
from gigaplan.equations import OBJECTIVES
from gigaplan.language import equations, quantities, terms
from gigaplan.language.tex_reading import Tex, relation_tex, tex_symbols
from gigaplan.scenario.editing import editor_schema
from gigaplan.scenario.schema import Scenario

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "reference"
WIDTH = "100"

EQUATIONS_INTRODUCTION = r"""# Equations

Generated from `gigaplan.equations`. Each law stands once and is read four ways: as rows of the problem, as
residuals of the plan, as units, and as the formulas below. $t(h)$ is the quarter of an hour, $\tau$ the quarter of
an order; $[x \mid y]$ takes $y$ before the first hour of a block. The [quantities](#quantities) stand at the end.
"""
COMMANDS_INTRODUCTION = """# Commands

Generated from `gigaplan --help`. A command ends with 0 when all went well, 1 with findings, 2 where the command line
itself cannot be read, and 130 when stopped before anything was found.
"""
SCENARIO_INTRODUCTION = """# Entries of a scenario

Generated from `gigaplan.scenario.schema`. A path is one text for all quarters, or a text for some quarters with
straight lines between them. `gigaplan check FILE --defaults` lists what a scenario leaves to its defaults. For
editors: [JSON schema](scenario.schema.json). At the top of a file `based_on` may name a shipped scenario or another
file, which then fills whatever is left out.
"""


def equations_page() -> Iterator[str]:
    """Every equation and ledger term in words and LaTeX, by concept, then every quantity."""
    yield EQUATIONS_INTRODUCTION
    for objective, ledgers in OBJECTIVES.items():
        yield f"- **{objective}**: as small as possible the discounted sum of {', '.join(ledgers)}."
    symbols = tex_symbols()
    for concept in dict.fromkeys(law.concept for law in equations().values()):
        yield f"\n## {concept.replace('.', ': ').capitalize()}\n"
        for law in (one for one in equations().values() if one.concept == concept):
            yield f"**{_spaced(law.name)}.** {law.text}\n\n$$ {relation_tex(law.read(symbols))} $$\n"
        for term in (one for one in terms().values() if one.concept == concept):
            formula = term.read(symbols)
            assert isinstance(formula, Tex)
            yield f"*{_spaced(term.name)}* (adds to {term.ledger}). {term.text}\n\n$$ {formula.text} $$\n"
    yield "\n## Quantities\n\n| symbol | name | unit | over | role | meaning |\n|---|---|---|---|---|---|"
    for one in quantities().values():
        over = " ".join(one.over)
        yield f"| ${one.symbol}$ | `{one.name}` | {one.unit} | {over} | {one.role} | {one.text} |"


def catalogue_page() -> Iterator[str]:
    """Every entry of the catalogue with the source of each value."""
    grades = "; ".join(f"{grade} {text}" for grade, text in catalogue.GRADES.items())
    yield f"# Catalogue\n\nGenerated from `src/gigaplan/catalogue`. Grades: {grades}.\n"
    for kind in catalogue.kinds():
        yield f"\n## {_spaced(kind).capitalize()}\n"
        for name in catalogue.names(kind):
            yield from _entry(name, catalogue.entry(kind, name))


def _entry(name: str, entry: Entry) -> Iterator[str]:
    yield f"### {entry.title}\n\n`{name}`. {entry.description}\n"
    if entry.values:
        yield "| value | low | central | high | unit | as of | grade | source |\n|---|---|---|---|---|---|---|---|"
    for key, value in entry.values.items():
        low, high = ("" if bound is None else f"{bound:g}" for bound in (value.low, value.high))
        source = value.source.replace("|", "/")
        amounts = f"{low} | {value.central:g} | {high} | {value.unit}"
        yield f"| {_spaced(key)} | {amounts} | {value.as_of} | {value.grade} | {source} |"
    yield ""


def commands() -> list[str]:
    """Return the names of all commands."""
    return list(get_command(app).commands)  # type: ignore[attr-defined]  # typer tells of a command, this one is a group


def commands_page() -> Iterator[str]:
    """What `--help` prints, command by command."""
    yield COMMANDS_INTRODUCTION
    for command in ((), *((name,) for name in commands())):
        words = " ".join(("gigaplan", *command))
        yield f"\n## {words}\n\n```text\n{_help(*command)}\n```"


def _help(*command: str) -> str:
    plain = {**os.environ, "TERMINAL_WIDTH": WIDTH, "COLUMNS": WIDTH, "NO_COLOR": "1", "TERM": "dumb"}
    run = [sys.executable, "-m", "gigaplan.cli.app", *command, "--help"]
    printed = subprocess.run(run, env=plain, capture_output=True, text=True, check=True).stdout
    named = printed.replace("python -m gigaplan.cli.app", "gigaplan").replace("app.py", "gigaplan")
    return "\n".join(line.rstrip() for line in named.strip().splitlines())


def scenario_page() -> Iterator[str]:
    """Every entry of a scenario: how it is given, its default, what it means."""
    yield SCENARIO_INTRODUCTION
    schema = Scenario.model_json_schema()
    parts = {"Scenario": schema, **schema["$defs"]}
    for name in _in_order("Scenario", parts):
        part = parts[name]
        sentence = part["description"] if name != "Scenario" else "A whole programme."
        yield f"\n## {_heading(name)}\n\n{sentence.splitlines()[0]}\n"
        yield "| entry | given as | default | meaning |\n|---|---|---|---|"
        for key, field in part["properties"].items():
            default = "needed" if key in part.get("required", ()) else _default(field)
            yield f"| `{key}` | {_given_as(field)} | {default} | {field.get('description', '')} |"


def _in_order(name: str, parts: dict[str, Any]) -> list[str]:
    """Return a part and those inside it, in the order they are met."""
    found = [name]
    for field in parts[name]["properties"].values():
        for inner in _references(field):
            found += [one for one in _in_order(inner, parts) if one not in found]
    return found


def _references(field: Any) -> Iterator[str]:
    if isinstance(field, dict):
        if "$ref" in field:
            yield field["$ref"].rsplit("/", 1)[1]
        for inner in field.values():
            yield from _references(inner)
    elif isinstance(field, list):
        for inner in field:
            yield from _references(inner)


def _heading(name: str) -> str:
    return (
        "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in name).strip().capitalize()
    )


def _given_as(field: dict[str, Any]) -> str:
    inner = next(_references(field), "")
    link = f"[{_heading(inner).lower()}](#{_heading(inner).lower().replace(' ', '-')})"
    if field.get("type") == "object":
        named = {**field.get("patternProperties", {}), "": field.get("additionalProperties")}
        return f"by name: {link if inner else _given_as(next(one for one in named.values() if one))}"
    if field.get("type") == "array":
        return f"list of {link if inner else _given_as(field['items'])}"
    if inner:
        return link
    chosen = [one for one in field.get("anyOf", ()) if one.get("type") != "null"]
    if "unit" in field:
        return f"{'path' if chosen else 'text'} in {field['unit'].replace('dimensionless', 'parts of one, or %')}"
    if len(chosen) == 1:
        return _given_as(chosen[0])
    if "enum" in field:
        return ", ".join(f"`{one}`" for one in field["enum"])
    return {"string": "text", "integer": "whole number", "boolean": "true or false"}.get(
        field.get("type", ""), str(field.get("type", ""))
    )


def _default(field: dict[str, Any]) -> str:
    value = field.get("default")
    if isinstance(value, dict):
        value = value.get("", "none" if not value else "see there")
    return (
        "none" if value in (None, "", []) else str(value).lower() if isinstance(value, bool) else str(value)
    )


def schema_page() -> Iterator[str]:
    """The scenario's JSON schema, for editors; an entry may be missing where `based_on` fills it."""
    yield json.dumps(editor_schema(), indent=2)


def _spaced(name: str) -> str:
    return name.replace("_", " ")


PAGES = {
    "equations.md": equations_page,
    "catalogue.md": catalogue_page,
    "commands.md": commands_page,
    "scenario.md": scenario_page,
    "scenario.schema.json": schema_page,
}


def written(name: str) -> str:
    """Return a page as the code says it."""
    return "\n".join(PAGES[name]()) + "\n"


def main() -> int:
    """Write the pages, or check that they are what the code says."""
    stale = []
    for name in PAGES:
        text, target = written(name), FOLDER / name
        if "--check" in sys.argv:
            if not target.exists() or target.read_text(encoding="utf-8") != text:
                stale.append(name)
        else:
            target.write_text(text, encoding="utf-8")
    if stale:
        sys.stderr.write(f"out of date: {', '.join(stale)}; run: uv run python -m scripts.write_reference\n")
    return int(bool(stale))


if __name__ == "__main__":
    sys.exit(main())
