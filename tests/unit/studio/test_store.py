"""Runs survive whatever happens to the studio and to themselves."""

from __future__ import annotations

import json
import os
import signal
import time
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from gigaplan.core.errors import InputError
from gigaplan.studio.launch import Launcher, cancel
from gigaplan.studio.lock import held, holding
from gigaplan.studio.store import Run, Store

TITLE = "Tiny, solvable by hand"


def all_hours(run: Run) -> None:
    """Plan all hours of the year, so that there are rounds to watch and a checkpoint to go on from."""
    run.write_text(run.text.replace(", chosen_weeks: 4", ""), TITLE)


def wait_for(what: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not what() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert what()


@pytest.fixture
def busy(store: Store) -> Iterator[None]:
    """Somebody else has the only place at work."""
    store.root.mkdir(exist_ok=True)
    with holding(store.root / ".slot-0") as mine:
        assert mine is not None
        yield


def test_a_lock_is_free_again_when_its_holder_is_gone(tmp_path: Path) -> None:
    with holding(tmp_path / "lock") as mine:
        assert mine is not None
        assert held(tmp_path / "lock")
        with holding(tmp_path / "lock") as second:
            assert second is None
    assert not held(tmp_path / "lock")


def test_a_torn_file_is_no_state(draft: Run) -> None:
    (draft.folder / "outcome.json").write_text('{"state": "do')
    (draft.folder / "run.json").write_text("{}")
    assert draft.state == "interrupted"


def test_a_run_that_ended_before_it_said_so_is_done(draft: Run) -> None:
    (draft.folder / "run.json").write_text("{}")
    draft.plan.mkdir()
    (draft.plan / "manifest.json").write_text('{"status": "optimal"}')
    stamp = time.time_ns() + 10**9
    os.utime(draft.plan / "manifest.json", ns=(stamp, stamp))
    assert draft.state == "done"


def test_a_folder_that_is_no_run_is_not_shown(store: Store, draft: Run) -> None:
    (store.root / ".half.partial").mkdir()
    (store.root / "notes").mkdir()
    (store.root / "linked-00000000").symlink_to(draft.folder)
    assert [run.id for run in store.runs()] == [draft.id]
    assert store.find("linked-00000000") is None
    assert store.find("../" + store.root.name) is None


def test_a_run_that_waits_can_be_cancelled(
    store: Store, draft: Run, busy: None, ended: Callable[[Run], str]
) -> None:
    Launcher(store).start(draft, 0.01, 60)
    wait_for((draft.folder / "pid").exists)
    assert draft.state == "waiting"
    cancel(draft)
    assert ended(draft) == "stopped"
    assert draft.outcome["summary"] == "Stopped before a plan stood."


def test_a_run_is_not_started_twice_nor_removed_at_work(
    client: TestClient, store: Store, draft: Run, busy: None, ended: Callable[[Run], str]
) -> None:
    launcher = Launcher(store)
    launcher.start(draft, 0.01, 60)
    with pytest.raises(InputError):
        launcher.start(draft, 0.01, 60)
    assert client.post(f"/runs/{draft.id}/remove").status_code == 409
    cancel(draft)
    assert ended(draft) == "stopped"
    client.post(f"/runs/{draft.id}/remove")
    assert store.runs() == []


def test_no_more_wait_than_may(store: Store, draft: Run, busy: None, ended: Callable[[Run], str]) -> None:
    launcher = Launcher(store, at_once=1, waiting=0)
    other = store.make(draft.text, TITLE, "other")
    launcher.start(draft, 0.01, 60)
    with pytest.raises(InputError) as refused:
        launcher.start(other, 0.01, 60)
    assert "1 runs at work or waiting" in str(refused.value)
    cancel(draft)
    assert ended(draft) == "stopped"


def test_an_archive_holds_no_file_from_elsewhere(client: TestClient, draft: Run, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("key")
    (draft.folder / "linked").symlink_to(secret)
    packed = zipfile.ZipFile(BytesIO(client.get(f"/runs/{draft.id}/download").content))
    assert not [name for name in packed.namelist() if name.endswith("linked")]


@pytest.mark.slow
def test_a_killed_run_goes_on_from_its_checkpoint(
    store: Store, draft: Run, ended: Callable[[Run], str]
) -> None:
    all_hours(draft)
    launcher = Launcher(store)
    launcher.start(draft, 1e-4, 60)
    wait_for((draft.plan / "checkpoint.npz").exists)
    os.kill(int((draft.folder / "pid").read_text()), signal.SIGKILL)
    assert ended(draft) == "interrupted"
    before = json.loads((draft.plan / "incumbent.json").read_text())["lower_bound_MUSD_2026"]

    launcher.start(draft, 1e-4, 60)
    assert ended(draft) == "done"
    assert draft.manifest["lower_bound_MUSD_2026"] >= before - 1e-6 * abs(before)
