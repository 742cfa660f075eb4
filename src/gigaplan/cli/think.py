"""`gigaplan think`: for a value per answer and a price of compute, the budget, accuracy and cost by class."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table

from gigaplan.compute.thinking import (
    DifficultyMix,
    QuestionClass,
    deserved_budget,
    read_difficulties,
    read_points,
)
from gigaplan.core.errors import Finding, raise_findings
from gigaplan.programme.thinking import (
    AS_SHIPPED,
    Asked,
    LongJobAnswer,
    ThinkingAnswer,
    brought_bins,
    brought_classes,
    pace_of,
    shipped_classes,
    think,
    think_long,
    think_with_fleet,
    thinking_names,
    worth_of_knowing,
)

BARS = " ▁▂▃▄▅▆▇█"
SPARK_PLACES = 6
HOURS_A_DAY = 24.0
TOLERANCE = 1.001  # a tenth of a per cent late is in time
THOUSAND, MILLION = 1e3, 999.5e3  # from there three digits round to a million
UNITS = (
    "budget and least sensible budget in H100e-hours a question; value and cost in USD; below: the price in USD an "
    "H100e-hour below which it pays; compute in H100e-hours a quarter; curve: share right from 0.01 to 100 budgets"
)
LONG_UNITS = (
    "compute in H100e-hours; cost in USD; pays from, last hour: USD a right answer must be worth for the whole job and "
    "for its last hour to pay; chips: H100e that the worth given deserves for the same time"
)
COLOURS = ("#2a9d8f", "#e76f51", "#264653", "#b8860b", "#577590", "#b56576", "#6d597a", "#bc6c25")


def think_command(
    value: float | None,
    price: float | None,
    classes: Sequence[str] = (),
    table: Path | None = None,
    chart: Path | None = None,
    fleet: float | None = None,
    chips: float | None = None,
    days: float = 7.0,
    asked: Asked = AS_SHIPPED,
) -> RenderableType:
    """Return the screen of `gigaplan think`, and write the chart where a path is given.

    `value` [USD per right answer] replaces the shipped ones; `price` [USD/H100e-hour], or instead of it a
    `fleet` [H100e-hour per quarter] whose own price is found; `classes` are shipped names, all where none
    are named; `table` is a CSV of budget [H100e-hour], accuracy and class. With `chips` [H100e] it says instead
    what an answer must be worth to think `days` about one question. `asked` holds answers to their longest wait, and
    says whether right ones can be told. Raises InputError.
    """
    raise_findings(
        "nothing to think about", _findings(value, price, classes, table, fleet, chips, asked.speed)
    )
    mixes = {} if table is None else read_difficulties(table)
    wanted = _classes(value, classes, table, mixes, asked)
    if chips is not None:
        return _long_screen(wanted, chips, days, price or 0.0)
    if fleet is not None:
        answers, split = think_with_fleet(wanted, fleet)
        heading = (
            f"{fleet:,.0f} H100e-hours a quarter, split best: compute is worth {split.price:,.3g} USD an hour"
        )
        heading += f", {split.unused:,.0f} hours are not needed" if split.unused else ""
    else:
        answers = think(wanted, price or 0.0)
        heading = f"Compute at {price:,.3g} USD per H100e-hour"
    parts: list[RenderableType] = [
        f"[bold]{heading}[/]",
        answers_table(answers),
        UNITS,
        *_remarks(answers),
        *_paces(answers, asked.speed),
        *_known(answers, mixes),
    ]
    if chart is not None:
        chart.parent.mkdir(parents=True, exist_ok=True)
        accuracy_chart(answers).write_html(chart, include_plotlyjs=True)
        parts.append(f"chart: {escape(str(chart))}")
    return Group(*parts)


def _long_screen(asked: Sequence[QuestionClass], chips: float, days: float, price: float) -> RenderableType:
    deserved_budget(asked[0], price)  # refuses a price that is none
    jobs = [think_long(one, chips, days * HOURS_A_DAY, price) for one in asked]
    heading = f"{days:g} days of thinking about one question on {chips:,.0f} H100e at {price:g} USD an hour"
    stops = "stops as in Llama 3's training; the chips can be taken away and given back, so the job follows cheap power"
    return Group(f"[bold]{heading}[/]", long_jobs_table(jobs), LONG_UNITS, stops)


def answers_table(answers: Sequence[ThinkingAnswer]) -> Table:
    """Return budget, accuracy, cost and worth by class, with the curve drawn small; it fits 80 columns."""
    shown = _table(
        "class", "value", "budget", "least", "served", "right", "cost", "below", "compute", "curve"
    )
    for one in answers:
        budget, question = one.budget, one.question
        served = budget.served > 0
        shown.add_row(
            escape(question.name.replace("_", " ")),
            _short(question.answer_value),
            _short(budget.spend) + ("*" if one.beyond_points else "") if served else "nothing",
            _short(question.curve.smallest_budget),
            f"{budget.served:.0%}",
            f"{budget.accuracy:.0%}" if served else "–",
            _short(one.cost) if served else "–",
            _short(question.highest_price),
            _short(budget.compute),
            _spark(question, budget.spend),
        )
    return shown


def long_jobs_table(jobs: Sequence[LongJobAnswer]) -> Table:
    """Return what an answer must be worth for a long job, by class; it fits 80 columns."""
    shown = _table("class", "compute", "cost", "right", "pays from", "last hour", "worth", "chips")
    for one in jobs:
        last = "never" if np.isinf(one.last_hour_from) else _short(one.last_hour_from)
        shown.add_row(
            escape(one.question.name.replace("_", " ")),
            _short(one.compute),
            _short(one.cost),
            f"{one.accuracy:.0%}",
            _short(one.pays_from),
            last,
            _short(one.question.answer_value),
            _short(one.chips) if one.chips else "none",
        )
    return shown


def accuracy_chart(answers: Sequence[ThinkingAnswer]) -> Any:
    """Return the figure of accuracy over budget by class, the deserved budgets marked."""
    import plotly.graph_objects as go  # slow to import, and most calls draw nothing

    figure = go.Figure()
    for row, one in enumerate(answers):
        colour, curve = COLOURS[row % len(COLOURS)], one.question.curve
        middle = one.budget.spend or curve.smallest_budget
        spent = np.geomspace(max(middle / 300, curve.floor), middle * 300, 200)
        name = one.question.name.replace("_", " ")
        figure.add_scatter(
            x=spent,
            y=curve.accuracy(spent),
            name=name,
            mode="lines",
            line={"color": colour},
            legendgroup=name,
        )
        if one.budget.served > 0:
            text = (
                f"{name}: {one.budget.spend:.3g} H100e-hours, {one.budget.accuracy:.0%}, {one.cost:.3g} USD"
            )
            figure.add_scatter(
                x=[one.budget.spend],
                y=[one.budget.accuracy],
                mode="markers",
                text=[text],
                hoverinfo="text",
                showlegend=False,
                marker={"color": colour, "size": 11},
                legendgroup=name,
            )
    _label(figure, answers[0].price if answers else 0.0)
    return figure


def _label(figure: Any, price: float) -> None:
    figure.update_layout(
        title=f"Accuracy by budget; marks show the budget deserved at {price:.3g} USD per H100e-hour",
        template="plotly_white",
        height=480,
    )
    figure.update_xaxes(type="log", title="budget per question [H100e-hour]", exponentformat="power")
    figure.update_yaxes(title="share of right answers", range=[0, 1], tickformat=".0%")


def _table(*headings: str) -> Table:
    shown = Table(box=None, header_style="bold cyan", padding=(0, 1, 0, 0), pad_edge=False)
    for row, heading in enumerate(headings):
        last = heading == "curve"
        shown.add_column(heading, justify="left" if row == 0 or last else "right", no_wrap=row > 0)
    return shown


def _short(number: float) -> str:
    """Return three digits, thousands as k, and an exponent without signs or zeros past a million."""
    if THOUSAND <= number < MILLION:
        return f"{number / THOUSAND:.3g}k"
    head, _, power = f"{number:.3g}".partition("e")
    return f"{head}e{int(power)}" if power else head


def _classes(
    value: float | None,
    names: Sequence[str],
    table: Path | None,
    mixes: Mapping[str, tuple[DifficultyMix, tuple[str, ...]]],
    asked: Asked,
) -> list[QuestionClass]:
    if table is None:
        return shipped_classes(names, value, asked)
    worth = value or 0.0
    brought = brought_bins(mixes, worth) if mixes else brought_classes(read_points(table), worth)
    return brought + (shipped_classes(names, value, asked) if names else [])


def _known(
    answers: Sequence[ThinkingAnswer], mixes: Mapping[str, tuple[DifficultyMix, tuple[str, ...]]]
) -> list[str]:
    """Return what knowing the difficulty beforehand is worth, for each class of a table with bins."""
    told = []
    for name, (mix, names) in mixes.items():
        own = [one for one in answers if one.question.name in names]
        times = worth_of_knowing(mix, own)
        told.append(
            f"{name}: with equal budgets the same share right takes "
            + ("more than any budget gives" if np.isinf(times) else f"{times:.2f} times the compute")
        )
    return [escape(line) for line in told]


def _paces(answers: Sequence[ThinkingAnswer], speed: float | None) -> list[str]:
    """Return how each shipped class spends its budget when its answer must come in time."""
    if speed is None:
        return []
    told = []
    for one in answers:
        if one.budget.served > 0 and one.question.name in thinking_names():
            pace, longest = pace_of(one.question.name, one.budget.spend, speed)
            late = ", which is too late" if pace.seconds > longest * TOLERANCE else ""
            told.append(
                f"{one.question.name.replace('_', ' ')}: {_short(pace.tokens_in_a_row)} tokens in a row, "
                f"{_short(pace.samples)} side by side, {_short(pace.seconds)} s of at most {_short(longest)}{late}"
            )
    return [escape(line) for line in (f"at {speed:g} token/s of one answer:", *told)]


def _remarks(answers: Sequence[ThinkingAnswer]) -> list[str]:
    remarks = []
    if any(one.beyond_points for one in answers):
        remarks.append("* beyond the published points: the accuracy is extrapolated along the fitted curve")
    unserved = [one.question.name.replace("_", " ") for one in answers if one.budget.served == 0]
    if unserved:
        remarks.append(escape(f"deserve nothing at this price: {', '.join(unserved)}"))
    return remarks


def _spark(question: QuestionClass, spend: float) -> str:
    middle = spend or question.curve.smallest_budget
    accuracy = question.curve.accuracy(np.geomspace(middle / 100, middle * 100, SPARK_PLACES))
    return "".join(BARS[round(float(one) * (len(BARS) - 1))] for one in accuracy)


def _findings(
    value: float | None,
    price: float | None,
    classes: Sequence[str],
    table: Path | None,
    fleet: float | None,
    chips: float | None,
    speed: float | None,
) -> list[Finding]:
    findings = []
    if chips is not None and fleet is not None:
        findings.append(
            Finding("chips, fleet", "both", "a long job at a price", "leave --fleet out, give --price")
        )
    if (price is None) == (fleet is None):
        got = "neither" if price is None else "both"
        findings.append(Finding("price, fleet", got, "one of the two", "give --price 2.3 or --fleet 1e8"))
    if value is not None and not value >= 0:
        findings.append(Finding("value", f"{value:g}", "0 or more [USD per right answer]", "give --value 5"))
    if table is not None and value is None:
        findings.append(
            Finding("value", "nothing", "what a right answer of the table is worth", "give --value 5")
        )
    if len(set(classes)) < len(classes):
        findings.append(Finding("classes", ", ".join(classes), "each class once", "remove the repeated one"))
    if speed is not None and not speed > 0:
        findings.append(Finding("--speed", f"{speed:g}", "more than 0 token/s", "50 is quick, 20 usual"))
    return findings
