"""Origins of defaults: a choice, a value of the catalogue, an entry of the scenario, or nothing asked for."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic.fields import FieldInfo

from gigaplan import catalogue
from gigaplan.scenario.origins import SILENT, origin, told_grades
from gigaplan.scenario.parts import Part
from gigaplan.scenario.schema import Scenario

SITE = {"sites": {"here": {"region": "ercot", "halls": {"kind": "halls_tent"}}}}


def _parts(kind: Any, seen: set[type]) -> Iterator[type[Part]]:
    if inspect.isclass(kind) and issubclass(kind, Part) and kind not in seen:
        seen.add(kind)
        yield kind
        for field in kind.model_fields.values():
            yield from _parts(field.annotation, seen)
    for inside in typing.get_args(kind):
        yield from _parts(inside, seen)


FIELDS: list[tuple[str, FieldInfo]] = [
    (f"{part.__name__}.{name}", field)
    for part in _parts(Scenario, set())
    for name, field in part.model_fields.items()
    if not field.is_required()
]


def test_a_default_that_is_more_than_nothing_says_where_it_comes_from() -> None:
    for name, field in FIELDS:
        value = field.get_default(call_default_factory=True)
        nothing = isinstance(value, Part) or value in (None, "", [], {}, 0, False, {"": 0.0})
        assert nothing or field.json_schema_extra, name


def test_a_default_of_the_catalogue_is_the_catalogue_s_number() -> None:
    for name, field in FIELDS:
        told: Any = field.json_schema_extra or {}
        value = field.get_default(call_default_factory=True)
        if "catalogue" in told and value is not None:
            kind, entry, number = told["catalogue"].split("/")
            assert value == catalogue.entry(kind, entry).values[number].central, name


def test_a_site_s_default_follows_its_region_and_the_kind_of_its_halls() -> None:
    found = origin(
        {"catalogue": "facility/{halls}/lead_time"}, "", ("sites", "here", "halls", "lead_time"), SITE
    )
    own = catalogue.entry("facility", "halls_tent").values["lead_time"]
    assert found.value.startswith(f"{own.central:g} month")
    assert found.source.startswith(own.source)
    assert found.grade == own.grade


def test_a_commitment_is_as_likely_as_its_status_by_the_catalogue_or_by_the_scenario() -> None:
    told, path = {"follows": "money.probability.{status}"}, ("money", "commitments", 0, "probability")
    money: dict[str, Any] = {"commitments": [{"status": "announced"}]}
    assert origin(told, "", path, {"money": money}).value == "0.5 (0.3 to 0.75)"
    money["probability"] = {"announced": "0.4 dimensionless"}
    found = origin(told, "", path, {"money": money})
    assert (found.value, found.source) == ("0.4", "the scenario's own money.probability.announced")


@pytest.mark.parametrize(
    "whole", [{}, {"sites": {}}, {"sites": {"here": None}}, {"sites": {"here": {"region": 3}}}]
)
def test_what_cannot_be_looked_up_yet_says_so(whole: dict[str, Any]) -> None:
    found = origin({"catalogue": "regions/{region}/gas_price"}, "", ("sites", "here", "gas"), whole)
    assert "not said yet" in found.source


def test_an_entry_that_tells_no_origin_asks_for_nothing() -> None:
    assert origin({}, "", ("policy", "carbon_cap"), {}).source == SILENT


def test_only_the_grades_used_are_explained() -> None:
    assert told_grades(["E", "A", "E"]) == "A primary document or data file, E estimate of this project"
