"""Measures: what an hour of compute, a million tokens, a megawatt-hour and a gigawatt cost, and what comes back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from gigaplan import catalogue
from gigaplan.catalogue.titles import title_of_chip
from gigaplan.core.errors import InputError
from gigaplan.core.units import HOURS_IN_YEAR
from gigaplan.finance.returns import net_present_value, payback, peak_need, rate_of_return
from gigaplan.finance.unit_cost import levelised_cost
from gigaplan.plan.plan import Plan
from gigaplan.scenario.money import expected_share
from gigaplan.sizing import size_workload
from gigaplan.study.accounts.accounts import Accounts
from gigaplan.study.accounts.revenue import (
    NOT_PAID,
    Pricing,
    compute_hours,
    imputed_revenue,
    lost_worth,
)

Floats = NDArray[np.float64]
USD_IN_MUSD, MW_IN_GW, MUSD_IN_GUSD = 1e6, 1e3, 1e3
STREAM = "1M users, 20 requests a day, 1200 in, 350 out, llama-3.1-70b"
POWER_TERMS = ("plant", "grid", "store")
NONE = float("nan")
NOTHING = 1e-6  # GW_it


@dataclass(frozen=True)
class Measure:
    """One figure of the money: its group, name, value, unit and what it is made of; not a number where there is none."""

    group: str
    name: str
    value: float
    unit: str
    meaning: str


def measures(told: Accounts) -> tuple[Measure, ...]:
    """Return every measure of a plan's accounts; costs are levelised over the programme, in dollars of 2026."""
    return (*_size(told), *_unit_costs(told), *_returns(told), *_funding(told))


def costs(plan: Plan) -> Floats:
    """Return capital, running costs and closing value by quarter [MUSD_2026]; work put off is no cost of money."""
    return _terms(plan, lambda term: term not in NOT_PAID)


def power_costs(plan: Plan) -> Floats:
    """Return what plants, grid and stores cost by quarter [MUSD_2026]."""
    return _terms(plan, lambda term: term.startswith(POWER_TERMS))


def _terms(plan: Plan, wanted: Callable[[str], bool]) -> Floats:
    rows = [
        amount.values
        for ledger in ("capital", "operation", "closing value")
        for term, amount in plan.ledger[ledger].items()
        if wanted(term)
    ]
    return np.asarray(np.add.reduce([np.zeros(len(plan.programme.calendar.quarters)), *rows]))


def _size(told: Accounts) -> list[Measure]:
    plan, capital = told.plan, float(told.capital.sum())
    fleet = plan.solution["chips_installed"].isel(quarter=-1)
    it_power: xr.DataArray = xr.dot(plan.programme.inputs["chip_power"], fleet, dim="chip")
    at_chips = float(it_power.values.sum()) / MW_IN_GW
    at_fence = float((plan.programme.inputs["peak_ratio"] * it_power).values.sum()) / MW_IN_GW
    made_of = "capital paid over power of the chips in service in the last quarter"
    return [
        Measure("size", "capital", capital / MUSD_IN_GUSD, "GUSD_2026", "paid over the programme"),
        Measure(
            "size", "capital for a gigawatt of IT", _per(capital, at_chips), "GUSD_2026/GW_it", made_of
        ),
        Measure(
            "size", "capital for a gigawatt at the fence", _per(capital, at_fence), "GUSD_2026/GW_site",
            f"{made_of}, at the ratio the sites are designed for",
        ),
        *_lines_of_a_gigawatt(plan),
    ]  # fmt: skip


