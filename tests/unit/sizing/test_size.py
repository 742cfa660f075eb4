"""Sizing a workload: reading it, the sums behind the answer, and what is said when it cannot be."""

import json
import time
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console
from typer.testing import CliRunner

from gigaplan.catalogue import entry, names
from gigaplan.cli.app import app
from gigaplan.cli.size import size_command
from gigaplan.core.errors import InputError
from gigaplan.sizing import NotServed, Sizing, size_on_all_chips, size_workload
from gigaplan.sizing.money import level_rent
from gigaplan.sizing.shapes import chip_shape, model_shape
from gigaplan.sizing.text import read_workload

STREAM = "50M users, 20 requests a day, 1200 in, 350 out"
ASKED = f"{STREAM}, llama-3.1-70b on gb200"
PIECES = [
    *STREAM.replace(",", " ,").split(),
    ",",
    "on",
    "gb200",
    "deepseek-r1",
    "%",
    "cached",
    "-5",
    "0",
    "1e9",
    "B",
    "and",
]
READ = {
    "users": 50e6,
    "requests_a_day": 20.0,
    "prompt": 1200.0,
    "answer": 350.0,
    "model": "llama-3.1-70b",
    "chip": "gb200",
}
MEASURED_MODELS = [
    "deepseek-r1",
    "gpt-oss-120b",
    "llama-3.1-70b",
    "llama-3.1-8b",
    "minimax-m2.5",
    "qwen3-235b",
]


def findings(text: str, **given) -> dict[str, str]:
    with pytest.raises(InputError) as caught:
        size_workload(text, **given)
    return {one.where: f"{one.got} | {one.want} | {one.do}" for one in caught.value.findings}


@pytest.mark.parametrize(
    "text",
    [
        ASKED,
        "50 million users; 20 requests per day; 1,200 tokens in; 350 tokens out; llama-3.1-70b on gb200",
        "llama-3.1-70b on GB200, 350 output tokens, 1.2k input tokens, 20 questions/day, 50,000,000 people",
        "50m users and 20 queries per user per day, 1200 prompt, 350 output, with Llama-3.1-70B on gb200",
        "50M users, 20 requests a day, 1200 in, 350 out, Llama 3.1 70B on GB200",
    ],
)
def test_the_same_workload_is_read_however_it_is_written(text: str) -> None:
    said = read_workload(text)

    assert said | {"model": str(said["model"]).replace(" ", "-")} == READ


@pytest.mark.parametrize("names_part", ["Llama 3.1 70B in FP4 on GB 200", "llama-3.1-70b on gb200 in fp4"])
def test_names_with_spaces_and_a_precision_lead_to_the_catalogue(names_part: str) -> None:
    asked = size_workload(f"{STREAM}, {names_part}").workload

    assert (asked.model, asked.chip, asked.precision) == ("llama-3.1-70b", "gb200", "fp4")


def test_promises_and_shares_are_read_too() -> None:
    said = read_workload("30 tok/s, first token within 1.5 s, 56% cached, 1.8 accepted, pue 1.2, fp4")

    assert said == {
        "tokens_per_second": 30.0,
        "first_token": 1.5,
        "cached_share": 0.56,
        "accepted": 1.8,
        "pue": 1.2,
        "precision": "fp4",
    }


def test_options_win_over_the_text_and_stand_without_it() -> None:
    assert size_workload(ASKED, chip="h200").workload.chip == "h200"
    assert (
        size_workload(**READ) == size_workload(ASKED)
        or size_workload(**READ).money == size_workload(ASKED).money
    )


def test_power_and_money_are_the_sums_of_the_catalogue() -> None:
    found = size_workload(ASKED, pue=1.2)
    chip, halls = entry("chips", "gb200"), entry("facility", "halls_greenfield")
    it_power = found.fleet.chips * chip.values["it_power"].central / 1000
    chips, built = (
        found.fleet.chips * chip.values["all_in_price"].central,
        it_power * halls.values["total_cost"].central,
    )

    assert found.power.built_it == pytest.approx(it_power)
    assert found.power.built_site == pytest.approx(it_power * 1.2)
    assert found.money.capital == pytest.approx(chips + built * 1e6)


