"""Money: who pays and for what, from the first run's cost of compute to a later one's, and the books."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import pandas as pd

from gigaplan.report.comparison.differences import (
    Line,
    lines,
    offered,
    pairs,
    quarters_figure,
    stacked_difference,
)
from gigaplan.report.comparison.figures import nil_where_missing, table_beside
from gigaplan.report.money_tables import AMOUNT
from gigaplan.report.section import Chart, Choice, Section
from gigaplan.report.sections.accounts import SHARES
from gigaplan.report.sections.money import falls, waterfall_figure
from gigaplan.report.stacks import MUSD_IN_GUSD, plain
from gigaplan.report.summary import Summary

LEAST = 1e-6  # GUSD_2026; less is rounding of the solver


def money_section(runs: Sequence[Summary]) -> Section:
    """Return what the later runs pay more or less, and why their compute costs more or less."""
    charts = (*(stacked_difference(runs, name) for name in ("calls", "cash")), _waterfall(runs))
    ledgers = table_beside(
        runs,
        "ledger and term",
        "Ledger: every term over the programme, undiscounted [GUSD_2026]",
        nil_where_missing([ledger(run) for run in runs]),
    )
    lead = "Who pays, and for what; and why an hour of compute, and what is made of it, costs more or less."
    return Section(
        "money",
        "Money",
        lead,
        charts=tuple(chart for chart in charts if chart is not None),
        tables=() if ledgers is None else (ledgers,),
    )


def accounts_section(runs: Sequence[Summary]) -> Section:
    """Return what the later runs earn and own more or less, how well each fleet is used, and each run's measures."""
    charts = (*(stacked_difference(runs, name) for name in ("profit", "books")), _use(runs))
    measured = table_beside(
        runs, "measure", "Measures of the money", [_measures(run.tables["money_measures"]) for run in runs]
    )
    return Section(
        "accounts",
        "Accounts",
        "Revenue is imputed: compute is sold at each plan's own price, at most the market's rent of an H100.",
        charts=tuple(chart for chart in charts if chart is not None),
        tables=() if measured is None else (measured,),
    )


def ledger(run: Summary) -> dict[str, float]:
    """Return every term of a run's ledgers, summed over the quarters [GUSD_2026]."""
    sums = run.tables["ledger"].groupby(["ledger", "term"], sort=False)[AMOUNT].sum() / MUSD_IN_GUSD
    return {
        f"{name}: {plain(str(term))}": float(amount)
        for name, term, amount in sums.reset_index().itertuples(index=False)
        if abs(amount) > LEAST
    }


def _measures(table: pd.DataFrame) -> dict[str, float]:
    """Return the measures that are known, each with its unit."""
    return {
        f"{name} [{unit}]".replace(" [dimensionless]", ""): float(value)
        for name, value, unit in zip(table["name"], table["value"], table["unit"], strict=True)
        if value == value
    }


def _use(runs: Sequence[Summary]) -> Chart:
    """Return how well each fleet is used by quarter, a choice for each share [%]."""
    choices = tuple(Choice(share, lines(runs, partial(_used, share=share))) for share in SHARES)
    about = "Chips without work, compute of generations that another beats twofold per watt, and halls without chips, in each run."
    chart = Chart("well_spent", "Is it well spent?", about, quarters_figure("%"))
    return offered(chart, choices, "Share")


def _used(run: Summary, share: str) -> Line:
    told = run.tables["money_use"]
    return list(told["quarter"]), list(100 * told[share])


def cost(run: Summary, what: str) -> dict[str, float]:
    """Return what a thing costs in a run by term [USD_2026]."""
    return {term: amount * run.hours_taken[what] for term, amount in run.cost.items()}


def _waterfall(runs: Sequence[Summary]) -> Chart | None:
    """Return the falls from the first run's cost to each later one's, or nothing where either uses no compute."""
    choices = []
    for words, first, later in pairs(runs):
        if not (first.cost and later.cost):
            continue
        letter = words[0]
        for what in (one for one in first.hours_taken if one in later.hours_taken):
            ours, theirs = cost(first, what), cost(later, what)
            terms = dict.fromkeys([*ours, *theirs])
            change = {term: theirs.get(term, 0.0) - ours.get(term, 0.0) for term in terms}
            drawn = falls(
                f"USD_2026 for {what}",
                change,
                begin={"whole of A": sum(ours.values())},
                end=f"whole of {letter}",
            )
            choices.append(Choice(f"{what}, from A to {letter}", (drawn,)))
    if not choices:
        return None
    about = (
        "From the whole cost in A to the whole cost in the later run: what each kind of cost adds or takes away. Discounted costs "
        "over discounted compute used, each run by its own."
    )
    title = "From one cost of compute to the other"
    return offered(Chart("waterfall", title, about, waterfall_figure()), tuple(choices), chooser="Cost of")
