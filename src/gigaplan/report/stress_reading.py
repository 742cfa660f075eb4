"""What is told of an ensemble: percentiles and probabilities in words, the same on the terminal and on the page."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from gigaplan.operate.lateness import MONTHS_IN_QUARTER
from gigaplan.report.tables import STRESS
from gigaplan.scenario.fields import quarter_number
from gigaplan.study.stress.ensemble import Ensemble
from gigaplan.study.stress.outcome import GIGAWATTS

PERCENTILES = (0.1, 0.5, 0.9)
TOLD = ("outcome", "plan", "1 in 10 at or below", "median", "9 in 10 at or below")
FAN = (0.05, 0.25, 0.5, 0.75, 0.95)
RUNNING, GAP = "gigawatts running [GW_it]", "gap in money [GUSD_2026]"
EACH_ALONE = "Each input alone: change of net value [GUSD_2026]"
FANS = {RUNNING: ("gw_", 1.0), GAP: ("gap_", 1e-3)}
INPUTS = {
    "construction_slip": "construction slip",
    "grid_slip": "grid late",
    "turbine_slip": "plants late",
    "chip_slip": "chips late",
    "chip_price": "chip price",
    "demand": "demand",
    "worth": "worth of compute",
    "power_price": "power price",
    "gas_price": "gas price",
    "weather": "year of weather",
    "tranches": "tranches of money",
    "export_stop": "export stop",
    "campus_lost": "largest campus lost",
}


@dataclass(frozen=True)
class Line:
    """An outcome with its planned amount and its 10th, 50th and 90th percentile, as text."""

    name: str
    unit: str
    planned: str
    percentiles: tuple[str, str, str]


def summary(ensemble: Ensemble) -> list[Line]:
    """Return the outcomes told first."""
    last = ensemble.quarters[-1]
    asked = [
        (f"GW running by {last}", "GW_it", f"gw_{last}", 1.0),
        ("net value, discounted", "GUSD_2026", "net", 1e-3),
        ("capital paid", "GUSD_2026", "capital", 1e-3),
        ("running cost", "GUSD_2026", "running", 1e-3),
        ("largest gap in money", "GUSD_2026", "cash_gap", 1e-3),
        ("compute", "M H100e-years", "compute", 1.0),
        ("planned work unserved", "%", "unserved", 100.0),
    ]
    lines = [
        Line(name, unit, _amount(scale * ensemble.planned[column]), _three(scale * ensemble.outcomes[column]))
        for name, unit, column, scale in asked
    ]
    return [*lines, *(_date(ensemble, amount) for amount in GIGAWATTS[:2])]


def _date(ensemble: Ensemble, amount: float) -> Line:
    column = f"month_of_{amount:g}_gw"
    months = [percentile(ensemble.outcomes[column], chance) for chance in PERCENTILES]
    first, middle, last = (month_label(ensemble, month) for month in months)
    return Line(
        f"{amount:g} GW reached",
        "month",
        month_label(ensemble, ensemble.planned[column]),
        (first, middle, last),
    )


def percentile(values: pd.Series[float], chance: float) -> float:
    """Return a percentile of values that may be infinite: the smallest that so large a share stays at or below."""
    ordered = np.sort(values.to_numpy())
    return float(ordered[max(int(np.ceil(chance * len(ordered))) - 1, 0)])


def month_label(ensemble: Ensemble, month: float) -> str:
    """Return a month counted from the start as "2027-04"; "never" where it is beyond the programme."""
    if not np.isfinite(month):
        return "never"
    start = quarter_number(ensemble.quarters[0]) * MONTHS_IN_QUARTER
    number = start + int(month)
    return f"{number // 12}-{number % 12 + 1:02d}"


def _three(values: pd.Series[float]) -> tuple[str, str, str]:
    first, middle, last = (_amount(percentile(values, chance)) for chance in PERCENTILES)
    return first, middle, last


def _amount(amount: float) -> str:
    amount = amount if abs(amount) > 1e-9 else 0.0
    return f"{amount:,.0f}" if abs(amount) >= 100 else f"{amount:.3g}"


def year_ends(ensemble: Ensemble) -> list[str]:
    """Return the quarters probabilities are told for: the last of each year."""
    found = [quarter for quarter in ensemble.quarters if quarter_number(quarter) % 4 == 3]
    return found or [ensemble.quarters[-1]]


def swings(ensemble: Ensemble) -> pd.DataFrame:
    """Return what each input alone does to the net value [GUSD_2026], the widest first: input, low, high."""
    table = ensemble.tornado.pivot(index="input", columns="end", values="net")
    change = (table - ensemble.planned["net"]) / 1e3
    width = change[["low", "high"]].max(axis=1).clip(lower=0) - change[["low", "high"]].min(axis=1).clip(
        upper=0
    )
    return change.loc[width.sort_values(ascending=False, kind="stable").index].reset_index()


def outcomes_told(ensemble: Ensemble) -> pd.DataFrame:
    """Return the outcomes told first as a table of text: outcome with its unit, planned, and three percentiles."""
    rows = [(f"{one.name} [{one.unit}]", one.planned, *one.percentiles) for one in summary(ensemble)]
    return pd.DataFrame(rows, columns=list(TOLD))


def fans(ensemble: Ensemble) -> pd.DataFrame:
    """Return power running and the gap in money by quarter: what was planned, and percentiles over all worlds."""
    rows = [
        (
            name,
            quarter,
            scale * ensemble.planned[f"{prefix}{quarter}"],
            *(scale * percentile(ensemble.outcomes[f"{prefix}{quarter}"], chance) for chance in FAN),
        )
        for name, (prefix, scale) in FANS.items()
        for quarter in ensemble.quarters
    ]
    return pd.DataFrame(rows, columns=["outcome", "quarter", "planned", *(f"{chance:.0%}" for chance in FAN)])


def stress_tables(ensemble: Ensemble) -> dict[str, pd.DataFrame]:
    """Return what a stress test is told by, and compared by, as tables by name: those of `STRESS`."""
    told = (outcomes_told(ensemble), fans(ensemble), swings(ensemble))
    return dict(zip(STRESS, told, strict=True))
