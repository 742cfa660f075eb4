"""Writing the workbook: one file with every sheet, made in memory and set down whole."""

from __future__ import annotations

from pathlib import Path

from gigaplan.plan.plan import Plan
from gigaplan.report.workbook.money_sheets import money_sheets
from gigaplan.report.workbook.plan_sheets import (
    COMPUTE,
    SCHEDULE,
    inputs_sheet,
    power_sheet,
    quarterly_sheet,
    tables_sheets,
)
from gigaplan.report.workbook.sheet import Book
from gigaplan.study.accounts import accounts

NAME = "workbook.xlsx"


def write_workbook(plan: Plan, path: Path) -> None:
    """Write a plan as a workbook; totals are formulas, text is never read as one. Raises OSError."""
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with path.open("wb") as target, xlsxwriter.Workbook(target, options) as file:
        file.set_properties({"title": plan.scenario.title, "comments": "Written by gigaplan"})
        book = Book(file, plan.programme.calendar.quarters)
        inputs_sheet(book, plan)
        quarterly_sheet(book, plan, "Schedule", "Schedule: what is opened, ordered and sold by quarter", SCHEDULE)  # fmt: skip
        power_sheet(book, plan)
        quarterly_sheet(book, plan, "Compute", "Compute: chips in service and their work", COMPUTE)
        money_sheets(book, accounts(plan))
        tables_sheets(book, plan)
