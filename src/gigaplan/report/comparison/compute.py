"""Compute: chips and what they give more or less, and what an hour of it is worth to each plan."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from gigaplan.report.comparison.differences import Line, lines, offered, quarters_figure, stacked_difference
from gigaplan.report.comparison.power import words_of
from gigaplan.report.section import Chart, Choice, Section
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
    if not works:
        return None
    choices = tuple(Choice(work, lines(runs, partial(_price_of, work=work))) for work in works)
    about = "What one more hour of an H100-equivalent would be worth to each plan, its shadow price, in money of the quarter."
    drawn = quarters_figure("USD_2026 per H100e-hour")
    return offered(Chart("price", "What compute is worth", about, drawn), choices, "Kind of work")


def _price_of(run: Summary, work: str) -> Line | None:
    told = run.tables["compute_price"]
    told = told[told["work"] == work]
    return (list(told["quarter"]), list(told.iloc[:, -1])) if len(told) else None
