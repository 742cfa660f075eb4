"""Defaults: everything a scenario leaves unsaid is listed, and nothing that it says."""

from __future__ import annotations

from gigaplan.programme.arrange import arrange
from gigaplan.scenario.defaults import defaults_of
from gigaplan.scenario.load import load


def test_what_is_left_unsaid_is_listed_with_its_value_and_meaning() -> None:
    found = {one.path: one for one in defaults_of(load("tiny"))}
    assert found["programme.seed"].value == "1"
    assert "random" in found["programme.seed"].meaning
    assert found["sites.north.halls.kind"].value == "halls_greenfield"
    assert found["sites.north.halls.cost"].value == "looked up"
    assert found["policy"].value.startswith("export_rule")


def test_what_is_said_is_no_default() -> None:
    assert "money.discount_rate" not in {one.path for one in defaults_of(load("tiny"))}
    changed = load("tiny", {"programme.seed": 7})
    assert "programme.seed" not in {one.path for one in defaults_of(changed)}


def test_the_report_s_sources_hold_the_defaults_and_the_catalogue() -> None:
    about = {note.about for note in arrange(load("tiny")).notes}
    assert {"programme.seed", "h100: all in price"} <= about
