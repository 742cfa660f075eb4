from io import StringIO

import numpy as np
import pytest
from rich.console import Console

from gigaplan.cli.think import think_command
from gigaplan.compute.thinking import Points, budget_from_steps, demand_steps, deserved_budget
from gigaplan.core.errors import InputError
from gigaplan.core.units import parse
from gigaplan.programme.thinking import (
    Asked,
    published_points,
    question_class,
    scenario_steps,
    shipped_classes,
    staircase_of,
    think,
    think_long,
    think_with_fleet,
    thinking_demand,
    thinking_entry,
    thinking_names,
)
from gigaplan.scenario.work import Questions

CLASSES = ["agents", "chat", "code", "mathematics", "open_problems", "science"]
HOURS = 2190.0


def shown(*arguments, **options):
    console = Console(width=250, record=True, quiet=False, file=StringIO())
    console.print(think_command(*arguments, **options))
    return console.export_text()


def test_six_classes_are_shipped_with_points_and_parsable_units():
    assert thinking_names() == CLASSES
    for name in CLASSES:
        entry = thinking_entry(name)
        assert entry.texts["curve"] in published_points(entry)
        for value in entry.values.values():
            parse(f"{value.central} {value.unit}", value.unit)


@pytest.mark.parametrize("name", CLASSES)
def test_a_shipped_curve_meets_its_published_points(name):
    entry = thinking_entry(name)
    points = published_points(entry)[entry.texts["curve"]]
    question = question_class(name)
    scale = entry.number("compute_per_budget", "H100e hour")
    for budget, accuracy in zip(points.budgets, points.accuracies, strict=True):
        assert float(question.curve.accuracy(budget * scale)) == pytest.approx(accuracy, abs=0.06)


def test_dearer_compute_never_lengthens_thinking():
    for cheap, dear in zip(think(shipped_classes(), 1.0), think(shipped_classes(), 4.0), strict=True):
        assert dear.budget.spend <= cheap.budget.spend


def test_a_worthless_answer_deserves_nothing():
    (answer,) = think([question_class("science", answer_value=0.01)], 2.3)
    assert answer.budget.spend == 0


def test_the_fleets_price_gives_back_the_fleets_budgets():
    answers, split = think_with_fleet(shipped_classes(), 5e8)
    for found, again in zip(answers, think(shipped_classes(), split.price), strict=True):
        assert found.budget.spend == pytest.approx(again.budget.spend, rel=1e-6)


def test_the_demand_is_a_kind_of_work_a_scenario_takes():
    demand = thinking_demand(shipped_classes(), HOURS, 0.5)
    written = scenario_steps(demand)
    assert len(written) == 20
    assert sum(parse(step["demand"], "H100e") for step in written) == pytest.approx(demand.compute)
    assert parse(written[0]["worth"], "USD_2026/H100e/hour") == pytest.approx(demand.steps[0].worth)
    assert demand.worst_error < 0.04 * sum(step.compute * step.worth for step in demand.steps)


def test_the_plans_price_and_the_steps_give_the_same_budget_for_every_class():
    for question in shipped_classes():
        demand = demand_steps(question, 60, HOURS, 0.2)
        (answer,) = think([question], 2.3)
        spends = [step.spend for step in demand.steps]
        row = spends.index(budget_from_steps(demand, question.name, 2.3))
        assert spends[max(row - 1, 0)] <= answer.budget.spend <= spends[min(row + 1, len(spends) - 1)]


def test_points_of_the_user_replace_the_shipped_ones():
    question = question_class("code", points=Points((1.0, 10.0), (0.5, 0.9)))
    scale = thinking_entry("code").number("compute_per_budget", "H100e hour")
    assert float(question.curve.accuracy(10 * scale)) == pytest.approx(0.9, abs=1e-6)


def test_an_unknown_class_names_the_nearest():
    with pytest.raises(InputError, match="mathematics"):
        question_class("mathematic")


def test_the_screen_shows_budget_accuracy_and_cost_and_writes_the_chart(tmp_path):
    text = shown(None, 2.3, chart=tmp_path / "out" / "chart.html")
    assert "open problems" in text
    assert "2.3 USD per H100e-hour" in text
    assert (tmp_path / "out" / "chart.html").stat().st_size > 1000


def test_the_screen_takes_a_fleet_or_a_table_of_the_user(tmp_path):
    (tmp_path / "own.csv").write_text("class,budget,accuracy\nproofs,1,0.1\nproofs,10,0.4\n")
    assert "proofs" in shown(100.0, 2.3, table=tmp_path / "own.csv")
    assert "split best" in shown(None, None, ["code"], fleet=1e6)


