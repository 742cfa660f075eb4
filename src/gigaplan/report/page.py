"""The report page: one self-contained HTML file, no request to any host."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from importlib.resources import files
from itertools import groupby
from typing import Any

from jinja2 import Environment

from gigaplan.plan.plan import Plan
from gigaplan.report.answers import Answer, answers, goal
from gigaplan.report.section import Chart, Choice, Section
from gigaplan.report.sections import SECTIONS

FLAVOURS = (
    "GW_it counts chips with their servers and network, GW_site what a campus draws, GW_plate nameplates."
)


@dataclass(frozen=True)
class Head:
    """What stands on top of a page: its title, what it is about, how sure it is."""

    title: str
    lead: str = ""
    proof: str = ""


NOT_STRESSED = (
    "The plan was not stress-tested: its dates, prices and money are taken as said. "
    "gigaplan stress SCENARIO --out FOLDER draws worlds in which they slip, where one store a site and no yearly cap leave the plan to the exact kernel."
)


def page(plan: Plan, more: Sequence[Section] = ()) -> str:
    """Return the report page of a plan as HTML; `more` sections come before its proof and sources."""
    proof = (
        f"{goal(plan)}. {plan.status.capitalize()}: within {plan.gap:.2%} of the best possible; every equation holds to "
        f"{plan.worst_residual:.0e} of its amounts. {FLAVOURS}"
    )
    found = [section for make in SECTIONS if (section := make(plan)) is not None]
    place = next(place for place, section in enumerate(found) if section.name == "proof")
    if not any(section.name == "stress" for section in more):
        found[place] = replace(found[place], lead=f"{found[place].lead} {NOT_STRESSED}")
    return assemble(
        Head(plan.scenario.title, plan.scenario.description, proof),
        [*found[:place], *more, *found[place:]],
        answers(plan),
    )


def assemble(head: Head, sections: Sequence[Section], told: Sequence[Answer] = ()) -> str:
    """Return a page of sections as HTML; names of charts are unique on a page."""
    from plotly.offline import get_plotlyjs

    folder = files("gigaplan.report")
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string((folder / "page.html.jinja").read_text(encoding="utf-8"))
    return template.render(
        head=head,
        answers=told,
        sections=[replace(section, charts=_in_rows(section.charts)) for section in sections],
        figures=_figures(chart for section in sections for chart in section.charts),
        grouped=_grouped,
        css=(folder / "page.css").read_text(encoding="utf-8"),
        script=(folder / "page.js").read_text(encoding="utf-8"),
        plotly=get_plotlyjs(),
        version=version("gigaplan"),
        made=datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
    )


def _in_rows(charts: Sequence[Chart]) -> tuple[Chart, ...]:
    """Return charts laid out two in a row: one that would stand alone takes the whole row."""
    laid: list[Chart] = []
    alone = False
    for chart in charts:
        if chart.wide and alone:
            laid[-1] = replace(laid[-1], wide=True)
        alone = not chart.wide and not alone
        laid.append(chart)
    if alone:
        laid[-1] = replace(laid[-1], wide=True)
    return tuple(laid)


def _figures(charts: Iterable[Chart]) -> str:
    """Return every figure as JSON that can stand inside a script element."""
    found: dict[str, Any] = {}
    for chart in charts:
        if chart.name in found:
            raise ValueError(f"two charts of the page are named {chart.name}")
        found[chart.name] = {
            "figure": json.loads(chart.figure.to_json()),
            "choices": [[json.loads(trace.to_json()) for trace in one.traces] for one in chart.choices],
            "labels": [one.label for one in chart.choices],
            "now": chart.first,
        }
    return json.dumps(found, separators=(",", ":")).replace("<", "\\u003c")


def _grouped(choices: Sequence[Choice]) -> list[tuple[str, list[tuple[int, Choice]]]]:
    """Return choices with their places, by the group they stand in."""
    numbered = list(enumerate(choices))
    return [(group, list(members)) for group, members in groupby(numbered, key=lambda one: one[1].group)]
