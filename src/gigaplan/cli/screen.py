"""`gigaplan screen`: find places for campuses on open files, as table, map, GeoJSON and GeoParquet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from gigaplan.core.errors import Finding
from gigaplan.scenario.screened import scenario_of, scenario_text
from gigaplan.sites.backtest import Backtest, backtest
from gigaplan.sites.candidates import Candidate, best
from gigaplan.sites.gazetteer import campuses
from gigaplan.sites.layers import DataFolder
from gigaplan.sites.loaders.land import load_countries, load_states
from gigaplan.sites.loaders.neighbours import load_compute_atlas
from gigaplan.sites.map_picture import map_page
from gigaplan.sites.output import candidates_geojson, write_geoparquet
from gigaplan.sites.screening import Screening, screen
from gigaplan.sites.weighting import read_weighting

AREA_TITLES = {"us48": "the lower 48 states"}
SPACING_KM = 25.0  # two candidates closer than this are one place


@dataclass(frozen=True)
class ScreenRequest:
    """What is asked of a screening: area, data, how many candidates, and which files to write."""

    data: Path
    area: str = "us48"
    count: int = 20
    weights: Path | None = None
    folder: Path | None = None
    cells: bool = False
    test: bool = False
    to_scenario: Path | None = None


def screen_command(request: ScreenRequest) -> RenderableType:
    """Screen an area, write the files asked for, and return what the terminal shows.

    Into `folder` go candidates.geojson, map.html, and with `cells` every cell as cells.parquet. `to_scenario` is
    the scenario to write, a site for each candidate. With `test` the announced campuses are looked up.
    """
    weighting = read_weighting(request.weights) if request.weights else None
    screening = screen(request.data, request.area, weighting)
    candidates = best(screening, request.count, SPACING_KM)
    doubts: tuple[Finding, ...] = ()
    shown: list[RenderableType] = [_summary(screening), _candidates(candidates), _weights(screening)]
    if request.folder is not None:
        request.folder.mkdir(parents=True, exist_ok=True)
        (request.folder / "candidates.geojson").write_text(candidates_geojson(candidates), encoding="utf-8")
        title = f"Where a gigawatt campus could stand: {AREA_TITLES.get(request.area, request.area)}"
        page = map_page(screening, candidates, campuses(), _outlines(request), title)
        (request.folder / "map.html").write_text(page, encoding="utf-8")
        if request.cells:
            write_geoparquet(screening, request.folder / "cells.parquet")
        shown.append(Text(f"written to {request.folder}", style="green"))
    if request.to_scenario is not None:
        plain, doubts = scenario_of(candidates)
        request.to_scenario.parent.mkdir(parents=True, exist_ok=True)
        request.to_scenario.write_text(scenario_text(plain), encoding="utf-8")
        told = f"{len(plain['sites'])} sites written to {request.to_scenario}; plan them: gigaplan plan {request.to_scenario}"
        shown.append(Text(told, style="green"))
    if request.test:
        shown.append(_tested(screening, request.data))
    return Group(*shown, _findings((*screening.findings, *doubts)))


def _outlines(request: ScreenRequest) -> NDArray[np.object_]:
    source = DataFolder(request.data)
    american = request.area.startswith("us")
    path = source.path("counties" if american else "countries")
    if path is None:
        return np.zeros(0, dtype=object)
    return load_states(path) if american else load_countries(path).geometries


def _summary(screening: Screening) -> Table:
    table = Table(box=None, show_header=False)
    names, counts = np.unique(screening.excluded[screening.excluded != ""], return_counts=True)
    table.add_row("area", escape(screening.area))
    table.add_row(
        "cells", f"{len(screening.cells):,} of about 36 km2; {int(screening.eligible.sum()):,} eligible"
    )
    for name, count in zip(names, counts, strict=True):
        table.add_row(f"excluded: {name}", f"{count:,}")
    return table


def _candidates(candidates: Sequence[Candidate]) -> Table:
    table = Table(title="Best places", header_style="bold cyan", box=None)
    for heading in ("rank", "place", "market", "score", "why"):
        table.add_column(
            heading, overflow="fold", justify="right" if heading in ("rank", "score") else "left"
        )
    for candidate in candidates:
        place = ", ".join(part for part in (candidate.county, candidate.state) if part)
        place = place or f"{candidate.latitude:.2f}, {candidate.longitude:.2f}"
        table.add_row(
            str(candidate.rank),
            escape(place),
            candidate.market,
            f"{candidate.score:.3f}",
            escape(candidate.reason),
        )
    return table


def _weights(screening: Screening) -> Table:
    table = Table(title="Weights", header_style="bold cyan", box=None)
    for heading in ("criterion", "weight", "cells known", "source"):
        table.add_column(heading, overflow="fold")
    for name, scores in screening.scores.items():
        setting = screening.weighting[name]
        known = 100 * float((~np.isnan(scores)).mean())
        table.add_row(setting.title, f"{setting.weight:.2f}", f"{known:.0f} %", escape(setting.source))
    return table


def _tested(screening: Screening, data: Path) -> RenderableType:
    centres = DataFolder(data).take("data centres", load_compute_atlas)
    if centres is None:
        return Text("no list of data centres to test against", style="yellow")
    return backtest_tables(backtest(screening, centres))


def backtest_tables(result: Backtest) -> RenderableType:
    """Return the backtest as tables: by state, and what each criterion adds."""
    head = Text(
        f"{len(result.found)} data centres of 1 GW or more: median percentile {result.median:.1f}, "
        f"{100 * result.top_decile_share:.0f} % in the top decile"
    )
    states = Table(title="By state", header_style="bold cyan", box=None)
    for heading in ("state", "count", "GW planned", "median percentile", "excluded"):
        states.add_column(heading, justify="left" if heading == "state" else "right")
    for state, count, power, median, excluded in result.by_state():
        states.add_row(state, str(count), f"{power:.1f}", f"{median:.1f}", str(excluded))
    adds = Table(title="What each criterion adds", header_style="bold cyan", box=None)
    for heading in ("criterion", "median without it", "median with it alone"):
        adds.add_column(heading, justify="left" if heading == "criterion" else "right")
    for name, median in result.left_out.items():
        adds.add_row(name.replace("_", " "), f"{median:.1f}", f"{result.alone[name]:.1f}")
    return Group(head, states, adds)


def _findings(findings: Sequence[Finding]) -> RenderableType:
    return Group(*(Text(str(finding), style="yellow") for finding in findings))
