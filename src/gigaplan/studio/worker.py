"""The process of one run: the same `load`, `solve` and `report` as the command line, told to a folder."""

from __future__ import annotations

import json
import math
import os
import signal
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from gigaplan.core.errors import Finding, GigaplanError
from gigaplan.studio.lock import holding
from gigaplan.studio.store import Run, write_json, write_whole

PAUSE = 0.2


def main() -> None:
    """Work on the run of a folder; the lock on it was inherited."""
    folder, at_once, *data = sys.argv[1:]
    run = Run(Path(folder))
    signal.signal(
        signal.SIGINT, signal.default_int_handler
    )  # a studio in the background ignores it for its children
    try:
        write_whole(run.folder / "pid", str(os.getpid()))
        if (run.folder / "cancel").exists():
            raise KeyboardInterrupt
        with _slot(run.folder.parent, int(at_once)):
            (run.folder / "begun").touch()
            outcome = _plan(run, Path(data[0]) if data else None)
    except KeyboardInterrupt:
        outcome = {"state": "stopped", "summary": "Stopped before a plan stood."}
    except GigaplanError as problem:
        stopped = (run.folder / "cancel").exists()
        findings = [asdict(one) for one in problem.findings]
        outcome = {
            "state": "stopped" if stopped else "failed",
            "summary": problem.summary,
            "findings": findings,
        }
    except Exception as problem:
        traceback.print_exc()
        finding = Finding(type(problem).__name__, "a fault of gigaplan", "", "report it with worker.log")
        outcome = {"state": "failed", "summary": "an unexpected fault", "findings": [asdict(finding)]}
    write_json(run.folder / "outcome.json", outcome)


@contextmanager
def _slot(root: Path, at_once: int) -> Iterator[None]:
    """Wait until fewer than `at_once` others work."""
    while True:
        for number in range(at_once):
            with holding(root / f".slot-{number}") as mine:
                if mine is not None:
                    yield
                    return
        time.sleep(PAUSE)


def _plan(run: Run, data: Path | None) -> dict[str, Any]:
    from gigaplan.plan.solve import solve
    from gigaplan.report.run_folder import report
    from gigaplan.scenario.load import checked, open_text

    settings, began = run.settings, time.monotonic()
    with (run.folder / "progress.jsonl").open("a", encoding="utf-8") as file:

        def tell(stage: str, rounds: int, best: float, bound: float) -> None:
            known = {"best": best, "bound": bound}
            line = {"seconds": round(time.monotonic() - began, 2), "stage": stage, "round": rounds}
            line |= {name: value for name, value in known.items() if math.isfinite(value)}
            file.write(json.dumps(line) + "\n")
            file.flush()

        tell("arranging sites, hours and catalogue", 0, math.inf, -math.inf)
        scenario = checked(open_text(run.text, "scenario.yaml"))
        plan = solve(
            scenario,
            data=data,
            gap=float(settings["gap"]),
            time_limit=float(settings["seconds"]),
            progress=tell,
            folder=run.plan,
        )
        tell("writing report and tables", plan.rounds, plan.objective, plan.bound)
        report(plan, run.plan)
    stopped = plan.status.startswith("stopped")
    return {"state": "stopped" if stopped else "done", "summary": plan.status}


if __name__ == "__main__":
    main()
