"""Compute: chips and what they give more or less, and what an hour of it is worth to each plan."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from gigaplan.report.comparison.differences import (
    Line,
    lead_of,
    lines,
    offered,
    quarters_figure,
    stacked_difference,
)
from gigaplan.report.section import Chart, Choice, Section
from gigaplan.report.summary import Summary

STACKED = ("chips", "generations", "compute")


def compute_section(runs: Sequence[Summary]) -> Section:
    """Return chips, compute and its price."""
    found = tuple(one for name in STACKED if (one := stacked_difference(runs, name)) is not None)
    price = _price(runs)
    charts = found if price is None else (*found, price)
    return Section("compute", "Compute", lead_of(runs, found), charts=charts)


def _price(runs: Sequence[Summary]) -> Chart | None:
    """Return each plan's price of compute by quarter, a choice for each kind of work [USD_2026/H100e/hour]."""
    works = dict.fromkeys(str(work) for run in runs for work in run.tables["compute_price"]["work"])
    if not works:
        return None
    choices = tuple(Choice(work, lines(runs, partial(_price_of, work=work))) for work in works)
    about = "What one more hour of an H100-equivalent would be worth to each plan, its shadow price, in money of the quarter."
    drawn = quarters_figure("USD_2026 per H100e-hour")
    return offered(Chart("price", "What compute is worth", about, drawn), choices, "Kind of work")


def _price_of(run: Summary, work: str) -> Line | None:
    told = run.tables["compute_price"]
    told = told[told["work"] == work].set_index("quarter")
    return (run.quarters, list(told.iloc[:, -1].reindex(list(run.quarters)))) if len(told) else None
