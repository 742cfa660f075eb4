"""Every attack on the studio ends as the documentation says, and the studio goes on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.studio_attacks import CASES, Attack, client
from tests.studio_server import Server, served


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder: Path = tmp_path_factory.mktemp("attacked")
    with served(folder / "runs") as one:
        yield one


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_an_attack_ends_as_it_should_and_the_studio_goes_on(case: Attack, server: Server) -> None:
    assert case.attempt(server) == case.outcome
    with client(server) as browser:
        assert browser.get("/").status_code == 200
