"""What holds a plan back: prices checked by solving again with one more of the limit."""

from __future__ import annotations

import pytest

from gigaplan import load, solve
from gigaplan.plan.explain import Limit, limits
from gigaplan.plan.plan import Plan


@pytest.fixture(scope="module")
def tiny() -> Plan:
    return solve(load("tiny"))


def _first(plan: Plan, equation: str) -> Limit:
    return next(limit for limit in limits(plan) if limit.equation == equation)


def test_demand_asked_less_saves_what_its_price_says(tiny: Plan) -> None:
    told = _first(tiny, "required_demand_is_met")
    asked = {
        "workload.training.steps": [
            {"demand": {"2026-Q1": "0 kH100e", "2026-Q2": "49 kH100e"}, "worth": "2 USD_2026/H100e/hour"}
        ]
    }
    less = solve(load("tiny", asked))
    assert told.worth == pytest.approx(tiny.objective - less.objective, rel=1e-6)
    assert told.sentence.startswith("Asking for 1,000 H100e less of training in 2026-Q2 is worth 26.")


def test_a_connection_is_worth_what_another_megawatt_of_it_saves(tiny: Plan) -> None:
    told = _first(tiny, "grid_fits_the_offer")
    more = solve(load("tiny", {"sites.south.grid.here.size": "41 MW_site"}))
    assert told.place == {"site": "south", "offer": "here"}
    assert told.worth == pytest.approx(tiny.objective - more.objective, rel=1e-6)


def test_limits_are_ranked_by_what_all_of_them_is_worth(tiny: Plan) -> None:
    ranked = limits(tiny)
    assert [limit.whole_worth for limit in ranked] == sorted(
        (limit.whole_worth for limit in ranked), reverse=True
    )
    first = ranked[0]
    assert first.whole_worth == pytest.approx(first.worth * 50.0)  # fifty thousand H100e are asked for


def test_money_is_told_in_the_unit_that_reads_best(tiny: Plan) -> None:
    assert _first(tiny, "grid_fits_the_offer").sentence == (
        "One more MW_site of grid connection (here offer) at South is worth 83 thousand dollars."
    )


def test_what_is_made_of_whole_numbers_alone_has_no_price() -> None:
    told = {limit.equation for limit in limits(solve(load("abilene")))}
    assert "hall_power_fits_the_site" not in told  # halls come in blocks, and blocks are held
    assert "chips_fit_the_halls" in told


@pytest.mark.parametrize(
    ("unspent", "year", "secured"),
    [
        ("stays", 2028, {2027: 3000.0, 2028: 2000.0}),  # where the plan has a corner, and several prices fit
        ("stays", 2030, {2027: 3000.0, 2028: 1000.0, 2030: 1000.0}),
        ("lapses", 2030, {2027: 3000.0, 2028: 2000.0, 2030: 1000.0}),
    ],
)
def test_capital_that_comes_is_worth_between_what_more_of_it_gains_and_less_of_it_loses(
    unspent: str, year: int, secured: dict[int, float]
) -> None:
    def planned(more: float) -> Plan:
        owner = {"partner": "Owner", "status": "secured", "source": "made up for this test"}
        amounts = secured | {year: secured[year] + more}
        commitments = [
            owner | {"year": paid, "amount": f"{sure} MUSD_2026"} for paid, sure in amounts.items()
        ]
        money = {"money.unspent": unspent, "money.budget": "50 GEUR_2026", "money.commitments": commitments}
        return solve(load("eu-gigafactory", money), gap=1e-7)

    plan = planned(0.0)
    told = next(
        limit
        for limit in sorted(limits(plan), key=lambda limit: limit.place.get("quarter", ""))
        if limit.equation == "capital_is_committed" and limit.place["quarter"] >= f"{year}-Q1"
    )
    each = 1.0  # MUSD_2026
    gained = plan.objective - planned(each).objective
    lost = planned(-each).objective - plan.objective
    assert 0.0 < gained * (1.0 - 1e-6) <= told.worth * each / 1e3 <= lost * (1.0 + 1e-6)


STANDING = {
    "programme.objective": "net present value",
    "sites.south.standing.chips": {"h100": "50 kchip"},  # more than the 40 MW offered to South can feed
    "supply.chips": {"h100": {"last": "2026-Q4", "limit": "0 kchip"}},
    "workload.training.required": "0 %",
    "workload.training.steps": [
        {"demand": {"2026-Q1": "50 kH100e", "2026-Q4": "50 kH100e"}, "worth": "20 USD_2026/H100e/hour"}
    ],
}


@pytest.mark.parametrize(
    "diesel", [0, 30, 100]
)  # none, less than the chips draw, more: then only energy is saved
def test_a_connection_a_month_earlier_is_worth_a_third_of_what_a_quarter_earlier_gains(diesel: int) -> None:
    plants = {"sites.south.standing.plants": {"diesel_backup": f"{diesel} MW_plate"}} if diesel else {}
    asked = STANDING | plants | {"programme.quarters": 4}
    late, early = (
        solve(load("tiny", asked | {"sites.south.grid.here.date": date})) for date in ("2026-Q3", "2026-Q2")
    )
    told = _first(late, "grid_is_live_from_its_date")
    gained = (late.objective - early.objective) / 3
    assert told.sentence.startswith("Grid connection at South a month earlier would be worth about ")
    assert 0.9 * gained < told.worth < 1.01 * gained  # chips sold or kept leave several prices


def test_halls_in_whole_blocks_a_month_earlier_have_their_worth_though_their_limit_has_none() -> None:
    months = ("9 month", "6 month")
    late, early = (
        solve(load("abilene", {"sites.abilene1.halls.lead_time": lead}), gap=1e-4) for lead in months
    )
    told = _first(late, "hall_power_grows")
    assert told.place == {"site": "abilene1"}
    assert told.sentence.startswith("Halls at Stargate I, Abilene a month earlier would be worth about ")
    assert 0.0 < told.worth < (late.objective - early.objective) / 3
