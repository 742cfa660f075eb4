"""Accounts: profit by quarter, what stands in the books, whether the money is well spent, and its measures."""

from __future__ import annotations

import math

import pandas as pd

from gigaplan.plan.plan import Plan
from gigaplan.report.money_tables import money_tables, statement
from gigaplan.report.section import LINE, WARNING, Chart, Section, Table, figure, listed, shown
from gigaplan.report.stacks import MUSD_IN_GUSD, books_by_asset, profit_by_group

SHARES = {
    "idle share of fleet": LINE,
    "outdated share of compute": WARNING,
    "empty share of halls": "#5b86c4",
}
MOST_ROWS = 12


def accounts_section(plan: Plan) -> Section:
    """Return the plan's accounts; revenue is imputed, and the page says so."""
    tables = money_tables(plan)
    lead = (
        "Revenue is imputed: compute is sold at the plan's own price, at most the market's rent of an H100. "
        "Every cost is an amount of the ledger; the balance sheet balances to the cent."
    )
    findings = tuple(
        f"{row['where']}: {row['got']}; wanted: {row['want']}; {row['do']}"
        for row in tables["money_findings"].to_dict("records")
    )
    charts = (_profit(plan), _books(plan), _use(tables["money_use"]))
    shown_tables = (_measures(tables["money_measures"]), _returns(tables["money_return"]))
    return Section("accounts", "Accounts", lead, charts=charts, items=findings, tables=shown_tables)


def _profit(plan: Plan) -> Chart:
    """Revenue, costs by group and net profit by quarter [GUSD_2026]."""
    quarters, groups = list(plan.programme.calendar.quarters), profit_by_group(plan)
    drawn = figure("GUSD_2026 in the quarter", barmode="relative")
    for name, amounts in groups.items():
        if shown(amounts):
            drawn.add_bar(x=quarters, y=listed(amounts), name=name)
    drawn.add_scatter(x=quarters, y=listed(sum(groups.values())), name="net profit", mode="lines", line={"color": LINE})  # fmt: skip
    words = (
        "Imputed revenue above, what it costs below: running costs, wear of chips and halls, interest, tax."
    )
    return Chart("profit", "Profit and loss by quarter", words, drawn)


def _books(plan: Plan) -> Chart:
    """What stands in the books and what is owed at the end of each quarter [GUSD_2026]."""
    quarters = list(plan.programme.calendar.quarters)
    drawn = figure("GUSD_2026", barmode="stack")
    for line, amounts in books_by_asset(plan).items():
        if shown(amounts):
            drawn.add_bar(x=quarters, y=listed(amounts), name=line)
    wide = statement(money_tables(plan)["money_balance"]) / MUSD_IN_GUSD
    debt = wide.loc[["debt"]].to_numpy()[0]
    if shown(debt):
        drawn.add_scatter(
            x=quarters, y=listed(debt), name="debt", mode="lines", line={"color": WARNING, "dash": "dot"}
        )
    words = "What was bought, less wear and write-downs, beside the debt. Cash is left out: nothing is paid to the owners."
    return Chart("books", "What stands in the books", words, drawn)


def _use(table: pd.DataFrame) -> Chart:
    """Shares of the fleet idle or outdated and of halls empty, by quarter [%]."""
    drawn = figure("%")
    for name, colour in SHARES.items():
        drawn.add_scatter(x=table["quarter"].tolist(), y=listed(100 * table[name].to_numpy()), name=name, mode="lines+markers", line={"color": colour})  # fmt: skip
    words = "Chips without work, compute of generations that another beats twofold per watt, and halls without chips."
    return Chart("well_spent", "Is it well spent?", words, drawn)


def _measures(table: pd.DataFrame) -> Table:
    rows = tuple(
        (str(row["name"]), _figure(float(row["value"]), str(row["unit"])), str(row["unit"]).replace("dimensionless", ""), str(row["meaning"]))
        for row in table.to_dict("records")
    )  # fmt: skip
    return Table("Measures of the money", ("measure", "value", "unit", "made of"), rows, numbers=(1,))


def _figure(value: float, unit: str) -> str:
    if math.isnan(value):
        return "none"
    return f"{value:.1%}" if unit == "1/year" else f"{value:,.3g}" if abs(value) < 1000 else f"{value:,.0f}"


def _returns(table: pd.DataFrame) -> Table:
    """Return by site and generation, the weakest first [GUSD_2026]."""
    names = ("capital", "cost today", "fetched today", "net today")
    ranked = table.sort_values("net today [MUSD_2026]").head(MOST_ROWS)
    rows = tuple(
        (str(row["site"]), str(row["generation"]), *(f"{row[f'{name} [MUSD_2026]'] / MUSD_IN_GUSD:,.2f}" for name in names))
        for row in ranked.to_dict("records")
    )  # fmt: skip
    columns = ("site", "generation", *(f"{name} [GUSD_2026]" for name in names))
    return Table(
        "Return by site and generation on the market, the weakest first", columns, rows, numbers=(2, 3, 4, 5), folded=True
    )  # fmt: skip
