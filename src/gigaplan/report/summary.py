"""A plan in a few figures and series: what a run folder keeps, and what runs are compared by."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from gigaplan.core.errors import Finding, InputError
from gigaplan.plan.plan import Plan
from gigaplan.plan.thinking import compute_price
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
from gigaplan.report.sections.money import cost_of_an_hour

MANIFEST = "manifest.json"
SERIES = "tables/by_quarter.parquet"
MOST_LIMITS = 5
SMALL = 1e-6
HOURS_IN_BILLION_KILO = 1e6  # a thousand H100e over a million hours is a billion H100e-hours


@dataclass(frozen=True)
class Summary:
    """A run in figures: name with unit → amount; series by quarter; the most valuable limits in words."""

    title: str
    objective: str
    gap: float
    figures: Mapping[str, float]
    first_gigawatt: str
    limits: tuple[str, ...]
    quarters: pd.DataFrame
    scenario: Mapping[str, Any]
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
    )


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
    """Return what of a summary stands in the manifest; its series stand in a table."""
    return {
        "figures": dict(found.figures),
        "first_gigawatt": found.first_gigawatt,
        "limits": list(found.limits),
    }


def read_summary(folder: Path) -> Summary:
    """Return the summary a run folder keeps; raises InputError where it is no finished run of this version."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        told = manifest["summary"]
        quarters = pd.read_parquet(folder / SERIES)
        return Summary(
            manifest["title"],
            manifest["objective"],
            manifest["relative_gap"],
            told["figures"],
            told["first_gigawatt"],
            tuple(told["limits"]),
            quarters,
            manifest["scenario"],
        )
    except (OSError, ValueError, KeyError, TypeError) as problem:
        got = f"a folder without a readable {MANIFEST} and {SERIES}"
        do = "plan it again, or name another folder"
        raise InputError(
            "the run cannot be compared", [Finding(str(folder), got, "a finished run folder", do)]
        ) from problem
