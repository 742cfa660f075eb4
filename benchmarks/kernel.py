"""Time the dispatch kernel against HiGHS on the same linear problem, side by side in one run.

python benchmarks/kernel.py [--hours 168 1000 8760] [--repeats 30] [--write benchmarks/kernel.md]
"""

from __future__ import annotations

import argparse
import os
import platform
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import highspy
import numpy as np
from numpy.typing import NDArray

from gigaplan.plan.dispatch import SiteProblem, dispatch_site, new_workspace, price_site
from gigaplan.plan.dispatch.rows import site_rows
from gigaplan.plan.highs import new_highs, pass_problem

Floats = NDArray[np.float64]
SOLVERS = {
    "simplex": {"solver": "simplex"},
    "ipm": {"solver": "ipm"},
    "ipm without crossover": {"solver": "ipm", "run_crossover": "off"},
}
SLOWEST_SOLVE = 30.0  # s, after which a HiGHS method is stopped


def site(hours: int, seed: int = 1) -> SiteProblem:
    """Return a site of 120 MW: grid at an hourly price, two gas plants, solar, wind, shedding, a four-hour battery."""
    random, hour = np.random.default_rng(seed), np.arange(hours)
    grid = 40 + 15 * np.sin(hour / 24 * 2 * np.pi) + random.normal(0, 8, hours)
    solar = np.clip(np.sin((hour % 24 - 6) / 12 * np.pi), 0, 1) * 120 * random.uniform(0.3, 1, hours)
    wind = np.clip(random.normal(0.35, 0.25, hours), 0, 1) * 80
    flat = np.ones(hours)
    return SiteProblem(
        cost=np.vstack([grid, 35 * flat, 60 * flat, 0 * flat, 0 * flat, 2000 * flat]),
        limit=np.vstack([60 * flat, 40 * flat, 30 * flat, solar, wind, 130 * flat]),
        demand=120 * flat,
        step_hours=flat,
        charge_limit=40 * flat,
        discharge_limit=40 * flat,
        energy_limit=160 * flat,
        retention=flat,
        charge_efficiency=0.92,
        discharge_efficiency=0.92,
    )


def worst_cases(hours: int) -> dict[str, SiteProblem]:
    """Return sites that make the kernel work hardest: many slopes alive at once."""
    base, random = site(hours), np.random.default_rng(2)
    lossy = replace(base, retention=np.full(hours, 0.9995))
    negative = replace(base, cost=base.cost - 45)
    seasonal = replace(base, energy_limit=base.energy_limit * 250)
    many = replace(
        base,
        cost=random.uniform(0, 100, (40, hours)),
        limit=random.uniform(0, 8, (40, hours)),
        demand=base.demand * 0.6,
    )
    return {
        "standing loss": lossy,
        "negative prices": negative,
        "tank of 1,000 h": seasonal,
        "40 segments, all prices different": many,
        "40 segments and a tank of 1,000 h": replace(many, energy_limit=seasonal.energy_limit),
    }


def median_seconds(run: Callable[[], object], repeats: int) -> float:
    """Return the median time of a run after one to warm up."""
    run()
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        run()
        times.append(time.perf_counter() - began)
    return float(np.median(times))


@dataclass(frozen=True)
class Peer:
    """What HiGHS took: by method, seconds of run() alone; seconds to build and pass the model; the least cost."""

    solve: dict[str, float]
    build: float
    objective: float

    @property
    def best(self) -> str:
        """The fastest method."""
        return min(self.solve, key=lambda method: self.solve[method])


def solve_by_highs(problem: SiteProblem, repeats: int) -> Peer:
    """Solve the same problem by each method of HiGHS at its default tolerances and options."""
    solve, build, objective = {}, [], np.nan
    for method, options in SOLVERS.items():
        times = []
        for _ in range(repeats):
            began = time.perf_counter()
            highs = new_highs(tolerance=1e-7)
            for option, choice in {**options, "time_limit": SLOWEST_SOLVE}.items():
                highs.setOptionValue(option, choice)
            pass_problem(highs, site_rows(problem).problem, whole=False)
            build.append(time.perf_counter() - began)
            began = time.perf_counter()
            highs.run()
            times.append(time.perf_counter() - began)
            if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
                times.append(np.inf)
                break
            if method == "simplex":
                objective = highs.getInfo().objective_function_value
        solve[method] = max(times) if np.inf in times else float(np.median(times))
    return Peer(solve, float(np.median(build)), objective)


