"""Candidates of a screening as a scenario: it loads, holds what was found, and says what was left out."""

from __future__ import annotations

from dataclasses import replace

import pytest

import gigaplan
from gigaplan.core.errors import InputError
from gigaplan.scenario.screened import scenario_of, scenario_text
from gigaplan.sites.candidates import Candidate
from gigaplan.sites.connection import grid_steps

DEARBORN = Candidate(
    rank=1, cell="862a9345fffffff", latitude=39.1, longitude=-84.9, country="840", state="IN", county="Dearborn",
    market="miso", region="miso", score=0.8, percentile=100.0, known_weight=1.0, owner="private", acres=1200.0,
    gas_km=3.0, reason="0.6 km from 345 kV", grid=grid_steps("miso", 0.6, 345.0, 0.6, 2500.0),
)  # fmt: skip


def test_a_candidate_becomes_a_site_that_a_scenario_file_holds(tmp_path) -> None:
    plain, doubts = scenario_of([DEARBORN])
    path = tmp_path / "found.yaml"
    path.write_text(scenario_text(plain), encoding="utf-8")
    site = gigaplan.load(path).sites["dearborn_in"]

    assert doubts == ()
    assert site.region == "miso"
    assert site.grid["first"].size == 1000.0  # a freed connection, at most what a line of 345 kV carries
    assert site.grid["first"].date == "2030-Q1"  # 36 months after 2027-Q1
    assert site.grid["second"].date == "2031-Q3"  # 54 months
    assert site.grid["second"].cost == pytest.approx(0.4 + 2.75 * 0.6 / 1.609344 / 1000.0, abs=1e-4)
    assert site.halls.limit == 1500.0  # 2,000 MW_site at 1.3 MW_site/MW_it, in whole blocks of 100
    assert set(site.plants) == {"aero_turbine", "reciprocating_engine"}


def test_far_from_gas_no_gas_plant_is_offered() -> None:
    plain, _ = scenario_of([replace(DEARBORN, gas_km=40.0)])
    assert "plants" not in plain["sites"]["dearborn_in"]


def test_a_place_without_region_or_connection_is_left_out_and_said() -> None:
    lost = replace(DEARBORN, rank=2, county="Nassau", state="NY", region=None, market="nyiso")
    cut_off = replace(DEARBORN, rank=3, county="Lost", grid=())
    plain, doubts = scenario_of([DEARBORN, lost, cut_off])
    assert list(plain["sites"]) == ["dearborn_in"]
    assert [doubt.where for doubt in doubts] == ["candidate 2 (Nassau, NY)", "candidate 3 (Lost, IN)"]


def test_a_place_in_germany_becomes_a_site_of_the_german_region() -> None:
    """At the A61 by the Rhine: no county known, so its position names it; the grid of the union's core waits 48 months."""
    worms = replace(
        DEARBORN, latitude=49.69, longitude=8.43, country="276", state="", county="", market="germany",
        region="germany", owner="", grid=grid_steps("germany", 1.0, 380.0, 0.6, 5400.0), water_stress="low",
    )  # fmt: skip
    plain, doubts = scenario_of([worms])
    (site,) = gigaplan.load(plain).sites.values()
    assert (site.title, site.region) == ("49.69 N 8.43 E", "germany")
    assert site.grid["first"].date == "2031-Q1"
    assert site.cooling.water_stress == "low"
    assert [doubt.do for doubt in doubts] == ["taken as private land"]


def test_two_candidates_of_one_county_have_two_names() -> None:
    plain, _ = scenario_of([DEARBORN, replace(DEARBORN, rank=2)])
    assert list(plain["sites"]) == ["dearborn_in", "dearborn_in_2"]


def test_federal_land_stays_federal_and_an_unknown_owner_is_told() -> None:
    plain, doubts = scenario_of([replace(DEARBORN, owner="doe"), replace(DEARBORN, rank=2, owner="unknown")])
    assert [site["land"]["owner"] for site in plain["sites"].values()] == ["federal", "private"]
    assert [doubt.do for doubt in doubts] == ["taken as private land"]


def test_nothing_to_plan_is_an_error() -> None:
    with pytest.raises(InputError, match="no candidate can be planned"):
        scenario_of([replace(DEARBORN, region=None)])