def _lines_of_a_gigawatt(plan: Plan) -> list[Measure]:
    """Return the capital of a gigawatt of IT bought, line by line: all of it, chips by generation, all else.

    Chips that replace others count as bought: the lines add up to the capital over all chips bought, weighted by power.
    """
    inputs, ordered = plan.programme.inputs, plan.solution["chips_ordered"]
    power: xr.DataArray = inputs["chip_power"] * ordered.sum(["site", "quarter"])
    bought = float(power.sum()) / MW_IN_GW
    paid: xr.DataArray = (inputs["chip_price"] * ordered.sum("site")).sum("quarter")
    capital = float(sum(amount.values.sum() for amount in plan.ledger["capital"].values()))
    unit = "GUSD_2026/GW_it"
    found = [
        Measure("size", "capital for a gigawatt of IT bought", _per(capital, bought), unit, "replaced chips counted as bought"),
        Measure("size", "of it halls, power and land", _per(capital - float(paid.sum()), bought), unit, "all capital but chips"),
    ]  # fmt: skip
    for chip in plan.programme.labels["chip"]:
        its_power, its_price = float(power.sel(chip=chip)) / MW_IN_GW, float(paid.sel(chip=chip))
        if its_power > NOTHING:
            words = f"servers and network with them; {its_power / bought:.0%} of the power bought"
            found.append(
                Measure(
                    "size", f"of it chips, {title_of_chip(chip)}", _per(its_price, its_power), unit, words
                )
            )
    return found


def _per(capital: float, power: float) -> float:
    return capital / MUSD_IN_GUSD / power if power > 0 else NONE


def compute_cost(plan: Plan) -> float:
    """Return the levelised cost of compute [USD_2026/H100e/hour].

    Work put off is counted at its worth, since compute used is counted before it is put off.
    """
    return levelised_cost(
        costs(plan) + lost_worth(plan), compute_hours(plan), plan.programme.inputs["discount"].values
    )


def power_cost(plan: Plan) -> float:
    """Return the levelised cost of the energy the sites use [USD_2026/MWh_site]."""
    inputs, solution = plan.programme.inputs, plan.solution
    drawn = solution["plant_power"].sum(["site", "plant"]) + solution["grid_power"].sum(["site", "offer"])
    kept = (solution["discharge"] - solution["charge"]).sum(["site", "store"]) - solution["spill"].sum("site")
    energy = ((drawn + kept) * inputs["hours_represented"]).values
    by_quarter = plan.programme.calendar.by_quarter(energy)
    return levelised_cost(power_costs(plan) * USD_IN_MUSD, by_quarter, inputs["discount"].values)


def _unit_costs(told: Accounts) -> list[Measure]:
    plan, hour = told.plan, compute_cost(told.plan)
    made_of = "capital, running costs and closing value over compute used, both discounted"
    found = [
        Measure("unit costs", "an H100e-hour of compute", hour, "USD_2026/H100e/hour", made_of),
        Measure(
            "unit costs", "energy at the fence", power_cost(plan), "USD_2026/MWh_site",
            "plants, grid and stores over energy used, both discounted",
        ),
    ]  # fmt: skip
    chips = largest_generations(plan)
    if chips and np.isfinite(hour):
        found.append(_chip_hour(plan, chips[0], hour))
        found += _tokens(plan, hour)
    return found


def _chip_hour(plan: Plan, chip: str, hour: float) -> Measure:
    each = float(plan.programme.inputs["chip_compute"].sel(chip=chip))
    return Measure(
        "unit costs",
        f"an hour of a {catalogue.entry('chips', chip).title.partition(' (')[0]}",
        hour * each,
        "USD_2026/chip/hour",
        f"{each:.3g} H100e",
    )


def largest_generations(plan: Plan) -> list[str]:
    """Return the generations in service in the last quarter, the one with the most compute first."""
    chips = plan.solution["chips_installed"].isel(quarter=-1).sum("site")
    compute = (plan.programme.inputs["chip_compute"] * chips).to_series().sort_values(ascending=False)
    return [str(name) for name, amount in compute.items() if amount > 0]


def token_hours(plan: Plan) -> tuple[str, dict[str, float]]:
    """Return the generation answers run on and the compute a million tokens take [H100e-hour/Mtoken], in and out.

    By the serving law for the stream of reference, on the generation with the most compute at the end of
    which enough is known to size a service; an empty name where there is none.
    """
    for chip in largest_generations(plan):
        try:
            sized = size_workload(STREAM, chip=chip)
        except InputError:
            continue
        its_hour = sized.money.yearly / (sized.fleet.chips * HOURS_IN_YEAR)
        each = float(plan.programme.inputs["chip_compute"].sel(chip=chip))
        prices = {"in": sized.usd_per_million_in, "out": sized.usd_per_million_out}
        return chip, {way: price / its_hour * each for way, price in prices.items()}
    return "", {}


