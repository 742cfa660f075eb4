"""What things are called on a page."""

from __future__ import annotations

from gigaplan.catalogue.titles import title_of_chip, title_of_maker, title_of_plant
from gigaplan.plan.solve import solve
from gigaplan.report.titles import titles_of_sites
from gigaplan.scenario.load import load


def test_a_generation_is_called_by_its_title_without_maker_and_rack() -> None:
    assert title_of_chip("gb200") == "GB200"
    assert title_of_chip("rubin_ultra") == "Rubin Ultra"
    assert title_of_chip("tpu_v7") == "Google TPU v7"


def test_a_technology_and_a_maker_are_called_in_words() -> None:
    assert title_of_plant("ccgt") == "combined-cycle gas plant"
    assert title_of_plant("frame_turbine") == "heavy frame gas turbine"
    assert title_of_maker("nvidia") == "NVIDIA"
    assert title_of_maker("amazon") == "AWS"


def test_a_site_keeps_its_county_where_its_name_alone_would_be_anothers() -> None:
    apart = {"sites.north.title": "Hill, North County (first)", "sites.south.title": "Dale, South County"}
    plan = solve(load("tiny", apart))
    assert titles_of_sites(plan) == {"north": "Hill", "south": "Dale"}
    same = solve(load("tiny", {**apart, "sites.south.title": "Hill, South County"}))
    assert titles_of_sites(same) == {"north": "Hill, North County", "south": "Hill, South County"}
