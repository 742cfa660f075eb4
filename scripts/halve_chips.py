"""Plan stargate with all its chips and with ever fewer, and write what becomes of thinking.

Run `uv run python -m scripts.halve_chips`; it writes docs/explanation/thinking-in-a-plan.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import xarray as xr

import gigaplan
from gigaplan.plan.thinking import compute_price, deserved, moved, runs
from gigaplan.programme.thinking import shipped_classes, think

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
HEADS = ("as shipped", *(f"{left:.0%}" for left in SHARES_LEFT[1:]))
FIRST, LAST = "2025-Q4", "2029-Q4"
QUARTERS = (FIRST, "2026-Q2", "2027-Q1", "2028-Q1", "2029-Q1", LAST)
MILLION = 1e3  # kH100e
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
MEANS = """
What fewer chips do to the price of compute and to thinking, as means over the {count} quarters that have any compute:
"""
CHANGES = """
What gives way, in million H100e-quarters over the whole programme:
"""
AT_THE_END = """
and in its last quarter, {quarter}, in million H100e:
"""
FOOTER = """
**So it is.** Every cut raises the price of compute and shortens thinking, and thinking loses most: {parts} of all the
compute that is lost. Halving the chips raises the mean price by {dearer:.0%} and takes {shorter:.0%} from a code question's
budget. While the price stands on one step of demand (a staircase of twenty) the budgets stay, and fewer questions get the
longest thought.

**It is not alone.** With half the chips the other experiments go altogether, and answers to come lose {to_come:.0%} where
thinking loses {thinking:.0%}. The order is that of the worths in the scenario. Those experiments are asked for at the rental
price of a chip and no more, so above that price none is run; a question is only thought about for a shorter time, because
its first minutes are worth far more than its last. Answers already sold, the frontier run and the experiments that settle
the next one hold longest. The worths are estimates of this project, stated in the scenario with what they rest on; another
order of them is one line away.

**Where the price does not move.** In {last} it is the same with 90 and 75 % of the chips: {kept:.0%} of the compute is still
there with three quarters of them, because by then it is not wafers that bind: what early chips did not cost buys later ones.
The years between carry the scarcity.

In {first} thinking takes {early:.0%} of the compute. That is the first tenth of a million H100e to run, and the questions
whose answers are worth more than {early_price:.2f} dollars an hour of it stand before answers sold at 7.8; two quarters
later they are {later:.0%}, a year later {year_later:.0%}. A laboratory that has other compute for its first answers would not
see this.

