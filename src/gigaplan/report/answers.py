"""The seven questions a plan answers: a number with its unit, a brief for the terminal, sentences for the page."""

from __future__ import annotations

from dataclasses import dataclass

from gigaplan import catalogue
from gigaplan.catalogue.titles import title_of_chip
from gigaplan.plan.explain import Limit
from gigaplan.plan.plan import Plan
from gigaplan.plan.thinking import Deserved, deserved, moved, told_price
from gigaplan.report.amounts import counted, digits, energy, money, power, share, thousands
from gigaplan.report.reading import (
    bought_power,
    commissioned_compute,
    energy_by_source,
    first_reached,
    it_power,
    peak_power,
    telling_limits,
    working_quarters,
    yearly_draw,
)
from gigaplan.report.water import over_the_limit
from gigaplan.scenario.checks import SURETY

QUESTIONS = ("power", "land", "chips", "money", "size", "waste", "thinking")
MW_IN_GW = 1e3
SMALL = 1e-3
POWER_LIMITS = (
    "grid_fits_the_offer",
    "plant_slots_are_shared",
    "plant_fits_the_site",
    "firm_power_covers_the_peak",
    "transformers_are_shared",
    "plant_needs_an_open_site",
)
LAND_LIMITS = ("hall_power_fits_the_site", "halls_need_an_open_site", "site_opens_when_allowed")
CHIP_LIMITS = ("wafers_are_shared", "chip_supply_is_limited", "export_cap_is_kept")
OBJECTIVE_WORDS = {
    "most compute": "the worth of the compute used less running costs and a hundredth of the capital, discounted",
    "least cost": "capital and running costs less what is left at the end, discounted",
    "net present value": "the worth of the compute used and what is left at the end, less all costs, discounted",
}


@dataclass(frozen=True)
class Answer:
    """One question: the headline number with its unit, a line that stands beside it, and full sentences."""

    question: str
    number: str
    brief: str
    sentences: tuple[str, ...]


def answers(plan: Plan) -> tuple[Answer, ...]:
    """Answer the seven questions of a plan."""
    ranked = telling_limits(plan)
    makers = (_power, _land, _chips, _money, _size, _waste, _thinking)
    return tuple(make(plan, ranked) for make in makers)


def goal(plan: Plan) -> str:
    """Say what the plan makes as large or as small as it can, and how much that comes to."""
    name = plan.scenario.programme.objective
    amount = plan.objective if name == "least cost" else -plan.objective
    return f"{name.capitalize()}: {OBJECTIVE_WORDS[name]}: {money(amount)}_2026"


def _best(ranked: tuple[Limit, ...], equations: tuple[str, ...]) -> str:
    return next((limit.sentence for limit in ranked if limit.equation in equations), "")


def _sentences(*texts: str) -> tuple[str, ...]:
    return tuple(text for text in texts if text)


def _power(plan: Plan, ranked: tuple[Limit, ...]) -> Answer:
    sources = energy_by_source(plan)
    whole = sum(sources.values())
    mix = ", ".join(f"{name} {share(amount, whole)}" for name, amount in list(sources.items())[:3])
    country, drawn, part = _national_share(plan)
    return Answer(
        "power",
        f"{power(peak_power(plan), 'site')} at peak",
        f"{mix or 'no power used'}; {part} of {country} electricity",
        _sentences(
            f"All sites together draw {power(peak_power(plan), 'site')} in the largest hour of the last quarter.",
            f"They use {energy(whole)} over the programme: {mix}." if sources else "",
            f"In the last quarter they draw {energy(drawn)} a year in {country}, {part} of its national demand.",
            _best(ranked, POWER_LIMITS),
        ),
    )


def _national_share(plan: Plan) -> tuple[str, float, str]:
    """Return the country most is drawn in, the energy of a year there [MWh_site], and its share of national demand."""
    by_country: dict[str, float] = {}
    national: dict[str, float] = {}
    for site, drawn in yearly_draw(plan).items():
        region = catalogue.entry("regions", plan.scenario.sites[site].region)
        country = region.texts["country"]
        by_country[country] = by_country.get(country, 0.0) + drawn
        national[country] = region.number("national_demand", "MWh_site/year")
    largest = max(by_country, key=lambda country: by_country[country])
    return largest, by_country[largest], share(by_country[largest], national[largest])


