"""The terminal's view of money: sources and uses, profit, balance, measures, and whether it is well spent."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

import pandas as pd
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from gigaplan.report.money_tables import statement
from gigaplan.study.accounts.owners_cost import LIVES, owners_cost, published
from gigaplan.study.accounts.waiting import Compared

Tables = Mapping[str, pd.DataFrame]
MUSD_IN_GUSD = 1e3
MOST_YEARS = 6
SHOWN = 0.005  # GUSD: lines that never reach it are left out
UNITS = {
    "real": "GUSD of 2026",
    "nominal": "GUSD of each year's own prices",
    "euros": "GEUR of 2026",
}
WORST = 5
SMALL = 10.0  # GUSD: tables below it are told to 0.01


def money_screen(tables: Tables, title: str, money: str = "real") -> RenderableType:
    """Return the screen of a plan's money."""
    return Group(
        Rule(f"[bold]{title}[/]", style="cyan"),
        _statement(tables["money_cash"], f"Cash, {UNITS[money]}", money, keep_last=("cash at the end",)),
        _statement(tables["money_profit"], f"Profit and loss, {UNITS[money]}", money, total="net profit"),
        _balance(tables["money_balance"], money),
        _measures(tables["money_measures"]),
        _use(tables["money_use"]),
        _returns(tables["money_return"]),
        *_findings(tables["money_findings"]),
    )


def _statement(
    table: pd.DataFrame, title: str, money: str, keep_last: tuple[str, ...] = (), total: str = ""
) -> Table:
    """Return a statement by year: flows are added, stocks taken at the end of the year."""
    wide = statement(table, money) / MUSD_IN_GUSD
    years = _years(wide)
    found = _grid(title, list(years))
    group_before, largest = "", float(wide.abs().max().max())
    for group, line in wide.index:
        row = wide.loc[[(group, line)]].iloc[0]
        if row.abs().max() < SHOWN:
            continue
        cells = [row[quarters].iloc[-1] if line in keep_last else row[quarters].sum() for quarters in years.values()]  # fmt: skip
        found.add_row(
            group if group != group_before else "", str(line), *(_amount(one, largest) for one in cells)
        )
        group_before = group
    if total:
        sums = [wide[quarters].sum().sum() for quarters in years.values()]
        found.add_row("", f"[bold]{total}[/]", *(f"[bold]{_amount(one, largest)}[/]" for one in sums))
    return found


def _balance(table: pd.DataFrame, money: str) -> Table:
    wide = statement(table, money) / MUSD_IN_GUSD
    years = _years(wide)
    found = _grid(f"Balance sheet at the end of the year, {UNITS[money]}", list(years))
    largest = float(wide.abs().max().max())
    for group in dict.fromkeys(wide.index.get_level_values(0)):
        part = wide.loc[group]
        for line in part.index:
            if part.loc[line].abs().max() >= SHOWN:
                ends = [part.loc[line, quarters[-1]] for quarters in years.values()]
                first = line == part.index[0]
                found.add_row(group if first else "", str(line), *(_amount(one, largest) for one in ends))
    return found


def _years(wide: pd.DataFrame) -> dict[str, list[str]]:
    """Return the quarters of each column: years, the last ones together where there are too many."""
    years: dict[str, list[str]] = {}
    for quarter in wide.columns:
        years.setdefault(str(quarter)[:4], []).append(str(quarter))
    names = list(years)
    if len(names) <= MOST_YEARS:
        return years
    shown = {name: years[name] for name in names[: MOST_YEARS - 1]}
    later = [quarter for name in names[MOST_YEARS - 1 :] for quarter in years[name]]
    return {**shown, f"{names[MOST_YEARS - 1]}-{names[-1][2:]}": later}


def _grid(title: str, columns: list[str]) -> Table:
    found = Table(title=title, title_justify="left", title_style="bold", box=None, padding=(0, 1, 0, 0))
    found.add_column("", style="cyan", max_width=12, no_wrap=True, overflow="ellipsis")
    found.add_column("", max_width=30, overflow="ellipsis", no_wrap=True)
    for column in columns:
        found.add_column(column, justify="right", no_wrap=True)
    return found


def _amount(value: float, largest: float) -> str:
    """Return an amount with as many digits as the largest of its table deserves; a dot for nothing."""
    digits = 2 if largest < SMALL else 1
    return "·" if abs(value) < 0.5 * 10**-digits else f"{value:,.{digits}f}"


