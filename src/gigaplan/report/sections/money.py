"""Money: cash by quarter, from whom to what, what an hour of compute costs, the objective's ledger."""

from __future__ import annotations

import math
from collections.abc import Mapping

import plotly.graph_objects as go

from gigaplan.catalogue.titles import title_of_chip
from gigaplan.equations import OBJECTIVES
from gigaplan.plan.plan import Plan
from gigaplan.report import amounts
from gigaplan.report.answers import goal
from gigaplan.report.section import (
    COLOURS,
    LINE,
    WARNING,
    Chart,
    Choice,
    Section,
    Table,
    figure,
    listed,
    shown,
)
from gigaplan.report.stacks import capital_by_use, plain
from gigaplan.scenario.checks import SURETY
from gigaplan.study.accounts.measures import STREAM, token_hours

COSTS = ("capital", "operation", "closing value")
SURETY_COLOURS = {"secured": "#2a9d8f", "committed": "#d1a23a", "announced": "#c98a7d"}
USD_IN_MUSD_PER_KILO = 1e3  # a million dollars for a thousand hours is a thousand dollars for one
LEAST_SHARE = 0.015  # of the whole cost; smaller terms are told together
NEGLIGIBLE = 1e-3  # MUSD
LEAST_TOLD = 1e-5  # of the largest term of the objective; less is not to be seen


def money_section(plan: Plan) -> Section:
    """Return where the money comes from and where it goes."""
    spent = float(plan.solution["capital_spent"].sum())
    each = cost_of_an_hour(plan)
    lead = f"{amounts.money(spent)} of capital is paid over the programme. " + (
        f"An H100e-hour of compute used costs {sum(each.values()):,.2f} USD_2026." if each else ""
    )
    charts = [_cash(plan), _flows(plan)]
    if each:
        charts.append(_waterfall(plan, each))
    return Section("money", "Money", lead, charts=(*charts, _objective(plan)), tables=(_commitments(plan),))


def _cash(plan: Plan) -> Chart:
    """Capital by quarter and use, with what commitments make available [GUSD_2026]."""
    drawn = figure("GUSD_2026 in the quarter", barmode="relative")
    quarters = list(plan.programme.calendar.quarters)
    for use, paid in capital_by_use(plan).items():
        if shown(paid):
            drawn.add_bar(x=quarters, y=listed(paid), name=use)
    to_date = {
        "title": {"text": "GUSD_2026 to date"},
        "overlaying": "y",
        "side": "right",
        "tickmode": "auto",
        "nticks": 6,
    }
    drawn.update_layout(yaxis2={**to_date, "showgrid": False, "rangemode": "tozero", "automargin": True})
    for name, values, line in (
        ("paid to date", plan.solution["capital_to_date"], {"color": LINE}),
        (
            "available to date",
            plan.programme.inputs["capital_available"],
            {"color": WARNING, "dash": "dot", "shape": "hv"},
        ),
    ):
        drawn.add_scatter(
            x=quarters, y=listed(values.values / 1e3), name=name, yaxis="y2", mode="lines", line=line
        )
    words = "Capital paid in each quarter by use, and on the right scale what is paid and what commitments have made available to date."
    return Chart("cash", "Cash by quarter", words, drawn)


def counted_commitments(plan: Plan) -> dict[tuple[str, str], float]:
    """Return the capital that counts in a plan by status and partner [MUSD_2026]."""
    money = plan.scenario.money
    sure = SURETY[SURETY.index(money.counted) :]
    found: dict[tuple[str, str], float] = {}
    for one in money.commitments:
        if one.status in sure:
            key = (one.status, one.partner)
            found[key] = found.get(key, 0.0) + one.amount
    return dict(sorted(found.items(), key=lambda item: (-SURETY.index(item[0][0]), -item[1])))


