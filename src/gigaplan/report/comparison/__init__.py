"""Runs side by side: figures, answers and proofs beside one another, charts of what the later ones have more or less."""

from gigaplan.report.comparison.figures import changes, columns_of, rows_of
from gigaplan.report.comparison.page import comparison_page, comparison_sections
from gigaplan.report.comparison.screen import comparison_screen

__all__ = ["changes", "columns_of", "comparison_page", "comparison_screen", "comparison_sections", "rows_of"]
