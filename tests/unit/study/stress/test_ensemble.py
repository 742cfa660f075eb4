"""The ensemble: dates that slip as published, the same table however it is run, resumed or shared out."""

from __future__ import annotations

import os
import signal
from functools import cache
from pathlib import Path

import distributed
import numpy as np
import pytest

from gigaplan.core.errors import InputError
from gigaplan.operate.built import Built, built_of
from gigaplan.operate.days import site_years
from gigaplan.operate.trace import operate
from gigaplan.operate.world import Worlds, as_planned
from gigaplan.plan.plan import Plan
from gigaplan.plan.solve import solve
from gigaplan.scenario.load import load
from gigaplan.study.stress import engine
from gigaplan.study.stress.engine import CHUNK, CHUNKS, run
from gigaplan.study.stress.ensemble import Effort, stress
from gigaplan.study.stress.sampling import chances, worlds
from gigaplan.study.stress.worst import as_scenario, worst_draws
from tests.unit.study.stress.one_gigawatt import FIRST_GIGAWATT, one_gigawatt

Floats = np.ndarray
CERTAIN = {"low": "1", "median": "1", "high": "1"}


@cache
def planned(name: str) -> Plan:
    return solve(one_gigawatt(chip_price=CERTAIN) if name == "one gigawatt" else load(name))


def prepared(name: str, draws: int) -> tuple[Built, Floats, Worlds]:
    plan = planned(name)
    built = built_of(plan, site_years(plan, plan.scenario.uncertainty.weather_years))
    own = as_planned(len(built.sites), len(built.chip_names), len(built.money.commitments))
    return built, operate(built, own).compute, worlds(plan.scenario, chances(plan.scenario, draws))


def test_a_gigawatt_a_year_ahead_slips_as_published() -> None:
    ensemble = stress(planned("one gigawatt"), Effort(draws=1000, indices=0, workers=1))
    assert ensemble.planned["month_of_1_gw"] == FIRST_GIGAWATT
    slips = ensemble.outcomes["month_of_1_gw"] - FIRST_GIGAWATT
    assert np.median(slips) == pytest.approx(4.0, abs=0.3)
    assert np.sort(slips)[int(0.9 * len(slips))] >= 11.0
    drawn = ensemble.drawn["construction_slip.campus"]
    within = drawn < 35.0  # later than that is beyond the programme
    assert slips[within].to_numpy() == pytest.approx(drawn[within].to_numpy(), abs=1e-6)


def test_a_stopped_run_goes_on_from_its_chunks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built, planned_compute, drawn = prepared("tiny", 2 * CHUNK + 7)
    whole = run(built, planned_compute, drawn, workers=1)

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(built, planned_compute, drawn, workers=1, folder=tmp_path, progress=stop)
    assert len(list((tmp_path / CHUNKS).rglob("*.npy"))) == 1
    sizes, real = [], engine.rows
    monkeypatch.setattr(engine, "rows", lambda *given: (sizes.append(len(given[2])), real(*given))[1])
    again = run(built, planned_compute, drawn, workers=1, folder=tmp_path)
    assert sizes == [CHUNK, 7]
    assert np.array_equal(again, whole)
    assert not (tmp_path / CHUNKS).exists()


def test_chunks_of_other_worlds_are_not_taken(tmp_path: Path) -> None:
    built, planned_compute, drawn = prepared("tiny", 2 * CHUNK)
    with pytest.raises(KeyboardInterrupt):
        run(built, planned_compute, drawn, workers=1, folder=tmp_path, progress=_stop)
    other = drawn.part(slice(CHUNK, 2 * CHUNK))
    assert np.array_equal(
        run(built, planned_compute, other, workers=1, folder=tmp_path),
        run(built, planned_compute, other, workers=1),
    )


def _stop(done: int, total: int) -> None:
    raise KeyboardInterrupt


@pytest.mark.slow
def test_processes_give_the_same_table_to_the_bit() -> None:
    built, planned_compute, drawn = prepared("tiny", 3 * CHUNK)
    assert np.array_equal(
        run(built, planned_compute, drawn, workers=2), run(built, planned_compute, drawn, workers=1)
    )


def on_a_cluster(workers: int, chunks: int) -> None:
    """Run draws on a real Dask cluster whose first worker is killed after the first chunk; the table is the local one."""
    built, planned_compute, drawn = prepared("tiny", chunks * CHUNK)
    killed: list[int] = []
    with distributed.LocalCluster(
        n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster:

        def kill_one(done: int, total: int) -> None:
            if not killed:
                killed.append(int(cluster.workers[0].pid))
                os.kill(killed[0], signal.SIGKILL)

        shared = run(built, planned_compute, drawn, cluster=cluster.scheduler_address, progress=kill_one)
    assert len(killed) == 1
    assert np.array_equal(shared, run(built, planned_compute, drawn, workers=1))


def test_a_cluster_that_loses_one_of_two_workers_gives_the_same_table() -> None:
    on_a_cluster(workers=2, chunks=8)


@pytest.mark.slow
def test_a_cluster_that_loses_its_only_worker_goes_on_with_the_next() -> None:
    on_a_cluster(workers=1, chunks=4)


def test_a_cluster_that_is_not_there_is_told() -> None:
    built, planned_compute, drawn = prepared("tiny", 2)
    with pytest.raises(InputError, match="cannot be reached"):
        run(built, planned_compute, drawn, cluster="tcp://127.0.0.1:9")


def test_the_worst_draws_open_as_scenarios() -> None:
    ensemble = stress(planned("tiny"), Effort(draws=50, indices=0, workers=1))
    found = worst_draws(ensemble)
    assert len(set(found.values())) == 3
    for name, draw in found.items():
        scenario = as_scenario(ensemble, draw, name)
        demand = scenario.workload["training"].steps[0].demand["2026-Q2"]
        assert demand == pytest.approx(50.0 * ensemble.drawn.loc[draw, "demand"], rel=1e-6)


def test_indices_name_what_decides() -> None:
    only = dict.fromkeys(("chip_price", "demand", "power_price", "gas_price"), CERTAIN)
    scenario = one_gigawatt(**only, tranches=False)
    plan = solve(scenario)
    ensemble = stress(plan, Effort(draws=20, indices=64, workers=1))
    assert ensemble.indices is not None
    compute = ensemble.indices.set_index(["outcome", "input"]).loc["compute"]
    assert compute.loc["construction_slip", "total"] == pytest.approx(
        1.0, abs=0.1
    )  # nothing else moves compute
    assert compute.loc["worth", "total"] == pytest.approx(0.0, abs=0.01)