def flows(plan: Plan) -> list[tuple[str, str, float]]:
    """Return the flows of capital: from partner to capital, from there to its uses, and what is not called."""
    sources = {f"{partner}, {status}": one for (status, partner), one in counted_commitments(plan).items()}
    uses = {plain(term): float(paid.sum()) for term, paid in plan.ledger["capital"].items()}
    left = sum(sources.values()) - sum(uses.values())
    found = [(name, "capital", amount) for name, amount in sources.items()]
    found += [("capital", name, amount) for name, amount in uses.items()]
    found.append(("capital", "not called", left))
    return [(start, end, amount) for start, end, amount in found if amount > NEGLIGIBLE]


def _flows(plan: Plan) -> Chart:
    """Sankey of capital: partners and how sure they are, to uses [GUSD_2026]."""
    found = flows(plan)
    names = list(dict.fromkeys(name for start, end, _ in found for name in (start, end)))
    uses = [end for start, end, _ in found if start == "capital"]
    palette = {name: COLOURS[place] for place, name in enumerate(uses)}
    colours = [
        palette.get(name, SURETY_COLOURS.get(name.rpartition(", ")[2], LINE))
        if name != "not called"
        else "#a9b1b5"
        for name in names
    ]
    place = {name: position for position, name in enumerate(names)}
    drawn = figure("", hovermode="closest")
    drawn.update_layout(margin={"l": 8, "r": 8, "t": 12, "b": 12})
    drawn.add_sankey(
        node={"label": names, "color": colours, "pad": 14, "thickness": 14, "line": {"width": 0}},
        link={
            "source": [place[start] for start, _, _ in found],
            "target": [place[end] for _, end, _ in found],
            "value": listed([amount / 1e3 for _, _, amount in found]),
            "color": [_faint(colours[place[start if end == "capital" else end]]) for start, end, _ in found],
        },
        valueformat=",.1f",
        valuesuffix=" GUSD",
        arrangement="snap",
    )
    words = "Capital from the partners that count, coloured by how sure their word is, to what it buys over the programme."
    return Chart("flows", "From whom, to what", words, drawn)


def _faint(colour: str) -> str:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.35)"


def cost_of_an_hour(plan: Plan) -> Mapping[str, float]:
    """Return the levelised cost of an H100e-hour of compute used, by ledger term [USD_2026/H100e/hour].

    Discounted costs over discounted hours of compute used; what is left at the end counts against the costs.
    """
    inputs = plan.programme.inputs
    discount, years = inputs["discount"], inputs["quarter_years"]
    hours_in_year = float(inputs["hours_represented"].sum() / years.sum())
    used = plan.law("used_compute_is_delivered").left.array.sum("work")
    hours = float((discount * years * used).sum()) * hours_in_year
    if hours <= 0:
        return {}
    return {
        term.replace("_", " "): float((discount * amount).sum()) / hours * USD_IN_MUSD_PER_KILO
        for ledger in COSTS
        for term, amount in plan.ledger[ledger].items()
    }


def hours_taken(plan: Plan) -> dict[str, float]:
    """Return the H100e-hours that each thing told a cost takes: a million tokens where there is a chip for them, an hour."""
    _, hours = token_hours(plan)
    tokens = {f"a million tokens {way}": hours[way] for way in ("out", "in") if way in hours}
    return {**tokens, "an H100e-hour": 1.0}


def _waterfall(plan: Plan, each: Mapping[str, float]) -> Chart:
    """Cost of a million tokens and of an H100e-hour, term by term, from the first to the whole [USD_2026]."""
    chip, _ = token_hours(plan)
    taken = hours_taken(plan)
    drawn = waterfall_figure()
    words = "Discounted cost of each kind over discounted compute used; what chips and halls are still worth at the end comes off."
    if len(taken) > 1:
        words += f" Tokens take the compute the serving law gives for {STREAM} on {title_of_chip(chip)}."
    choices = tuple(
        Choice(
            name, (falls(f"USD_2026 for {name}", {term: amount * hours for term, amount in each.items()}),)
        )
        for name, hours in taken.items()
    )
    title = "What a million tokens cost" if len(taken) > 1 else "What an H100e-hour costs"
    return Chart("waterfall", title, words, drawn, choices, chooser="Cost of")


