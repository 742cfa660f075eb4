"""A finished run in other formats: its tables as CSV, its power side as a PyPSA network."""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from gigaplan.core.errors import Finding, InputError
from gigaplan.language import quantities
from gigaplan.plan.plan import Plan
from gigaplan.programme.arrange import arrange
from gigaplan.programme.programme import Programme
from gigaplan.report.pypsa_network import write_network
from gigaplan.report.summary import MANIFEST
from gigaplan.report.tables import sources_table
from gigaplan.scenario.defaults import defaults_of
from gigaplan.scenario.load import load

STATES = ("work_power", "plant_built", "grid_built", "grid_peak", "store_power_built", "store_energy_built")


def csv_tables(run: Path, folder: Path) -> int:
    """Write every table of a run as CSV into a folder; return their number. Raises InputError where it cannot."""
    _refuse_no_run(run)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        files = sorted((run / "tables").glob("*.parquet"))
        for file in files:
            table = pd.read_parquet(file)
            _whole(folder / f"{file.stem}.csv", lambda path, table=table: table.to_csv(path, index=False))  # type: ignore[misc]
    except OSError as problem:
        raise _unwritten(folder, problem) from problem
    return len(files)


def network_file(run: Path, file: Path, data: Path | None) -> None:
    """Write the power side of a run as a PyPSA network (netCDF); its hours are arranged anew from its scenario.

    Raises InputError where the run, the data folder its hours came from, or PyPSA is missing.
    """
    _refuse_no_run(run)
    said = json.loads((run / MANIFEST).read_text(encoding="utf-8"))["scenario"]
    scenario = load(said)
    programme = arrange(scenario, data)
    try:
        states = {name: _state(programme, run, name) for name in STATES}
        plan = Plan(scenario, programme, states, 0.0, 0.0, "read from a run", "", {})
        _refuse_other_numbers(plan, run)
        _whole(file, lambda path: write_network(plan, path))
    except OSError as problem:
        raise _unwritten(file, problem) from problem


def _refuse_other_numbers(plan: Plan, run: Path) -> None:
    """Raise InputError where the numbers arranged anew are not those the run was made of."""
    said = ["about", "value", "source"]
    unsaid = {one.path for one in defaults_of(plan.scenario)}  # a run tells its whole scenario
    here = set(sources_table(plan)[said].itertuples(index=False, name=None))
    there = set(pd.read_parquet(run / "tables" / "sources.parquet")[said].itertuples(index=False, name=None))
    other = sorted(one[0] for one in here - there if one[0] not in unsaid)
    if other:
        got = f"a run of other numbers than here, for example {other[0]}"
        do = "give the data folder it was planned with by --data, or plan it again"
        raise InputError("the network cannot be made", [Finding(str(run), got, "the same numbers", do)])


def _state(programme: Programme, run: Path, name: str) -> xr.DataArray:
    """Return a state of a run as an array; what its table leaves out is nil."""
    table = pd.read_parquet(run / "tables" / f"{name}.parquet")
    over, column = quantities()[name].over, f"{name} [{quantities()[name].unit}]"
    coords: Mapping[str, pd.Index[str]] = {dim: programme.index(dim) for dim in over}
    values = np.zeros([len(coords[dim]) for dim in over])
    places = tuple(coords[dim].get_indexer(pd.Index(table[dim].astype(str))) for dim in over)
    values[places] = table[column].to_numpy()
    return xr.DataArray(values, dims=over, coords=dict(coords))


def _whole(target: Path, write: Callable[[Path], None]) -> None:
    """Write a file beside its place and move it there, so that nothing half-written stays."""
    partial = target.parent / f".{uuid.uuid4().hex[:8]}.{target.name}"
    try:
        write(partial)
        os.replace(partial, target)
    finally:
        partial.unlink(missing_ok=True)


def _refuse_no_run(run: Path) -> None:
    if not (run / MANIFEST).is_file():
        want, do = "the folder of a finished run", "plan first: gigaplan plan tiny --out RUN"
        raise InputError("nothing to export", [Finding(str(run), "no finished run", want, do)])


def _unwritten(place: Path, problem: OSError) -> InputError:
    reason = problem.strerror or str(problem)
    finding = Finding(str(place), reason, "a place that can be written", "choose another place")
    return InputError("the export cannot be written", [finding])
