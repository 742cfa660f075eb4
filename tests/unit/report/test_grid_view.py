"""The grid view against sums by hand on the tiny scenario, and against the published projections."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

import gigaplan
from gigaplan.plan.plan import Plan
from gigaplan.report.grid_view import countries_asked, national_demand, projections, regions_asked
from gigaplan.report.sections.grid import grid_section

SOUTH_ENERGY = 40 * 91 * 24 / 1e6  # TWh_site: the 40 MW connection, all hours of the second quarter


@pytest.fixture(scope="module")
def plan() -> Plan:
    return gigaplan.solve(gigaplan.load("tiny"))


def row(plan: Plan, region: str) -> dict[str, float]:
    table = regions_asked(plan)
    [found] = table[table["region"] == region].to_dict("records")
    return found


def test_a_full_connection_is_the_peak_and_runs_all_hours(plan: Plan) -> None:
    ercot = row(plan, "ercot")

    assert ercot["peak from the grid [MW_site]"] == pytest.approx(40)
    assert ercot["from the grid [TWh_site]"] == pytest.approx(SOUTH_ENERGY, rel=1e-6)
    assert ercot["share of regional peak"] == pytest.approx(40 / 91_100)


def test_half_a_year_stands_against_half_a_years_demand(plan: Plan) -> None:
    ercot = row(plan, "ercot")

    assert ercot["part of the year"] == pytest.approx(0.5, abs=0.01)
    assert ercot["share of regional demand"] == pytest.approx(SOUTH_ENERGY / (463 * 0.5), rel=0.01)


def test_energy_emits_at_the_average_and_at_the_marginal_rate(plan: Plan) -> None:
    ercot = row(plan, "ercot")

    assert ercot["CO2 of the grid, average [Mt]"] == pytest.approx(SOUTH_ENERGY * 0.342, rel=1e-6)
    assert ercot["CO2 of the grid, marginal [Mt]"] == pytest.approx(SOUTH_ENERGY * 0.586, rel=1e-6)
    assert ercot["CO2 of own plants [Mt]"] == 0


def test_firm_connections_alone_give_nothing_back(plan: Plan) -> None:
    assert row(plan, "ercot")["flexible share"] == 0


def test_a_charged_store_gives_back_its_power(plan: Plan) -> None:
    charged = {
        "store_power_built": plan.solution["store_power_built"] + 10.0,
        "level": plan.solution["level"] + 1000.0,
    }
    assert row(replace(plan, solution={**plan.solution, **charged}), "ercot")["flexible share"] == (
        pytest.approx(10 / 40)
    )


def test_an_empty_store_gives_nothing_back(plan: Plan) -> None:
    empty = {"store_power_built": plan.solution["store_power_built"] + 10.0}
    assert row(replace(plan, solution={**plan.solution, **empty}), "ercot")["flexible share"] == 0


def test_an_interruptible_connection_gives_back_all_it_draws(plan: Plan) -> None:
    told = gigaplan.load("tiny", {"sites.south.grid.here.kind": "interruptible"})
    assert row(replace(plan, scenario=told), "ercot")["flexible share"] == pytest.approx(1)


def test_marginal_rates_not_published_are_not_guessed() -> None:
    moved = gigaplan.solve(gigaplan.load("tiny", {"sites.north.region": "norway"}))

    assert math.isnan(row(moved, "norway")["CO2 of the grid, marginal [Mt]"])
    assert set(countries_asked(moved)["country"]) == {"US", "NO", "world"}


def test_national_demand_lies_between_the_published_years(plan: Plan) -> None:
    assert national_demand(plan, "US", 2027) == pytest.approx((4085 + 5500) / 2)


def test_projections_are_the_published_ones_and_straight_between() -> None:
    lbnl, epri, iea = projections("US", 2030)
    assert (lbnl.low, lbnl.central, lbnl.high) == (521, 649, 843)
    assert (epri.low, epri.high) == (383, 793)
    assert (iea.central, iea.between) == (428, False)

    lbnl = projections("US", 2026)[0]
    assert (lbnl.central, lbnl.between) == (pytest.approx((192 + 464) / 2), True)
    assert projections("US", 2031) == ()
    assert projections("world", 2035)[0].low == 700


def test_the_section_names_the_region_that_is_asked_most(plan: Plan) -> None:
    section = grid_section(plan)

    assert section.lead.startswith("The most is asked of MISO in 2026: 0.0541 GW_site")
    assert "LBNL, united states" in {row[4] for row in section.tables[1].rows}
