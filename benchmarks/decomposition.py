"""The decomposition beside its peers on the same programmes, each case in a process of its own.

python -m benchmarks.decomposition [--parts sites years assets monolith-relaxed monolith-whole pypsa]

Measured: seconds to a certified 0.1 % of the relaxation and 0.5 % with whole numbers, arranging excluded and
building included; rounds; peak memory of the process; and the seconds of HiGHS on the whole problem built by
linopy, and of PyPSA on its power side, at growing sizes until one takes longer than the limit.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

REPORT = Path(__file__).with_suffix(".md")
RELAXED_GAP, WHOLE_GAP = 1e-3, 5e-3
OTHER_ASSETS = 3  # two grid offers and the battery
SITES, YEARS = (5, 10, 20, 40, 80), (1, 3, 5)
MAKES = (1, 2, 4)  # makes of each of the five plants at a site
SIZES = ((1, 2), (1, 4), (2, 4), (4, 4), (3, 8), (4, 8), (8, 8))  # sites, quarters; each larger than the last
GRACE = 60.0  # s for building and reading before a case is ended from outside


Part = Callable[[argparse.Namespace, list[tuple[int, int]]], list[str]]


@dataclass(frozen=True)
class Case:
    """One method on one programme."""

    method: str
    sites: int
    quarters: int
    seconds: float
    makes: int = 1

    def measured_here(self) -> dict[str, Any]:
        """Run the case in this process and return its figures."""
        from benchmarks.programmes import synthetic_programme, with_makes

        programme = with_makes(synthetic_programme(self.sites, self.quarters), self.makes)
        _warm_up()
        started, worked = time.perf_counter(), time.process_time()
        figures = METHODS[self.method](programme, self.seconds)
        figures["seconds"] = time.perf_counter() - started
        figures["processor_seconds"] = time.process_time() - worked
        figures["gigabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        return figures

    def measured_apart(self, python: str) -> dict[str, Any]:
        """Run the case in a fresh process, ended some time after the limit."""
        command = [python, "-m", "benchmarks.decomposition", "--case", json.dumps(vars(self))]
        before = _children_worked()
        try:
            ended = subprocess.run(
                command, capture_output=True, text=True, timeout=self.seconds + GRACE, check=False
            )
        except subprocess.TimeoutExpired:
            return self._unfinished("ended at the limit", before)
        if ended.returncode:
            return self._unfinished(ended.stderr.strip()[-200:], before)
        found: dict[str, Any] = json.loads(ended.stdout.strip().splitlines()[-1])
        return found

    def _unfinished(self, status: str, before: float) -> dict[str, Any]:
        worked = _children_worked() - before
        return {"finished": False, "seconds": self.seconds, "processor_seconds": worked, "status": status}


def _children_worked() -> float:
    """Return the processor seconds of all processes that this one started and that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _warm_up() -> None:
    """Load compiled code and libraries, so that no case pays for what is paid once."""
    from benchmarks.programmes import synthetic_programme

    from gigaplan.plan.decomposition.solve import solve_decomposed

    solve_decomposed(synthetic_programme(1, 2, hours_in_quarter=24))


def _decomposed(programme: Any, seconds: float, relax: bool) -> dict[str, Any]:
    from gigaplan.plan.decomposition.rounds import Effort
    from gigaplan.plan.decomposition.solve import solve_decomposed

    effort = Effort(RELAXED_GAP, RELAXED_GAP if relax else WHOLE_GAP, seconds, threads=2, relax=relax)
    found = solve_decomposed(programme, effort)
    gap = (found.objective - found.bound) / abs(found.objective)
    return {
        "finished": gap <= effort.whole_gap,
        "rounds": found.rounds,
        "gap": gap,
        "objective": found.objective,
    }


def _monolith(programme: Any, seconds: float, relax: bool) -> dict[str, Any]:
    from dataclasses import replace

    import numpy as np

    from gigaplan.plan.build import build
    from gigaplan.plan.highs import solve_problem

    problem = build(programme)
    if relax:
        problem = replace(problem, whole=np.zeros_like(problem.whole))
    found = solve_problem(problem, gap=WHOLE_GAP, time_limit=seconds)
    return {
        "finished": found.status == "optimal",
        "objective": found.objective,
        "gap": (found.objective - found.bound) / abs(found.objective),
        "rows": problem.shape[0],
    }


def _pypsa(programme: Any, seconds: float) -> dict[str, Any]:
    from benchmarks.pypsa_peer import solve_with_pypsa

    return solve_with_pypsa(programme, seconds)


METHODS = {
    "decomposed, relaxed": lambda programme, seconds: _decomposed(programme, seconds, relax=True),
    "decomposed, whole": lambda programme, seconds: _decomposed(programme, seconds, relax=False),
    "monolith, relaxed": lambda programme, seconds: _monolith(programme, seconds, relax=True),
    "monolith, whole": lambda programme, seconds: _monolith(programme, seconds, relax=False),
    "PyPSA, power side": _pypsa,
}


