"""A checkpoint: cuts, incumbent and bound of a run, written whole, so that it can go on where it stopped."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gigaplan.core.errors import Finding, InputError
from gigaplan.plan.decomposition.master import Cut
from gigaplan.plan.gap import relative_gap
from gigaplan.plan.problem import Problem
from gigaplan.programme.programme import Programme

Floats = NDArray[np.float64]
FILE, SUMMARY = "checkpoint.npz", "incumbent.json"
FILES = (FILE, SUMMARY)


def fingerprint(programme: Programme, problem: Problem) -> str:
    """Return a digest of all that plan, bound and cuts depend on: the master's rows, and every input of the hours.

    A cut holds for the prices, weather and losses it was found with, none of which the master knows.
    """
    digest = hashlib.sha256(version("gigaplan").encode())
    matrix, calendar = problem.matrix, programme.calendar
    arrays = {
        "rows": (matrix.data, matrix.indices, matrix.indptr, problem.row_lower, problem.row_upper),
        "columns": (problem.column_lower, problem.column_upper, problem.cost, problem.whole),
        "calendar": (calendar.quarter_of_hour, calendar.block_of_hour, calendar.step_hours),
        **{name: (array.values,) for name, array in sorted(programme.inputs.items())},
    }
    for name, parts in arrays.items():
        digest.update(name.encode())
        for part in parts:
            digest.update(str(part.shape).encode())
            digest.update(np.ascontiguousarray(part).tobytes())
    return digest.hexdigest()


@dataclass(frozen=True)
class Saved:
    """What a checkpoint holds."""

    cuts: list[Cut]
    point: Floats
    value: float
    bound: float


@dataclass(frozen=True)
class Checkpoint:
    """Where a run keeps its progress: one file in its folder."""

    folder: Path

    @property
    def path(self) -> Path:
        """The checkpoint's file."""
        return self.folder / FILE

    def save(
        self,
        belongs_to: str,
        cuts: Sequence[Cut],
        point: Floats,
        value: float,
        bound: float,
        notes: Sequence[str] = (),
    ) -> None:
        """Write a checkpoint beside the old one, then put it in its place; belongs_to: the problem's fingerprint; notes: for readers."""
        lengths = np.array([len(cut.columns) for cut in cuts], dtype=np.int64)
        partial = self.path.with_suffix(".partial")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with partial.open("wb") as file:
                np.savez(
                    file,
                    fingerprint=np.array(belongs_to),
                    counts=np.array([len(cut.pieces) for cut in cuts], dtype=np.int64),
                    pieces=_joined([cut.pieces for cut in cuts]),
                    lengths=lengths,
                    columns=_joined([cut.columns for cut in cuts]),
                    slopes=_joined([cut.slopes for cut in cuts]),
                    point=point,
                    value=value,
                    bound=bound,
                )
            os.replace(partial, self.path)
            self._summarise(value, bound, notes)
        except OSError as problem_found:
            partial.unlink(missing_ok=True)
            raise InputError(
                "the run cannot keep its progress",
                [
                    Finding(
                        str(self.path),
                        problem_found.strerror or str(problem_found),
                        "a folder that can be written, with room",
                        "choose another with --out",
                    )
                ],
            ) from problem_found

    def _summarise(self, value: float, bound: float, notes: Sequence[str]) -> None:
        """Write for a reader how good the incumbent is; the checkpoint holds the plan itself."""
        summary = {
            "objective_value_MUSD_2026": value,
            "lower_bound_MUSD_2026": bound,
            "relative_gap": relative_gap(value, bound),
            "go_on_with": f"gigaplan plan SCENARIO --resume {self.folder}",
            **({"notes": list(notes)} if notes else {}),
        }
        partial = self.folder / f"{SUMMARY}.partial"
        partial.write_text(json.dumps(summary, indent=2), encoding="utf-8")
        os.replace(partial, self.folder / SUMMARY)

    def load(self, belongs_to: str) -> Saved | None:
        """Read a checkpoint; nothing where there is none. Raises InputError where it belongs to another problem."""
        if not self.path.exists():
            return None
        try:
            with np.load(self.path, allow_pickle=False) as held:
                pieces = _parted(held["pieces"], held["counts"])
                columns, slopes = (_parted(held[name], held["lengths"]) for name in ("columns", "slopes"))
                cuts = [Cut(*parts) for parts in zip(pieces, columns, slopes, strict=True)]
                saved = Saved(cuts, held["point"], float(held["value"]), float(held["bound"]))
                same = str(held["fingerprint"]) == belongs_to
        except (OSError, ValueError, KeyError) as problem_found:
            raise InputError(
                "the run cannot be resumed",
                [
                    Finding(
                        str(self.path),
                        "a file that is no checkpoint",
                        "the checkpoint of an interrupted run",
                        "start again without --resume",
                    )
                ],
            ) from problem_found
        if not same:
            raise InputError(
                "the run cannot be resumed",
                [
                    Finding(
                        str(self.path),
                        "the checkpoint of another scenario, other hours or another version",
                        "the scenario, data and settings the run was started with",
                        "use them, or start again without --resume",
                    )
                ],
            )
        return saved


def _joined(arrays: Sequence[NDArray[Any]]) -> NDArray[Any]:
    """Return arrays one after the other; an empty one where there are none."""
    return np.concatenate(arrays) if arrays else np.zeros(0)


def _parted(joined: NDArray[Any], lengths: NDArray[np.int64]) -> list[NDArray[Any]]:
    """Return the arrays that were joined, by their lengths."""
    return np.split(joined, np.cumsum(lengths)[:-1]) if len(lengths) else []
