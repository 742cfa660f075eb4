"""Checks of money: how sure it is, what is leased, whether debt can be served at all."""

from __future__ import annotations

from collections.abc import Iterator

from gigaplan import catalogue
from gigaplan.core.errors import Finding
from gigaplan.core.units import HOURS_IN_YEAR
from gigaplan.finance.annuity import level_rent
from gigaplan.scenario.fields import along
from gigaplan.scenario.schema import Scenario
from gigaplan.scenario.sized import quarters_of
from gigaplan.scenario.text import Document


def surer_money_is_likelier(scenario: Scenario, document: Document) -> Iterator[Finding]:
    """Secured money is at least as likely as committed, committed as announced."""
    given = scenario.money.probability
    for less, more in (("announced", "committed"), ("committed", "secured")):
        low, high = getattr(given, less), getattr(given, more)
        if low > high:
            yield Finding(
                document.where(("money", "probability", less)),
                f"{less} money at {low:.0%}, {more} at {high:.0%}",
                f"{less} money no likelier than {more} money",
                "swap or correct the two",
            )


def what_is_lent_is_given_back(scenario: Scenario, document: Document) -> Iterator[Finding]:
    """Vendor finance and prepayments say how they are given back; equity is not given back."""
    for position, one in enumerate(scenario.money.commitments):
        if (one.kind == "equity") == (one.repaid is None):
            continue
        where = document.where(("money", "commitments", position))
        if one.kind == "equity":
            do = "say kind: vendor finance or prepayment, or remove repaid"
            yield Finding(where, "equity that is given back", "equity without `repaid`", do)
        else:
            want = "a way it is given back, such as repaid: {interest: 8 %/year, tenor: 5 year}"
            yield Finding(where, f"{one.kind} without `repaid`", want, "add repaid")


def halls_are_bought_or_leased(scenario: Scenario, document: Document) -> Iterator[Finding]:
    """Halls have a capital cost or a rent, never both."""
    for key, site in scenario.sites.items():
        if site.halls.lease is not None and site.halls.cost is not None:
            yield Finding(
                document.where(("sites", key, "halls", "lease")),
                "a capital cost and a lease",
                "one of them: leased halls cost their tenant no capital",
                "remove halls.cost or halls.lease",
            )


def debt_can_be_served(scenario: Scenario, document: Document) -> Iterator[Finding]:
    """The best chip at the best price earns what each dollar of capital owes, with the coverage asked for.

    A bound no plan can pass: halls, power and running costs are left out, and nothing is sold above the market's rent, as in
    the accounts. Work that follows from questions or requests has no price before the plan is made: it is taken at that rent.
    What passes here is held to the coverage floor, quarter by quarter, by every plan's accounts.
    """
    debt = scenario.money.debt
    if debt.share == 0:
        return
    rate = debt.interest + debt.margin
    owed = debt.share * (level_rent(rate, debt.tenor) if debt.tenor else rate) * debt.coverage_floor
    earned = _best_price(scenario) * _best_compute_per_dollar(scenario)
    if owed > earned:
        yield Finding(
            document.where(("money", "debt")),
            f"debt that asks {owed:.2f} dollars a year of each dollar of capital, coverage counted",
            f"at most {earned:.2f}, what the best chip earns a year at the best price wanted",
            "lower debt.share, debt.interest or debt.coverage_floor, or lengthen debt.tenor",
        )


def _best_price(scenario: Scenario) -> float:
    """Return the most an hour of compute can fetch in any quarter: its worth, at most the market's rent [USD_2026/H100e/hour]."""
    rent = catalogue.entry("money", "rental_price").number("h100_one_year_contract", "USD_2026/chip/hour")
    if any(work.questions or work.requests for work in scenario.workload.values()):
        return rent
    paths = [step.worth for work in scenario.workload.values() for step in work.steps]
    paths += [run.worth for work in scenario.workload.values() for run in work.runs]
    return min(rent, max((max(along(worth, quarters_of(scenario))) for worth in paths), default=0.0))


def _best_compute_per_dollar(scenario: Scenario) -> float:
    """Return the most compute a dollar of chips gives in a year [H100e*hour/USD_2026]."""
    known = [name for name in scenario.supply.chips if name in catalogue.names("chips")]
    chips = [catalogue.entry("chips", name) for name in known]
    return max(
        (
            one.number("h100e", "H100e/chip") * HOURS_IN_YEAR / one.number("all_in_price", "USD_2026/chip")
            for one in chips
        ),
        default=float("inf"),
    )