def _land(plan: Plan, ranked: tuple[Limit, ...]) -> Answer:
    halls = plan.solution["hall_power_built"].isel(quarter=-1)
    sites = plan.scenario.sites
    used = [name for name in sites if float(halls.sel(site=name)) > SMALL]
    area = sum(sites[name].land.area for name in used)
    federal = sum(sites[name].land.area for name in used if sites[name].land.owner == "federal")
    largest = sorted(used, key=lambda name: -float(halls.sel(site=name)))
    sizes = {name: power(float(halls.sel(site=name)), "it") for name in largest[:3]}
    where = "; ".join(f"{sites[name].title} ({size})" for name, size in sizes.items())
    short = ", ".join(f"{name} {size}" for name, size in sizes.items())
    return Answer(
        "land",
        f"{len(used)} of {counted(len(sites), 'site')}",
        f"{area:,.0f} acres, {share(federal, area)} federal; largest {short}",
        _sentences(
            f"{counted(len(used), 'site')} of {len(sites)} are built on, {area:,.0f} acres in all; {share(federal, area)} is federal land.",
            f"The largest halls stand at {where}." if largest else "",
            *over_the_limit(plan),
            _best(ranked, LAND_LIMITS),
        ),
    )


def _chips(plan: Plan, ranked: tuple[Limit, ...]) -> Answer:
    bought = plan.solution["chips_ordered"].sum(["site", "quarter"])
    kinds = ", ".join(
        f"{title_of_chip(name)} {thousands(float(bought.sel(chip=name)), '').strip()}"
        for name in plan.programme.labels["chip"]
        if float(bought.sel(chip=name)) > SMALL
    )
    return Answer(
        "chips",
        thousands(float(bought.sum()), "chips"),
        kinds or "none bought",
        _sentences(
            f"Bought over the programme: {kinds}." if kinds else "No chips are bought.",
            _best(ranked, CHIP_LIMITS),
        ),
    )


def _money(plan: Plan, ranked: tuple[Limit, ...]) -> Answer:
    spent = float(plan.solution["capital_spent"].sum())
    by_status = {
        status: sum(one.amount for one in plan.scenario.money.commitments if one.status == status)
        for status in reversed(SURETY)
    }
    whole = sum(by_status.values())
    sure = ", ".join(f"{money(amount)} {status}" for status, amount in by_status.items() if amount)
    counts = plan.scenario.money.counted
    counting = {
        "announced": "all of it counts",
        "committed": "what is only announced does not count",
        "secured": "only secured money counts",
    }
    budget = plan.scenario.money.budget
    ceiling = f"budget {money(budget)}; " if budget < whole * (1 - SMALL) else ""
    return Answer(
        "money",
        f"{money(spent)}_2026 of capital",
        f"{ceiling}of {money(whole)}: {sure}",
        _sentences(
            f"Of {money(whole)} of capital in sight, {sure}; in this plan {counting[counts]}.",
            f"The budget is {money(budget)}." if ceiling else "",
            f"The plan pays {money(spent)} of capital by {plan.programme.calendar.quarters[-1]}.",
            _best(ranked, ("capital_is_committed",)),
        ),
    )


def _size(plan: Plan, ranked: tuple[Limit, ...]) -> Answer:
    total = it_power(plan).sum("site")
    last = float(total.isel(quarter=-1))
    compute = thousands(commissioned_compute(plan), "H100e")
    steps = {"1 GW_it": first_reached(total, MW_IN_GW), "10 GW_it": first_reached(total, 10 * MW_IN_GW)}
    reached = " and ".join(f"{step} in {quarter}" for step, quarter in steps.items() if quarter)
    bought = bought_power(plan)
    price = _capital_each(plan, bought)
    return Answer(
        "size",
        f"{power(last, 'it')} by {plan.programme.calendar.quarters[-1]}",
        "; ".join(
            _sentences(compute, reached, f"{price} of capital a GW_it of chips bought" if price else "")
        ),
        _sentences(
            f"{power(last, 'it')} of chips are in service at the end, {compute}.",
            f"The programme reaches {reached}." if reached else "It does not reach 1 GW_it.",
            f"Capital comes to {price} for each GW_it of chips bought ({power(bought, 'it')} over the programme, "
            "those retired since included): halls, power and chips together."
            if price
            else "",
        ),
    )


def _capital_each(plan: Plan, bought: float) -> str:
    """Return capital paid over IT power of all chips bought [GUSD_2026/GW_it], or nothing where none are bought."""
    spent = float(plan.solution["capital_spent"].sum())
    return money(spent / bought * MW_IN_GW) if bought > SMALL else ""