def growth(cases: Sequence[tuple[int, int, int]], seconds: float) -> list[str]:
    """Measure the decomposition on cases of sites, quarters and makes; return the rows of a table."""
    rows = [
        "| sites | quarters | assets a site | relaxed to 0.1 % [s] | rounds | whole to 0.5 % [s] | rounds | gap | memory [GB] |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for sites, quarters, makes in cases:
        relaxed, whole = (
            Case(f"decomposed, {kind}", sites, quarters, seconds, makes).measured_apart(sys.executable)
            for kind in ("relaxed", "whole")
        )
        memory = max(relaxed.get("gigabytes", 0.0), whole.get("gigabytes", 0.0))
        rows.append(
            f"| {sites} | {quarters} | {5 * makes + OTHER_ASSETS} | {_seconds(relaxed)} | {relaxed.get('rounds', '')} "
            f"| {_seconds(whole)} | {whole.get('rounds', '')} | {whole.get('gap', float('nan')):.2%} | {memory:.2f} |"
        )
        print(rows[-1], flush=True)
    return rows


def beside(peer: str, own: str, seconds: float, python: str, sizes: Sequence[tuple[int, int]]) -> list[str]:
    """Measure a peer and the decomposition side by side at growing sizes, until the peer passes the limit."""
    rows = [
        f"| sites x quarters | {peer} [s] | memory [GB] | {own} [s] | ratio | objectives differ by |",
        "|---|---|---|---|---|---|",
    ]
    for sites, quarters in sizes:
        theirs = Case(peer, sites, quarters, seconds).measured_apart(python)
        ours = Case(own, sites, quarters, seconds).measured_apart(sys.executable)
        ratio = theirs["seconds"] / ours["seconds"]
        worked = theirs["processor_seconds"] / ours["processor_seconds"]
        same = peer.startswith("monolith") and theirs.get("objective") is not None and theirs["finished"]
        differ = f"{ours['objective'] / theirs['objective'] - 1.0:+.2%}" if same else ""
        sign = "" if theirs["finished"] else "more than "
        rows.append(
            f"| {sites} x {quarters} | {_seconds(theirs)} | {theirs.get('gigabytes', float('nan')):.2f} "
            f"| {_seconds(ours)} | {sign}{ratio:.0f} ({worked:.0f}) | {differ} |"
        )
        print(peer, rows[-1], theirs.get("status", ""), flush=True)
        if not theirs["finished"]:
            break
    return rows


def _seconds(figures: dict[str, Any]) -> str:
    """Return seconds passed and, in brackets, seconds the processors worked on all cores together."""
    worked = f" ({figures['processor_seconds']:.1f})" if "processor_seconds" in figures else ""
    return (
        f"{figures['seconds']:.1f}{worked}"
        if figures["finished"]
        else f"not in {figures['seconds']:.0f}{worked}"
    )


def main() -> None:
    """Measure every part asked for; each takes the place of its older self in the report beside this file."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--parts", nargs="*", choices=PARTS, default=list(PARTS))
    asked.add_argument("--sites", type=int, nargs="*", default=SITES, help="sites to measure the growth at")
    asked.add_argument("--limit", type=float, default=600.0, help="seconds a case may take")
    asked.add_argument("--pypsa-python", default=sys.executable, help="python with PyPSA (group bench)")
    asked.add_argument(
        "--sizes", type=int, nargs="*", default=list(range(len(SIZES))), help="which sizes with peers"
    )
    asked.add_argument("--case", help=argparse.SUPPRESS)
    given = asked.parse_args()
    if given.case:
        print(json.dumps(Case(**json.loads(given.case)).measured_here()))
        return
    sizes = [SIZES[number] for number in given.sizes]
    for part in given.parts:
        _write(part, PARTS[part](given, sizes))


def _peer(peer: str) -> Part:
    own = "decomposed, whole" if peer.endswith("whole") else "decomposed, relaxed"

    def measure(given: argparse.Namespace, sizes: list[tuple[int, int]]) -> list[str]:
        python = given.pypsa_python if peer.startswith("PyPSA") else sys.executable
        return beside(peer, own, given.limit, python, sizes)

    return measure


PARTS: dict[str, Part] = {
    "sites": lambda given, _: growth([(sites, 20, 1) for sites in given.sites], given.limit),
    "years": lambda given, _: growth([(10, 4 * years, 1) for years in YEARS], given.limit),
    "assets": lambda given, _: growth([(5, 20, makes) for makes in MAKES], given.limit),
    "monolith-relaxed": _peer("monolith, relaxed"),
    "monolith-whole": _peer("monolith, whole"),
    "pypsa": _peer("PyPSA, power side"),
}
TITLES = {
    "sites": "Growth with sites",
    "years": "Growth with years",
    "assets": "Growth with assets",
    "monolith-relaxed": "Monolith, relaxed",
    "monolith-whole": "Monolith, whole",
    "pypsa": "PyPSA, power side",
}


def _write(part: str, table: list[str]) -> None:
    """Put a part in the report, in the place of its older self; the other parts stay."""
    head, *others = REPORT.read_text(encoding="utf-8").split("\n## ") if REPORT.exists() else [HEADING]
    kept = {one.splitlines()[0]: one.strip() for one in others}
    command = "`python -m benchmarks.decomposition " + " ".join(sys.argv[1:]) + "`"
    today = datetime.datetime.now(datetime.UTC).date()
    about = f"{today}, {os.cpu_count()} cores, Python {platform.python_version()}; load of the machine at the end {os.getloadavg()[0]:.1f}."
    kept[TITLES[part]] = "\n".join([TITLES[part], f"{about} {command}", "", *table])
    ordered = [kept.pop(title) for title in TITLES.values() if title in kept] + list(kept.values())
    REPORT.write_text("\n\n## ".join([head.strip(), *ordered]) + "\n", encoding="utf-8")


HEADING = (
    "# Measured: the decomposition and its peers\n\n"
    "What each case is stands in `README.md`. Seconds passed, in brackets seconds the processors worked; where "
    "they differ much, other work shared the machine. Each part carries its own date and command."
)

if __name__ == "__main__":
    main()