def compare(name: str, problem: SiteProblem, repeats: int, peer_repeats: int) -> str:
    """Return a row of the table: the kernel's times, HiGHS's, their ratios and the difference in cost."""
    segments, hours = problem.shape
    work = new_workspace(segments, hours)
    quarter = np.arange(hours) * 4 // hours
    full = median_seconds(lambda: dispatch_site(problem, work), repeats)
    fresh = median_seconds(lambda: dispatch_site(problem), repeats)
    prices = median_seconds(
        lambda: price_site(problem, problem.limit, problem.demand, quarter, work), repeats
    )
    found, peer = dispatch_site(problem, work), solve_by_highs(problem, peer_repeats)
    size = abs(found.objective)
    cells = [
        name,
        f"{hours:,}",
        *(f"{1e3 * seconds:.2f}" for seconds in (full, fresh, prices)),
        *(f"{1e3 * peer.solve[method]:,.0f}" for method in SOLVERS),
        f"{1e3 * peer.build:,.0f}",
        f"{peer.solve[peer.best] / full:,.0f}",
        f"{(peer.solve[peer.best] + peer.build) / full:,.0f}",
        f"{abs(found.objective - peer.objective) / size:.0e}",
        f"{abs(found.objective - found.dual_value(problem)) / size:.0e}",
    ]
    return "| " + " | ".join(cells) + " |"


HEAD = [
    "case",
    "hours",
    "kernel ms",
    "without workspace ms",
    "prices only ms",
    *(f"HiGHS {method} ms" for method in SOLVERS),
    "HiGHS build ms",
    "ratio to run()",
    "ratio with build",
    "cost differs by",
    "duality gap",
]


def main() -> None:
    """Print the table, and write it where that is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hours", type=int, nargs="+", default=[168, 1000, 8760])
    parser.add_argument("--repeats", type=int, default=30)
    parser.add_argument("--peer-repeats", type=int, default=3)
    parser.add_argument("--worst", type=int, default=8760, help="hours of the worst cases; 0 leaves them out")
    parser.add_argument("--write", type=Path)
    given = parser.parse_args()
    lines = ["| " + " | ".join(HEAD) + " |", "|" + "---|" * len(HEAD)]
    print(*lines, sep="\n", flush=True)
    cases = [("battery of 4 h, 6 segments", site(hours)) for hours in given.hours]
    cases += list(worst_cases(given.worst).items()) if given.worst else []
    for place, (name, problem) in enumerate(cases):
        usual = place < len(given.hours)
        lines.append(compare(name, problem, given.repeats, given.peer_repeats if usual else 1))
        print(lines[-1], flush=True)
    if given.write:
        given.write.write_text("\n".join([*preface(), *lines, ""]), encoding="utf-8")


def preface() -> list[str]:
    """Return what the table shows, on which machine and when."""
    today = datetime.now(tz=UTC).strftime("%d %B %Y")
    return [
        "# The dispatch kernel against HiGHS",
        "",
        f"`python benchmarks/kernel.py`, {today}, {os.cpu_count()} cores ({platform.machine()}), HiGHS {highspy.Highs().version()}.",
        "",
        "Each row is one site's least-cost operation, primal and dual, on one core. Kernel: median of 30 runs of"
        " `dispatch_site` with a workspace to use again, checks of the arrays included; without one, memory is asked for"
        " anew each time; `price_site` gives cost and gradient by quarter alone, as the decomposition needs them. HiGHS:"
        " median time of `run()` alone on the same linear problem passed as arrays, by each of its methods with presolve"
        " and default tolerances (1e-7); building and passing the arrays is given apart. Ratios are against the fastest"
        " method (HiPO is not part of the wheels on PyPI). `inf`: not solved within 30 s, or without a proven"
        " status. The cost is compared with the simplex method's.",
        "",
        "The kernel's time grows with the slopes of stored energy that are alive at once: a tank of hours holds tens, one of"
        " weeks under prices that never repeat holds thousands, and each hour's slopes are moved into place among them."
        " Memory stays in proportion to hours times segments: every change to the list is logged, and undone on the way"
        " forward.",
        "",
    ]


if __name__ == "__main__":
    main()
