"""The seven questions a plan answers, each with its number, unit and a sentence."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr

from gigaplan import catalogue
from gigaplan.plan.explain import Limit, limits
from gigaplan.plan.plan import Plan
from gigaplan.plan.thinking import deserved, moved
from gigaplan.scenario.checks import SURETY

QUESTIONS = ("power", "land", "chips", "money", "size", "waste", "thinking")
MW_IN_GW = 1e3
MUSD_IN_GUSD = 1e3
SMALL = 1e-3
AT_WORK = 1e-3  # thousand H100e; less is rounding of the solver


@dataclass(frozen=True)
class Answer:
    """One question: the headline number with its unit, and sentences that say what stands behind it."""

    question: str
    number: str
    sentences: tuple[str, ...]


def answers(plan: Plan) -> tuple[Answer, ...]:
    """Answer the seven questions of a plan."""
    ranked = telling_limits(plan)
    makers = (_power, _land, _chips, _money, _size, _waste, _thinking)
    return tuple(make(plan, ranked) for make in makers)


def working_quarters(plan: Plan) -> tuple[str, ...]:
    """Return the quarters in which compute is at work."""
    used = plan.solution["compute_used"].sum(["work", "step"])
    return tuple(str(quarter) for quarter in used["quarter"].values[used.values > AT_WORK])


def telling_limits(plan: Plan) -> tuple[Limit, ...]:
    """Return the binding limits of the quarters in which compute is at work, most valuable first.

    Before them a shadow price is the worth of the very first unit, which a second one would not have.
    """
    working = working_quarters(plan)
    return tuple(
        limit for limit in limits(plan) if "quarter" not in limit.place or limit.place["quarter"] in working
    )


def energy_by_source(plan: Plan) -> dict[str, float]:
    """Return energy fed to the sites over the programme by source [TWh_site]."""
    represented = plan.programme.inputs["hours_represented"]
    energy = {}
    for plant in plan.programme.labels["plant"]:
        energy[plant] = float((represented * plan.solution["plant_power"].sel(plant=plant)).sum()) / 1e6
    energy["grid"] = float((represented * plan.solution["grid_power"]).sum()) / 1e6
    return {name: value for name, value in sorted(energy.items(), key=lambda item: -item[1]) if value > SMALL}


def it_power(plan: Plan) -> xr.DataArray:
    """Return IT power of the chips in service by site and quarter [MW_it]."""
    return (plan.programme.inputs["chip_power"] * plan.solution["chips_installed"]).sum("chip")


def first_reached(path: xr.DataArray, amount: float) -> str:
    """Return the first quarter a path reaches an amount, or "not reached"."""
    reached = np.flatnonzero(path.values >= amount * (1 - 1e-9))
    return str(path["quarter"].values[reached[0]]) if len(reached) else "not reached"


def commissioned_compute(plan: Plan) -> float:
    """Return the compute in service in the last quarter [million H100e]."""
    chips = plan.solution["chips_installed"].isel(quarter=-1).sum("site")
    return float((plan.programme.inputs["chip_compute"] * chips).sum()) / 1e3


def _best(ranked: tuple[Limit, ...], equations: tuple[str, ...]) -> str:
    for limit in ranked:
        if limit.equation in equations:
            return limit.sentence
    return ""


def _sentences(*texts: str) -> tuple[str, ...]:
    return tuple(text for text in texts if text)


def _power(plan: Plan, ranked: tuple[Limit, ...]) -> Answer:
    inputs = plan.programme.inputs
    need = (
        float((inputs["peak_ratio"] * plan.solution["work_power"].isel(quarter=-1).sum("work")).sum())
        / MW_IN_GW
    )
    sources = energy_by_source(plan)
    whole = sum(sources.values()) or 1.0
    mix = ", ".join(
        f"{name.replace('_', ' ')} {value / whole:.0%}" for name, value in list(sources.items())[:4]
    )
    return Answer(
        "power",
        f"{need:.1f} GW_site at peak",
        _sentences(
            f"Energy over the programme: {whole:.0f} TWh: {mix}.",
            _national_share(plan),
            _best(
                ranked,
                (
                    "grid_fits_the_offer",
                    "plant_slots_are_shared",
                    "plant_fits_the_site",
                    "firm_power_covers_the_peak",
                    "transformers_are_shared",
                    "plant_needs_an_open_site",
                ),
            ),
        ),
    )


def _national_share(plan: Plan) -> str:
    sites = plan.scenario.sites
    drawn = plan.programme.inputs["mean_pue"] * plan.solution["work_power"].isel(quarter=-1).sum("work")
    by_country: dict[str, float] = {}
    national: dict[str, float] = {}
    for name, site in sites.items():
        region = catalogue.entry("regions", site.region)
        country = region.texts["country"]
        by_country[country] = (
            by_country.get(country, 0.0) + float(drawn.sel(site=name)) * hours_in_year(plan) / 1e6
        )
        national[country] = region.number("national_demand", "TWh_site/year")
    largest = max(by_country, key=lambda country: by_country[country])
    if by_country[largest] < SMALL:
        return ""
    return f"In the last quarter it draws {by_country[largest]:.0f} TWh a year in {largest}, {by_country[largest] / national[largest]:.1%} of national demand."


def hours_in_year(plan: Plan) -> float:
    """Return the hours of a year from the lengths of the programme's quarters."""
    represented = float(plan.programme.inputs["hours_represented"].sum())
    return represented / float(plan.programme.inputs["quarter_years"].sum())


