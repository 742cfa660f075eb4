"""What a scenario may switch on and off, and what is said of the rest."""

from __future__ import annotations

import pytest

from gigaplan import load
from gigaplan.core.errors import InputError

TURBINES = {"sites.south.plants": {"aero_turbine": "100 MW_plate"}}
CASES = {
    "a plant the site does not take": (
        {"sites.south.switched": {"aero_turbine": {}}},
        "'aero_turbine'",
        "a site with plant that follows demand",
    ),
    "a plant that always runs": (
        {
            "sites.south.plants": {"small_modular_reactor": "900 MW_plate"},
            "sites.south.switched": {"small_modular_reactor": {}},
        },
        "'small_modular_reactor'",
        "a site with plant that follows demand",
    ),
    "no minimum load is known": (
        {
            "sites.south.plants": {"diesel_backup": "100 MW_plate"},
            "sites.south.switched": {"diesel_backup": {}},
        },
        "no minimum load, here or in the catalogue",
        "a minimum load",
    ),
    "room for less than a unit": (
        {"sites.south.plants": {"aero_turbine": "30 MW_plate"}, "sites.south.switched": {"aero_turbine": {}}},
        "room for 30 MW_plate of aero_turbine beside 0 that stand",
        "room for a whole unit, 40 MW_plate, or one that stands",
    ),
    "parts of a unit that stand and may be ordered": (
        {
            "sites.south.plants": {"aero_turbine": "30 MW_plate"},
            "sites.south.standing.plants": {"aero_turbine": "20 MW_plate"},
            "sites.south.switched": {"aero_turbine": {}},
        },
        "room for 30 MW_plate of aero_turbine beside 20 that stand",
        "room for a whole unit, 40 MW_plate, or one that stands",
    ),
    "nothing stands": (
        {
            "sites.south.standing.plants": {"aero_turbine": {}},
            "sites.south.switched": {"aero_turbine": {}},
        },
        "room for 0 MW_plate of aero_turbine beside 0 that stand",
        "room for a whole unit, 40 MW_plate, or one that stands",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_what_cannot_be_switched_is_named_with_what_can(case: str) -> None:
    changes, got, allowed = CASES[case]
    with pytest.raises(InputError) as problem:
        load("tiny", changes)
    (finding,) = problem.value.findings
    assert "sites.south.switched" in finding.where
    assert (finding.got, finding.want) == (got, allowed)


@pytest.mark.parametrize(
    "room",
    [
        {"sites.south.plants": {"aero_turbine": "40 MW_plate"}},
        {"sites.south.standing.plants": {"aero_turbine": "100 MW_plate"}},
        {
            "sites.south.plants": {"aero_turbine": "45 MW_plate"},
            "sites.south.standing.plants": {"aero_turbine": "20 MW_plate"},
        },
    ],
)
def test_a_plant_with_room_for_a_unit_is_switched(room: dict[str, object]) -> None:
    scenario = load("tiny", room | {"sites.south.switched": {"aero_turbine": {}}})
    assert set(scenario.sites["south"].switched) == {"aero_turbine"}
