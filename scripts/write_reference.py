"""Write the reference pages from the code: equations, catalogue, commands, schema.

Run `uv run python -m scripts.write_reference` to refresh them; `--check` fails where a page is out of date.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import gigaplan.equations  # noqa: F401  registers everything
from gigaplan import catalogue
from gigaplan.equations import OBJECTIVES
from gigaplan.language import equations, quantities, terms
from gigaplan.language.tex_reading import relation_tex, tex_symbols
from gigaplan.scenario.schema import Scenario

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "reference"


def equations_page() -> Iterator[str]:
    """Every equation and ledger term in words and LaTeX, by concept, then every quantity."""
    yield "# Equations\n"
    yield "Generated from `gigaplan.equations`. Each law stands once and is read four ways: as rows of the problem, as residuals of the plan, as units, and as the LaTeX below. $t(h)$ is the quarter of an hour, $\\tau$ the quarter of an order; $[x \\mid y]$ takes $y$ before the first hour of a block. Formulas are LaTeX, shown set by viewers that render mathematics.\n"
    for objective, ledgers in OBJECTIVES.items():
        yield f"- **{objective}**: as small as possible the discounted sum of {', '.join(ledgers)}."
    symbols = tex_symbols()
    for concept in dict.fromkeys(law.concept for law in equations().values()):
        yield f"\n## {concept.replace('.', ': ').capitalize()}\n"
        for law in (one for one in equations().values() if one.concept == concept):
            yield f"**{law.name.replace('_', ' ')}.** {law.text}\n\n$$ {relation_tex(law.read(symbols))} $$\n"
        for term in (one for one in terms().values() if one.concept == concept):
            yield f"*{term.name.replace('_', ' ')}* (adds to {term.ledger}). {term.text}\n\n$$ {term.read(symbols).text} $$\n"  # type: ignore[attr-defined]
    yield "\n## Quantities\n\n| symbol | name | unit | over | role | meaning |\n|---|---|---|---|---|---|"
    for one in quantities().values():
        yield f"| ${one.symbol}$ | `{one.name}` | {one.unit} | {' '.join(one.over)} | {one.role} | {one.text} |"


def catalogue_page() -> Iterator[str]:
    """Every entry of the catalogue with the source of each value."""
    yield "# Catalogue\n"
    yield (
        "Generated from `src/gigaplan/catalogue`. Grades: "
        + "; ".join(f"{grade} {text}" for grade, text in catalogue.GRADES.items())
        + ".\n"
    )
    for kind in catalogue.kinds():
        yield f"\n## {kind.replace('_', ' ').capitalize()}\n"
        for name in catalogue.names(kind):
            entry = catalogue.entry(kind, name)
            yield f"### {entry.title}\n\n`{name}`. {entry.description}\n"
            if entry.values:
                yield "| value | low | central | high | unit | as of | grade | source |\n|---|---|---|---|---|---|---|---|"
            for key, value in entry.values.items():
                low, high = ("" if bound is None else f"{bound:g}" for bound in (value.low, value.high))
                yield f"| {key.replace('_', ' ')} | {low} | {value.central:g} | {high} | {value.unit} | {value.as_of} | {value.grade} | {value.source.replace('|', '/')} |"
            yield ""


def schema_page() -> Iterator[str]:
    """The scenario's JSON schema, for editors."""
    yield json.dumps(Scenario.model_json_schema(), indent=2)


PAGES = {"equations.md": equations_page, "catalogue.md": catalogue_page, "scenario.schema.json": schema_page}


def main() -> int:
    """Write the pages, or check that they are what the code says."""
    stale = []
    for name, page in PAGES.items():
        text = "\n".join(page()) + "\n"
        target = FOLDER / name
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
