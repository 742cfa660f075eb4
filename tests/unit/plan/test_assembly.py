"""The two ways to the rows of a problem: straight into a sparse matrix, and through linopy."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from gigaplan.plan.assembly import assemble, assemble_operation, assemble_whole
from gigaplan.plan.build import build
from gigaplan.plan.problem import Problem
from gigaplan.programme.arrange import arrange
from gigaplan.scenario.load import load
from tests.builders import small_programme
from tests.properties.strategies import programme_inputs


def same_columns(one: Problem, other: Problem) -> None:
    assert {name: column.dims for name, column in one.columns.items()} == {
        name: column.dims for name, column in other.columns.items()
    }
    for name, column in one.columns.items():
        assert np.array_equal(column.values, other.columns[name].values), name
    for sides in ("column_lower", "column_upper", "whole"):
        assert np.array_equal(getattr(one, sides), getattr(other, sides)), sides
    assert one.cost == pytest.approx(other.cost, rel=1e-12, abs=1e-300)


def same_rows(one: Problem, other: Problem) -> None:
    assert one.rows.keys() == other.rows.keys()
    for name, row in one.rows.items():
        ours, theirs = row.values.ravel(), other.rows[name].transpose(*row.dims).values.ravel()
        binding = ours >= 0
        assert np.array_equal(binding, theirs >= 0), name
        ours, theirs = ours[binding], theirs[binding]
        difference = abs(one.matrix[ours] - other.matrix[theirs])
        assert difference.sum() <= 1e-12 * abs(one.matrix[ours]).sum(), name
        for sides in ("row_lower", "row_upper"):
            assert getattr(one, sides)[ours] == pytest.approx(getattr(other, sides)[theirs], rel=1e-12), name


@settings(max_examples=3)
@given(programme_inputs())
def test_random_programmes_have_the_rows_linopy_gives_them(inputs: dict[str, Any]) -> None:
    programme = small_programme(**inputs)
    straight, by_linopy = assemble_whole(programme), build(programme)
    same_columns(straight, by_linopy)
    same_rows(straight, by_linopy)


def test_a_scenario_has_the_rows_linopy_gives_it() -> None:
    programme = arrange(load("tiny"))
    straight, by_linopy = assemble_whole(programme), build(programme)
    same_columns(straight, by_linopy)
    same_rows(straight, by_linopy)


def test_the_masters_rows_and_the_hours_rows_are_all_rows() -> None:
    programme = arrange(load("tiny"))
    whole, master, hours = (read(programme) for read in (assemble_whole, assemble, assemble_operation))
    assert master.rows.keys() | hours.rows.keys() == whole.rows.keys()
    assert not master.rows.keys() & hours.rows.keys()
    assert master.matrix.nnz + hours.matrix.nnz == whole.matrix.nnz
    costs = {
        name: master.cost[column.values].sum() + hours.cost[hours.columns[name].values].sum()
        for name, column in master.columns.items()
    }
    for name, cost in costs.items():
        assert cost == pytest.approx(whole.cost[whole.columns[name].values].sum(), rel=1e-12), name