def test_the_prices_of_tokens_bring_in_the_yearly_cost() -> None:
    found = size_workload(ASKED)
    requests = 50e6 * 20 * 365 / 1e6

    earned = requests * (1200 * found.usd_per_million_in + 350 * found.usd_per_million_out)
    assert earned == pytest.approx(found.money.yearly)


def test_a_level_rent_over_one_year_gives_back_the_capital_with_interest() -> None:
    assert level_rent(0.08, 1.0) == pytest.approx(1.08)


def test_the_range_is_the_spread_of_the_measured_runs() -> None:
    fleet = size_workload(ASKED).fleet

    assert 0.65 <= fleet.low / fleet.chips <= 0.80
    assert 1.25 <= fleet.high / fleet.chips <= 1.40


def test_devices_that_take_a_share_leave_fewer_chips() -> None:
    stream = f"{STREAM}, gemma-3-4b on h100"

    assert size_workload(stream, device_year=2027).fleet.chips < size_workload(stream).fleet.chips


def test_the_table_holds_every_chip_once_the_cheapest_first() -> None:
    found = size_on_all_chips(f"{STREAM}, deepseek-r1")
    served = [one for one in found if isinstance(one, Sizing)]
    failed = [one for one in found if isinstance(one, NotServed)]

    assert sorted([one.workload.chip for one in served] + [one.chip for one in failed]) == names("chips")
    assert [one.money.yearly for one in served] == sorted(one.money.yearly for one in served)


def test_the_table_of_chips_fits_a_terminal_of_eighty_columns() -> None:
    screen = Console(width=80, record=True, file=StringIO())
    screen.print(size_command(f"{STREAM}, deepseek-r1", table=True))
    shown = screen.export_text()

    assert "\N{HORIZONTAL ELLIPSIS}" not in shown
    assert all(name in shown for name in names("chips"))


def test_one_answer_and_the_whole_table_take_less_than_a_second() -> None:
    start = time.perf_counter()
    size_command(ASKED)
    size_command(f"{STREAM}, llama-3.1-70b", table=True)

    assert time.perf_counter() - start < 1.0


def test_everything_wrong_is_told_at_once_with_the_nearest_names() -> None:
    told = findings("0 users, 20 requests a day, 0 in, 350 out, lama-3.1-70b on gb2000")

    assert set(told) == {"workload.users", "workload.prompt", "workload.model", "workload.chip"}
    assert "llama-3.1-70b" in told["workload.model"].split("|")[-1]
    assert "gb200" in told["workload.chip"].split("|")[-1]


def test_what_is_missing_does_not_hide_what_is_wrong() -> None:
    told = findings("0 in, 20 users, nonsuch on h100", pue=0.5)

    assert set(told) == {
        "workload.requests_a_day",
        "workload.answer",
        "workload.prompt",
        "workload.model",
        "workload.pue",
    }


def test_a_part_that_cannot_be_read_is_named() -> None:
    assert "'blue'" in findings(f"{ASKED}, blue")["workload"]
    assert "twice" in findings(f"{ASKED}, 10 users")["workload"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("users", float("nan")),
        ("users", float("inf")),
        ("users", "many"),
        ("answer", -1),
        ("cached_share", 1.0),
        ("cached_share", float("nan")),
        ("accepted", 0.5),
        ("peak_ratio", 0.9),
        ("pue", 0.5),
        ("precision", "fp3"),
        ("region", "atlantis"),
        ("model", 70),
        ("tokens_per_second", 0),
        ("first_token", -2.0),
    ],
)
def test_an_option_out_of_bounds_is_named(name: str, value: object) -> None:
    assert f"workload.{name}" in findings(ASKED, **{name: value})


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=8).map(" ".join) | st.text(max_size=40))
def test_any_text_gives_an_answer_or_a_finding(text: str) -> None:
    answers, problems = [], []
    try:
        answers.append(size_workload(text))
    except InputError as problem:
        problems.append(problem)

    assert all(one.fleet.chips > 0 for one in answers)
    assert all(one.findings for one in problems)


