"""Every operation of the studio, thrown at by Schemathesis: nothing breaks it, nothing leaves its folder."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings

from gigaplan.studio.app import create_app
from gigaplan.studio.guard import Door
from gigaplan.studio.launch import Launcher
from gigaplan.studio.store import Run, Store

HOST = "127.0.0.1:8400"
DRAWS = 25  # requests thrown at each operation
PATIENCE = 120.0
EXPECTED = (200, 303, 404, 405, 409, 413, 422)  # never a fault of the studio's own
OPERATIONS = [
    (path, method)
    for path, operations in create_app(Launcher(Store(Path("nowhere"))), Door(frozenset({HOST})))
    .openapi()["paths"]
    .items()
    for method in operations
]


class Idle(Launcher):
    """A launcher that starts no process: what is thrown at is the door, the pages and the store."""

    def _spawn(self, run: Run, lock: int) -> None:
        (run.folder / "outcome.json").write_text('{"state": "stopped"}', encoding="utf-8")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    store = Store(tmp_path_factory.mktemp("fuzzed") / "runs")
    store.root.mkdir()
    yield create_app(Idle(store), Door(frozenset({HOST})))
    outside = [path.name for path in store.root.parent.iterdir()]
    assert outside == ["runs"]


@pytest.fixture(scope="module")
def described(app: FastAPI) -> schemathesis.BaseSchema:
    """What the studio says of its own operations, with a real draft's name among the names thrown."""
    store = app.state.studio.store
    text = (files("gigaplan.scenario") / "library" / "tiny.yaml").read_text(encoding="utf-8")
    known = store.make(text, "Tiny", "tiny").id
    made = schemathesis.openapi.from_asgi("/openapi.json", app, headers={"Host": HOST})
    for path, operations in made.raw_schema["paths"].items():
        for operation in operations.values():
            for one in operation.get("parameters", ()):
                if path.startswith("/runs/") and one["name"] == "name":
                    one["schema"] = {"anyOf": [{"const": known}, {"const": known}, {"type": "string"}]}
    return made


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_nothing_thrown_at_an_operation_breaks_the_studio(
    described: schemathesis.BaseSchema, path: str, method: str
) -> None:
    @settings(
        max_examples=DRAWS,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
        database=None,
    )
    @given(case=described[path][method].as_strategy())
    def thrown(case: schemathesis.Case) -> None:
        answer = case.call(headers={"Host": HOST}, timeout=PATIENCE)
        assert answer.status_code in EXPECTED, (case.as_curl_command(), answer.status_code)

    thrown()
