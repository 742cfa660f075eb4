"""Sheets of money: the ledger, and cash, profit and balance whose lines are formulas of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gigaplan.equations import LEDGERS, OBJECTIVES
from gigaplan.language import terms
from gigaplan.report.workbook.sheet import Book, Floats, Sheet
from gigaplan.study.accounts.accounts import AT_END, GAP, REVENUE, TAX, Accounts, words
from gigaplan.study.accounts.revenue import NOT_PAID

PARTNERS = "Partners"
KEPT = "kept by buyers"


@dataclass(frozen=True)
class MoneySheets:
    """The sheets of money, for references among them."""

    ledger: Sheet
    partners: Sheet
    profit: Sheet
    cash: Sheet
    balance: Sheet


def money_sheets(book: Book, told: Accounts) -> MoneySheets:
    """Write every sheet of money; formulas refer to the ledger, numbers stand only where gigaplan worked them out."""
    ledger = _ledger(book, told)
    partners = _partners(book, told)
    profit = _profit(book, told, ledger)
    cash = _cash(book, told, ledger, partners, profit)
    balance = _balance(book, told, ledger, profit, cash)
    return MoneySheets(ledger, partners, profit, cash, balance)


def _ledger(book: Book, told: Accounts) -> Sheet:
    """Write every term of every ledger, their sums, and the objective as their discounted sum."""
    sheet = book.sheet("Ledger", "Ledger: every amount of the plan, millions of dollars of 2026", ("ledger", "term", "unit"), "total")  # fmt: skip
    for name in LEDGERS:
        keys = []
        for term, amount in told.plan.ledger[name].items():
            sheet.values(term, (name, words(term), "MUSD_2026"), np.asarray(amount.values))
            sheet.page.write_comment(sheet.row - 1, 1, terms()[term].text)
            keys.append(term)
        sheet.total(f"all {name}", (name, f"all of {name}", "MUSD_2026"), keys)
        sheet.gap()
    discount = told.plan.programme.inputs["discount"].values
    sheet.values("discount", ("", "present worth of a dollar", ""), discount)
    sheet.values(KEPT, ("memo", "worth that buyers keep", "MUSD_2026"), told.kept_by_buyers)
    sheet.gap()
    chosen = OBJECTIVES[told.plan.programme.objective]
    parts = [f"SUMPRODUCT({sheet.row_range('discount')},{sheet.row_range(f'all {name}')})" for name in chosen]
    for label, text, value in (
        ("objective: discounted sum of the ledgers", "=" + "+".join(parts), told.plan.objective + told.plan.ledger_difference),
        ("objective the solver reports", "", told.plan.objective),
    ):  # fmt: skip
        sheet.page.write_string(sheet.row, 1, label, book.bold)
        if text:
            sheet.page.write_formula(sheet.row, 3, text, book.total, value)
            sheet.places["objective"] = sheet.row
        else:
            sheet.page.write_number(sheet.row, 3, value, book.total)
        sheet.row += 1
    return sheet


def _partners(book: Book, told: Accounts) -> Sheet:
    """Write what is called of each commitment, and the borrowed share."""
    sheet = book.sheet(PARTNERS, "What is called of each commitment, millions of dollars of 2026", ("partner", "status and year", "committed"), "total")  # fmt: skip
    for number, one in enumerate(told.calls):
        said = one.commitment
        labels = (said.partner, f"{said.status}, {said.year}", f"{said.amount:,.0f}")
        sheet.values(f"call {number}", labels, one.amounts)
    keys = [f"call {number}" for number in range(len(told.calls))]
    if keys:
        sheet.total("all calls", ("all", "", ""), keys)
    share = told.plan.scenario.money.debt.share
    sheet.values("share", ("borrowed share", "", ""), np.full(told.count, share))
    return sheet


def _profit(book: Book, told: Accounts, ledger: Sheet) -> Sheet:
    sheet = book.sheet("Profit", "Profit and loss, millions of dollars of 2026", ("group", "line", ""), "total")  # fmt: skip
    named = {words(term): term for term in told.plan.ledger["operation"]}
    keys = []
    for (group, line), amounts in told.profit_lines.items():
        text = ""
        if group == "revenue":
            text = _revenue(ledger)
        elif group == "running costs":
            text = f"-{ledger.cell(named[line])}"
        elif line == "interest":
            text = f"-{ledger.cell('all financing')}"
        keys.append(_write(sheet, f"{group}/{line}", (group, line, ""), text, amounts))
    sheet.total("net", ("", "net profit", ""), keys)
    return sheet


def _revenue(ledger: Sheet) -> str:
    lost = "".join(f"-{ledger.cell(term)}" for term in NOT_PAID)
    return f"-{ledger.cell('all worth')}{lost}-{ledger.cell(KEPT)}"


def _write(sheet: Sheet, key: str, labels: tuple[str, str, str], text: str, amounts: Floats) -> str:
    if text:
        sheet.formula(key, labels, text, amounts)
    else:
        sheet.values(key, labels, amounts)
    return key


def _cash(book: Book, told: Accounts, ledger: Sheet, partners: Sheet, profit: Sheet) -> Sheet:
    """Write cash: every line is a formula; what owners add keeps cash at or above 0."""
    sheet = book.sheet("Cash", "Cash, millions of dollars of 2026: in is positive", ("group", "line", ""), "total")  # fmt: skip
    keys = []
    for (group, line), amounts in told.before_owners.items():
        text = _cash_formula(told, group, line, ledger, partners, profit)
        keys.append(_write(sheet, f"{group}/{line}", (group, line, ""), text, amounts))
    first, last = sheet.places[keys[0]] + 1, sheet.places[keys[-1]] + 1
    at_end = told.cash.loc[[AT_END]].to_numpy()[0]
    end_row = sheet.row + 3
    sheet.formula(
        GAP, ("owners", GAP, ""), f"MAX(0,-({{p}}{end_row}+SUM({{c}}{first}:{{c}}{last})))", told.gap
    )
    sheet.total("change", ("", "change in cash", ""), [*keys, GAP])
    sheet.formula("end", ("", "cash at the end", ""), f"{{p}}{end_row}+{sheet.cell('change', sheet=False)}", at_end, bold=True)  # fmt: skip
    return sheet


def _cash_formula(
    told: Accounts, group: str, line: str, ledger: Sheet, partners: Sheet, profit: Sheet
) -> str:
    """Return a line of cash as a formula of the ledger, the partners' calls or the profit."""
    named = {words(term): term for name in ("operation", "capital") for term in told.plan.ledger[name]}
    fixed = {
        REVENUE: _revenue(ledger),
        "chips sold": f"-{ledger.cell('chip_resale_income')}",
        "debt drawn": f"-{ledger.cell('debt_drawn')}",
        "interest paid": f"-{ledger.cell('all financing')}-{ledger.cell('interest_added_to_debt')}",
        "debt paid back": f"-{ledger.cell('debt_repayment')}",
        "income tax": profit.cell("/".join(TAX)),
    }
    if group == "partners":
        rows = [partners.cell(f"call {number}") for number, one in enumerate(told.calls) if f"{one.commitment.partner} ({one.commitment.status})" == line]  # fmt: skip
        return f"(1-{partners.cell('share')})*({'+'.join(rows)})"
    return fixed[line] if line in fixed else f"-{ledger.cell(named[line])}"


