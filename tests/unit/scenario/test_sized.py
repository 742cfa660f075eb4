"""Work said as requests or training runs: the same compute as `gigaplan size`, findings at their lines."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from gigaplan.compute.training import Rollouts
from gigaplan.core.errors import InputError
from gigaplan.programme.arrange import arrange
from gigaplan.scenario.load import load
from gigaplan.scenario.sized import sized_steps
from gigaplan.sizing import size_workload
from gigaplan.sizing.demand import TrainingWork, training_demand
from gigaplan.sizing.training import size_learning

REQUESTS = {
    "users": {"2026-Q1": "10 Muser", "2026-Q2": "20 Muser"},
    "requests_a_day": "20 request/user/day",
    "prompt": "1200 token",
    "answer": "350 token",
    "model": "llama-3.1-70b",
    "on_devices": "0 %",
    "prompt_price": "0.5 USD_2026/Mtoken",
    "answer_price": "1.5 USD_2026/Mtoken",
}
RUN = {
    "model": "deepseek-v3",
    "tokens": "14.8e12 token",
    "begin": "2026-Q2",
    "quarters": 1,
    "sequence": "4096 token",
    "batch": "62914560 token",
    "worth": "2 USD_2026/H100e/hour",
}


def work(**given: object) -> dict[str, object]:
    return {"workload.training": given, "programme.chosen_weeks": 4}


def findings(**changes: object) -> dict[str, str]:
    given = work(requests=REQUESTS | changes)
    with pytest.raises(InputError) as problem:
        load("tiny", given)
    return {one.where.split(" ")[0].split(".")[-1]: one.do for one in problem.value.findings}


def test_requests_want_the_compute_that_gigaplan_size_finds() -> None:
    step = sized_steps(load("tiny", work(requests=REQUESTS)), "training")[0]
    text = "20M users, 20 requests a day, 1200 in, 350 out, llama-3.1-70b on h100"
    assert step.demand[1] * 1e3 == size_workload(text).fleet.chips  # an H100 is one H100e


def test_tokens_make_an_hour_of_compute_worth_their_price_by_hand() -> None:
    step = sized_steps(load("tiny", work(requests=REQUESTS)), "training")[0]
    # 20 M users x 20 requests x (1,200 x 0.5 + 350 x 1.5) dollars a million tokens = 450,000 dollars a day
    assert step.worth[1] * step.demand[1] * 1e3 * 24 == pytest.approx(450e3, rel=1e-12)


def test_a_tenth_on_devices_is_a_tenth_fewer_users() -> None:
    fewer = {"users": {"2026-Q1": "9 Muser", "2026-Q2": "18 Muser"}}
    share = sized_steps(load("tiny", work(requests=REQUESTS | {"on_devices": "10 %"})), "training")[0]
    users = sized_steps(load("tiny", work(requests=REQUESTS | fewer)), "training")[0]
    assert share.demand == users.demand


def test_devices_take_a_small_model_sooner_than_a_large_one_unless_told() -> None:
    def left(model: str) -> float:
        said = sized_steps(load("tiny", work(requests=REQUESTS | {"model": model})), "training")[0]
        unsaid = {key: value for key, value in (REQUESTS | {"model": model}).items() if key != "on_devices"}
        return sized_steps(load("tiny", work(requests=unsaid)), "training")[0].demand[1] / said.demand[1]

    assert left("llama-3.1-8b") < 0.97 < left("llama-3.1-70b")


def test_a_training_run_asks_for_the_published_chip_hours() -> None:
    # DeepSeek-V3: 2.664 M H800-hours (2412.19437) over a quarter of 2,190 hours are 1,216 chips, of 2,048 used
    demand = sized_steps(load("tiny", work(runs=[RUN])), "training")[0].demand
    assert demand[0] == 0
    assert demand[1] * 1e3 == pytest.approx(2.664e6 / 2190, rel=0.03)


def test_roll_outs_add_their_chip_hours_to_the_run() -> None:
    def chips(**more: object) -> float:
        return sized_steps(load("tiny", work(runs=[RUN | {"model": "llama-3.1-8b"} | more])), "training")[
            0
        ].demand[1]

    learned = {"answers": 1e9, "answer_tokens": "8000 token", "prompt_tokens": "500 token"}
    task = TrainingWork("llama-3.1-8b", 14.8e12, 2190 * 3600, 62914560, 4096, "fp8", "h100", False)
    hours = size_learning(task, Rollouts(1e9, 8000, 500), training_demand(task).chips)
    # a quarter has 2,190 hours, an H100 is one H100e
    assert chips(rollouts=learned) - chips() == pytest.approx(
        (hours.decoding + hours.updating) / 2190 / 1e3, rel=1e-3
    )
    with pytest.raises(InputError) as problem:
        load("tiny", work(runs=[RUN | {"rollouts": learned | {"answer_tokens": "0 token"}}]))
    assert "runs.0.rollouts.answer_tokens" in problem.value.findings[0].where


def test_the_plan_is_asked_for_what_was_sized_and_told_what_it_rests_on() -> None:
    scenario = load("tiny", work(runs=[RUN, RUN | {"begin": "2026-Q1"}]))
    programme = arrange(scenario)
    asked = programme.inputs["demand_step"].sel(work="training").values
    expected = [step.demand for step in sized_steps(scenario, "training")]
    np.testing.assert_allclose(asked, expected)
    assert [note.about for note in programme.notes if "kH100e from" in note.text] == [
        "workload.training.runs.0",
        "workload.training.runs.1",
    ]


def test_every_finding_of_requests_comes_at_once_with_what_works() -> None:
    told = findings(model="llama-3.1-70c", answer="0 token", tokens_per_second="0 token/s", chip="gb200")
    assert set(told) == {"chip"}  # the chip of another programme stops the sizing itself
    told = findings(model="llama-3.1-70c", answer="0 token", tokens_per_second="0 token/s")
    assert set(told) == {"model", "answer", "tokens_per_second"}
    assert "llama-3.1-70b" in told["model"]


@pytest.mark.parametrize(
    ("change", "entry", "way_out"),
    [
        ({"tokens_per_second": "5000 token/s"}, "tokens_per_second", "ask for"),
        ({"first_token": "0.001 s"}, "first_token", "ask for"),
        ({"model": "llama-3.1-405b", "precision": "bf16"}, "chip", "use b200"),
        ({"users": "0 user"}, "users", ""),
        ({"worth": "2 USD_2026/H100e/hour"}, "requests", "one way"),
    ],
)
def test_a_promise_no_chip_keeps_names_the_nearest_that_works(
    change: dict[str, object], entry: str, way_out: str
) -> None:
    told = findings(**change)
    assert set(told) == {entry}
    assert way_out in told[entry]


@pytest.mark.parametrize(
    ("change", "entry"),
    [
        ({"model": "deepseek-v9"}, "model"),
        ({"tokens": "0 token"}, "tokens"),
        ({"tokens": "1e18 token"}, "quarters"),
        ({"precision": "bf16"}, "precision"),
        ({"begin": "2027-Q1"}, "begin"),
        ({"chip": "gb200"}, "chip"),
    ],
)
def test_a_run_that_cannot_be_is_told_at_its_entry(change: dict[str, object], entry: str) -> None:
    with pytest.raises(InputError) as problem:
        load("tiny", work(runs=[RUN | change]))
    assert {one.where.split(" ")[0] for one in problem.value.findings} == {
        f"workload.training.runs.0.{entry}"
    }


def test_findings_carry_the_line_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(
        "based_on: abilene-users\nworkload:\n  serving:\n    requests:\n      model: deepseek-v33\n",
        encoding="utf-8",
    )
    with pytest.raises(InputError) as problem:
        load(path)
    assert problem.value.findings[0].where == "workload.serving.requests.model (mine.yaml:5)"


def test_recorded_requests_shape_the_power_of_every_hour_and_are_told(tmp_path: Path) -> None:
    # a request every half minute by day (8 to 20), every two minutes by night, Monday to Wednesday
    rows = [
        f"2025-11-{3 + day:02d} {hour:02d}:{minute:02d}:{second:02d},100,10"
        for day in range(3)
        for hour in range(24)
        for minute in range(0, 60, 1 if 8 <= hour < 20 else 2)
        for second in ((0, 30) if 8 <= hour < 20 else (0,))
    ]
    text = "TIMESTAMP,ContextTokens,GeneratedTokens\n" + "\n".join([*rows, "2025-11-06 00:00:00,100,10"])
    (tmp_path / "mine.csv").write_text(text, encoding="utf-8")
    recording = {"file": "mine.csv", "weekday": "monday", "hour": "0 hour", "waiting_share": "20 %"}
    week = {"peak_hour": "3 hour", "trough_share": "90 %", "weekend_share": "50 %", "recording": recording}
    given = {"workload.training.week": week, "programme.chosen_weeks": 0}
    programme = arrange(load("tiny", given), tmp_path)
    shape = programme.inputs["work_shape"].sel(work="training").values
    # full by day; by night a quarter of the requests, 0.2 + 0.8 x 0.25; Saturday the 4th of January half of both
    assert shape[[12, 23, 3 * 24 + 12, 3 * 24 + 23]] == pytest.approx([1.0, 0.4, 0.6, 0.3])
    assert any("the day as recorded" in note.text for note in programme.notes)


def test_a_recording_that_is_not_there_is_told_when_the_plan_is_arranged(tmp_path: Path) -> None:
    recording = {"file": "none.csv", "weekday": "monday", "hour": "0 hour"}
    week = {"peak_hour": "3 hour", "trough_share": "90 %", "recording": recording}
    scenario = load("tiny", {"workload.training.week": week})
    with pytest.raises(InputError, match=r"none\.csv"):
        arrange(scenario, tmp_path)
    with pytest.raises(InputError, match="--data"):
        arrange(scenario)


def test_a_stated_week_reaches_every_hour_of_the_plan() -> None:
    week = {"peak_hour": "12 hour", "trough_share": "40 %", "weekend_share": "50 %"}
    given = {"workload.training.week": week, "programme.chosen_weeks": 0}
    shape = arrange(load("tiny", given)).inputs["work_shape"].sel(work="training").values
    # 1 January 2025 is a Wednesday: full at noon, 0.4 at midnight; Saturday the 4th has half of both
    assert shape[[12, 24, 3 * 24 + 12, 3 * 24 + 24]] == pytest.approx([1.0, 0.4, 0.5, 0.2])
