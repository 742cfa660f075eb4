"""The gazetteer against the documents its rows come from."""

import subprocess
import sys

import pytest

from gigaplan.core.errors import InputError
from gigaplan.sites.gazetteer import campus, campuses

SHIPPED_REGIONS = {
    "ercot", "pjm", "miso", "spp", "caiso", "arizona_nevada", "new_mexico", "southeast",
    "uae", "norway", "germany", "france", "united_kingdom", "india", "new_york", "new_england", "mountain_west",
    "pacific_northwest",
}  # fmt: skip


def test_every_id_stands_once() -> None:
    ids = [entry.id for entry in campuses()]
    assert len(ids) == len(set(ids)) >= 50


def test_every_row_has_a_source_a_date_a_grade_and_a_place_or_says_that_it_has_none() -> None:
    for entry in campuses():
        assert entry.source
        assert entry.as_of.startswith(("2025", "2026"))
        assert entry.grade in set("ABCDM")
        assert entry.kind in ("campus", "candidate")
        known = [part is not None for part in (entry.latitude, entry.longitude, entry.tolerance_km)]
        assert all(known) or not any(known)


def test_regions_are_the_shipped_ones_or_none() -> None:
    assert {entry.region for entry in campuses()} <= SHIPPED_REGIONS | {None}


def test_abilene_is_eight_buildings_of_103_megawatts_on_1100_acres() -> None:
    entry = campus("abilene1")
    assert entry.planned_it_mw == 8 * 103
    assert entry.planned_site_mw == 1200
    assert entry.acres == 1100
    assert (entry.ground_break, entry.first_energised) == ("2024-05-31", "2025-09-26")


def test_portsmouth_is_department_of_energy_land() -> None:
    assert campus("ports").land_owner == "doe"
    assert sum(entry.land_owner == "doe" for entry in campuses()) == 16


def test_a_place_in_america_lies_in_the_lower_48() -> None:
    for entry in campuses():
        if entry.country == "US" and entry.latitude is not None and entry.longitude is not None:
            assert 24.5 < entry.latitude < 49.4
            assert -124.8 < entry.longitude < -66.9


def test_site_power_is_never_below_it_power() -> None:
    for entry in campuses():
        if entry.planned_it_mw is not None and entry.planned_site_mw is not None:
            assert entry.planned_site_mw > entry.planned_it_mw, entry.id


def test_an_unknown_id_names_the_nearest_ones() -> None:
    with pytest.raises(InputError, match="abilene1"):
        campus("abilene")


def test_the_gazetteer_loads_without_the_heavy_libraries() -> None:
    code = (
        "import sys, gigaplan.sites.gazetteer as g; g.campuses(); "
        "print({'numpy', 'pandas', 'h3'} & set(sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "set()\n"
