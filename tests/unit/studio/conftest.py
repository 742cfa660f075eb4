"""A studio over an empty folder, and a client that speaks to it as a browser on this machine would."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from gigaplan.studio.app import create_app
from gigaplan.studio.guard import Door
from gigaplan.studio.launch import Launcher
from gigaplan.studio.store import ALIVE, Run, Store

HOST = "127.0.0.1:8400"
PATIENCE = 120.0


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "runs")


@pytest.fixture
def client(store: Store) -> TestClient:
    store.root.mkdir()
    return TestClient(create_app(Launcher(store), Door(frozenset({HOST}))), base_url=f"http://{HOST}")


@pytest.fixture
def draft(client: TestClient, store: Store) -> Run:
    """A draft of the tiny scenario."""
    client.post("/drafts", data={"source": "tiny"})
    return store.runs()[0]


@pytest.fixture
def ended() -> Callable[[Run], str]:
    """Wait for a run to end; return its state."""

    def wait(run: Run) -> str:
        deadline = time.monotonic() + PATIENCE
        while run.state in ALIVE and time.monotonic() < deadline:
            time.sleep(0.1)
        return run.state

    return wait
