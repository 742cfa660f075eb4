"""The shipped classes of question, fitted; and what a price of compute or a fleet makes of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from gigaplan.catalogue.entries import Entry, choose
from gigaplan.catalogue.reading import SUFFIX, read_entry
from gigaplan.compute.thinking import (
    Allocation,
    Budget,
    Demand,
    DifficultyMix,
    LongJob,
    Points,
    QuestionClass,
    ThinkingPlan,
    allocate,
    break_even_value,
    by_difficulty,
    demand_steps,
    deserved_budget,
    difficulty_gain,
    join_demands,
    last_hour_value,
    spend_tokens,
    tokens_to_compute,
    useful_ceiling,
    worthwhile_chips,
)
from gigaplan.compute.training import llama_stops
from gigaplan.core.errors import Finding, raise_findings
from gigaplan.programme.times import QUARTERS_IN_YEAR, hours_in_year
from gigaplan.scenario.work import Questions

KIND = "thinking"
SAMPLES_TOLD_APART = (
    200.0  # without a verifier selection ends at 100 to 300 samples (Brown et al., arXiv 2407.21787)
)
IN_A_ROW = "in a row"
STEP_LIMIT = 20  # what a kind of work in a scenario may hold


@dataclass(frozen=True)
class ThinkingAnswer:
    """What one class gets: its budget, what it costs [USD per served question], and how far that is known.

    `beyond_points` says that the budget is larger than any published one, so its accuracy is extrapolated.
    """

    question: QuestionClass
    budget: Budget
    price: float
    beyond_points: bool

    @property
    def cost(self) -> float:
        """Return the cost of one served question [USD]."""
        return self.budget.spend * self.price

    @property
    def net_worth(self) -> float:
        """Return what the class's answers are worth less their compute [USD per quarter]."""
        return self.budget.worth - self.budget.compute * self.price


@dataclass(frozen=True)
class Asked:
    """How questions are asked: `speed` [token/s] of an answer, which must then come within its class's longest wait;
    `verified` says that right answers can be told from wrong ones, None leaves it to the class."""

    speed: float | None = None
    verified: bool | None = None


AS_SHIPPED = Asked()


@dataclass(frozen=True)
class LongJobAnswer:
    """What a long job on one question takes and what its answer must be worth.

    compute [H100e-hour], cost [USD], accuracy is a share; `pays_from` [USD per right answer] pays the job as a
    whole, `last_hour_from` its last hour; `chips` [H100e] is what the class's own value deserves for this time.
    """

    question: QuestionClass
    compute: float
    cost: float
    accuracy: float
    pays_from: float
    last_hour_from: float
    chips: float


def thinking_names() -> list[str]:
    """Return the names of the shipped classes of question in alphabetical order."""
    folder = files("gigaplan.catalogue") / KIND
    return sorted(path.name.removesuffix(SUFFIX) for path in folder.iterdir() if path.name.endswith(SUFFIX))


@cache
def thinking_entry(name: str) -> Entry:
    """Return one class with its published points; raises InputError with the nearest names."""
    known = choose(name, {one: one for one in thinking_names()}, f"catalogue.{KIND}")
    path = files("gigaplan.catalogue") / KIND / f"{known}{SUFFIX}"
    return read_entry(KIND, known, path.read_text(encoding="utf-8"))


def published_points(entry: Entry) -> Mapping[str, Points]:
    """Return the published points of a class by curve, in each curve's own unit of budget."""
    return {
        name: Points(tuple(float(budget) for budget in series.central), tuple(series.central.values()))
        for name, series in entry.series.items()
    }


