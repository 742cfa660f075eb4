"""Accounts: tiny by hand; terms of debt on a plan that stands. `test_to_the_cent` holds every statement to the ledger."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from importlib import import_module

import numpy as np
import pytest

from gigaplan.catalogue import entry
from gigaplan.catalogue.titles import title_of_chip
from gigaplan.core.errors import InputError
from gigaplan.finance import level_rent
from gigaplan.plan.breakdown import breakdown
from gigaplan.plan.plan import Plan
from gigaplan.plan.solve import solve
from gigaplan.programme.arrange import arrange
from gigaplan.report.sections.money import cost_of_an_hour
from gigaplan.scenario.load import load
from gigaplan.scenario.money import Probability, expected_share
from gigaplan.study.accounts import accounts, measures
from gigaplan.study.accounts.assets import Lives, outdated
from gigaplan.study.accounts.funding import spare
from gigaplan.study.accounts.measures import compute_cost
from gigaplan.study.accounts.owners_cost import LIVES, owners_cost, published
from gigaplan.study.accounts.well_spent import earned, use

CENT = 1e-8  # MUSD_2026


@cache
def planned(name: str) -> Plan:
    return solve(load(name), gap=0.01)


def with_debt(plan: Plan, **terms: str) -> Plan:
    """The same build-out with other terms of debt, which no objective counts."""
    scenario = plan.scenario.replace("money.debt", terms)
    return replace(plan, scenario=scenario, programme=arrange(scenario))


def test_a_term_without_parts_is_not_split() -> None:
    plan = planned("tiny")
    assert breakdown(plan, "interest", ("site",)).dims == ("quarter",)


def test_tiny_by_hand() -> None:
    """Chips are in service in the second quarter: 91 of 365 days of six years wear off."""
    told = accounts(planned("tiny"))
    chips = told.capital.sum()
    wear = chips * (91 / 365) / 6
    assert told.profit.loc[("wear", "depreciation of chips"), "2026-Q2"] == pytest.approx(-wear)
    assert told.balance.loc[("assets", "chips"), "2026-Q2"] == pytest.approx(chips - wear)
    assert told.balance.loc[("assets", "construction in progress"), "2026-Q1"] == pytest.approx(chips)
    assert told.gap[0] == pytest.approx(-told.profit.loc["running costs", "2026-Q1"].sum())


def test_only_cash_that_no_later_quarter_needs_is_paid_out() -> None:
    # of 5, 9, 4, 7 the third quarter leaves 4 to spare; then 3 more at the end
    assert spare(np.array([5.0, 9.0, 4.0, 7.0]), 1.0) == pytest.approx([4, 0, 0, 3])
    assert spare(np.array([5.0, 9.0, 4.0, 7.0]), 0.5) == pytest.approx([2, 1, 0.5, 1.75])


def test_dividends_leave_the_books_balanced_and_owners_the_same_money_sooner() -> None:
    plan = planned("abilene")
    kept = accounts(plan)
    paying = accounts(replace(plan, scenario=plan.scenario.replace("money.accounting.payout", "100 %")))
    assert paying.dividends.sum() == pytest.approx(kept.cash.loc["cash"].loc["cash at the end"].iloc[-1])
    assert paying.balance_difference < CENT
    assert (paying.cash.loc["cash"].loc["cash at the end"] > -1e-6).all()
    assert paying.owners_cash.sum() == pytest.approx(kept.owners_cash.sum())
    by_name = [{one.name: one.value for one in measures(one)}["return on equity"] for one in (kept, paying)]
    assert by_name[1] > by_name[0] > 0


@pytest.mark.parametrize("life", [3.0, 5.0, 7.0])
def test_chips_wear_off_by_their_life(life: float) -> None:
    told = accounts(planned("tiny"), Lives(chips=life, facility=14.0))
    assert told.profit.loc["wear"].sum().sum() == pytest.approx(-told.capital.sum() * (91 / 365) / life)


def test_an_objective_of_worth_is_the_net_present_value() -> None:
    plan = planned("abilene")
    found = {one.name: one.value for one in measures(accounts(plan))}
    assert found["net present value at the worth of the work"] == pytest.approx(
        -plan.objective / 1e3, rel=1e-9
    )
    assert found["net present value on the market"] <= -plan.objective / 1e3


def test_an_outdated_generation_is_written_down_to_what_it_fetches() -> None:
    plan = planned("abilene")
    told = accounts(plan)
    old = outdated(plan)
    assert not old.isel(quarter=0).any()
    last = {
        one.name
        for one in told.assets
        if one.kind == "chips" and bool(old.sel(chip=one.name).isel(quarter=-1))
    }
    resale = plan.programme.inputs["chip_resale"].isel(quarter=-1)
    fleet = plan.solution["chips_installed"].isel(quarter=-1).sum("site")
    for chip in last:
        book = sum(one.course.book[-1] for one in told.assets if one.name == chip)
        assert book <= float(resale.sel(chip=chip) * fleet.sel(chip=chip)) + 1e-6
    assert last


def test_debt_is_drawn_grows_in_grace_and_is_paid_back() -> None:
    plan = with_debt(
        planned("abilene"),
        share="60 %",
        interest="6 %/year",
        margin="1 %/year",
        grace="12 month",
        tenor="1 year",
    )
    told = accounts(plan)
    debt = told.ledger("debt")
    drawn, added, repaid = (-debt["debt_drawn"], -debt["interest_added_to_debt"], debt["debt_repayment"])
    assert drawn == pytest.approx(0.6 * told.capital, abs=CENT)
    assert told.balance_difference < CENT
    assert told.balance.loc[("debt", "debt")].to_numpy()[-1] == pytest.approx((drawn + added - repaid).sum())
    first = told.capital[0] * 0.6
    years = plan.programme.inputs["quarter_years"].values
    owed = first * np.prod(1 + 0.07 * years[:4])
    level = owed / np.cumsum([1 / np.prod(1 + 0.07 * years[4 : 4 + n]) for n in range(1, 5)])[-1]
    alone = plan.programme.inputs["debt_paid_back"].values[0] * first
    owed_alone = plan.programme.inputs["debt_owed"].values[0] * first
    assert (alone + owed_alone * 0.07 * years)[4:8] == pytest.approx(level)


def test_debt_that_income_does_not_cover_is_told() -> None:
    plan = with_debt(planned("abilene"), share="90 %", interest="30 %/year", tenor="1 year")
    (finding,) = accounts(plan).findings
    assert finding.where == "money.debt.coverage_floor"
    assert "1.3 times" in finding.want
    easy = with_debt(planned("abilene"), share="10 %", interest="3 %/year", tenor="15 year")
    assert accounts(easy).findings == []


def test_shares_of_use_are_shares_and_returns_add_up() -> None:
    plan = planned("abilene")
    told = use(accounts(plan))
    shares = told[[name for name in told.columns if "share" in name]]
    assert ((shares >= -1e-9) & (shares <= 1 + 1e-9)).all().all()
    capital = earned(plan)["capital [MUSD_2026]"].sum()
    assert capital == pytest.approx(accounts(plan).capital.sum(), rel=1e-6)


def test_an_hour_of_compute_costs_the_same_on_the_report_page() -> None:
    plan = planned("abilene")
    assert compute_cost(plan) == pytest.approx(sum(cost_of_an_hour(plan).values()), rel=1e-9)


@pytest.mark.parametrize("life", LIVES)
def test_a_gigawatt_of_gb200_costs_what_is_published(life: float) -> None:
    """Epoch AI, May 2026: 12, 8.5 and 7 billion a year at 3, 5 and 7 years of life; capital 33 to 41 billion."""
    told = owners_cost("gb200", life)
    assert told.total_yearly == pytest.approx(published()[f"{life:g}"], rel=0.10)
    assert 33 <= told.total_capital <= 41
    assert 33 <= owners_cost("gb300", life).total_capital <= 41
    assert 11 <= told.capital["halls"] <= 18


def test_the_rent_of_chips_is_the_annuity_of_their_price() -> None:
    told = owners_cost("gb200", 5.0)
    assert told.yearly["chips, servers, network"] == pytest.approx(
        told.capital["chips, servers, network"] * level_rent(0.08, 5)
    )


def test_leased_halls_cost_a_rent_and_no_capital() -> None:
    scenario = load("abilene", {"sites.abilene1.halls.lease": {"rent": "197 USD_2026/kW_it/month"}})
    inputs = arrange(scenario).inputs
    before = arrange(load("abilene")).inputs
    assert float(inputs["hall_cost"].sel(site="abilene1")) == 0
    rent = float((inputs["hall_upkeep"] - before["hall_upkeep"]).sel(site="abilene1"))
    assert rent == pytest.approx(197 * 12 / 1000)


@pytest.mark.slow
def test_a_lenders_limits_bind_the_plan() -> None:
    terms = {
        "share": "60 %", "interest": "6.6 %/year", "grace": "18 month", "tenor": "5 year", "coverage_floor": "1.3",
        "limit": "6 GUSD_2026", "contracted_cash": "0.3 USD_2026/H100e/hour",
    }  # fmt: skip
    plan = solve(load("abilene", {"money.debt": terms}), gap=0.01)
    told = accounts(plan)
    owed = told.balance_lines["debt", "debt"] + told.ledger("debt")["debt_repayment"]
    assert owed.max() == pytest.approx(6000.0, rel=0.02)
    hours = plan.programme.inputs["quarter_years"].values * 8760.0
    used = plan.solution["compute_used"].sum(["work", "step"]).values  # kH100e
    cash = 0.3 * used * hours * 1e3 / 1e6  # MUSD
    assert (1.3 * told.service <= cash + 1e-6).all()
    assert (told.service > 1.0).any()
    free = accounts(with_debt(planned("abilene"), **{name: terms[name] for name in list(terms)[:5]}))
    assert free.balance_lines["debt", "debt"].max() > 6000.0


def test_vendor_finance_prepayments_and_guarantees_balance_and_are_given_back() -> None:
    plan = planned("abilene")
    lent = {"interest": "10 %/year", "tenor": "1 year"}
    first = plan.scenario.money.commitments[0]
    amount = f"{plan.scenario.money.budget:.9g} MUSD_2026"
    common = {"year": first.year, "status": first.status}
    sources = [
        {"partner": "Maker", "kind": "vendor finance", "amount": "2 GUSD_2026", "repaid": lent, **common},
        {"partner": "Buyer", "kind": "prepayment", "amount": "1 GUSD_2026", "repaid": {"tenor": "1 year"}, **common},
        {"partner": "Owner", "amount": amount, "guarantee": {"by": "Parent", "share": "50 %", "fee": "2 %/year"}, "probability": "60 %", **common},
    ]  # fmt: skip
    scenario = plan.scenario.replace("money.commitments", sources)
    told = accounts(replace(plan, scenario=scenario, programme=arrange(scenario)))
    assert told.balance_difference < CENT
    maker, buyer = told.credits
    assert maker.came.sum() == pytest.approx(2000.0 * (1 - scenario.money.debt.share))
    assert maker.owed[-1] == pytest.approx(0.0, abs=1e-6)
    assert buyer.owed[-1] == pytest.approx(0.0, abs=1e-6)
    drawn = int(np.flatnonzero(maker.came)[0])
    if np.count_nonzero(maker.came) == 1:  # four level payments of the annuity at 2.5 % a quarter
        level = maker.came[drawn] * 0.025 / (1 - 1.025**-4)
        assert maker.service[drawn : drawn + 4] == pytest.approx(level, rel=5e-3)
    assert buyer.interest.sum() == 0.0
    owner = next(one for one in told.calls if one.commitment.partner == "Owner")
    years = plan.programme.inputs["quarter_years"].values
    fees = told.profit.loc[("financing", "guarantee fees")].to_numpy()
    assert fees == pytest.approx(-0.02 * 0.5 * np.cumsum(owner.amounts) * years)
    assert expected_share(scenario.money, scenario.money.commitments[2]) == pytest.approx(0.6 + 0.4 * 0.5)


def test_the_lines_of_a_gigawatt_add_up_to_its_capital() -> None:
    plan = planned("abilene")
    told = {one.name: one.value for one in measures(accounts(plan))}
    power = (
        plan.programme.inputs["chip_power"] * plan.solution["chips_ordered"].sum(["site", "quarter"])
    ).to_series()
    chips = {
        name: told[f"of it chips, {title_of_chip(name)}"] * amount
        for name, amount in power.items()
        if amount > 1e-3
    }
    lines = sum(chips.values()) / power.sum() + told["of it halls, power and land"]
    assert lines == pytest.approx(told["capital for a gigawatt of IT bought"], rel=1e-6)
    # catalogue: 22.6 billion dollars of GB200 a gigawatt (Bernstein: 3.4 million a rack of 72, 2.08 kW each)
    assert told["of it chips, GB200"] == pytest.approx(22.6, rel=0.01)


def test_a_fleet_too_little_known_to_size_a_service_has_no_cost_of_tokens(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise InputError("too little is known", [])

    monkeypatch.setattr(import_module("gigaplan.study.accounts.measures"), "size_workload", refuse)
    names = [measure.name for measure in measures(accounts(planned("tiny")))]
    assert "an H100e-hour of compute" in names
    assert not any("million tokens" in name for name in names)


@pytest.mark.parametrize("status", ["announced", "committed", "secured"])
def test_how_likely_money_comes_is_the_catalogues(status: str) -> None:
    assert getattr(Probability(), status) == entry("money", "probability").number(status, "dimensionless")


@pytest.mark.parametrize(
    ("scenario", "terms"),
    [
        (
            "stargate",
            {"share": "90 %", "interest": "90 %/year", "tenor": "1 year"},
        ),  # work follows from questions
        ("abilene", {"share": "80 %", "interest": "100 %/year", "tenor": "1 year"}),
    ],
)
def test_debt_no_chip_could_serve_is_refused_whatever_the_work(scenario: str, terms: dict[str, str]) -> None:
    with pytest.raises(InputError, match="what the best chip earns a year"):
        load(scenario, {"money.debt": terms})
