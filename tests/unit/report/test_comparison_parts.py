"""Runs side by side, part by part: weeks, duration curves, prices, ledgers, regional grids and stress tests."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import gigaplan
from gigaplan.report.comparison import comparison_sections
from gigaplan.report.section import COLOURS, Chart, Section
from gigaplan.report.stress_folder import write_stress
from gigaplan.report.summary import Summary, read_summary, stages
from gigaplan.study.stress.ensemble import Effort, stress
from tests.pairs import LATER

MIDDLE = "2026-Q2, a week in the middle"


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A run that was stress-tested, and another that was planned alone."""
    folder = tmp_path_factory.mktemp("runs")
    plan = gigaplan.solve(gigaplan.load("tiny"))
    write_stress(stress(plan, Effort(draws=8, indices=0, workers=1)), plan, folder / "tested")
    return folder / "tested", gigaplan.report(gigaplan.solve(gigaplan.load("tiny", LATER)), folder / "later")


@pytest.fixture(scope="module")
def sections(folders: tuple[Path, Path]) -> dict[str, Section]:
    runs = [read_summary(folder) for folder in folders]
    return {section.name: section for section in comparison_sections(runs)}


def chart(section: Section, name: str) -> Chart:
    return next(one for one in section.charts if one.name == name)


def amounts(section: Section, caption: str) -> dict[str, tuple[str, ...]]:
    table = next(one for one in section.tables if one.caption.startswith(caption))
    return {row[0]: row[1:] for row in table.rows}


def operation(folder: Path, site: str, quarter: str, hours: list[int]) -> pd.DataFrame:
    told = pd.read_parquet(folder / "tables" / "operation.parquet")
    here = told[(told["site"] == site) & (told["quarter"] == quarter)].set_index("hour of year")
    return here.loc[hours]


def test_a_week_is_the_difference_of_the_hourly_operation(
    sections: dict[str, Section], folders: tuple[Path, Path]
) -> None:
    week = chart(sections["power"], "week")
    (choice,) = (one for one in week.choices if one.label == f"B less A, South: {MIDDLE}")
    told = {trace.name: list(trace.y) for trace in choice.traces}
    kept = pd.read_parquet(folders[0] / "tables" / "weeks.parquet")
    hours = kept[(kept["site"] == "south") & (kept["week"] == MIDDLE) & (kept["series"] == "drawn")][
        "hour of year"
    ].tolist()
    assert len(hours) == 168
    before, after = (operation(folder, "south", "2026-Q2", hours) for folder in folders)
    sources = [column for column in before if column.startswith(("grid_power", "plant_power", "discharge"))]
    fed = (after[sources].sum(axis=1) - before[sources].sum(axis=1)).to_numpy()
    parts = [y for name, y in told.items() if name != "drawn"]
    assert [sum(hour) for hour in zip(*parts, strict=True)] == pytest.approx(list(fed), abs=0.2)
    assert max(abs(fed)) > 1.0


def test_weeks_at_other_places_are_not_compared(sections: dict[str, Section]) -> None:
    groups = {choice.group for choice in chart(sections["power"], "week").choices}
    assert groups == {"South"}  # north stands elsewhere in the later run


def test_duration_curves_and_prices_are_those_of_each_run(
    sections: dict[str, Section], folders: tuple[Path, Path]
) -> None:
    lasting = chart(sections["power"], "durations").choices[0]
    price = chart(sections["compute"], "price")
    for folder, curve, worth in zip(folders, lasting.traces, price.figure.data, strict=True):
        kept = pd.read_parquet(folder / "tables" / "duration_curves.parquet")
        drawn = kept[kept["series"] == lasting.label]
        assert list(curve.y) == pytest.approx(drawn["power [GW_site]"].tolist(), abs=1e-4)
        assert list(curve.y) == sorted(curve.y, reverse=True)
        kept = pd.read_parquet(folder / "tables" / "compute_price.parquet")
        told = {quarter: price for quarter, price in zip(worth.x, worth.y, strict=True) if price is not None}
        assert list(told) == kept["quarter"].tolist()
        assert list(told.values()) == pytest.approx(kept.iloc[:, -1].tolist(), abs=1e-3)


def test_ledgers_and_measures_stand_beside_each_other_with_their_difference(
    sections: dict[str, Section], folders: tuple[Path, Path]
) -> None:
    told = amounts(sections["money"], "Ledger")["capital: chip"]
    paid = []
    for folder in folders:
        kept = pd.read_parquet(folder / "tables" / "ledger.parquet")
        paid.append(kept[kept["term"] == "chip_capital"]["amount [MUSD_2026]"].sum() / 1e3)
    assert [float(amount) for amount in told] == pytest.approx([*paid, paid[1] - paid[0]], rel=5e-3)
    measured = amounts(sections["accounts"], "Measures")["capital [GUSD_2026]"]
    assert float(measured[2]) == pytest.approx(float(measured[1]) - float(measured[0]), abs=0.02)