def test_what_is_missing_is_asked_for() -> None:
    assert set(findings("50M users, llama-3.1-70b on gb200")) == {
        "workload.requests_a_day",
        "workload.prompt",
        "workload.answer",
    }


def test_a_dense_model_beyond_the_domain_is_refused_with_a_chip_that_holds_it() -> None:
    told = findings(f"{STREAM}, llama-3.1-405b on a100_80, bf16")["workload.chip"]
    held_by = told.split("use ")[1].split(",")[0]

    assert "812 GB" in told  # 405.9 billion times two bytes
    assert (
        size_workload(f"{STREAM}, llama-3.1-405b on {held_by}, bf16", tokens_per_second=5.0).fleet.chips > 0
    )
    assert "fp4 on a100_80" in told or "fp8 on a100_80" in told
    assert size_workload(f"{STREAM}, llama-3.1-405b on a100_80, fp8", tokens_per_second=5.0).fleet.chips > 0


def test_a_mixture_beyond_one_server_is_spread_over_several() -> None:
    fleet = size_workload(f"{STREAM}, deepseek-r1 on h100").fleet

    assert fleet.instance.run.chips[0] > 8
    assert fleet.instance.run.expert_ranks[0] == fleet.instance.run.chips[0]


def test_a_model_that_no_chip_holds_gets_the_advice_to_take_a_smaller_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("gigaplan.sizing.reasons.names", lambda kind: ["tpu_v5e"])

    told = findings(f"{STREAM}, frontier_2027 on tpu_v5e")

    assert set(told) == {"workload.chip"}
    assert "smaller model" in told["workload.chip"]


def test_answers_faster_than_any_instance_come_with_a_speed_that_works() -> None:
    told = findings(f"{ASKED}, 4000 tokens a second")["workload.tokens_per_second"]
    speed = float(told.split("ask for ")[1].split(" ")[0])

    assert size_workload(ASKED, tokens_per_second=speed).fleet.chips > 0


def test_a_first_token_before_the_prompt_is_read_comes_with_one_that_works() -> None:
    told = findings(f"{ASKED}, first token 0.0001 s")["workload.first_token"]
    wait = float(told.split("ask for ")[1].split(" ")[0])

    assert size_workload(ASKED, first_token=wait).fleet.chips > 0


def test_more_tokens_than_the_context_holds_are_refused() -> None:
    assert "131,072" in findings(ASKED, prompt=200_000)["workload.prompt"]


@pytest.mark.parametrize("name", names("models"))
def test_the_shapes_of_every_model_add_up(name: str) -> None:
    shape = model_shape(name)
    chosen = shape.experts_per_token / shape.experts if shape.experts else 0.0
    by_shapes = shape.total_parameters - shape.routed_parameters * (1 - chosen)

    # active parameters as published leave embeddings out or in: a fifth of play
    assert by_shapes == pytest.approx(shape.active_parameters, rel=0.2)


@pytest.mark.parametrize(("name", "per_token"), [("llama-3.1-70b", 160 * 1024), ("deepseek-v3", 61 * 576)])
def test_the_cache_of_a_token_is_as_published(name: str, per_token: int) -> None:
    # 80 layers x 2 x 8 heads x 128 numbers; 61 layers x (512 + 64) numbers (DeepSeek-V3 report)
    shape = model_shape(name)

    assert shape.layers * shape.cache_width == per_token


