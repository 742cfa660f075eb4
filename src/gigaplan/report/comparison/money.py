"""Money: cash by use, and from the first run's cost of compute to a later one's, term by term."""

from __future__ import annotations

from collections.abc import Sequence

from gigaplan.report.comparison.differences import offered, pairs, stacked_difference
from gigaplan.report.section import Chart, Choice, Section
from gigaplan.report.sections.money import falls, waterfall_figure
from gigaplan.report.summary import Summary


def money_section(runs: Sequence[Summary]) -> Section:
    """Return what the later runs pay more or less, and why their compute costs more or less."""
    charts = (stacked_difference(runs, "cash"), _waterfall(runs))
    lead = "Capital by use; and why an hour of compute, and what is made of it, costs more or less."
    return Section("money", "Money", lead, charts=tuple(chart for chart in charts if chart is not None))


def cost(run: Summary, what: str) -> dict[str, float]:
    """Return what a thing costs in a run by term [USD_2026]."""
    return {term: amount * run.hours_taken[what] for term, amount in run.cost.items()}


def _waterfall(runs: Sequence[Summary]) -> Chart | None:
    """Return the falls from the first run's cost to each later one's, or nothing where either uses no compute."""
    choices = []
    for words, first, later in pairs(runs):
        if not (first.cost and later.cost):
            continue
        letter = words[0]
        for what in (one for one in first.hours_taken if one in later.hours_taken):
            ours, theirs = cost(first, what), cost(later, what)
            terms = dict.fromkeys([*ours, *theirs])
            change = {term: theirs.get(term, 0.0) - ours.get(term, 0.0) for term in terms}
            drawn = falls(
                f"USD_2026 for {what}",
                change,
                begin={"whole of A": sum(ours.values())},
                end=f"whole of {letter}",
            )
            choices.append(Choice(f"{what}, from A to {letter}", (drawn,)))
    if not choices:
        return None
    about = (
        "From the whole cost in A to the whole cost in the later run: what each kind of cost adds or takes away. Discounted costs "
        "over discounted compute used, each run by its own."
    )
    title = "From one cost of compute to the other"
    return offered(Chart("waterfall", title, about, waterfall_figure()), tuple(choices), chooser="Cost of")