def _tokens(plan: Plan, hour: float) -> list[Measure]:
    """Return the cost of a million tokens in and out by the serving law, chips at the plan's own cost."""
    chip, hours = token_hours(plan)
    if not chip:
        return []
    words = f"{STREAM} on {catalogue.entry('chips', chip).title.partition(' (')[0]}, by the serving law"
    return [
        Measure("unit costs", f"a million tokens {way}", hour * taken, "USD_2026/Mtoken", words)
        for way, taken in hours.items()
    ]


def _returns(told: Accounts) -> list[Measure]:
    plan = told.plan
    priced: tuple[tuple[str, Pricing, str], ...] = (
        ("on the market", "market", "sold at the plan's price of compute, at most the market's rent"),
        ("at the worth of the work", "worth", "every use pays its whole worth"),
    )
    found = []
    for words, at, meaning in priced:
        cash = imputed_revenue(plan, at) - costs(plan)
        rate = rate_of_return(cash)
        back = payback(cash)
        value = net_present_value(plan.scenario.money.discount_rate, cash) / MUSD_IN_GUSD
        years = NONE if back is None else float(np.cumsum(told_years(plan))[back])
        found += [
            Measure("returns", f"net present value {words}", value, "GUSD_2026", f"before tax; {meaning}"),
            Measure("returns", f"rate of return {words}", NONE if rate is None else rate, "1/year", "before tax, closing value counted"),
            Measure("returns", f"payback {words}", years, "year", "years from the start"),
            Measure("returns", f"peak cash need {words}", peak_need(cash) / MUSD_IN_GUSD, "GUSD_2026", "deepest cash to date"),
        ]  # fmt: skip
    on_equity = rate_of_return(told.owners_cash)
    words = "to owners, after tax, interest and debt; payout, cash left and closing value less debt counted; revenue imputed"
    found.append(
        Measure("returns", "return on equity", NONE if on_equity is None else on_equity, "1/year", words)
    )
    return found


def told_years(plan: Plan) -> Floats:
    """Return the length of each quarter [year]."""
    return np.asarray(plan.programme.inputs["quarter_years"].values)


def _funding(told: Accounts) -> list[Measure]:
    money = told.plan.scenario.money
    expected = sum(one.amount * expected_share(money, one) for one in money.commitments)
    least = min((one for _, one in told.coverage_in_operation), default=NONE)
    return [
        Measure("funding", "committed in all", sum(one.amount for one in money.commitments) / MUSD_IN_GUSD, "GUSD_2026", "every status"),
        Measure("funding", "expected of it", expected / MUSD_IN_GUSD, "GUSD_2026", "each by its likelihood, guarantees counted"),
        Measure("funding", "funding gap", float(told.gap.sum()) / MUSD_IN_GUSD, "GUSD_2026", "owners, beyond commitments"),
        Measure("funding", "debt at the end", float(told.balance_lines["debt", "debt"][-1]) / MUSD_IN_GUSD, "GUSD_2026", ""),
        Measure("funding", "least debt service coverage", least, "dimensionless", f"over four quarters with income; floor {money.debt.coverage_floor:g}"),
        Measure("funding", "rent of leased halls due after the end", lease_left(told.plan) / MUSD_IN_GUSD, "GUSD_2026", "undiscounted, to the end of each lease"),
    ]  # fmt: skip


def lease_left(plan: Plan) -> float:
    """Return the rent of leased halls that falls due after the programme, to the end of their terms [MUSD_2026]."""
    ready = plan.programme.inputs["block_power"] * plan.solution["hall_blocks_ordered"]
    years = told_years(plan)
    left = 0.0
    for name, site in plan.scenario.sites.items():
        if site.halls.lease is None:
            continue
        arrives = plan.programme.inputs["hall_arrives"].sel(site=name).values
        used = arrives @ years
        rest = np.clip(site.halls.lease.term - used, 0.0, None)
        left += float(site.halls.lease.rent * (ready.sel(site=name).values * rest).sum())
    return left
