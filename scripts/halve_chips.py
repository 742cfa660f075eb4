"""Plan stargate with all its chips and with half of them, and write what becomes of thinking.

Run `uv run python -m scripts.halve_chips`; it writes docs/explanation/thinking-in-a-plan.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import gigaplan
from gigaplan.plan.thinking import compute_price, deserved, moved

PAGE = Path(__file__).resolve().parents[1] / "docs" / "explanation" / "thinking-in-a-plan.md"
STEPS = (
    ("serving", slice("step 1", "step 1"), "answers already sold"),
    ("serving", slice("step 2", None), "answers to come"),
    ("training", slice("step 1", "step 1"), "the frontier run"),
    ("training", slice("step 2", None), "experiments and smaller runs"),
    ("thinking", slice(None), "thinking"),
)
QUARTERS = ("2026-Q2", "2027-Q1", "2028-Q1", "2029-Q1", "2029-Q4")
HEADER = """# Thinking inside a plan
Written by `uv run python -m scripts.halve_chips`.

A scenario may ask for thinking by steps of demand, or by questions (`workload.thinking.questions`): then the
demand follows from what right answers are worth and from what thinking longer adds to being right. The concave
envelope of that curve becomes a falling staircase of demand in the plan; compute moves between training,
answering and thinking until its worth is the same wherever it is used. The plan's shadow price of compute is that
worth, and the budgets below are what each question deserves at that price, so the price and the budgets agree by
construction (a test checks that the price stands on a step of the staircase and the budgets lie within a step).

The table compares `stargate` as shipped with half its share of advanced-packaging wafers.
"""
CHANGES = """
What gives way, over the whole programme, in million H100e-quarters:

| work | as shipped | half | change |
|---|---|---|---|"""
FOOTER = """
With half the chips the price of compute is higher in every quarter in which it moves at all, and every question is
thought about for a shorter time. Answers already sold and the frontier run hold, as their worth in the scenario
says. What gives way is what stands at the margin: experiments, asked for at the rental price of a chip, and the
long end of thinking. Thinking becomes shorter rather than stopping, because its first minutes are worth far more
than its last; where the price stands on the worth of the frontier run, as in 2027-Q1, that run waits instead. The
worths are estimates of this project, stated in the scenario; another order of them is one line away.
"""


def changes(whole: gigaplan.Plan, half: gigaplan.Plan) -> Iterator[str]:
    """Return a row for each step of each work that is asked for by steps, and one for all of thinking."""
    used = [plan.solution["compute_used"].sum("quarter") / 1e3 for plan in (whole, half)]
    for work, steps, name in STEPS:
        amounts = [float(one.sel(work=work, step=steps).sum()) for one in used]
        yield f"| {name} | {amounts[0]:.1f} | {amounts[1]:.1f} | {amounts[1] / amounts[0] - 1:+.0%} |"


def rows(title: str, plan: gigaplan.Plan) -> Iterator[str]:
    """Return the table rows of one plan."""
    price, shares = compute_price(plan).sel(work="thinking"), moved(plan)
    used = plan.solution["compute_used"].sum("step")
    budgets = {(one.quarter, one.question): one.budget for one in deserved(plan)}
    for quarter in QUARTERS:
        works = ("training", "serving", "thinking")
        split = " / ".join(f"{float(shares.sel(work=work, quarter=quarter)):.0%}" for work in works)
        amount = float(used.sel(work="thinking", quarter=quarter)) / 1e3
        code, mathematics = (budgets[(quarter, kind)] for kind in ("code", "mathematics"))
        yield (
            f"| {title} | {quarter} | {float(price.sel(quarter=quarter)):.2f} | {split} | {amount:.2f} "
            f"| {code:.3f} | {mathematics:.4f} |"
        )


def main() -> None:
    """Plan both and write the page."""
    whole = gigaplan.load("stargate")
    share = whole.supply.wafers["nvidia"].share
    half = whole.replace(
        "supply.wafers.nvidia.share", {label: f"{50 * part} %" for label, part in share.items()}
    )
    plans = gigaplan.solve(whole), gigaplan.solve(half)
    lines = [
        HEADER,
        "| chips | quarter | price of compute [USD/H100e-hour] | training / serving / thinking | thinking [million H100e] "
        "| budget of a code question [H100e-hour] | of a mathematics question |",
        "|---|---|---|---|---|---|---|",
        *rows("as shipped", plans[0]),
        *rows("half", plans[1]),
        CHANGES,
        *changes(*plans),
        FOOTER,
    ]
    PAGE.write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
