"""A studio as a user starts it: the command, in a process of its own, on a free port."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Server:
    """A running studio: its process, its link without the token, its token, the folder of its runs."""

    process: subprocess.Popen[str]
    link: str
    token: str
    runs: Path

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.kill()
        self.process.wait()


def start(runs: Path, *options: str) -> Server:
    """Start a studio over a folder of runs and wait until it says where it is."""
    command = [
        sys.executable,
        "-m",
        "gigaplan.cli.app",
        "studio",
        "--port",
        "0",
        "--folder",
        str(runs),
        *options,
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout is not None
    told = process.stdout.readline()
    found = re.search(r"(http://[^/]+)/(?:\?token=(\S+))?", told)
    assert found, told + process.stdout.read()
    return Server(process, found[1], found[2] or "", runs)


@contextmanager
def served(runs: Path, *options: str) -> Iterator[Server]:
    """Serve for as long as the context lasts."""
    server = start(runs, *options)
    try:
        yield server
    finally:
        server.kill()
