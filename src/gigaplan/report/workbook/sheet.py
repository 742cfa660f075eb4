"""Sheets of a workbook: rows of labels and quarters, and formulas that refer to rows by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

Floats = NDArray[np.float64]
TITLE_ROW, HEAD_ROW, FIRST_ROW = 0, 2, 3
LABELS = 3  # columns before the quarters
WIDTHS = (22, 38, 14)


class Book:
    """A workbook under construction: its formats and sheets."""

    def __init__(self, file: Workbook, quarters: Sequence[str]) -> None:
        self.file = file
        self.quarters = list(quarters)
        self.bold = file.add_format({"bold": True})
        self.title = file.add_format({"bold": True, "font_size": 14})
        self.head = file.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.number = file.add_format({"num_format": "#,##0.00;-#,##0.00;-"})
        self.total = file.add_format({"num_format": "#,##0.00;-#,##0.00;-", "bold": True, "top": 1})
        self.plain = file.add_format({"num_format": "General"})
        self.wrapped = file.add_format({"text_wrap": True, "valign": "top"})

    def sheet(self, name: str, title: str, heads: Sequence[str] = (), last: str = "") -> Sheet:
        """Return a new sheet with a column for each quarter after its labels, and one for the total where named."""
        return Sheet(self, name, title, heads, last)

    def frame(self, name: str, title: str, table: pd.DataFrame, widths: Mapping[str, int]) -> Worksheet:
        """Write a plain table as a sheet of its own."""
        page = self.file.add_worksheet(name)
        page.write_string(TITLE_ROW, 0, title, self.title)
        for column, head in enumerate(table.columns):
            page.set_column(column, column, widths.get(str(head), 14))
            page.write_string(HEAD_ROW, column, str(head), self.head)
            for row, value in enumerate(table[head].tolist(), start=FIRST_ROW):
                write_value(page, row, column, value, self)
        page.freeze_panes(FIRST_ROW, 0)
        return page


def write_value(page: Worksheet, row: int, column: int, value: Any, book: Book) -> None:
    """Write a value: numbers as numbers, everything else as text that is never read as a formula."""
    if isinstance(value, bool | np.bool_):
        page.write_boolean(row, column, bool(value))
    elif isinstance(value, int | float | np.number):
        if np.isfinite(float(value)):
            page.write_number(row, column, float(value), book.plain)
    else:
        page.write_string(row, column, str(value), book.wrapped)


class Sheet:
    """A sheet of lines by quarter. Lines are found again by their key; formulas are written once for all quarters."""

    def __init__(self, book: Book, name: str, title: str, heads: Sequence[str], last: str) -> None:
        self.book, self.name, self.row = book, name, FIRST_ROW
        self.places: dict[str, int] = {}
        self.amounts: dict[str, Floats] = {}
        self.last = last
        self.page = book.file.add_worksheet(name)
        self.page.write_string(TITLE_ROW, 0, title, book.title)
        for column, (head, width) in enumerate(zip([*heads, "", "", ""][:LABELS], WIDTHS, strict=True)):
            self.page.write_string(HEAD_ROW, column, head, book.head)
            self.page.set_column(column, column, width)
        for column, quarter in enumerate([*book.quarters, *([last] if last else [])], start=LABELS):
            self.page.write_string(HEAD_ROW, column, quarter, book.head)
        self.page.set_column(LABELS, LABELS + len(book.quarters), 12)
        self.page.freeze_panes(FIRST_ROW, LABELS)

    def values(self, key: str, labels: Sequence[str], amounts: Floats) -> None:
        """Write a line of numbers."""
        self._labels(key, labels, amounts)
        for column, amount in enumerate(amounts, start=LABELS):
            self.page.write_number(self.row, column, float(amount), self.book.number)
        self._close_row(bold=False)

    def formula(
        self, key: str, labels: Sequence[str], text: str, amounts: Floats, bold: bool = False
    ) -> None:
        """Write a line of formulas: `{c}` is the quarter's column, `{p}` the one before; the first quarter's reads 0.

        amounts are what the formulas give; they stand in the file for readers that do not recalculate.
        """
        self._labels(key, labels, amounts, bold)
        style = self.book.total if bold else self.book.number
        for position, amount in enumerate(amounts):
            column = LABELS + position
            before = f"{letter(column - 1)}" if position else ""
            said = text.replace("{c}", letter(column))
            said = said.replace("{p}", before) if position else _without_before(said)
            self.page.write_formula(self.row, column, f"={said}", style, float(amount))
        self._close_row(bold)

    def total(self, key: str, labels: Sequence[str], keys: Sequence[str]) -> None:
        """Write the sum of lines that stand one below the other."""
        first, last = self.places[keys[0]] + 1, self.places[keys[-1]] + 1
        amounts = np.add.reduce([self.amounts[one] for one in keys])
        self.formula(key, labels, f"SUM({{c}}{first}:{{c}}{last})", amounts, bold=True)

    def cell(self, key: str, column: str = "{c}", sheet: bool = True) -> str:
        """Return the reference to a line's cell in a column of any sheet."""
        where = f"'{self.name}'!" if sheet else ""
        return f"{where}{column}{self.places[key] + 1}"

    def row_range(self, key: str) -> str:
        """Return the reference to all quarters of a line."""
        row, last = self.places[key] + 1, letter(LABELS + len(self.book.quarters) - 1)
        return f"'{self.name}'!{letter(LABELS)}{row}:{last}{row}"

    def _labels(self, key: str, labels: Sequence[str], amounts: Floats, bold: bool = False) -> None:
        self.places[key], self.amounts[key] = self.row, np.asarray(amounts, dtype=float)
        for column, label in enumerate(labels[:LABELS]):
            self.page.write_string(self.row, column, label, self.book.bold if bold else None)
        self._key = key

    def _close_row(self, bold: bool) -> None:
        if self.last:
            column, row = LABELS + len(self.book.quarters), self.row + 1
            text = f"=SUM({letter(LABELS)}{row}:{letter(column - 1)}{row})"
            style = self.book.total if bold else self.book.number
            self.page.write_formula(self.row, column, text, style, float(self.amounts[self._key].sum()))
        self.row += 1

    def gap(self) -> None:
        """Leave a row free."""
        self.row += 1


def letter(column: int) -> str:
    """Return the letters of a column."""
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(column))


def _without_before(text: str) -> str:
    """Return a formula with what refers to the quarter before taken as 0."""
    import re

    return re.sub(r"(?:'[^']+'!)?\{p\}\d+", "0", text)