def _land(plan: Plan, ranked: tuple[Limit, ...]) -> Answer:
    halls = plan.solution["hall_power_built"].isel(quarter=-1)
    used = [name for name in plan.scenario.sites if float(halls.sel(site=name)) > SMALL]
    area = sum(plan.scenario.sites[name].land.area for name in used)
    federal = sum(
        plan.scenario.sites[name].land.area
        for name in used
        if plan.scenario.sites[name].land.owner == "federal"
    )
    largest = sorted(used, key=lambda name: -float(halls.sel(site=name)))[:3]
    where = ", ".join(
        f"{plan.scenario.sites[name].title} {float(halls.sel(site=name)) / MW_IN_GW:.2f} GW_it"
        for name in largest
    )
    return Answer(
        "land",
        f"{len(used)} of {len(plan.scenario.sites)} sites, {area:,.0f} acres",
        _sentences(
            f"Federal land: {federal / area if area else 0:.0%}. Largest: {where}.",
            _best(ranked, ("hall_power_fits_the_site", "halls_need_an_open_site", "site_opens_when_allowed")),
        ),
    )


def _chips(plan: Plan, ranked: tuple[Limit, ...]) -> Answer:
    bought = plan.solution["chips_ordered"].sum(["site", "quarter"])
    kinds = ", ".join(
        f"{name} {float(bought.sel(chip=name)):,.0f}k"
        for name in plan.programme.labels["chip"]
        if float(bought.sel(chip=name)) > SMALL
    )
    return Answer(
        "chips",
        f"{float(bought.sum()) / 1e3:.2f} million chips",
        _sentences(
            f"Bought: {kinds}.",
            _best(ranked, ("wafers_are_shared", "chip_supply_is_limited", "export_cap_is_kept")),
        ),
    )


def _money(plan: Plan, ranked: tuple[Limit, ...]) -> Answer:
    spent = float(plan.solution["capital_spent"].sum()) / MUSD_IN_GUSD
    by_status = {
        status: sum(one.amount for one in plan.scenario.money.commitments if one.status == status)
        / MUSD_IN_GUSD
        for status in SURETY
    }
    sure = ", ".join(f"{amount:,.0f} {status}" for status, amount in by_status.items())
    return Answer(
        "money",
        f"{spent:,.1f} GUSD_2026 of capital",
        _sentences(
            f"Commitments in GUSD: {sure}; the plan counts what is {plan.scenario.money.counted} or surer.",
            _best(ranked, ("capital_is_committed",)),
        ),
    )