def question_class(
    name: str,
    answer_value: float | None = None,
    questions: float | None = None,
    points: Points | None = None,
    asked: Asked = AS_SHIPPED,
) -> QuestionClass:
    """Return a shipped class, fitted to its curve's points, over H100e-hours.

    `answer_value` [USD per right answer], `questions` [per quarter] and `points` (in the class's unit of
    budget) replace the shipped ones. The curve starts at the smallest published budget, and ends at the
    class's ceiling where nothing verifies its answers, or where its longest wait is over. Raises InputError for an
    unknown name or bad numbers.
    """
    entry = thinking_entry(name)
    shown = points or published_points(entry)[entry.texts["curve"]]
    ceiling = min(_told_apart(entry, asked), _in_time(entry, asked))
    curve = replace(shown.fit().curve(), floor=shown.budgets[0], ceiling=max(ceiling, shown.budgets[0]))
    value = entry.number("answer_value", "USD_2026") if answer_value is None else answer_value
    count = entry.number("questions_per_quarter", "dimensionless") if questions is None else questions
    return QuestionClass(name, curve.in_compute(compute_per_budget(name)), value, count)


def _told_apart(entry: Entry, asked: Asked) -> float:
    """Return the budget past which right answers cannot be told from wrong ones, in the class's unit."""
    shipped = entry.number("ceiling", "dimensionless") if "ceiling" in entry.values else float("inf")
    if asked.verified is None:
        return shipped
    told_apart = useful_ceiling(1.0, asked.verified, SAMPLES_TOLD_APART)
    return told_apart if asked.verified else min(shipped, told_apart)


def _in_time(entry: Entry, asked: Asked) -> float:
    """Return the budget past which thinking in a row overruns the longest wait; samples stand side by side."""
    if asked.speed is None or entry.texts["spent"] != IN_A_ROW:
        return float("inf")
    tokens = entry.number("longest_wait", "s") * asked.speed
    return tokens_to_compute(tokens, _tokens_per_compute(entry)) / compute_per_budget(entry.id)


def _tokens_per_compute(entry: Entry) -> float:
    return entry.number("tokens_per_compute", "dimensionless")


def pace_of(name: str, spend: float, speed: float) -> tuple[ThinkingPlan, float]:
    """Return how a shipped class spends a budget [H100e-hour] at a speed [token/s], and its longest wait [s].

    Thinking in a row is one long answer; samples are as long as the class's own and stand side by side.
    """
    entry = thinking_entry(name)
    tokens = spend * _tokens_per_compute(entry)
    longest = entry.number("longest_wait", "s")
    if entry.texts["spent"] == IN_A_ROW:
        return ThinkingPlan(tokens, 1, tokens / speed), longest
    sample = compute_per_budget(name) * _tokens_per_compute(entry)
    return spend_tokens(tokens, sample / speed, speed), longest


def compute_per_budget(name: str) -> float:
    """Return what one unit of a class's budget takes of compute [H100e-hour]."""
    return thinking_entry(name).number("compute_per_budget", "H100e hour")


def brought_classes(
    tables: Mapping[str, Points], answer_value: float, questions: float = 1.0
) -> list[QuestionClass]:
    """Return classes from a user's table, whose budgets are H100e-hours per question.

    Each curve starts at the smallest budget of its points.
    """
    return [
        QuestionClass(name, replace(points.fit().curve(), floor=points.budgets[0]), answer_value, questions)
        for name, points in tables.items()
    ]


def brought_bins(
    mixes: Mapping[str, tuple[DifficultyMix, tuple[str, ...]]], answer_value: float, questions: float = 1.0
) -> list[QuestionClass]:
    """Return a class for each bin of difficulty of a user's table, so that each question gets what its own deserves."""
    return [
        replace(one, name=bin_name)
        for name, (mix, names) in mixes.items()
        for one, bin_name in zip(
            by_difficulty(QuestionClass(name, mix.curves[0], answer_value, questions), mix),
            names,
            strict=True,
        )
    ]


def worth_of_knowing(mix: DifficultyMix, answers: Sequence[ThinkingAnswer]) -> float:
    """Return how many times more compute equal budgets need than budgets by difficulty, for the same share right."""
    got = [(share, one.budget) for share, one in zip(mix.shares, answers, strict=True)]
    spent = sum(share * budget.served * budget.spend for share, budget in got)
    right = sum(share * budget.served * budget.accuracy for share, budget in got)
    return difficulty_gain(mix, spent, right) if spent > 0 else 1.0


