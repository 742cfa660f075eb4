"""Golden files: what three scenarios arrange to, the plan of the smallest, a small problem's rows. They pin, they do not prove.

After a change that is meant, `uv run pytest tests/golden --update-golden` writes them anew; say why in the commit.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from gigaplan.language import quantities
from gigaplan.plan.build import build
from gigaplan.plan.solve import solve
from gigaplan.programme.arrange import arrange
from gigaplan.scenario.load import load
from tests.builders import small_programme

HERE = Path(__file__).parent
DIGITS = 12
EXACT = 1e-6
Table = list[list[str]]


def compared(name: str, table: Table, update: bool) -> None:
    """Compare a file with its table, numbers at 1e-6; or write the file. What is new is pinned at the next writing."""
    path = HERE / name
    if update:
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows(table)
    with path.open(newline="", encoding="utf-8") as file:
        pinned = list(csv.reader(file))
    found = {row[0]: row for row in table[1:]}
    for before in pinned[1:]:
        assert before[0] in found, f"{before[0]} is gone"
        row = found[before[0]]
        assert row[1] == before[1], before[0]
        numbers, pins = (np.array(one[2:], dtype=float) for one in (row, before))
        assert numbers == pytest.approx(pins, rel=EXACT, abs=EXACT), before[0]


def number(amount: float) -> str:
    return f"{amount:.{DIGITS}g}"


@pytest.mark.parametrize("name", ["abilene", "eu-gigafactory", "stargate"])
def test_a_scenario_arranges_to_the_same_arrays(name: str, update_golden: bool) -> None:
    table: Table = [["quantity", "unit", "least", "mean", "most"]]
    for quantity, array in sorted(arrange(load(name)).inputs.items()):
        numbers = array.values[np.isfinite(array.values)]
        told = (numbers.min(), numbers.mean(), numbers.max()) if numbers.size else (np.inf,) * 3
        table.append([quantity, quantities()[quantity].unit, *map(number, told)])
    compared(f"{name}.csv", table, update_golden)


def test_the_smallest_scenario_plans_to_the_same_build_out(update_golden: bool) -> None:
    plan = solve(load("tiny"))
    table: Table = [["quantity", "unit", "total"]]
    for quantity, array in sorted(plan.solution.items()):
        if quantities()[quantity].role == "state":
            table.append([quantity, quantities()[quantity].unit, number(float(array.sum()))])
    compared("tiny.csv", table, update_golden)


def test_every_equation_makes_the_same_rows(update_golden: bool) -> None:
    problem = build(
        small_programme(hours_in_quarter=2, quarters=2, standing_store_energy=8.0, firm_margin=1.1)
    )
    table: Table = [["equation", "rows", "entries", "sum of entries", "sum of squares"]]
    for name, rows in sorted(problem.rows.items()):
        bound = rows.values[rows.values >= 0]
        entries = problem.matrix[bound].data
        told = (entries.size, entries.sum(), (entries**2).sum())
        table.append([name, str(bound.size), *map(number, map(float, told))])
    compared("equations.csv", table, update_golden)
