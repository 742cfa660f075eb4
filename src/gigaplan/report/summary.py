"""A plan in a few figures and series: what a run folder keeps, and what runs are compared by."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from gigaplan.core.errors import Finding, InputError
from gigaplan.plan.plan import Plan
from gigaplan.plan.thinking import compute_price
from gigaplan.report.answers import answers
from gigaplan.report.reading import (
    bought_power,
    commissioned_compute,
    energy_by_source,
    first_reached,
    it_power,
    peak_power,
    telling_limits,
    working_quarters,
)
from gigaplan.report.sections.build_out import site_spans
from gigaplan.report.sections.money import cost_of_an_hour, hours_taken
from gigaplan.report.sections.proof import facts, versions
from gigaplan.report.sections.site_map import Place, places_of
from gigaplan.report.tables import COMPARED, STRESS, compared

MANIFEST = "manifest.json"
MOST_LIMITS = 5
SMALL = 1e-6
HOURS_IN_BILLION_KILO = 1e6  # a thousand H100e over a million hours is a billion H100e-hours


@dataclass(frozen=True)
class Summary:
    """A run as it is told beside others.

    Figures: name with unit → amount. Answers: question → number and sentences. Places by site. Stages: site → stage → its
    first and last quarter. Cost: of an H100e-hour of compute used by term [USD_2026]; hours taken: H100e-hours that each
    thing told a cost takes. Tables: those of the run folder that runs are compared by, of a stress test too where there was one.
    """

    title: str
    objective: str
    gap: float
    figures: Mapping[str, float]
    first_gigawatt: str
    limits: tuple[str, ...]
    scenario: Mapping[str, Any]
    answers: Mapping[str, Mapping[str, Any]]
    places: Mapping[str, Place]
    stages: Mapping[str, Mapping[str, tuple[str, str]]]
    cost: Mapping[str, float]
    hours_taken: Mapping[str, float]
    proof: Mapping[str, str]
    versions: Mapping[str, str]
    tables: Mapping[str, pd.DataFrame]
    name: str = ""

    @property
    def quarters(self) -> tuple[str, ...]:
        """The quarters it plans."""
        return tuple(str(quarter) for quarter in self.tables["by_quarter"]["quarter"])

    @property
    def label(self) -> str:
        """The run's title, and its name where it has one."""
        return f"{self.title} ({self.name})" if self.name else self.title


def summary(plan: Plan) -> Summary:
    """Return a plan in a few figures."""
    kinds: dict[str, str] = {}
    for limit in telling_limits(plan):
        kinds.setdefault(limit.what, limit.sentence)
    return Summary(
        title=plan.scenario.title,
        objective=plan.scenario.programme.objective,
        gap=plan.gap,
        figures=figures(plan),
        first_gigawatt=first_reached(it_power(plan).sum("site"), 1e3) or "not reached",
        limits=tuple(kinds.values())[:MOST_LIMITS],
        scenario=plan.scenario.model_dump(exclude_none=True),
        answers={
            one.question: {"number": one.number, "sentences": list(one.sentences)} for one in answers(plan)
        },
        places=places_of(plan),
        stages=stages(plan),
        cost=cost_of_an_hour(plan),
        hours_taken=hours_taken(plan),
        proof=facts(plan),
        versions=versions(),
        tables=compared(plan),
    )


def stages(plan: Plan) -> dict[str, dict[str, tuple[str, str]]]:
    """Return the first and the last quarter of each stage of each site that ever runs chips."""
    quarters = plan.programme.calendar.quarters
    return {
        site: {stage: (quarters[begin], quarters[end]) for stage, (begin, end) in spans.items()}
        for site, spans in site_spans(plan).items()
    }


