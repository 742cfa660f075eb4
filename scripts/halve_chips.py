"""Plan stargate with all its chips and with ever fewer, and write what becomes of thinking.

Run `uv run python -m scripts.halve_chips`; it writes docs/explanation/thinking-in-a-plan.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import gigaplan
from gigaplan.plan.thinking import compute_price, deserved, moved

PAGE = Path(__file__).resolve().parents[1] / "docs" / "explanation" / "thinking-in-a-plan.md"
STEPS = (
    ("serving", slice("step 1", "step 1"), "answers already sold"),
    ("serving", slice("step 2", None), "answers to come"),
    ("training", slice("step 1", "step 1"), "the frontier run"),
    ("training", slice("step 2", "step 2"), "experiments that settle the next run"),
    ("training", slice("step 3", None), "other experiments and smaller runs"),
    ("thinking", slice(None), "thinking"),
)
SHARES_LEFT = (1.0, 0.9, 0.75, 0.5)  # of the chips as shipped
LAST = "2029-Q4"
QUARTERS = ("2025-Q4", "2026-Q2", "2027-Q1", "2028-Q1", "2029-Q1", "2029-Q4")
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
What gives way as chips become fewer, in million H100e-quarters over the whole programme:
"""
AT_THE_END = """
and in its last quarter, {quarter}, in million H100e, with the price of compute [USD/H100e-hour] in the last row:
"""
FOOTER = """
Thinking gives way first. Of the compute lost with a tenth, a quarter and half of the chips, 63, 62 and 49 % is
thinking's, and in the last quarter nearly all of it until chips are halved: its longest thoughts are the use of
compute that is worth least. Its demand is a staircase, so while the price stands on one step the budgets stay and
fewer questions get the longest thought. Experiments asked for only at the rental price of a chip go next, and go
altogether with half the chips; answers already sold, the frontier run and the experiments that settle the next one
hold longest, as their worth in the scenario says. With half the chips the price of compute is higher in every quarter
in which it moves at all, and every question is thought about for a shorter time. Thinking becomes shorter rather than
stopping, because its first minutes are worth far more than its last. The worths are estimates of this project, stated
in the scenario with what they rest on; another order of them is one line away.

In 2025-Q4 thinking takes three quarters of the compute. That is the first tenth of a million H100e to run, and the
questions whose answers are worth more than 8.43 dollars an hour of it stand before answers sold at 7.8; two quarters
later they are 38 %, a year later 20. A laboratory that has other compute for its first answers would not see this.

Is 39 % for thinking at the end plausible? It is what is left when every other step of demand is met: answers and
training ask for 17 million H100e in 2029-Q4 and no more, and thinking takes the rest at whatever it is worth, 0.84
dollars. `gigaplan think --price 0.84` shows of what: 40 % is open problems (83 thousand H100e-hours each, one answer
in four right), 25 % chat, 22 % code, 11 % agents. The questions are twelve times the catalogue's, the worth of an
answer is of grade E, and no published curve of open problems exists; a tenth of their questions would leave thinking
a third smaller at this price. Read the share as the room that such supply leaves for thinking, not as a forecast.
"""


def fewer(whole: gigaplan.Scenario, left: float) -> gigaplan.Scenario:
    """Return the scenario with a share of its advanced-packaging wafers."""
    share = whole.supply.wafers["nvidia"].share
    return whole.replace(
        "supply.wafers.nvidia.share", {label: f"{100 * left * part} %" for label, part in share.items()}
    )


def changes(plans: Sequence[gigaplan.Plan], quarters: slice) -> Iterator[str]:
    """Return a table with a row for each step of each work that is asked for by steps, and one for all of thinking."""
    heads = ("as shipped", *(f"{left:.0%}" for left in SHARES_LEFT[1:]))
    yield f"| work | {' | '.join(heads)} |"
    yield "|---" * (len(heads) + 1) + "|"
    used = [plan.solution["compute_used"].sel(quarter=quarters).sum("quarter") / 1e3 for plan in plans]
    for work, steps, name in STEPS:
        amounts = [float(one.sel(work=work, step=steps).sum()) for one in used]
        cells = [f"{amount:.1f} ({amount / amounts[0] - 1:+.0%})" for amount in amounts[1:]]
        yield f"| {name} | {amounts[0]:.1f} | {' | '.join(cells)} |"


def prices(plans: Sequence[gigaplan.Plan]) -> str:
    """Return the row of what compute is worth in the last quarter."""
    found = [float(compute_price(plan).sel(work="thinking", quarter=LAST)) for plan in plans]
    return f"| price of compute | {' | '.join(f'{price:.2f}' for price in found)} |"


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
    plans = [gigaplan.solve(fewer(whole, left)) for left in SHARES_LEFT]
    lines = [
        HEADER,
        "| chips | quarter | price of compute [USD/H100e-hour] | training / serving / thinking | thinking [million H100e] "
        "| budget of a code question [H100e-hour] | of a mathematics question |",
        "|---|---|---|---|---|---|---|",
        *rows("as shipped", plans[0]),
        *rows("half", plans[-1]),
        CHANGES,
        *changes(plans, slice(None)),
        AT_THE_END.format(quarter=LAST),
        *changes(plans, slice(LAST, LAST)),
        prices(plans),
        FOOTER,
    ]
    PAGE.write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