def _measures(table: pd.DataFrame) -> Table:
    found = Table(title="Measures", title_justify="left", title_style="bold", box=None, padding=(0, 1, 0, 0), show_header=False)  # fmt: skip
    found.add_column(max_width=50)
    found.add_column(justify="right", style="bold", no_wrap=True)
    found.add_column(style="dim", no_wrap=True)
    for row in table.to_dict("records"):
        unit = str(row["unit"])
        found.add_row(str(row["name"]), _figure(float(row["value"]), unit), unit.replace("dimensionless", ""))
    return found


def _figure(value: float, unit: str) -> str:
    if math.isnan(value):
        return "none"
    if unit == "1/year":
        return f"{value:.1%}"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:,.3g}"


def _use(table: pd.DataFrame) -> Table:
    names = ("idle share of fleet", "outdated share of compute", "empty share of halls")
    money = ("stranded [MUSD_2026]", "written down [MUSD_2026]")
    table = table[table["fleet [MW_it]"] > SHOWN]
    years = table["quarter"].str[:4]
    shown = sorted(set(years))[-MOST_YEARS:]
    largest = float(table[list(money)].max().max()) / MUSD_IN_GUSD if shown else 0.0
    found = _grid("Well spent: means of quarters with chips; GUSD of 2026", shown)
    for name in (*names, *money):
        by_year = table.groupby(years)[name]
        if name == "written down [MUSD_2026]":
            cells = [_amount(by_year.sum()[year] / MUSD_IN_GUSD, largest) for year in shown]
        elif name in money:
            cells = [_amount(by_year.mean()[year] / MUSD_IN_GUSD, largest) for year in shown]
        else:
            cells = [f"{by_year.mean()[year]:.1%}" for year in shown]
        found.add_row("", name.replace(" [MUSD_2026]", ""), *cells)
    return found


def _returns(table: pd.DataFrame) -> RenderableType:
    if table.empty:
        return Text("No capital was paid.")
    capital = table["capital [MUSD_2026]"]
    share = capital[table["earns its return"]].sum() / max(capital.sum(), 1e-9)
    head = Text(f"{share:.0%} of the capital earns its return on the market; the weakest:")
    found = _grid("", ["capital", "cost today", "fetched", "net"])
    largest = float(capital.max()) / MUSD_IN_GUSD
    for row in table.sort_values("net today [MUSD_2026]").head(WORST).to_dict("records"):
        names = ("capital", "cost today", "fetched today", "net today")
        cells = [_amount(row[f"{name} [MUSD_2026]"] / MUSD_IN_GUSD, largest) for name in names]
        found.add_row(str(row["site"]), str(row["generation"]), *cells)
    return Group(head, Padding(found, (0, 0, 0, 0)))


def _findings(table: pd.DataFrame) -> list[Text]:
    return [
        Text(
            f"{row['where']}: got {row['got']}\n    allowed: {row['want']}\n    do: {row['do']}", style="red"
        )
        for row in table.to_dict("records")
    ]


def waiting_screen(figures: Iterable[Compared], quarters: int) -> RenderableType:
    """Return a plan beside the one that buys no chip in its first quarters."""
    title = f"No chip before {quarters} quarters have passed"
    found = Table(title=title, title_justify="left", title_style="bold", box=None, padding=(0, 1, 0, 0))
    for head in ("", "at once", "waiting", "difference"):
        found.add_column(head, justify="right" if head else "left", no_wrap=True)
    for one in figures:
        cells = (f"{amount + 0.0:,.2f}" for amount in (one.at_once, one.waiting, one.waiting - one.at_once))
        found.add_row(
            f"{one.name} [dim]\\[{one.unit}][/]", *(cell.replace("-0.00", "0.00") for cell in cells)
        )
    return found


def gigawatt_screen(chip: str, region: str) -> RenderableType:
    """Return what a gigawatt of a generation costs to buy and to own, by life, beside the published figures."""
    costs = [owners_cost(chip, life, region) for life in LIVES]
    found = _grid(
        f"A gigawatt of IT of {chip}: GUSD_2026/GW_it a year", [f"{life:g} years" for life in LIVES]
    )
    for line in costs[0].yearly:
        found.add_row("yearly", line, *(f"{one.yearly[line]:.2f}" for one in costs))
    found.add_row("", "[bold]all[/]", *(f"[bold]{one.total_yearly:.2f}[/]" for one in costs))
    told = published()
    found.add_row("", "published (Epoch AI)", *(f"{told[f'{life:g}']:.2f}" for life in LIVES))
    capital = ", ".join(f"{line} {amount:.1f}" for line, amount in costs[0].capital.items())
    return Group(
        Text(f"Capital {costs[0].total_capital:.1f} GUSD_2026/GW_it: {capital}.", style="bold"), found
    )
