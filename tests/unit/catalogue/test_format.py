"""The catalogue's files against their format: every value has a unit, a source, a date and a grade."""

import tomllib
from pathlib import Path

import pytest

import gigaplan.catalogue as catalogue
from gigaplan.catalogue.checking import findings_of
from gigaplan.catalogue.reading import read_entry
from gigaplan.core.errors import InputError
from gigaplan.core.units import registry

FOLDER = Path(catalogue.__file__).parent
FILES = sorted(FOLDER.glob("*/*.toml"))
SERIES = """
id = "one"
title = "One"
description = "One thing."
[series.wafers]
unit = "wafer"
as_of = "2026"
source = "A page"
grade = "C"
values = { "2025" = 5 }
low = { "2025" = 4 }
"""
ALL = [(kind, name) for kind in catalogue.kinds() for name in catalogue.names(kind)]
GOOD = """
id = "one"
title = "One"
description = "One thing."
[values.price]
central = 2.0
low = 1.0
high = 3.0
unit = "USD_2026/chip"
money_year = 2026
as_of = "2026-04"
source = "A page"
grade = "B"
"""


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_file_keeps_the_format(path: Path) -> None:
    document = tomllib.loads(path.read_text(encoding="utf-8"))

    assert findings_of(document, path.stem, path.name) == []


@pytest.mark.parametrize(("kind", "name"), ALL)
def test_every_unit_is_one_that_gigaplan_knows(kind: str, name: str) -> None:
    entry = catalogue.entry(kind, name)
    for found in [*entry.values.values(), *entry.series.values()]:
        registry().Quantity(1.0, found.unit)


@pytest.mark.parametrize(("kind", "name"), ALL)
def test_sources_name_the_original_and_not_a_working_file(kind: str, name: str) -> None:
    entry = catalogue.entry(kind, name)
    every = [*entry.values.values(), *entry.series.values(), *entry.origins.values()]
    sources = [found.source.lower() for found in every]

    assert not [text for text in sources if "facts page" in text or "shared/" in text or text == "as above"]


@pytest.mark.parametrize("kind", ["chips", "power", "regions"])
def test_the_ids_are_unique_and_every_folder_is_a_kind(kind: str) -> None:
    folders = {path.parent.name for path in FILES}

    assert folders == set(catalogue.kinds())
    assert len(catalogue.names(kind)) == len(set(catalogue.names(kind)))


def test_a_good_file_is_read() -> None:
    entry = read_entry("chips", "one", GOOD)

    assert entry.range("price", "USD_2026/chip") == (1.0, 2.0, 3.0)


@pytest.mark.parametrize(
    ("good", "bad", "where"),
    [
        ('source = "A page"', 'source = ""', "source"),
        ('source = "A page"\n', "", "source"),
        ('grade = "B"', 'grade = "Z"', "grade"),
        ('as_of = "2026-04"', 'as_of = "lately"', "as_of"),
        ('unit = "USD_2026/chip"', 'unit = ""', "unit"),
        ("money_year = 2026\n", "", "money_year"),
        ("money_year = 2026", "money_year = 2025", "money_year"),
        ("central = 2.0", "central = 4.0", "price"),
        ("central = 2.0", "central = nan", "price"),
        ("central = 2.0\n", "", "price"),
        ("central = 2.0", 'central = "2"', "price"),
        ('id = "one"', 'id = "two"', "id"),
        ('title = "One"', 'title = " "', "title"),
        ("low = 1.0", "lowest = 1.0", "lowest"),
        ("[values.price]", "[value.price]", "value"),
    ],
)
def test_a_file_out_of_order_is_refused_and_the_place_named(good: str, bad: str, where: str) -> None:
    assert good in GOOD

    with pytest.raises(InputError) as caught:
        read_entry("chips", "one", GOOD.replace(good, bad))

    assert where in " ".join(finding.where for finding in caught.value.findings)


def test_everything_wrong_in_a_file_is_told_at_once() -> None:
    bad = (
        GOOD.replace('grade = "B"', 'grade = "Z"')
        .replace('source = "A page"\n', "")
        .replace("low = 1.0", "low = 9.0")
    )

    with pytest.raises(InputError) as caught:
        read_entry("chips", "one", bad)

    assert len(caught.value.findings) == 3


def test_a_series_out_of_its_bounds_is_refused() -> None:
    text = SERIES.replace('"2025" = 4', '"2025" = 6')

    with pytest.raises(InputError) as caught:
        read_entry("supply", "one", text)

    assert "2025" in caught.value.findings[0].where


def test_text_that_is_no_toml_is_refused_with_its_line() -> None:
    with pytest.raises(InputError) as caught:
        read_entry("chips", "one", 'id = "one"\ntitle = one\n')

    assert "line 2" in caught.value.findings[0].got


ORIGIN = """
[texts]
first_delivery = "2025-Q3"
[origins.first_delivery]
as_of = "2026-04"
source = "A page"
grade = "B"
"""


def test_a_text_says_where_it_comes_from() -> None:
    found = read_entry("chips", "one", GOOD + ORIGIN)
    assert found.origins["first_delivery"].source == "A page"


@pytest.mark.parametrize(
    ("good", "bad", "told"),
    [
        ('grade = "B"\n"""', "", "grade"),
        ('source = "A page"', 'source = ""', "source"),
        ("[origins.first_delivery]", "[origins.last_order]", "origin of no text"),
        ("[origins.first_delivery]", "[origins.first_delivery]\ncentral = 1.0", "central"),
    ],
)
def test_an_origin_that_is_not_in_order_is_refused(good: str, bad: str, told: str) -> None:
    text = ORIGIN.replace(good.removesuffix('\n"""'), bad)
    assert text != ORIGIN
    with pytest.raises(InputError, match=told):
        read_entry("chips", "one", GOOD + text)


DEFAULTS = {"chips": "first_delivery", "facility": "cooling_kind", "models": "precision"}


@pytest.mark.parametrize("kind", DEFAULTS)
def test_every_text_that_is_a_default_says_where_it_comes_from(kind: str) -> None:
    entries = [catalogue.entry(kind, name) for name in catalogue.names(kind)]
    having = [entry for entry in entries if DEFAULTS[kind] in entry.texts]
    assert len(having) >= 3
    assert [entry.id for entry in having if DEFAULTS[kind] not in entry.origins] == []
