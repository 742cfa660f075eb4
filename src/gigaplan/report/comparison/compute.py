"""Compute: chips and what they give more or less, and what an hour of it is worth to each plan."""

from __future__ import annotations

from collections.abc import Sequence

from gigaplan.report.comparison.differences import offered, overlaid, stacked_difference
from gigaplan.report.comparison.power import words_of
from gigaplan.report.section import Chart, Choice, Section, figure
from gigaplan.report.summary import Summary

STACKED = ("chips", "generations", "compute")


def compute_section(runs: Sequence[Summary]) -> Section:
    """Return chips, compute and its price."""
    charts = (*(stacked_difference(runs, name) for name in STACKED), _price(runs))
    return Section(
        "compute", "Compute", words_of(runs), charts=tuple(one for one in charts if one is not None)
    )


def _price(runs: Sequence[Summary]) -> Chart | None:
    """Return each plan's price of compute by quarter, a choice for each kind of work [USD_2026/H100e/hour]."""
    works = dict.fromkeys(str(work) for run in runs for work in run.tables["compute_price"]["work"])
    choices = []
    for work in works:

        def price(run: Summary, work: str = work) -> tuple[list[str], list[float]] | None:
            told = run.tables["compute_price"]
            told = told[told["work"] == work]
            return (list(told["quarter"]), list(told.iloc[:, -1])) if len(told) else None

        drawn = figure("")
        overlaid(drawn, runs, price)
        choices.append(Choice(work, tuple(drawn.data)))
    if not choices:
        return None
    about = "What one more hour of an H100-equivalent would be worth to each plan, its shadow price, in money of the quarter."
    drawn = figure(
        "USD_2026 per H100e-hour", xaxis={"type": "category", "categoryorder": "category ascending"}
    )
    return offered(Chart("price", "What compute is worth", about, drawn), tuple(choices), "Kind of work")
