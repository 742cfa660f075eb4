"""Screen the lower 48 twice in fresh processes: seconds, memory, and whether every byte repeats.

GIGAPLAN_DATA=<open data folder> python benchmarks/screening.py
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FILES = ("candidates.geojson", "sites.json", "map.html", "cells.parquet")
ALLOWED_SECONDS, ALLOWED_GIGABYTES = 60.0, 4.0


def measure(data: Path, folder: Path) -> None:
    """Screen once and print seconds, peak memory and the digests of the files as JSON."""
    from gigaplan.cli.screen import ScreenRequest, screen_command
    from gigaplan.sites.screening import screen

    began = time.perf_counter()
    screening = screen(data)
    screened = time.perf_counter() - began
    screen_command(ScreenRequest(data, folder=folder, cells=True))
    digests = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in FILES}
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(
        json.dumps(
            {"cells": len(screening.cells), "seconds": screened, "gigabytes": memory, "digests": digests}
        )
    )


def run(data: Path) -> dict[str, object]:
    """Return what one fresh process measured."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, __file__, "--data", str(data), "--once", folder]
        answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return dict(json.loads(answer))


def main() -> int:
    """Compare two runs with each other and with what is allowed; 0 if all holds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path(os.environ.get("GIGAPLAN_DATA", "data")))
    parser.add_argument("--once", type=Path)
    request = parser.parse_args()
    if request.once is not None:
        measure(request.data, request.once)
        return 0
    first, second = run(request.data), run(request.data)
    seconds = max(float(str(answer["seconds"])) for answer in (first, second))
    gigabytes = max(float(str(answer["gigabytes"])) for answer in (first, second))
    same = first["digests"] == second["digests"]
    print(f"cells               {first['cells']}")
    print(f"screening, slower   {seconds:.1f} s (allowed {ALLOWED_SECONDS:g})")
    print(f"peak memory         {gigabytes:.2f} GB (allowed {ALLOWED_GIGABYTES:g}), with all files written")
    print(f"same bytes          {'yes' if same else 'NO'}: {', '.join(FILES)}")
    return 0 if same and seconds < ALLOWED_SECONDS and gigabytes < ALLOWED_GIGABYTES else 1


if __name__ == "__main__":
    sys.exit(main())
