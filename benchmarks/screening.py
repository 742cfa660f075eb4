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
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gigaplan.sites.loaders.grid import Lines
    from gigaplan.sites.loaders.neighbours import DataCentres
    from gigaplan.sites.screening import Screening

FILES = {"candidates.geojson", "map.html", "cells.parquet", "scenario.yaml"}  # at least
ALLOWED_SECONDS, ALLOWED_GIGABYTES = 60.0, 4.0


def measure(data: Path, folder: Path) -> None:
    """Screen once and print seconds, peak memory and the digests of the files as JSON."""
    from gigaplan.cli.screen import ScreenRequest, screen_command
    from gigaplan.sites.screening import screen

    began = time.perf_counter()
    screening = screen(data)
    screened = time.perf_counter() - began
    screen_command(ScreenRequest(data, folder=folder, cells=True, to_scenario=folder / "scenario.yaml"))
    digests = {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(
        json.dumps(
            {"cells": len(screening.cells), "seconds": screened, "gigabytes": memory, "digests": digests}
        )
    )


def test_back(data: Path) -> None:
    """Print the backtest, how far it hangs on the weights, and the campuses' distance from strong lines."""
    import numpy as np
    from rich.console import Console

    from gigaplan.cli.screen import backtest_tables
    from gigaplan.sites.backtest import backtest
    from gigaplan.sites.layers import DataFolder
    from gigaplan.sites.loaders.grid import load_hifld_lines
    from gigaplan.sites.loaders.neighbours import load_compute_atlas
    from gigaplan.sites.screening import screen

    screening, source = screen(data), DataFolder(data)
    centres = source.take("data centres", load_compute_atlas)
    lines = source.take("lines", load_hifld_lines)
    if centres is None or lines is None:
        raise SystemExit("the folder lacks the data centres or the lines")
    result = backtest(screening, centres)
    Console(width=120).print(backtest_tables(result))
    eligible = [entry.percentile for entry in result.found if not entry.excluded]
    print(f"median of the {len(eligible)} that no exclusion takes out: {np.median(eligible):.1f}")
    print(
        "excluded:", ", ".join(f"{entry.id} ({entry.excluded})" for entry in result.found if entry.excluded)
    )
    print_weights(screening, centres)
    print_lines(lines)


def print_weights(screening: Screening, centres: DataCentres) -> None:
    """Print how far the median hangs on the weights: rivals counted, equal weights, drawn weights."""
    import numpy as np

    from gigaplan.core.streams import stream
    from gigaplan.sites.backtest import LEAKING
    from gigaplan.sites.weighting import Weighting

    names = [
        name
        for name, setting in screening.weighting.settings.items()
        if setting.weight and name not in LEAKING
    ]

    def median_with(weights: dict[str, float]) -> float:
        old = screening.weighting.settings
        settings = {name: replace(setting, weight=weights.get(name, 0.0)) for name, setting in old.items()}
        return standing_median(replace(screening, weighting=Weighting(settings, "")), centres)

    print(f"rivals counted too: {standing_median(screening, centres, leaking=True):.1f}")
    print(f"equal weights: {median_with(dict.fromkeys(names, 1.0)):.1f}")
    draws = stream(5, "weights").dirichlet(np.ones(len(names)), 100)
    medians = [median_with(dict(zip(names, map(float, draw), strict=True))) for draw in draws]
    low, middle, high = np.quantile(medians, (0.05, 0.5, 0.95))
    print(f"100 weights drawn evenly: median {middle:.1f}, 5 to 95 % {low:.1f} to {high:.1f}")


def standing_median(screening: Screening, centres: DataCentres, leaking: bool = False) -> float:
    """Return the median percentile of the planned campuses under the screening's weights."""
    from gigaplan.sites.backtest import LEAKING, median_standing

    return median_standing(screening, centres, frozenset() if leaking else LEAKING)


def print_lines(lines: Lines) -> None:
    """Print how far each known campus lies from a line of 345 kV or more."""
    from gigaplan.sites.backtest import line_distances
    from gigaplan.sites.gazetteer import campuses

    known = [entry for entry in campuses() if entry.country == "US" and entry.kind == "campus"]
    places = [(entry.latitude or 0.0, entry.longitude or 0.0) for entry in known]
    for entry, (distance, kilovolts) in zip(known, line_distances(places, lines, 345.0), strict=True):
        print(
            f"{entry.id:20s} {distance:5.1f} km from {kilovolts:.0f} kV (place to {entry.tolerance_km:g} km)"
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
    parser.add_argument("--backtest", action="store_true")
    request = parser.parse_args()
    if request.backtest:
        test_back(request.data)
        return 0
    if request.once is not None:
        measure(request.data, request.once)
        return 0
    first, second = run(request.data), run(request.data)
    seconds = max(float(str(answer["seconds"])) for answer in (first, second))
    gigabytes = max(float(str(answer["gigabytes"])) for answer in (first, second))
    written, again = (dict(answer["digests"]) for answer in (first, second))
    same = written == again and set(written) >= FILES
    print(f"cells               {first['cells']}")
    print(f"screening, slower   {seconds:.1f} s (allowed {ALLOWED_SECONDS:g})")
    print(f"peak memory         {gigabytes:.2f} GB (allowed {ALLOWED_GIGABYTES:g}), with all files written")
    print(f"same bytes          {'yes' if same else 'NO'}: {', '.join(written)}")
    return 0 if same and seconds < ALLOWED_SECONDS and gigabytes < ALLOWED_GIGABYTES else 1


if __name__ == "__main__":
    sys.exit(main())
