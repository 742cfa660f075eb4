"""Tables of a plan's money: accounts, measures, use of the fleet, return by site and generation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import pandas as pd

from gigaplan import catalogue
from gigaplan.core.errors import Finding
from gigaplan.plan.plan import Plan, once
from gigaplan.study.accounts import Accounts, accounts, measures
from gigaplan.study.accounts.assets import Lives
from gigaplan.study.accounts.well_spent import earned, use

AMOUNT, CALLED = "amount [MUSD_2026]", "called [MUSD_2026]"
STATEMENTS = ("cash", "profit", "balance")
NAMES = tuple(f"money_{name}" for name in (*STATEMENTS, "measures", "calls", "use", "return", "findings"))
MONIES = ("real", "nominal", "euros")


@once
def money_tables(plan: Plan, lives: Lives | None = None) -> dict[str, pd.DataFrame]:
    """Return every table of a plan's money by name; amounts in millions of dollars of 2026 by quarter."""
    told = accounts(plan, lives)
    return {
        **{f"money_{name}": _long(getattr(told, name)) for name in STATEMENTS},
        "money_measures": pd.DataFrame([asdict(one) for one in measures(told)]),
        "money_calls": _calls(told),
        "money_use": use(told),
        "money_return": earned(plan),
        "money_findings": pd.DataFrame(
            [asdict(one) for one in told.findings], columns=list(Finding.__dataclass_fields__)
        ),
    }


def read_money_tables(folder: Path) -> dict[str, pd.DataFrame]:
    """Return the tables of money that a run wrote into its folder; raises OSError where one is missing."""
    return {name: pd.read_parquet(folder / "tables" / f"{name}.parquet") for name in NAMES}


def statement(table: pd.DataFrame, money: str = "real") -> pd.DataFrame:
    """Return a statement with a row for each line and a column for each quarter, in the money asked for."""
    order = table[["group", "line"]].drop_duplicates()
    wide = table.pivot(index=["group", "line"], columns="quarter", values=AMOUNT)
    wide = wide.reindex(pd.MultiIndex.from_frame(order))
    return wide * pd.Series({quarter: money_factor(str(quarter), money) for quarter in wide.columns})


def money_factor(quarter: str, money: str) -> float:
    """Return what a dollar of 2026 is in dollars of the quarter's own year, or in euros of 2026."""
    if money == "nominal":
        return catalogue.price_level(2026, int(quarter[:4]))
    if money == "euros":
        return 1 / catalogue.entry("money", "eur_usd").number("exchange_rate", "USD/EUR")
    return 1.0


def _long(table: pd.DataFrame) -> pd.DataFrame:
    rows = table.rename_axis(columns="quarter").stack()
    return pd.Series(rows, name=AMOUNT).reset_index()


def _calls(told: Accounts) -> pd.DataFrame:
    share = told.plan.scenario.money.debt.share
    rows = [
        (one.commitment.partner, one.commitment.status, one.commitment.year, quarter, amount, share * amount)
        for one in told.calls
        for quarter, amount in zip(told.plan.programme.calendar.quarters, one.amounts, strict=True)
    ]
    columns = ["partner", "status", "year", "quarter", CALLED, "of it borrowed [MUSD_2026]"]
    return pd.DataFrame(rows, columns=columns)


def totals(tables: Mapping[str, pd.DataFrame]) -> dict[str, float]:
    """Return the sum of each line of cash over the programme [MUSD_2026]."""
    sums = tables["money_cash"].groupby("line")[AMOUNT].sum()
    return {str(line): float(amount) for line, amount in sums.items()}