def _size(plan: Plan, ranked: tuple[Limit, ...]) -> Answer:
    total = it_power(plan).sum("site")
    last = float(total.isel(quarter=-1)) / MW_IN_GW
    spent = float(plan.solution["capital_spent"].sum()) / MUSD_IN_GUSD
    per_gigawatt = f"{spent / last:.1f} GUSD of capital for each GW_it." if last > SMALL else ""
    return Answer(
        "size",
        f"{last:.2f} GW_it by {plan.programme.calendar.quarters[-1]}",
        _sentences(
            f"{commissioned_compute(plan):.1f} million H100e; 1 GW_it: {first_reached(total, MW_IN_GW)}, 10 GW_it: {first_reached(total, 10 * MW_IN_GW)}.",
            per_gigawatt,
        ),
    )


def _waste(plan: Plan, ranked: tuple[Limit, ...]) -> Answer:
    solution, inputs = plan.solution, plan.programme.inputs
    installed = float(it_power(plan).sum())
    working = float(solution["work_power"].sum())
    halls = float(solution["hall_power_built"].sum())
    delivered, used = float(solution["compute_delivered"].sum()), float(solution["compute_used"].sum())
    idle = 1 - (working / installed if installed else 1.0) * (used / delivered if delivered else 1.0)
    price = inputs["chip_price"].isel(quarter=-1)
    kept = inputs["chip_resale"].isel(quarter=-1)
    fleet = solution["chips_installed"].isel(quarter=-1).sum("site")
    worth, paid = float((kept * fleet).sum()), float((price * fleet).sum())
    return Answer(
        "waste",
        f"{max(idle, 0):.1%} of the fleet idle",
        _sentences(
            f"Halls stand empty {1 - installed / halls if halls else 0:.1%} of their power-time.",
            f"Chips in service at the end have lost {1 - worth / paid if paid else 0:.0%} of their price to age.",
        ),
    )


def _thinking(plan: Plan, ranked: tuple[Limit, ...]) -> Answer:
    shares = moved(plan)
    last = plan.programme.calendar.quarters[-1]
    name = next((one for one, work in plan.scenario.workload.items() if work.questions), "thinking")
    thinking = float(shares.sel(work=name, quarter=last)) if name in plan.programme.labels["work"] else 0.0
    busy = working_quarters(plan)
    ends = [(quarter, shares.sel(quarter=quarter)) for quarter in (busy[0], busy[-1])] if busy else []
    words = "; ".join(
        f"{quarter}: "
        + ", ".join(f"{work} {float(share.sel(work=work)):.0%}" for work in plan.programme.labels["work"])
        for quarter, share in ends
    )
    return Answer(
        "thinking", f"{thinking:.0%} of compute in {last}", _sentences(f"{words}.", _price_of_compute(plan))
    )


def _price_of_compute(plan: Plan) -> str:
    """Say what compute is worth at its dearest and at the end, and how long each makes a question's thinking."""
    working = working_quarters(plan)
    found = [one for one in deserved(plan) if one.quarter in working]
    if not found:
        return ""
    dearest = max(found, key=lambda one: one.price)
    first = {one.question: one for one in found if one.quarter == dearest.quarter}
    last = {one.question: one for one in found if one.quarter == found[-1].quarter}
    kind = max(first, key=lambda one: last[one].budget / max(first[one].budget, 1e-12))
    return (
        f"Compute is worth {dearest.price:,.2f} USD an H100e-hour in {dearest.quarter} and {found[-1].price:,.2f} in "
        f"{found[-1].quarter}: a question of {kind.replace('_', ' ')} deserves {_few_digits(first[kind].budget)} and then "
        f"{_few_digits(last[kind].budget)} H100e-hours."
    )


def _few_digits(amount: float) -> str:
    """Write an amount to three digits that count, without an exponent where a person would not use one."""
    return f"{float(f'{amount:.3g}'):,.0f}" if amount >= 100 else f"{amount:.3g}"
