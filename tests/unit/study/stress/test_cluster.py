"""A real Dask cluster of two worker processes, one of them killed midway: the same table to the last bit."""

from __future__ import annotations

import os
import signal

import numpy as np
import pytest

from gigaplan.core.errors import InputError
from gigaplan.study.stress.engine import CHUNK, run
from tests.unit.study.stress.test_ensemble import prepared

distributed = pytest.importorskip("distributed", reason="needs the extra `cluster`")


@pytest.mark.slow
def test_a_cluster_that_loses_a_worker_gives_the_same_table() -> None:
    built, planned, drawn = prepared("tiny", 12 * CHUNK)
    local = run(built, planned, drawn, workers=1)
    killed: list[int] = []
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as cluster:

        def kill_one(done: int, total: int) -> None:
            if not killed:
                killed.append(int(cluster.workers[0].pid))
                os.kill(killed[0], signal.SIGKILL)

        shared = run(built, planned, drawn, cluster=cluster.scheduler_address, progress=kill_one)
    assert len(killed) == 1
    assert np.array_equal(shared, local)


def test_a_cluster_that_is_not_there_is_told() -> None:
    built, planned, drawn = prepared("tiny", 2)
    with pytest.raises(InputError, match="cannot be reached"):
        run(built, planned, drawn, cluster="tcp://127.0.0.1:9")