def test_a_term_that_only_one_run_has_is_told_with_its_difference(folders: tuple[Path, Path]) -> None:
    first = read_summary(folders[0])
    fuel = {"ledger": "operation", "term": "plant_fuel", "quarter": "2026-Q2", "amount [MUSD_2026]": 5.0}
    more = pd.concat([first.tables["ledger"], pd.DataFrame([fuel])])
    later = replace(first, tables={**first.tables, "ledger": more})
    money = next(section for section in comparison_sections([first, later]) if section.name == "money")
    assert amounts(money, "Ledger")["operation: plant fuel"] == ("0", "0.005", "+0.005")


def test_regional_grids_are_compared_in_the_last_year_planned_alike(
    sections: dict[str, Section], folders: tuple[Path, Path]
) -> None:
    assert "grid" not in sections  # half of 2026 is planned in the first run, all of it in the later one
    first = read_summary(folders[0])
    asked = first.tables["grid_regions"]
    taken = "from the grid [TWh_site]"
    later = replace(first, tables={**first.tables, "grid_regions": asked.assign(**{taken: 2 * asked[taken]})})
    (grid,) = (section for section in comparison_sections([first, later]) if section.name == "grid")
    told = amounts(grid, "Asked of each region in 2026")
    row = next(row for name, row in told.items() if "ERCOT" in name and "energy" in name)
    once = float(asked[(asked["region"] == "ercot") & (asked["year"] == 2026)][taken].iloc[0])
    assert [float(amount) for amount in row] == pytest.approx([once, 2 * once, once], rel=5e-3)


def test_the_last_order_and_the_last_full_quarter_are_told_as_they_are() -> None:
    plan = gigaplan.solve(gigaplan.load("abilene"))
    told = stages(plan)["abilene1"]
    ordered = plan.solution["hall_blocks_ordered"].sel(site="abilene1").to_series()
    used = ordered[ordered > 1e-3].index
    assert told["order halls"] == (used[0], used[-1])
    assert told["full"][1] == plan.programme.calendar.quarters[-1]


def test_a_run_keeps_its_colour_where_another_was_not_stress_tested(folders: tuple[Path, Path]) -> None:
    tested, alone = (read_summary(folder) for folder in folders)
    (section,) = (one for one in comparison_sections([alone, tested]) if one.name == "stress")
    (bars,) = chart(section, "stress_swings").figure.data
    assert bars.marker.color == COLOURS[1]
    assert all(base <= 0.0 <= base + x for base, x in zip(bars.base, bars.x, strict=True))
    swings = tested.tables["stress_swings"].set_index("input")
    table = next(one for one in section.tables if one.caption.startswith("Each input alone"))
    assert len(table.rows) == len(swings)
    assert [float(cell) for cell in table.rows[0][1:]] == pytest.approx(
        swings.iloc[0][["low", "high"]].tolist(), rel=5e-3
    )


def test_what_was_stress_tested_is_told_and_what_was_not_is_named(
    sections: dict[str, Section], folders: tuple[Path, Path]
) -> None:
    section = sections["stress"]
    assert section.lead.endswith("holds a stress test; B was planned alone.")
    outcomes = pd.read_parquet(folders[0] / "tables" / "stress_outcomes.parquet")
    assert [(row[0], row[2:]) for row in section.tables[0].rows] == [
        (row[0], row[1:]) for row in outcomes.itertuples(index=False, name=None)
    ]
    running = chart(section, "stress_fans").choices[0]
    fans = pd.read_parquet(folders[0] / "tables" / "stress_fans.parquet")
    median = fans[fans["outcome"] == running.label]["50%"]
    assert list(running.traces[-1].y) == pytest.approx(median.tolist(), abs=1e-4)


def test_without_a_stress_test_nothing_is_said_of_one(folders: tuple[Path, Path]) -> None:
    later: Summary = read_summary(folders[1])
    assert "stress" not in [section.name for section in comparison_sections([later, later])]


def test_runs_that_are_alike_differ_in_no_week(folders: tuple[Path, Path]) -> None:
    later = read_summary(folders[1])
    names = [one.name for section in comparison_sections([later, later]) for one in section.charts]
    assert "week" not in names
    assert "durations" in names
