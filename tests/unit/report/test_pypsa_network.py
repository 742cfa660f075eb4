"""The exported network: opened and dispatched again by PyPSA, it costs what the plan says."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from gigaplan.core.errors import InputError
from gigaplan.plan.solve import solve
from gigaplan.report.export import csv_tables, network_file
from gigaplan.report.pypsa_network import dispatch_cost, network, write_network
from gigaplan.report.run_folder import report
from gigaplan.scenario.load import load

pypsa = pytest.importorskip("pypsa", reason="needs the extra `network`")
BATTERY = {"battery_4h": {"power": "100 MW_site", "energy": "400 MWh_site"}}
WEEK = {"programme.chosen_weeks": 1}
CHARGE = "12 USD_2026/kW_site/month"
CASES = [
    ("tiny", {"sites.north.plants": {"reciprocating_engine": "100 MW_plate"}, "sites.south.stores": BATTERY}),
    ("abilene", {"programme.chosen_weeks": 4}),
    ("tiny", WEEK | {"sites.south.grid.here.demand_charge": CHARGE, "sites.south.stores": BATTERY}),
]


@pytest.mark.parametrize(
    ("name", "changes"), CASES, ids=["tiny with more", "abilene in weeks", "a demand charge"]
)
def test_pypsa_dispatches_it_at_the_plans_cost(name: str, changes: dict[str, object], tmp_path: Path) -> None:
    plan = solve(load(name, changes), gap=0.01)
    write_network(plan, tmp_path / "power.nc")
    made = pypsa.Network(tmp_path / "power.nc")
    assert set(plan.scenario.sites) <= set(made.buses.index)
    status, condition = made.optimize(
        solver_name="highs", log_to_console=False, include_objective_constant=False
    )
    assert (status, condition) == ("ok", "optimal")
    assert made.objective == pytest.approx(dispatch_cost(plan), rel=1e-3)


REFUSED = {
    "workload.*.deferral": {"workload.training.deferral": {"deadline": "6 hour"}},
    "policy.carbon_cap": {"policy.carbon_cap": "900 kt_CO2/year"},
    "sites.X.switched": {
        "sites.south.plants": {"aero_turbine": "80 MW_plate"},
        "sites.south.switched": {"aero_turbine": {}},
    },
}


@pytest.mark.parametrize("named", REFUSED)
def test_what_pypsa_has_no_like_of_is_refused_by_name_and_not_exported_wrongly(
    named: str, tmp_path: Path
) -> None:
    plan = solve(load("tiny", WEEK | REFUSED[named]))
    with pytest.raises(InputError) as problem:
        write_network(plan, tmp_path / "power.nc")
    (finding,) = problem.value.findings
    assert named in finding.do
    assert not (tmp_path / "power.nc").exists()


def test_a_run_folder_exports_the_same_network_and_its_tables(tmp_path: Path) -> None:
    plan = solve(load("tiny", CASES[0][1]))
    run = report(plan, tmp_path / "run")
    network_file(run, tmp_path / "again.nc", None)
    again, first = pypsa.Network(tmp_path / "again.nc"), network(plan)
    assert again.generators["p_nom"].to_dict() == pytest.approx(first.generators["p_nom"].to_dict())
    assert again.loads_t["p_set"].sum().sum() == pytest.approx(first.loads_t["p_set"].sum().sum())
    assert csv_tables(run, tmp_path / "csv") == len(list((run / "tables").glob("*.parquet")))
    ledger = pd.read_csv(tmp_path / "csv" / "ledger.csv").groupby("ledger")["amount [MUSD_2026]"].sum()
    capital = sum(float(amount.sum()) for amount in plan.ledger["capital"].values())
    assert ledger["capital"] == pytest.approx(capital)
    sources = run / "tables" / "sources.parquet"
    pd.read_parquet(sources).assign(value="measured elsewhere").to_parquet(sources)
    with pytest.raises(InputError) as problem:
        network_file(run, tmp_path / "other.nc", None)
    assert "--data" in problem.value.findings[0].do
    assert not (tmp_path / "other.nc").exists()


def test_what_is_no_run_is_not_exported(tmp_path: Path) -> None:
    with pytest.raises(InputError) as problem:
        csv_tables(tmp_path, tmp_path / "csv")
    assert "finished run" in problem.value.findings[0].want
    assert not (tmp_path / "csv").exists()
