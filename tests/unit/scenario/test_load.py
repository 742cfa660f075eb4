"""Loading: units, places, bases, changes; every finding at once."""

from __future__ import annotations

import contextlib
import copy
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gigaplan.core.errors import Finding, InputError
from gigaplan.scenario.fields import along, path_gap, quarter_label, quarter_number
from gigaplan.scenario.load import checked, load, open_text
from gigaplan.scenario.names import shipped
from gigaplan.scenario.text import read_text


def text_of(name: str) -> str:
    return (files("gigaplan.scenario") / "library" / f"{name}.yaml").read_text(encoding="utf-8")


def write(folder: Path, text: str) -> Path:
    path = folder / "plan.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", shipped())
def test_a_shipped_scenario_loads(name: str) -> None:
    assert load(name).title


def test_the_template_of_a_new_scenario_loads() -> None:
    template = Path(__file__).parents[3] / "src" / "gigaplan" / "scenario" / "template.yaml"
    assert load(template).programme.quarters == 12


def test_gigawatts_and_megawatts_spell_the_same_scenario() -> None:
    small = load("abilene", {"sites.abilene1.grid.second.size": "1000 MW_site"})
    large = load("abilene", {"sites.abilene1.grid.second.size": "1 GW_site"})
    assert small == large


def test_all_findings_come_at_once_with_their_lines(tmp_path: Path) -> None:
    text = 'based_on: abilene\nmoney:\n  budget: "50 GW_it"\nsites:\n  abilene1:\n    region: erctot\n    halls: {limit: 824}\n'
    with pytest.raises(InputError) as problem:
        load(write(tmp_path, text))
    places = [finding.where for finding in problem.value.findings]
    assert "money.budget (plan.yaml:3)" in places
    assert "sites.abilene1.halls.limit (plan.yaml:7)" in places


def test_a_flavour_that_is_missing_is_explained(tmp_path: Path) -> None:
    with pytest.raises(InputError) as problem:
        load(write(tmp_path, 'based_on: abilene\nsites: {abilene1: {halls: {limit: "1.2 GW"}}}\n'))
    finding = problem.value.findings[0]
    assert "1.2 GW" in finding.got
    assert "MW_it" in finding.want
    assert "_it at the chips" in finding.do


def test_money_of_another_year_is_carried_by_the_price_index() -> None:
    same = load("abilene", {"money.budget": "50 GUSD_2026"}).money.budget
    earlier = load("abilene", {"money.budget": "50 GUSD_2025"}).money.budget
    assert same == pytest.approx(50_000)
    assert 1.0 < earlier / same < 1.06  # United States inflation of one year: 2 to 4 %


def test_a_change_gives_a_new_scenario_and_leaves_the_old() -> None:
    scenario = load("abilene")
    larger = scenario.replace("money.budget", "60 GUSD_2026")
    assert (scenario.money.budget, larger.money.budget) == (50_000, 60_000)


def test_a_later_change_does_not_reach_into_the_callers_own_entries() -> None:
    plants = {"solar": "600 MW_plate"}
    changes = {"sites.abilene1.plants": plants, "sites.abilene1.plants.solar": "50 MW_plate"}
    assert load("abilene", changes).sites["abilene1"].plants == {"solar": 50.0}
    assert plants == {"solar": "600 MW_plate"}


def test_norway_is_not_read_as_no(tmp_path: Path) -> None:
    text = "based_on: abilene\nsites: {abilene1: {title: no}}\n"
    assert load(write(tmp_path, text)).sites["abilene1"].title == "no"


@given(st.integers(8000, 8399))
def test_quarter_labels_and_numbers_agree(number: int) -> None:
    assert quarter_number(quarter_label(number)) == number


def test_a_path_runs_straight_between_its_points() -> None:
    quarters = ("2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4", "2027-Q1")
    assert along({"2026-Q1": 10.0, "2027-Q1": 50.0}, quarters) == [10.0, 20.0, 30.0, 40.0, 50.0]


def test_a_path_that_ends_early_is_named() -> None:
    assert "2027-Q1" in path_gap({"2026-Q1": 1.0, "2026-Q4": 2.0}, "2026-Q1", "2027-Q1")


@given(st.text(max_size=60))
def test_no_text_as_a_quantity_breaks_the_loader(text: str) -> None:
    with contextlib.suppress(InputError):
        assert load("tiny", {"money.budget": text}).money.budget >= 0


PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | st.sampled_from(
    ["5 GUSD_2026", "-1 MW_it", "2026-Q1", "9e999 MW_site", "&a", "*a", "!!python/name:os.system", "../x", "\x00"]
)  # fmt: skip
ANYTHING = st.recursive(
    PLAIN, lambda some: st.lists(some, max_size=3) | st.dictionaries(st.text(max_size=8), some, max_size=3), max_leaves=6
)  # fmt: skip


def places(tree: object, path: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    """Return the path of every entry of a scenario's plain data."""
    pairs = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    return [here for key, one in pairs for here in ((*path, key), *places(one, (*path, key)))]


SHIPPED = {name: read_text(text_of(name), name).data for name in ("tiny", "abilene", "eu-gigafactory")}


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_anything_in_the_place_of_an_entry_is_taken_or_told_with_its_place(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(SHIPPED)))
    tree = copy.deepcopy(SHIPPED[name])
    path = data.draw(st.sampled_from(places(tree)))
    here = tree
    for key in path[:-1]:
        here = here[key]
    here[path[-1]] = data.draw(ANYTHING)
    told: tuple[Finding, ...] = ()
    try:
        load(tree)
    except InputError as problem:
        told = problem.findings or (Finding("", "", ""),)
    assert all(one.where and one.got for one in told)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_file_is_taken_or_told(data: st.DataObject) -> None:
    text = text_of("tiny")
    cut = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(cut, min(len(text), cut + 40)))
    broken = text[:cut] + data.draw(st.text(max_size=20)) + text[end:]
    with contextlib.suppress(InputError):
        checked(open_text(broken, "plan.yaml"))
