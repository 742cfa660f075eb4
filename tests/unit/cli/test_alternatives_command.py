"""`gigaplan alternatives` as a user types it: losses, proof and words of what cannot be given up."""

from __future__ import annotations

import functools
from dataclasses import replace
from typing import Any

import pytest
from typer.testing import CliRunner

from gigaplan.cli.app import app
from gigaplan.core.errors import Finding, InfeasibleError, InputError
from gigaplan.plan import alternatives
from gigaplan.plan.alternatives import GAS
from gigaplan.plan.plan import Plan
from gigaplan.plan.solve import solve
from gigaplan.scenario.load import load
from gigaplan.scenario.schema import Scenario

RUNNER = CliRunner(env={"COLUMNS": "118", "NO_COLOR": "1"})
TINY = ["alternatives", "tiny", "--set", "sites.south.plants={ccgt: 40 MW_plate, geothermal: 10 MW_plate}"]


@functools.cache
def tiny() -> Plan:
    return solve(load("tiny"))


def pretend(scenario: Scenario, **_: Any) -> Plan:
    """Stand in for the solver: 1,000 MUSD with gas, 1,020 without, gaps of 0.1 %; no plan without geothermal or a site."""
    plants = scenario.sites["south"].plants
    if any(site.halls.limit == 0.0 for site in scenario.sites.values()):
        raise InfeasibleError("the limits contradict each other", [Finding("sites", "too few")])
    if "geothermal" not in plants:
        raise InfeasibleError("the limits contradict each other", [Finding("policy.clean_share", "90 %")])
    cost = 1_000.0 if set(GAS) & set(plants) else 1_020.0
    return replace(tiny(), scenario=scenario, objective=cost, bound=0.999 * cost)


@pytest.fixture
def pretended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gigaplan.plan.solve.solve", pretend)
    monkeypatch.setattr(alternatives, "solve", pretend)


def row(output: str, title: str) -> list[str]:
    """Return the words after a plan's title."""
    return next(line for line in output.splitlines() if line.startswith(title)).removeprefix(title).split()


@pytest.mark.usefixtures("pretended")
def test_each_plan_tells_its_loss_its_gap_and_its_sites() -> None:
    shown = RUNNER.invoke(app, TINY, catch_exceptions=False).output
    halls = ["200", "0", "south,", "north"]  # 100 MW_it stand at each site
    assert row(shown, "best") == ["0.00", "0.10", *halls]
    assert row(shown, "without gas") == ["2.00", "0.10", *halls]
    assert row(shown, "fewest sites within 2%") == ["0.00", "0.10", *halls]


@pytest.mark.usefixtures("pretended")
def test_what_cannot_be_given_up_is_told_with_the_limit_in_its_way() -> None:
    shown = RUNNER.invoke(app, [*TINY, "--without", "geothermal"], catch_exceptions=False).output
    assert "without geothermal: no plan meets every limit. policy.clean_share: 90 %" in shown
    assert row(shown, "best")[0] == "0.00"


@pytest.mark.parametrize("name", ["grid", "battery_4h", "coal"])
def test_what_is_no_plant_of_the_catalogue_is_refused_before_planning(name: str) -> None:
    refused = RUNNER.invoke(app, [*TINY, "--without", name]).exception
    assert isinstance(refused, InputError)
    assert repr(name) in refused.findings[0].got
    assert "ccgt" in refused.findings[0].want


@pytest.mark.usefixtures("pretended")
def test_gas_and_a_plant_given_up_together_are_named_so() -> None:
    found = alternatives.without_plants(
        pretend(load("tiny", {"sites.south.plants": {"ccgt": "9 MW_plate", "geothermal": "9 MW_plate"}})),
        (*GAS, "oil_turbine"),
    )
    assert found.title == "without gas, oil_turbine"
    assert found.loss == pytest.approx(0.02)
