"""Defaults: everything a scenario leaves unsaid is listed with its source, and nothing that it says."""

from __future__ import annotations

import pytest

from gigaplan.programme.arrange import arrange
from gigaplan.scenario.defaults import defaults_of
from gigaplan.scenario.load import load
from gigaplan.scenario.names import shipped
from gigaplan.scenario.origins import GRADES, SILENT


def test_what_is_left_unsaid_is_listed_with_its_value_and_meaning() -> None:
    found = {one.path: one for one in defaults_of(load("tiny"))}
    assert found["programme.seed"].value == "1"
    assert "random" in found["programme.seed"].meaning
    assert found["sites.north.halls.kind"].value == "halls_greenfield"
    assert found["sites.north.halls.cost"].value.startswith("14 MUSD_2026/MW_it")
    assert found["sites.north.earliest"].value == load("tiny").programme.start
    assert found["policy.export_rule"].value == "none"


def test_a_default_that_follows_what_is_not_said_either_is_not_told_as_said() -> None:
    found = {one.path: one for one in defaults_of(load("tiny"))}["money.commitments.0.probability"]
    assert (found.grade, found.value.split()[0]) == ("E", "1")
    assert "scenario's own" not in found.source
    said = load("tiny", {"money.probability.secured": 0.9})
    found = {one.path: one for one in defaults_of(said)}["money.commitments.0.probability"]
    assert (found.grade, found.value, found.source) == (
        "S",
        "0.9",
        "the scenario's own money.probability.secured",
    )
    other = load("tiny", {"money.probability.announced": 0.4})
    found = {one.path: one for one in defaults_of(other)}["money.commitments.0.probability"]
    assert found.grade == "E"


def test_what_is_said_is_no_default() -> None:
    assert "money.discount_rate" not in {one.path for one in defaults_of(load("tiny"))}
    changed = load("tiny", {"programme.seed": 7})
    assert "programme.seed" not in {one.path for one in defaults_of(changed)}


@pytest.mark.parametrize("name", shipped())
def test_every_default_of_a_shipped_scenario_has_a_source_and_a_grade(name: str) -> None:
    for one in defaults_of(load(name)):
        assert one.source.strip(), one
        assert one.grade in GRADES, one
        assert "not said yet" not in one.source, one
        assert one.value not in ("", "looked up", "None"), one


@pytest.mark.parametrize("name", shipped())
def test_only_what_is_nil_is_said_to_be_asked_for_by_nobody(name: str) -> None:
    for one in defaults_of(load(name)):
        if one.source == SILENT:
            assert one.value.split()[0] in ("none", "0", "false"), one


def test_the_report_s_sources_hold_the_defaults_and_the_catalogue() -> None:
    notes = {note.about: note for note in arrange(load("tiny")).notes}
    assert notes["programme.seed"].source.startswith("gigaplan's choice")
    assert "h100: all in price" in notes
