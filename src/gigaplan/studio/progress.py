"""What a run has told of itself: its steps, its gap, and both as a small chart."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from gigaplan.plan.gap import relative_gap
from gigaplan.report.amounts import digits

WIDTH, HEIGHT, EDGE = 640.0, 180.0, 6.0
MOST_POINTS = 400
MUSD_IN_GUSD = 1e3


@dataclass(frozen=True)
class Step:
    """One line a run told: seconds since it began, stage, round, best plan and bound [MUSD_2026]."""

    seconds: float
    stage: str
    round: int
    best: float | None = None
    bound: float | None = None

    @property
    def gap(self) -> float | None:
        """Relative distance between the best plan and the bound; nothing before both are known."""
        if self.best is None or self.bound is None:
            return None
        return relative_gap(self.best, self.bound)


def read_steps(folder: Path) -> list[Step]:
    """Return what a run told, of its last start; a torn line at the end is left out."""
    try:
        lines = (folder / "progress.jsonl").read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
    steps: list[Step] = []
    for line in lines:
        try:
            step = Step(**json.loads(line))
        except (ValueError, TypeError):
            continue
        steps = [step] if steps and step.seconds < steps[-1].seconds else [*steps, step]
    return steps


@dataclass(frozen=True)
class Chart:
    """Best plan and bound over time, as points of two lines the better the higher, and both in words."""

    best: str
    bound: str
    begin: float
    end: float
    told: str


def _comparable(known: list[Step]) -> list[Step]:
    """Return the steps of the latest stage told twice: the bound of a continuous plan is none of one in whole numbers."""
    stages = {
        stage: [one for one in known if one.stage == stage] for stage in (step.stage for step in known[::-1])
    }
    return next((steps for steps in stages.values() if len(steps) > 1), [])


def chart(steps: list[Step]) -> Chart | None:
    """Return the chart of a run's gap; nothing before a stage has two points of each line."""
    known = _comparable([step for step in steps if step.best is not None and step.bound is not None])
    known = known[:: max(len(known) // MOST_POINTS, 1)]
    if len(known) < 2:
        return None
    values = sorted([step.best or 0.0 for step in known] + [step.bound or 0.0 for step in known])
    lowest, highest = values[len(values) // 10], values[-1 - len(values) // 10]  # first rounds are far off
    begin, end = known[0].seconds, known[-1].seconds

    def points(pairs: list[tuple[float, float]]) -> str:
        span, length = max(highest - lowest, 1e-9), max(end - begin, 1e-9)
        depths = [min(max((value - lowest) / span, 0.0), 1.0) for _, value in pairs]
        places = [EDGE + (WIDTH - 2 * EDGE) * (time - begin) / length for time, _ in pairs]
        return " ".join(
            f"{x:.1f},{EDGE + (HEIGHT - 2 * EDGE) * y:.1f}" for x, y in zip(places, depths, strict=True)
        )

    return Chart(
        best=points([(step.seconds, step.best or 0.0) for step in known]),
        bound=points([(step.seconds, step.bound or 0.0) for step in known]),
        begin=begin,
        end=end,
        told=_told(known[-1].best or 0.0, known[-1].bound or 0.0),
    )


def _told(best: float, bound: float) -> str:
    """Say an objective and its bound [MUSD_2026] in words: costs count up, worth counts down."""
    if best < 0:
        return f"the best plan is worth {_money(-best)}, none is worth more than {_money(-bound)}"
    return f"the best plan costs {_money(best)}, none costs less than {_money(bound)}"


def _money(millions: float) -> str:
    return f"{digits(millions / MUSD_IN_GUSD, 5)} GUSD_2026"