Is {share:.0%} for thinking at the end plausible? It is what is left when every other step of demand is met: answers and
training ask for 17 million H100e in {last} and no more, and thinking takes the rest at whatever it is worth, {price:.2f}
dollars. `gigaplan think --price {price:.2f}` shows of what: {parts_of_thinking}. An open problem gets {open_hours:,.0f}
H100e-hours, and {open_right:.0%} of them are solved. The questions are twelve times the catalogue's, the worth of an answer
is of grade E, and no published curve of open problems exists. Read the share as the room that such supply leaves for
thinking, not as a forecast.
"""


@dataclass(frozen=True)
class Told:
    """What a plan says of thinking: price [USD_2026/H100e/hour] by quarter, compute used [kH100e] by work, step and
    quarter, share by work and quarter, budget [H100e-hour] by quarter and class."""

    price: xr.DataArray
    used: xr.DataArray
    shares: xr.DataArray
    budgets: dict[tuple[str, str], float]

    @property
    def whole(self) -> xr.DataArray:
        """Return the compute used by quarter [million H100e]."""
        return self.used.sum(["work", "step"]) / MILLION

    def of(self, work: str, steps: slice = slice(None), quarters: slice = slice(None)) -> float:
        """Return the compute steps of a work get over some quarters [million H100e-quarters]."""
        return float(self.used.sel(work=work, step=steps, quarter=quarters).sum()) / MILLION

    def budget(self, question: str) -> float:
        """Return the mean budget of a class of question over the quarters with any compute [H100e-hour]."""
        return float(np.mean([spent for (_, name), spent in self.budgets.items() if name == question]))


def told(plan: gigaplan.Plan) -> Told:
    """Return what a plan says of thinking."""
    return Told(
        compute_price(plan).sel(work="thinking").where(runs(plan)),
        plan.solution["compute_used"],
        moved(plan),
        {(one.quarter, one.question): one.budget for one in deserved(plan)},
    )


def fewer(whole: gigaplan.Scenario, left: float) -> gigaplan.Scenario:
    """Return the scenario with a share of its advanced-packaging wafers."""
    share = whole.supply.wafers["nvidia"].share
    return whole.replace(
        "supply.wafers.nvidia.share", {label: f"{100 * left * part} %" for label, part in share.items()}
    )


def rows(title: str, one: Told) -> Iterator[str]:
    """Return the table rows of one plan."""
    for quarter in QUARTERS:
        works = ("training", "serving", "thinking")
        split = " / ".join(f"{float(one.shares.sel(work=work, quarter=quarter)):.0%}" for work in works)
        amount = one.of("thinking", quarters=slice(quarter, quarter))
        code, mathematics = (one.budgets[(quarter, kind)] for kind in ("code", "mathematics"))
        price = float(one.price.sel(quarter=quarter))
        yield f"| {title} | {quarter} | {price:.2f} | {split} | {amount:.2f} | {code:.3f} | {mathematics:.4f} |"


def table(first: str, lines: Sequence[tuple[str, Sequence[str]]]) -> Iterator[str]:
    """Return a table with a column for each share of the chips."""
    yield f"| {first} | {' | '.join(HEADS)} |"
    yield "|---" * (len(HEADS) + 1) + "|"
    for name, cells in lines:
        yield f"| {name} | {' | '.join(cells)} |"


def changes(plans: Sequence[Told], quarters: slice) -> Iterator[str]:
    """Return a table with a row for each step of each work that is asked for by steps, and one for all of thinking."""
    lines = []
    for work, steps, name in STEPS:
        amounts = [one.of(work, steps, quarters) for one in plans]
        lost = [f"{amount:.1f} ({amount / amounts[0] - 1:+.0%})" for amount in amounts[1:]]
        lines.append((name, [f"{amounts[0]:.1f}", *lost]))
    return table("work", lines)


def means(plans: Sequence[Told]) -> Iterator[str]:
    """Return a table of prices and budgets: means over the quarters with any compute, then prices by quarter."""
    lines = [("mean price of compute [USD/H100e-hour]", [f"{float(one.price.mean()):.2f}" for one in plans])]
    for question, digits in (("chat", 5), ("code", 3), ("mathematics", 4)):
        cells = [f"{one.budget(question):.{digits}f}" for one in plans]
        lines.append((f"mean budget of a {question} question [H100e-hour]", cells))
    for quarter in QUARTERS[2:]:
        cells = [f"{float(one.price.sel(quarter=quarter)):.2f}" for one in plans]
        lines.append((f"price in {quarter}", cells))
    return table("", lines)


def footer(plans: Sequence[Told]) -> str:
    """Return the words below the tables, every figure from the plans."""
    whole, half, last = plans[0], plans[-1], slice(LAST, LAST)
    lost = [
        (whole.of("thinking") - one.of("thinking")) / float((whole.whole - one.whole).sum())
        for one in plans[1:]
    ]
    price = float(whole.price.sel(quarter=LAST))
    answers = think(shipped_classes(), round(price, 2))
    spent = sum(one.budget.compute for one in answers)
    parts = sorted(((one.budget.compute / spent, one.question.name) for one in answers), reverse=True)[:4]
    problem = next(one.budget for one in answers if one.question.name == "open_problems")
    share = whole.shares.sel(work="thinking")
    return FOOTER.format(
        parts=", ".join(f"{part:.0%}" for part in lost[:-1]) + f" and {lost[-1]:.0%}",
        dearer=float(half.price.mean() / whole.price.mean()) - 1,
        shorter=1 - half.budget("code") / whole.budget("code"),
        to_come=1 - half.of("serving", slice("step 2", None)) / whole.of("serving", slice("step 2", None)),
        thinking=1 - half.of("thinking") / whole.of("thinking"),
        kept=float(plans[2].whole.sel(quarter=LAST) / whole.whole.sel(quarter=LAST)),
        early=float(share.sel(quarter=FIRST)),
        early_price=float(whole.price.sel(quarter=FIRST)),
        later=float(share.sel(quarter="2026-Q2")),
        year_later=float(share.sel(quarter="2027-Q1")),
        share=float(share.sel(quarter=last).sum()),
        price=price,
        parts_of_thinking=", ".join(f"{part:.0%} {name.replace('_', ' ')}" for part, name in parts),
        open_hours=problem.spend,
        open_right=problem.accuracy,
        first=FIRST,
        last=LAST,
    )


def page(plans: Sequence[Told]) -> str:
    """Return the page of the plans with all chips, 90, 75 and 50 % of them."""
    lines = [
        HEADER,
        "| chips | quarter | price of compute [USD/H100e-hour] | training / serving / thinking | thinking [million H100e] "
        "| budget of a code question [H100e-hour] | of a mathematics question |",
        "|---|---|---|---|---|---|---|",
        *rows("as shipped", plans[0]),
        *rows("half", plans[-1]),
        MEANS.format(count=int(plans[0].price.count())),
        *means(plans),
        CHANGES,
        *changes(plans, slice(None)),
        AT_THE_END.format(quarter=LAST),
        *changes(plans, slice(LAST, LAST)),
        footer(plans),
    ]
    return "\n".join(lines)


def main() -> None:
    """Plan all and write the page."""
    whole = gigaplan.load("stargate")
    PAGE.write_text(
        page([told(gigaplan.solve(fewer(whole, left))) for left in SHARES_LEFT]), encoding="utf-8"
    )


if __name__ == "__main__":
    main()
