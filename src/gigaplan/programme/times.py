"""Time: quarters and hours of a programme, and matrices that carry orders along lead times."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gigaplan.programme.programme import Calendar
from gigaplan.scenario.fields import quarter_label, quarter_number

Floats = NDArray[np.float64]
MONTHS_IN_QUARTER = 3
QUARTERS_IN_YEAR = 4
COMMON_YEAR = 2025  # a year without 29 February carries a typical year's hours
HOURS_IN_DAY = 24
WEEK = 7 * HOURS_IN_DAY


def quarter_labels(start: str, count: int) -> tuple[str, ...]:
    """Return the labels of `count` quarters from `start`."""
    first = quarter_number(start)
    return tuple(quarter_label(first + step) for step in range(count))


def quarter_hours() -> list[tuple[int, int]]:
    """Return first hour and number of hours of each quarter of a common year."""
    starts = pd.date_range(f"{COMMON_YEAR}-01-01", periods=QUARTERS_IN_YEAR + 1, freq="QS")
    hours = ((starts - starts[0]) / pd.Timedelta(hours=1)).astype(int)
    return [(int(begin), int(end - begin)) for begin, end in pairwise(hours)]


def hours_in_year() -> int:
    """Return the hours of a common year."""
    return sum(count for _, count in quarter_hours())


def calendar(start: str, count: int, chosen_weeks: int) -> Calendar:
    """Return the hours of a programme: all of every year in sequence, or chosen weeks that stand for them.

    A block is a programme year (four quarters from the start) with all hours, or one chosen week.
    """
    labels = quarter_labels(start, count)
    spans = quarter_hours()
    pieces: list[tuple[int, int, int, float]] = []
    for position, label in enumerate(labels):
        first, length = spans[quarter_number(label) % QUARTERS_IN_YEAR]
        if chosen_weeks == 0:
            pieces.append((position, first, length, 1.0))
            continue
        weeks = max(1, round(chosen_weeks / QUARTERS_IN_YEAR))
        for week in range(weeks):
            middle = first + (2 * week + 1) * length // (2 * weeks)
            begin = min(max(middle - WEEK // 2, first), first + length - WEEK)
            pieces.append((position, begin, WEEK, length / (weeks * WEEK)))
    return _calendar(labels, pieces, by_year=chosen_weeks == 0)


def _calendar(labels: tuple[str, ...], pieces: list[tuple[int, int, int, float]], by_year: bool) -> Calendar:
    blocks = [
        position // QUARTERS_IN_YEAR if by_year else number for number, (position, *_) in enumerate(pieces)
    ]
    lengths = [length for _, _, length, _ in pieces]
    return Calendar(
        quarters=labels,
        quarter_of_hour=np.repeat([position for position, *_ in pieces], lengths),
        block_of_hour=np.repeat(blocks, lengths),
        step_hours=np.ones(sum(lengths)),
        hours_represented=np.repeat([stands_for for *_, stands_for in pieces], lengths),
        hour_of_year=np.concatenate([np.arange(first, first + length) for _, first, length, _ in pieces]),
    )


def lead_quarters(months: float) -> int:
    """Return whole quarters that cover a lead time in months."""
    return math.ceil(months / MONTHS_IN_QUARTER - 1e-9)


def arrives(count: int, lead: int, life: float = math.inf) -> Floats:
    """Return the matrix [order, quarter] of ones from `lead` quarters after the order to the end of life."""
    order, quarter = np.indices((count, count))
    age = quarter - order - lead
    return ((age >= 0) & (age < life)).astype(float)


def spending(count: int, lead: int, curve: tuple[float, ...] = (1.0,)) -> Floats:
    """Return the matrix [order, quarter] of shares paid: a curve of equal time slices laid over the lead time."""
    slices = max(lead, 1)
    cumulative = np.interp(
        np.linspace(0, len(curve), slices + 1), np.arange(len(curve) + 1), np.cumsum((0.0, *curve))
    )
    shares = np.diff(cumulative)
    order, quarter = np.indices((count, count))
    since = quarter - order
    inside = (since >= 0) & (since < slices)
    return np.where(inside, shares[np.clip(since, 0, slices - 1)], 0.0)


def left_at_end(count: int, lead: int, life: float, paid: Floats) -> Floats:
    """Return the matrix [order, quarter] of cost left at the end: what was paid, less straight-line wear.

    What arrives after the end has no value here: money put into it would otherwise cost nothing.
    """
    order = np.arange(count)
    worn = np.clip((count - order - lead) / life, 0.0, 1.0)
    matrix = np.zeros((count, count))
    matrix[:, -1] = np.where(in_time(count, lead), paid.sum(axis=1) * (1.0 - worn), 0.0)
    return matrix


def in_time(count: int, lead: int) -> NDArray[np.bool_]:
    """Return by quarter of order whether what is ordered then arrives before the programme ends."""
    found: NDArray[np.bool_] = np.arange(count) + lead < count
    return found


def paid_before(count: int, live_from: int, quarters_before: int) -> Floats:
    """Return shares [quarter] of a sum paid evenly over the quarters before a date; earlier ones at the start."""
    shares = np.zeros(count)
    for step in range(quarters_before):
        quarter = live_from - quarters_before + step
        if quarter < count:
            shares[max(quarter, 0)] += 1.0 / quarters_before
    return shares