def test_the_catalogue_holds_the_models_asked_for() -> None:
    generic = [f"frontier_{year}" for year in range(2024, 2028)]
    open_models = [name for name in names("models") if name not in generic]

    assert set(generic + MEASURED_MODELS) <= set(names("models"))
    assert len(open_models) >= 15
    assert any(model_shape(name).latent for name in open_models)


def test_a_chip_without_four_bit_units_computes_at_eight() -> None:
    assert chip_shape("h100").fp4_peak == chip_shape("h100").fp8_peak == pytest.approx(1979e12)


@pytest.mark.parametrize(("region", "low", "high"), [("uae", 1.15, 1.32), ("norway", 1.04, 1.095)])
def test_a_region_brings_its_climates_power_ratio(region: str, low: float, high: float) -> None:
    # bands by climate in docs/explanation/hours-validation.md
    plain, there = size_workload(ASKED), size_workload(ASKED, region=region)
    ratio = there.power.pue
    assert low <= ratio <= high
    assert ratio == entry("regions", region).number("mean_pue", "MW_site/MW_it") != plain.power.pue
    assert there.power.mean_site / plain.power.mean_site == pytest.approx(ratio / plain.power.pue)
    assert there.power.built_site == plain.power.built_site


def test_the_hall_of_a_fleet_stands_in_racks_of_its_domain() -> None:
    # NVIDIA GB200 NVL72: 72 chips a rack, cooled by liquid; one rack is one scale-up domain
    sizing = size_workload(ASKED)
    assert sizing.hall.chips_per_rack == 72
    assert sizing.hall.racks == sizing.hall.domains == -(-sizing.fleet.chips // 72)
    assert sizing.hall.cooling.name == "liquid"
    assert sizing.hall.it_power <= sizing.power.built_it  # less network than the all-in power holds


def test_size_prints_json_that_follows_pue_and_accepted() -> None:
    told = CliRunner().invoke(app, ["size", ASKED, "--pue", "1.5", "--accepted", "2", "--json"])
    found = json.loads(told.stdout)
    assert found["site_power_MW"] == pytest.approx(1.5 * found["it_power_MW"])
    assert found["chips"]["central"] == size_workload(ASKED, accepted=2.0).fleet.chips
    assert found["hall"]["racks"] > 0


@pytest.mark.parametrize(
    "text", [ASKED.replace(",", ""), "50M users 20 requests a day, 1200 in 350 out llama-3.1-70b on gb200"]
)
def test_a_workload_is_read_without_commas(text: str) -> None:
    assert read_workload(text) == READ


def test_words_between_parts_are_not_passed_over() -> None:
    assert "'blah 50M users'" in findings("blah 50M users, llama-3.1-70b on gb200")["workload"]


def test_a_negative_number_in_words_is_judged_on_the_command_line() -> None:
    told = CliRunner().invoke(app, ["size", f"-{ASKED}"])
    assert isinstance(told.exception, InputError)
    assert [(one.where, one.want) for one in told.exception.findings] == [("workload.users", "more than 0")]


def test_a_trace_gives_the_rate_and_the_tokens_that_are_not_said(tmp_path: Path) -> None:
    # three requests in two hours are two gaps: one an hour, 24 a day; means of 100, 200, 300 and of 10, 20, 30
    lines = [f"2023-11-16 {18 + hour}:00:00,{100 * (hour + 1)},{10 * (hour + 1)}" for hour in range(3)]
    trace = tmp_path / "trace.csv"
    trace.write_text("\n".join(["TIMESTAMP,ContextTokens,GeneratedTokens", *lines]), encoding="utf-8")
    asked = ["size", "50 out, llama-3.1-70b on gb200", "--trace", str(trace), "--json"]
    found = json.loads(CliRunner().invoke(app, asked).stdout)["workload"]
    assert [found[name] for name in ("users", "requests_a_day", "prompt", "answer")] == [1, 24, 200, 50]