def figures(plan: Plan) -> dict[str, float]:
    """Return the figures a plan is told by, each name with its unit."""
    inputs, solution = plan.programme.inputs, plan.solution
    capital = float(solution["capital_spent"].sum()) / 1e3
    bought = bought_power(plan) / 1e3
    sources = energy_by_source(plan)
    halls = solution["hall_power_built"].isel(quarter=-1)
    used = plan.law("used_compute_is_delivered").left.array.sum("work")
    hours_in_year = float(inputs["hours_represented"].sum() / inputs["quarter_years"].sum())
    hours = float((inputs["quarter_years"] * used).sum()) * hours_in_year
    found = {
        "IT power at the end [GW_it]": float(it_power(plan).isel(quarter=-1).sum()) / 1e3,
        "power drawn at peak [GW_site]": peak_power(plan) / 1e3,
        "energy over the programme [TWh_site]": sum(sources.values()) / 1e6,
        "of it from the grid [%]": 100 * sources.get("grid", 0.0) / max(sum(sources.values()), SMALL),
        "sites built on": float((halls > SMALL).sum()),
        "chips bought [thousand]": float(solution["chips_ordered"].sum()),
        "compute at the end [million H100e]": commissioned_compute(plan) / 1e3,
        "compute used [billion H100e-hour]": hours / HOURS_IN_BILLION_KILO,
        "capital paid [GUSD_2026]": capital,
    }
    if bought > SMALL:
        found["capital a GW_it bought [GUSD_2026]"] = capital / bought
    each = cost_of_an_hour(plan)
    if each:
        found["cost of an H100e-hour [USD_2026]"] = sum(each.values())
    working = working_quarters(plan)
    if working:
        found["worth of one at the end [USD_2026]"] = float(
            compute_price(plan).sel(quarter=working[-1]).max()
        )
    value = plan.objective if plan.scenario.programme.objective == "least cost" else -plan.objective
    return {**found, "objective, discounted [GUSD_2026]": value / 1e3}


def kept(found: Summary) -> dict[str, Any]:
    """Return what of a summary stands in the manifest beside its scenario, gap and versions; the rest stands in tables."""
    return {
        "answers": dict(found.answers),
        "summary": {
            "figures": dict(found.figures),
            "first_gigawatt": found.first_gigawatt,
            "limits": list(found.limits),
            "places": {site: asdict(place) for site, place in found.places.items()},
            "stages": {site: dict(one) for site, one in found.stages.items()},
            "cost_of_an_hour_USD_2026": dict(found.cost),
            "hours_taken": dict(found.hours_taken),
            "proof": dict(found.proof),
        },
    }


def read_summary(folder: Path) -> Summary:
    """Return the summary a run folder keeps; raises InputError where it is no finished run of this version."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        told = manifest["summary"]
        tables = {name: pd.read_parquet(folder / "tables" / f"{name}.parquet") for name in COMPARED}
        stressed = {name: folder / "tables" / f"{name}.parquet" for name in STRESS}
        tables |= {name: pd.read_parquet(file) for name, file in stressed.items() if file.exists()}
        return Summary(
            title=manifest["title"],
            objective=manifest["objective"],
            gap=manifest["relative_gap"],
            figures=told["figures"],
            first_gigawatt=told["first_gigawatt"],
            limits=tuple(told["limits"]),
            scenario=manifest["scenario"],
            answers=manifest["answers"],
            places={site: Place(**place) for site, place in told["places"].items()},
            stages={
                site: {stage: (begin, end) for stage, (begin, end) in one.items()}
                for site, one in told["stages"].items()
            },
            cost=told["cost_of_an_hour_USD_2026"],
            hours_taken=told["hours_taken"],
            proof=told["proof"],
            versions=manifest["versions"],
            tables=tables,
        )
    except (OSError, ValueError, KeyError, TypeError) as problem:
        got = f"a folder without a readable {MANIFEST} and tables"
        do = "plan it again, or name another folder"
        raise InputError(
            "the run cannot be compared", [Finding(str(folder), got, "a finished run folder", do)]
        ) from problem
