"""The sections of the report page, in order. A module adds one by a function from plan to section, listed here."""

from __future__ import annotations

from collections.abc import Callable

from gigaplan.plan.plan import Plan
from gigaplan.report.section import Section
from gigaplan.report.sections.accounts import accounts_section
from gigaplan.report.sections.build_out import build_out_section
from gigaplan.report.sections.compute import compute_section
from gigaplan.report.sections.grid import grid_section
from gigaplan.report.sections.holding_back import holding_back_section
from gigaplan.report.sections.money import money_section
from gigaplan.report.sections.power import power_section
from gigaplan.report.sections.proof import proof_section
from gigaplan.report.sections.sources import sources_section

SECTIONS: tuple[Callable[[Plan], Section | None], ...] = (
    build_out_section,
    power_section,
    grid_section,
    compute_section,
    money_section,
    accounts_section,
    holding_back_section,
    proof_section,
    sources_section,
)
