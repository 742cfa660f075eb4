"""The numbers used: every catalogue value, default and assumption with source and grade."""

from __future__ import annotations

from gigaplan.plan.plan import Plan
from gigaplan.report.section import Section, Table
from gigaplan.scenario.origins import told_grades


def sources_section(plan: Plan) -> Section:
    """Return every number a plan was made with that the scenario does not state itself."""
    notes = [(note.about, note.text, note.source, note.grade) for note in plan.programme.notes]
    catalogued = tuple(row for row in notes if "." not in row[0].split(":")[0])
    defaults = tuple(row for row in notes if "." in row[0].split(":")[0])
    sites = tuple(
        (site.title, site.source or "not given in the scenario") for site in plan.scenario.sites.values()
    )
    lead = f"Grades: {told_grades(row[3] for row in notes)}. Hours named synthetic are drawn from statistics of the region, not measured."
    return Section(
        "sources",
        "Numbers used and their sources",
        lead,
        short="Sources",
        tables=(
            Table(
                f"Catalogue values and hours ({len(catalogued)})",
                ("about", "value", "source", "grade"),
                catalogued,
                folded=True,
            ),
            Table(
                f"Entries the scenario leaves to their defaults ({len(defaults)})",
                ("entry", "value", "source", "grade"),
                defaults,
                folded=True,
            ),
            Table("Sites", ("site", "source"), sites, folded=True),
        ),
    )
