"""Forms: every entry that may be left out tells what stands in its place, and from where."""

from __future__ import annotations

from importlib.resources import files

import pytest

from gigaplan.scenario.names import shipped
from gigaplan.studio.editing import read
from gigaplan.studio.forms import Entry, form


def _fields(name: str) -> dict[str, Entry]:
    text = (files("gigaplan.scenario") / "library" / f"{name}.yaml").read_text(encoding="utf-8")
    return {one.name: one for one in form(read(text)[0]).every()}


@pytest.mark.parametrize("name", shipped())
def test_every_field_that_may_stay_empty_tells_the_source_of_its_default(name: str) -> None:
    optional = [one for one in _fields(name).values() if not one.required]
    assert optional
    for one in optional:
        assert "(grade " in one.source, one.name
        assert "not said yet" not in one.source, one.name


def test_a_default_of_the_catalogue_is_shown_with_value_source_and_grade() -> None:
    found = _fields("tiny")["sites.north.halls.peak_ratio"]
    assert found.default == "1.3 MW_site/MW_it (1.19 to 1.52)"
    assert "Epoch AI" in found.source
    assert found.source.endswith("(grade A: primary document or data file)")


def test_a_choice_of_this_project_says_that_it_is_one() -> None:
    found = _fields("tiny")["programme.seed"]
    assert found.source.startswith("gigaplan's choice: ")
