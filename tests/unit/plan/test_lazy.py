"""A linear problem whose rows are laid once they are broken: same optimum, same prices, whatever is laid when."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array

from gigaplan.plan.decomposition.lazy import Columns, LazyProblem, Rows

NO_END = np.full(2, np.inf)
# most of 2x + y: x + y <= 5, x <= 4, x - y <= 100 (never binds); best at x = 4, y = 1
KNOWN = Rows(
    csr_array([[1.0, 1.0], [1.0, 0.0], [1.0, -1.0]]), np.full(3, -np.inf), np.array([5.0, 4.0, 100.0])
)
PRICES = [-1.0, -1.0, 0.0]


@pytest.fixture
def lazy() -> LazyProblem:
    problem = LazyProblem(Columns(np.array([-2.0, -1.0]), np.zeros(2), NO_END, np.zeros(2, dtype=bool)))
    problem.know(KNOWN)
    return problem


@pytest.mark.parametrize("laid", [[], [0], [1], [2], [0, 1, 2]])
def test_the_optimum_is_that_of_all_rows_even_where_the_laid_ones_have_no_end(
    lazy: LazyProblem, laid: list[int]
) -> None:
    lazy.lay(np.array(laid, dtype=np.int64))
    assert lazy.solve().values == pytest.approx([4.0, 1.0])
    assert lazy.duals()[0] == pytest.approx(PRICES)


def test_only_what_is_broken_is_laid(lazy: LazyProblem) -> None:
    lazy.lay(np.array([0]))
    lazy.solve()
    assert sorted(lazy.laid) == [0, 1]
    assert sorted(lazy.binding()) == [0, 1]


def test_what_is_laid_after_a_solve_counts_as_binding_and_has_no_price_yet(lazy: LazyProblem) -> None:
    lazy.lay(np.array([1, 0]))
    lazy.solve()
    lazy.lay(lazy.idle())
    assert sorted(lazy.binding()) == [0, 1, 2]
    assert lazy.duals()[0] == pytest.approx(PRICES)


def test_a_problem_begun_anew_with_other_rows_has_the_prices_of_its_own_solve(lazy: LazyProblem) -> None:
    lazy.lay(lazy.idle())
    lazy.solve()
    lazy.lay_only(np.array([2, 1]))
    assert lazy.duals()[0] == pytest.approx(PRICES)


def test_rows_laid_under_restricted_bounds_stay_when_the_bounds_come_back(lazy: LazyProblem) -> None:
    lazy.lay(np.array([1]))
    lazy.restrict(np.array([0.0, 2.0]), np.array([1.0, 9.0]))
    assert lazy.solve().values == pytest.approx([1.0, 4.0])
    lazy.relax()
    assert lazy.solve().values == pytest.approx([4.0, 1.0])
