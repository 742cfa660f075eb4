"""The engine: draws in chunks, each a pure function of the programme and its worlds, run anywhere, kept as they come.

A chunk's result depends on nothing but its inputs, so one process, many, or a cluster that loses workers give the
same table to the last bit. Finished chunks are kept in the run folder; a later run of the same stress goes on from them.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import pickle
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gigaplan.core.errors import Finding, InputError
from gigaplan.operate.built import Built
from gigaplan.operate.world import Worlds
from gigaplan.study.stress.outcome import rows

Floats = NDArray[np.float64]
Progress = Callable[[int, int], None]
CHUNK = 100
CHUNKS = "chunks"
RETRIES = 3  # of a chunk whose worker is lost
LARGE_GRAPH = (
    "distributed.admin.large-graph-warning-threshold"  # [bytes]; the programme is sent once, on purpose
)
MOST_BESIDE = 10**7  # bytes of worlds and tasks
_programme: tuple[Built, Floats] | None = None


def run(
    built: Built,
    planned: Floats,
    drawn: Worlds,
    *,
    folder: Path | None = None,
    workers: int | None = None,
    cluster: str | None = None,
    progress: Progress | None = None,
) -> Floats:
    """Return the outcomes of every draw [draw, column].

    folder: where finished chunks are kept and taken up again. workers: local processes, all cores if not given; 1 runs
    here. cluster: address of a Dask scheduler instead. progress(done, all) after each chunk.
    Raises InputError where the cluster cannot be reached or lacks the extra `cluster`.
    """
    parts = [slice(first, min(first + CHUNK, len(drawn))) for first in range(0, len(drawn), CHUNK)]
    store = _Store(folder, built, planned, drawn)
    found = {number: kept for number in range(len(parts)) if (kept := store.load(number)) is not None}
    missing = {number: drawn.part(part) for number, part in enumerate(parts) if number not in found}
    count = workers or os.cpu_count() or 1
    if cluster is not None:
        results = _on_cluster(built, planned, missing, cluster)
    elif count == 1 or len(missing) <= 1:
        results = ((number, rows(built, planned, part)) for number, part in missing.items())
    else:
        results = _in_processes(built, planned, missing, count)
    for number, result in results:
        found[number] = result
        store.save(number, result)
        if progress is not None:
            progress(min(len(found) * CHUNK, len(drawn)), len(drawn))
    store.clear()
    return np.concatenate([found[number] for number in range(len(parts))])


class _Store:
    """Finished chunks on disk, under a name made from all that goes into them."""

    def __init__(self, folder: Path | None, built: Built, planned: Floats, drawn: Worlds) -> None:
        self.place: Path | None = None
        if folder is not None:
            digest = hashlib.sha256(pickle.dumps((built, planned, drawn))).hexdigest()[:16]
            self.place = folder / CHUNKS / digest
            self.place.mkdir(parents=True, exist_ok=True)

    def load(self, number: int) -> Floats | None:
        file = self._file(number)
        return np.load(file) if file is not None and file.exists() else None

    def save(self, number: int, result: Floats) -> None:
        file = self._file(number)
        if file is not None:
            partial = file.with_name(f".{uuid.uuid4().hex}.npy")
            np.save(partial, result)
            os.replace(partial, file)

    def clear(self) -> None:
        """Take the chunks away once all are there."""
        if self.place is not None:
            import shutil

            shutil.rmtree(self.place.parent, ignore_errors=True)

    def _file(self, number: int) -> Path | None:
        return None if self.place is None else self.place / f"{number:06d}.npy"


def _in_processes(
    built: Built, planned: Floats, missing: dict[int, Worlds], count: int
) -> Iterator[tuple[int, Floats]]:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(count, context, _set_up, (pickle.dumps((built, planned)),)) as pool:
        futures = {pool.submit(_chunk, part): number for number, part in missing.items()}
        try:
            for future in as_completed(futures):
                yield futures[future], future.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _set_up(programme: bytes) -> None:
    """Read the programme once in a worker process."""
    global _programme
    _programme = pickle.loads(programme)


def _chunk(part: Worlds) -> Floats:
    assert _programme is not None
    return rows(*_programme, part)


def _on_cluster(
    built: Built, planned: Floats, missing: dict[int, Worlds], address: str
) -> Iterator[tuple[int, Floats]]:
    """Run chunks on a Dask cluster; chunks of a lost worker are run again by the others.

    The programme is the result of a task, not data scattered to workers: the scheduler can make it again even where every
    worker that held it is lost.
    """
    try:
        import dask
        from distributed import Client
        from distributed import as_completed as completed
    except ImportError:
        do = "pip install 'gigaplan[cluster]'"
        raise InputError(
            "no cluster can be used", [Finding("--cluster", address, "the extra cluster", do)]
        ) from None
    packed = pickle.dumps((built, planned))
    try:
        client: Any = Client(address, timeout="5s")
    except (OSError, ValueError, TimeoutError) as problem:
        want = "the address of a running Dask scheduler, such as tcp://10.0.0.1:8786"
        raise InputError(
            "the cluster cannot be reached",
            [Finding("--cluster", f"{address} ({problem})", want, "start it with `dask scheduler`")],
        ) from problem
    with client, dask.config.set({LARGE_GRAPH: len(packed) + MOST_BESIDE}):
        programme = client.submit(pickle.loads, packed, pure=False, retries=RETRIES)
        futures = {
            client.submit(_on_worker, programme, part, pure=False, retries=RETRIES): number
            for number, part in missing.items()
        }
        for future, result in completed(futures, with_results=True):
            yield futures[future], result
            future.release()


def _on_worker(programme: tuple[Built, Floats], part: Worlds) -> Floats:
    return rows(*programme, part)