def _balance(book: Book, told: Accounts, ledger: Sheet, profit: Sheet, cash: Sheet) -> Sheet:
    """Write the balance sheet with two checks: it balances, and what stands follows from what was paid and worn."""
    sheet = book.sheet("Balance", "Balance sheet at the end of each quarter, millions of dollars of 2026", ("group", "line", ""))  # fmt: skip
    partners = [cash.cell(key) for key in cash.places if key.startswith("partners/")]
    running = {
        ("assets", "cash"): cash.cell("end"),
        ("debt", "debt"): f"{{here}}-{ledger.cell('all debt')}",
        ("equity", "paid in by partners"): f"{{here}}+{'+'.join(partners) or '0'}",
        ("equity", GAP): f"{{here}}+{cash.cell(GAP)}",
        ("equity", "retained profit"): f"{{here}}+{profit.cell('net')}",
    }
    groups: dict[str, list[str]] = {}
    for key, amounts in told.balance_lines.items():
        text = running.get(key, "").replace("{here}", f"{{p}}{sheet.row + 1}")
        groups.setdefault(key[0], []).append(_write(sheet, "/".join(key), (*key, ""), text, amounts))
    for group, keys in groups.items():
        sheet.total(f"all {group}", (group, f"all {group}", ""), keys)
    nothing = np.zeros(told.count)
    sides = f"{sheet.cell('all assets', sheet=False)}-{sheet.cell('all debt', sheet=False)}-{sheet.cell('all equity', sheet=False)}"
    sheet.formula("check", ("check", "assets less debt less equity", ""), sides, nothing, bold=True)
    worn = [profit.cell(key) for key in profit.places if key.startswith("wear/")]
    moved = f"{{p}}{sheet.row + 1}+{ledger.cell('all capital')}+{'+'.join(worn)}-{cash.cell('investment/chips sold')}"
    standing = told.all(row for (group, line), row in told.balance_lines.items() if group == "assets" and line != "cash")  # fmt: skip
    sheet.formula("moved", ("check", "what stands, by what was paid, worn and sold", ""), moved, standing)
    sheet.formula(
        "check of assets", ("check", "what stands less the lines above", ""),
        f"{sheet.cell('moved', sheet=False)}-({sheet.cell('all assets', sheet=False)}-{sheet.cell('assets/cash', sheet=False)})",
        nothing, bold=True,
    )  # fmt: skip
    return sheet