def shipped_classes(
    names: Iterable[str] | None = None, answer_value: float | None = None, asked: Asked = AS_SHIPPED
) -> list[QuestionClass]:
    """Return several shipped classes, all of them where none are named."""
    return [question_class(name, answer_value, asked=asked) for name in names or thinking_names()]


def asked_classes(questions: Questions) -> list[QuestionClass]:
    """Return the classes of a scenario's questions, answered in time where it says how fast."""
    return shipped_classes(questions.classes, asked=Asked(questions.speed))


def think(classes: Sequence[QuestionClass], price: float) -> list[ThinkingAnswer]:
    """Return the budget each class deserves at a price of compute [USD/H100e-hour]."""
    return [_answer(one, deserved_budget(one, price), price) for one in classes]


def think_long(question: QuestionClass, chips: float, hours: float, price: float) -> LongJobAnswer:
    """Return what `hours` of thinking about one question on `chips` [H100e] take at a price [USD/H100e-hour].

    Chips stop as often, and lose as much each time, as in Llama 3's training. Raises InputError for numbers not above 0.
    """
    stops = llama_stops()
    lost = stops.lost_hours  # half an interval between checkpoints and the restart
    job = LongJob(chips, hours, float("inf"), lost, 0.0, lost / 2)
    count = stops.per_chip_hour * chips * hours
    curve = question.curve
    return LongJobAnswer(
        question,
        job.compute,
        job.cost(price, count),
        float(curve.accuracy(job.compute)),
        break_even_value(job, curve, price, count),
        last_hour_value(job, curve, price),
        worthwhile_chips(curve, question.answer_value, price, hours),
    )


def think_with_fleet(
    classes: Sequence[QuestionClass], fleet_compute: float
) -> tuple[list[ThinkingAnswer], Allocation]:
    """Return the best split of a fleet [H100e-hour per quarter], answers at its shadow price."""
    split = allocate(classes, fleet_compute)
    pairs = zip(classes, split.budgets, strict=True)
    return [_answer(one, budget, split.price) for one, budget in pairs], split


def thinking_demand(
    classes: Sequence[QuestionClass],
    quarter_hours: float,
    lowest_worth: float,
    steps_per_class: int = 12,
    step_limit: int = STEP_LIMIT,
) -> Demand:
    """Return the demand for thinking of all classes as one falling staircase for the plan."""
    findings = [] if classes else [Finding("classes", "none", "at least one class", "name a class")]
    raise_findings("no demand for thinking", findings)
    each = [demand_steps(one, steps_per_class, quarter_hours, lowest_worth) for one in classes]
    return join_demands(each, step_limit)


def staircase_of(questions: Questions) -> Demand:
    """Return the demand for thinking of a scenario's questions, before their growth."""
    hours = hours_in_year() / QUARTERS_IN_YEAR
    return thinking_demand(asked_classes(questions), hours, questions.lowest_worth)


def scenario_steps(demand: Demand) -> list[dict[str, str]]:
    """Return the steps as a scenario writes them under `workload.thinking.steps`."""
    return [
        {"demand": f"{step.compute / 1e3:.9g} kH100e", "worth": f"{step.worth:.9g} USD_2026/H100e/hour"}
        for step in demand.steps
    ]


def _answer(question: QuestionClass, budget: Budget, price: float) -> ThinkingAnswer:
    return ThinkingAnswer(
        question, budget, price, budget.spend > _largest_published(question.name) * (1 + 1e-9)
    )


def _largest_published(name: str) -> float:
    if name not in thinking_names():
        return float("inf")
    entry = thinking_entry(name)
    return published_points(entry)[entry.texts["curve"]].budgets[-1] * compute_per_budget(name)
