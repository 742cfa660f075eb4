"""The workbook: inputs, schedule, power, compute, money and sources, with live formulas for every total."""

from gigaplan.report.workbook.write import NAME, write_workbook

__all__ = ["NAME", "write_workbook"]