@pytest.mark.parametrize(
    "options",
    [
        {"value": -1, "price": 2.3},
        {"value": 1, "price": None},
        {"value": 1, "price": -2.0},
        {"value": 1, "price": 2.3, "classes": ["chat", "chat"]},
        {"value": 1, "price": 2.3, "fleet": 5.0},
        {"value": 1, "price": 2.3, "asked": Asked(speed=0.0)},
    ],
)
def test_bad_wishes_are_refused(options):
    with pytest.raises(InputError):
        think_command(**options)


def test_an_answer_in_time_thinks_in_a_row_no_longer_than_its_wait():
    agents, chat, code = shipped_classes(["agents", "chat", "code"], asked=Asked(speed=50.0))
    assert agents.curve.ceiling == pytest.approx(
        7200 * 50 / 2e6
    )  # two hours at 50 token/s, 2 M tokens an hour
    assert chat.curve.ceiling < shipped_classes(["chat"])[0].curve.ceiling
    assert code.curve.ceiling == np.inf  # samples stand side by side
    assert "19 side by side" in shown(None, 0.84, ["code"], asked=Asked(speed=50.0))


def test_faster_answers_may_think_more_before_their_wait_is_over():
    slow, fast = (
        deserved_budget(shipped_classes(["chat"], asked=Asked(speed=speed))[0], 0.5)
        for speed in (100.0, 200.0)
    )
    assert fast.spend == pytest.approx(2 * slow.spend)


def test_without_a_verifier_samples_end_where_selection_does():
    (code,) = shipped_classes(["code"], asked=Asked(verified=False))
    assert code.curve.ceiling == pytest.approx(200 * 0.025)  # 200 samples of 0.025 H100e-hours
    (mathematics,) = shipped_classes(["mathematics"], asked=Asked(verified=True))
    assert mathematics.curve.ceiling == np.inf


def test_questions_answered_in_time_ask_a_plan_for_less():
    def whole(**asked):
        return sum(
            step.compute for step in staircase_of(Questions(classes=["chat", "agents"], **asked)).steps
        )

    assert whole(speed="50 token/s") < whole()


def test_a_table_with_difficulties_gives_each_bin_its_own_budget(tmp_path):
    rows = (
        "maths,easy,0.5,0.001,0.6\nmaths,easy,0.5,0.1,0.95\nmaths,hard,0.5,0.1,0.05\nmaths,hard,0.5,10,0.5\n"
    )
    (tmp_path / "own.csv").write_text("class,difficulty,share,budget,accuracy\n" + rows)
    told = shown(5.0, 2.0, table=tmp_path / "own.csv")
    assert "maths, easy" in told
    assert "times the compute" in told
    (tmp_path / "bad.csv").write_text(
        "class,difficulty,share,budget,accuracy\n" + rows.replace("hard,0.5", "hard,0.4")
    )
    with pytest.raises(InputError, match="summing to 1"):
        think_command(5.0, 2.0, table=tmp_path / "bad.csv")


def test_a_week_of_thinking_must_earn_its_chips_and_their_stops():
    (question,) = shipped_classes(["open_problems"])
    job = think_long(question, 10_000, 168, 2.0)
    # Llama 3: a stop took 10 % of the time on 16,384 chips at most, so 10,000 lose 0.1/0.9 x 10,000/16,384 more
    assert job.cost == pytest.approx(2 * 1.68e6 * (1 + 10_000 / 16_384 / 9), rel=1e-3)
    assert job.pays_from == pytest.approx(job.cost / job.accuracy)
    assert job.last_hour_from > job.pays_from
    assert "7 days of thinking" in shown(None, 2.0, ["open_problems"], chips=1e4)


def test_the_screens_of_thinking_fit_eighty_columns():
    for text in (shown(None, 2.3), shown(None, 2.3, chips=1e4)):
        table = text.splitlines()[1:8]
        assert all(len(line) <= 80 for line in table)
        assert [line.split()[0] for line in table[1:]] == [
            "agents",
            "chat",
            "code",
            "mathematics",
            "open",
            "science",
        ]


@pytest.mark.parametrize(
    "options", [{"chips": 0.0}, {"chips": 5.0, "days": -1.0}, {"chips": 5.0, "fleet": 5.0}]
)
def test_bad_long_jobs_are_refused(options):
    with pytest.raises(InputError):
        think_command(**{"value": None, "price": None if "fleet" in options else 2.0, **options})