def waterfall_figure() -> go.Figure:
    """Return an empty figure for falls [USD_2026]."""
    drawn = figure("USD_2026", height=420, hovermode="closest", showlegend=False)
    drawn.update_xaxes(tickangle=-40, automargin=True, nticks=0)
    return drawn


def falls(
    name: str, each: Mapping[str, float], begin: Mapping[str, float] | None = None, end: str = "whole"
) -> go.Waterfall:
    """Return the falls of a cost: where it begins, the terms that count, the largest first, the others together, its end."""
    begin = begin or {}
    change = sum(each.values())
    largest = max((abs(amount) for amount in each.values()), default=0.0)
    told = {term: amount for term, amount in each.items() if abs(amount) > LEAST_SHARE * largest}
    rows = {
        **dict(sorted(told.items(), key=lambda item: -item[1])),
        "all others": change - sum(told.values()),
    }
    heights = [*begin.values(), *rows.values(), sum(begin.values()) + change]
    decimals = 2 + max(math.ceil(-math.log10(2 * largest)), 0) if largest else 2
    return go.Waterfall(
        name=name,
        x=[*begin, *rows, end],
        y=listed(heights),
        measure=["absolute"] * len(begin) + ["relative"] * len(rows) + ["total"],
        text=[f"{amount + 0.0:.{decimals}f}" for amount in heights],
        textposition="outside",
        connector={"line": {"color": LINE, "width": 1}},
        increasing={"marker": {"color": "#5b86c4"}},
        decreasing={"marker": {"color": "#8ab17d"}},
        totals={"marker": {"color": "#2a9d8f"}},
        cliponaxis=False,
    )


def _objective(plan: Plan) -> Chart:
    """Every ledger entry of the objective, discounted and summed over the programme [GUSD_2026]."""
    discount = plan.programme.inputs["discount"]
    rows = {
        term.replace("_", " "): float((discount * amount).sum()) / 1e3
        for ledger in OBJECTIVES[plan.programme.objective]
        for term, amount in plan.ledger[ledger].items()
    }
    least = LEAST_TOLD * max(abs(amount) for amount in rows.values())
    rows = {name: amount for name, amount in rows.items() if abs(amount) > least}
    drawn = figure("", height=420, hovermode="closest", showlegend=False)
    drawn.add_trace(
        go.Bar(
            x=listed(list(rows.values())),
            y=list(rows),
            orientation="h",
            text=[f"{amount:,.1f}" if abs(amount) >= 0.1 else f"{amount:.2g}" for amount in rows.values()],
            textposition="auto",
            cliponaxis=False,
            marker={"color": ["#5b86c4" if amount > 0 else "#2a9d8f" for amount in rows.values()]},
        )
    )
    drawn.update_layout(margin={"r": 56})
    drawn.update_xaxes(tickangle=0, title={"text": "GUSD_2026"}, showgrid=True)
    drawn.update_yaxes(automargin=True, showgrid=False, autorange="reversed")
    words = f"{goal(plan)}. Costs count to the right, worth and income to the left."
    return Chart("cost", "What the objective is made of", words, drawn)


def _commitments(plan: Plan) -> Table:
    counts = {key for key, _ in counted_commitments(plan)}
    rows = tuple(
        (
            one.partner,
            str(one.year),
            amounts.money(one.amount),
            one.status,
            "yes" if one.status in counts else "no",
            one.source,
        )
        for one in plan.scenario.money.commitments
    )
    columns = ("partner", "year", "amount", "how sure", "counted", "source")
    return Table("Commitments and their sources", columns, rows, numbers=(2,), folded=True)
