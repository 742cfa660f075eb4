import pandas as pd
import pytest

from gigaplan.compute.thinking import read_points
from gigaplan.core.errors import InputError


def test_a_table_in_any_order_is_read_by_class(tmp_path):
    path = tmp_path / "points.csv"
    path.write_text("class,budget,accuracy\nproofs,10,0.3\nproofs,1,0.1\ncode,1,0.2\ncode,5,0.4\n")
    points = read_points(path)
    assert points["proofs"].budgets == (1, 10)
    assert points["code"].accuracies == (0.2, 0.4)


def test_everything_wrong_in_a_table_is_told_at_once():
    table = pd.DataFrame(
        {"class": ["a", "a", "b", "b"], "budget": [1, 1, -2, 3], "accuracy": [0.1, 0.2, 0.5, 37]}
    )
    with pytest.raises(InputError) as problem:
        read_points(table)
    assert [one.where for one in problem.value.findings] == [
        "a, row 2: budget",
        "b, row 1: budget",
        "b, row 2: accuracy",
    ]


@pytest.mark.parametrize(
    "table",
    [
        pd.DataFrame({"budget": [], "accuracy": []}),
        pd.DataFrame({"budget": [1, 2]}),
        pd.DataFrame({"budget": ["1", "two"], "accuracy": [0.1, 0.2]}),
    ],
)
def test_an_empty_incomplete_or_wordy_table_is_refused(table):
    with pytest.raises(InputError):
        read_points(table)


def test_a_missing_or_empty_file_is_refused(tmp_path):
    (tmp_path / "empty.csv").write_text("")
    for name in ("empty.csv", "absent.csv"):
        with pytest.raises(InputError):
            read_points(tmp_path / name)
