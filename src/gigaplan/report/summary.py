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
from gigaplan.report.stacks import stacked

MANIFEST = "manifest.json"
SERIES, STACKS, AUDIT = (f"tables/{name}.parquet" for name in ("by_quarter", "stacks", "audit"))
MOST_LIMITS = 5
SMALL = 1e-6
HOURS_IN_BILLION_KILO = 1e6  # a thousand H100e over a million hours is a billion H100e-hours


@dataclass(frozen=True)
class Dates:
    """When a site's first chips run, and the quarter from which it runs its most."""

    first_chips: str
    full: str


@dataclass(frozen=True)
class Summary:
    """A run as it is told beside others.

    Figures: name with unit → amount. Answers: question → number and sentences. Quarters: series by quarter. Stacks: parts
    that add up, by chart, part and quarter. Places and dates by site. Cost: of an H100e-hour of compute used by term
    [USD_2026]; hours taken: H100e-hours that each thing told a cost takes. Audit: law with its words → largest relative violation.
    """

    title: str
    objective: str
    gap: float
    figures: Mapping[str, float]
    first_gigawatt: str
    limits: tuple[str, ...]
    quarters: pd.DataFrame
    scenario: Mapping[str, Any]
    answers: Mapping[str, Mapping[str, Any]]
    stacks: pd.DataFrame
    places: Mapping[str, Place]
    dates: Mapping[str, Dates]
    cost: Mapping[str, float]
    hours_taken: Mapping[str, float]
    proof: Mapping[str, str]
    audit: Mapping[str, float]
    versions: Mapping[str, str]
    name: str = ""

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
        quarters=by_quarter(plan),
        scenario=plan.scenario.model_dump(exclude_none=True),
        answers={
            one.question: {"number": one.number, "sentences": list(one.sentences)} for one in answers(plan)
        },
        stacks=stacked(plan),
        places=places_of(plan),
        dates=dates(plan),
        cost=cost_of_an_hour(plan),
        hours_taken=hours_taken(plan),
        proof=facts(plan),
        audit={_law(one.equation, one.text): one.relative for one in plan.residuals},
        versions=versions(),
    )


def _law(name: str, text: str) -> str:
    """Return what a law is called beside its words, which two laws may share."""
    return f"{name.replace('_', ' ')}: {text}"


def dates(plan: Plan) -> dict[str, Dates]:
    """Return when each site that ever runs chips runs its first, and when its most."""
    quarters = plan.programme.calendar.quarters
    filled = {site: stages["fill with chips"] for site, stages in site_spans(plan).items()}
    return {site: Dates(quarters[first], quarters[full]) for site, (first, full) in filled.items()}


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


def by_quarter(plan: Plan) -> pd.DataFrame:
    """Return the series a plan is told by: a row for each quarter, a column for each series with its unit."""
    chips = (plan.programme.inputs["chip_compute"] * plan.solution["chips_installed"]).sum(["site", "chip"])
    calendar = plan.programme.calendar
    fed = plan.solution["plant_power"].sum(["site", "plant"]) + plan.solution["grid_power"].sum(
        ["site", "offer"]
    )
    columns = {
        "IT power in service [GW_it]": it_power(plan).sum("site").values / 1e3,
        "compute in service [million H100e]": chips.values / 1e3,
        "capital paid to date [GUSD_2026]": plan.solution["capital_to_date"].values / 1e3,
        "energy fed to the sites [TWh_site]": calendar.by_quarter(fed.values * calendar.hours_represented)
        / 1e6,
    }
    return pd.DataFrame({"quarter": list(calendar.quarters), **columns})


def kept(found: Summary) -> dict[str, Any]:
    """Return what of a summary stands in the manifest beside its scenario, gap and versions; the rest stands in tables."""
    return {
        "answers": dict(found.answers),
        "summary": {
            "figures": dict(found.figures),
            "first_gigawatt": found.first_gigawatt,
            "limits": list(found.limits),
            "places": {site: asdict(place) for site, place in found.places.items()},
            "dates": {site: asdict(one) for site, one in found.dates.items()},
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
        audit = pd.read_parquet(folder / AUDIT)
        return Summary(
            title=manifest["title"],
            objective=manifest["objective"],
            gap=manifest["relative_gap"],
            figures=told["figures"],
            first_gigawatt=told["first_gigawatt"],
            limits=tuple(told["limits"]),
            quarters=pd.read_parquet(folder / SERIES),
            scenario=manifest["scenario"],
            answers=manifest["answers"],
            stacks=pd.read_parquet(folder / STACKS),
            places={site: Place(**place) for site, place in told["places"].items()},
            dates={site: Dates(**one) for site, one in told["dates"].items()},
            cost=told["cost_of_an_hour_USD_2026"],
            hours_taken=told["hours_taken"],
            proof=told["proof"],
            audit={
                _law(*law): worst
                for *law, worst in audit[["equation", "law", "relative"]].itertuples(index=False)
            },
            versions=manifest["versions"],
        )
    except (OSError, ValueError, KeyError, TypeError) as problem:
        got = f"a folder without a readable {MANIFEST} and {SERIES}"
        do = "plan it again, or name another folder"
        raise InputError(
            "the run cannot be compared", [Finding(str(folder), got, "a finished run folder", do)]
        ) from problem
