"""What holds the plan back: shadow prices of its limits, ranked, in words."""

from __future__ import annotations

from gigaplan.plan.explain import Limit
from gigaplan.plan.plan import Plan
from gigaplan.report.reading import telling_limits
from gigaplan.report.section import Section, Table

MOST_KINDS = 8
MOST_LIMITS = 60


def holding_back_section(plan: Plan) -> Section:
    """Return the binding limits, the most valuable of each kind first and then the longer list."""
    ranked = telling_limits(plan)
    kinds: dict[str, Limit] = {}
    for limit in ranked:
        kinds.setdefault(limit.what, limit)
    rows = tuple((limit.what, limit.sentence) for limit in ranked[:MOST_LIMITS])
    lead = (
        "What one more of each scarce thing would be worth: its shadow price, a present value, with whole numbers held. The most "
        "valuable limit of each kind, by its price times what the plan uses of it, in quarters with compute at work."
        if ranked
        else "No limit holds the plan back."
    )
    return Section(
        "limits",
        "What holds it back",
        lead,
        short="Limits",
        items=tuple(limit.sentence for limit in list(kinds.values())[:MOST_KINDS]),
        tables=(Table(f"All limits ({len(rows)} shown)", ("limit", "in words"), rows, folded=True),)
        if rows
        else (),
    )