def _waste(plan: Plan, ranked: tuple[Limit, ...]) -> Answer:
    solution, inputs = plan.solution, plan.programme.inputs
    installed = float(it_power(plan).sum())
    working = float(solution["work_power"].sum())
    halls = float(solution["hall_power_built"].sum())
    delivered = float(solution["compute_delivered"].sum())
    used = float(plan.law("used_compute_is_delivered").left.array.sum())
    idle = 1 - (working / installed if installed else 1.0) * (used / delivered if delivered else 1.0)
    empty = share(max(1 - installed / halls, 0.0) if halls else 0.0)
    fleet = solution["chips_installed"].isel(quarter=-1).sum("site")
    worth = float((inputs["chip_resale"].isel(quarter=-1) * fleet).sum())
    paid = float((inputs["chip_price"].isel(quarter=-1) * fleet).sum())
    lost = share(1 - worth / paid if paid else 0.0)
    return Answer(
        "waste",
        f"{share(max(idle, 0.0))} of the fleet idle",
        f"halls {empty} empty; chips at the end have lost {lost} of their price",
        _sentences(
            f"Of the fleet's power-time, {share(max(idle, 0.0))} does no work that is wanted.",
            f"Halls stand empty for {empty} of theirs.",
            f"The chips in service at the end have lost {lost} of their price to age.",
        ),
    )


def _thinking(plan: Plan, ranked: tuple[Limit, ...]) -> Answer:
    shares = moved(plan)
    last = plan.programme.calendar.quarters[-1]
    name = next((one for one, work in plan.scenario.workload.items() if work.questions), "thinking")
    asked = name in plan.programme.labels["work"]
    thinking = float(shares.sel(work=name, quarter=last)) if asked else 0.0
    number = f"{share(thinking)} of compute in {last}" if asked else "none asked for"
    busy = working_quarters(plan)
    kept = dict.fromkeys((*busy[:1], *(one for one in busy if one.endswith("Q4")), *busy[-1:]))
    spread = "; ".join(_shares_in(plan, quarter) for quarter in kept)
    first, end = _dearest_and_last(plan)
    if first is None or end is None:
        return Answer(
            "thinking",
            number,
            _moves(plan, busy[0], busy[-1]) if busy else "",
            _sentences(f"Shares of compute by work: {spread}." * bool(spread)),
        )
    return Answer(
        "thinking",
        number,
        f"{_moves(plan, busy[0], busy[-1])}; compute worth {first.price:,.2f} USD an H100e-hour in "
        f"{first.quarter}, {end.price:,.2f} in {end.quarter}",
        _sentences(f"Shares of compute by work: {spread}.", _price_of_compute(first, end)),
    )


def _shares_in(plan: Plan, quarter: str) -> str:
    """Return a quarter's share of each kind of work, and the most any of them would pay for more compute."""
    shares, prices = moved(plan).sel(quarter=quarter), told_price(plan).sel(quarter=quarter)
    told = ", ".join(
        f"{work} {share(float(shares.sel(work=work)))}" for work in plan.programme.labels["work"]
    )
    return f"{quarter}: {told} at {float(prices.max()):,.2f} USD an H100e-hour"


def _moves(plan: Plan, first: str, last: str) -> str:
    """Return how each kind of work's share of compute went from the first working quarter to the last."""
    shares = moved(plan)
    begun, ended = (shares.sel(quarter=quarter) for quarter in (first, last))
    return f"{first} to {last}: " + ", ".join(
        f"{work} {share(float(begun.sel(work=work)))} to {share(float(ended.sel(work=work)))}"
        for work in plan.programme.labels["work"]
    )


def _dearest_and_last(plan: Plan) -> tuple[Deserved | None, Deserved | None]:
    """Return what a question deserves where compute is dearest and at the end, of the kind that changes most."""
    working = working_quarters(plan)
    found = [one for one in deserved(plan) if one.quarter in working]
    if not found:
        return None, None
    dearest = max(found, key=lambda one: one.price).quarter
    first = {one.question: one for one in found if one.quarter == dearest}
    last = {one.question: one for one in found if one.quarter == found[-1].quarter}
    kind = max(first, key=lambda one: last[one].budget / max(first[one].budget, 1e-12))
    return first[kind], last[kind]


def _price_of_compute(first: Deserved, end: Deserved) -> str:
    kind = first.question.replace("_", " ")
    return (
        f"Compute is worth {first.price:,.2f} USD an H100e-hour in {first.quarter} and {end.price:,.2f} in "
        f"{end.quarter}: a question of {kind} deserves {digits(first.budget)} and then {digits(end.budget)} H100e-hours."
    )
