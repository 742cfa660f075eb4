"""Tables of points that the user brings: budget and accuracy by class of question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from gigaplan.compute.thinking.curves import DifficultyMix, points_of
from gigaplan.compute.thinking.fitting import Fit, fit_curve
from gigaplan.core.errors import Finding, InputError, raise_findings

COLUMNS = ("budget", "accuracy")
WHOLE_TABLE = "all questions"


@dataclass(frozen=True)
class Points:
    """Accuracies at rising budgets, in one unit of budget."""

    budgets: tuple[float, ...]
    accuracies: tuple[float, ...]

    def fit(self, form: str = "exp-power") -> Fit:
        """Return a form fitted to the points."""
        return fit_curve(self.budgets, self.accuracies, form)


def read_points(source: Path | str | pd.DataFrame) -> Mapping[str, Points]:
    """Read points by class from a CSV file or a table with columns budget, accuracy and, if any, class.

    Rows may stand in any order. Raises InputError with everything wrong in the table: no file, no rows,
    missing columns, text for a number, a budget not above 0 or given twice, an accuracy outside (0, 1).
    """
    table = source if isinstance(source, pd.DataFrame) else _read(Path(source))
    missing = [name for name in COLUMNS if name not in table.columns]
    findings = [
        Finding("table", f"columns {list(table.columns)}", "budget, accuracy[, class]", f"add {name}")
        for name in missing
    ]
    if table.empty:
        findings.append(Finding("table", "no rows", "at least two rows per class", "add published points"))
    raise_findings("the table of points cannot be used", findings)
    numbers = table.assign(**{name: pd.to_numeric(table[name], errors="coerce") for name in COLUMNS})
    for name in COLUMNS:
        for row in table.index[numbers[name].isna()]:
            got = repr(table.loc[row, name])
            findings.append(
                Finding(f"row {row}: {name}", got, "a number", "write a plain number, no sign or unit")
            )
    raise_findings("the table of points cannot be used", findings)
    names = (
        table["class"].astype(str) if "class" in table.columns else pd.Series(WHOLE_TABLE, index=table.index)
    )
    return _by_class(numbers, names)


def read_difficulties(
    source: Path | str | pd.DataFrame,
) -> Mapping[str, tuple[DifficultyMix, tuple[str, ...]]]:
    """Read by class the curves of its bins of difficulty, with their shares and names; nothing without such a column.

    Columns difficulty (a name) and share (of the class's questions) beside those of `read_points`; each curve starts at
    its smallest budget. Raises InputError as `read_points`, for a share that is missing or varies, or shares not summing to 1.
    """
    table = source if isinstance(source, pd.DataFrame) else _read(Path(source))
    if "difficulty" not in table.columns:
        return {}
    if "share" not in table.columns:
        got, do = f"columns {list(table.columns)}", "add share, of the class's questions"
        raise_findings(
            "the table of points cannot be used", [Finding("table", got, "a share for each difficulty", do)]
        )
    whole = (
        table["class"].astype(str) if "class" in table.columns else pd.Series(WHOLE_TABLE, index=table.index)
    )
    bins = whole + ", " + table["difficulty"].astype(str)
    points = read_points(table.assign(**{"class": bins}))
    shares = pd.to_numeric(table["share"], errors="coerce").groupby(bins, sort=False)
    varies = [name for name, one in shares if one.isna().any() or one.nunique() > 1]
    found = [
        Finding(f"{name}: share", "none, or several", "the same number in each row", "complete it")
        for name in varies
    ]
    raise_findings("the table of points cannot be used", found)
    return {
        str(name): (
            DifficultyMix(
                tuple(
                    replace(points[one].fit().curve(), floor=points[one].budgets[0]) for one in own.unique()
                ),
                tuple(float(shares.get_group(one).iloc[0]) for one in own.unique()),
            ),
            tuple(own.unique()),
        )
        for name, own in bins.groupby(whole, sort=False)
    }


def _by_class(numbers: pd.DataFrame, names: pd.Series) -> dict[str, Points]:
    found: dict[str, Points] = {}
    findings: list[Finding] = []
    for name, rows in numbers.groupby(names, sort=False):
        ordered = rows.sort_values("budget")
        try:
            budgets, accuracies = points_of(ordered["budget"].tolist(), ordered["accuracy"].tolist())
        except InputError as problem:
            findings += [
                Finding(f"{name}, {one.where}", one.got, one.want, one.do) for one in problem.findings
            ]
            continue
        found[str(name)] = Points(tuple(budgets.tolist()), tuple(accuracies.tolist()))
    raise_findings("the table of points cannot be used", findings)
    return found


def _read(path: Path) -> pd.DataFrame:
    try:
        return pd.read_csv(path, skipinitialspace=True, comment="#")
    except FileNotFoundError as problem:
        raise InputError(
            "no table", [Finding(str(path), "no such file", "a CSV file", "check the path")]
        ) from problem
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError) as problem:
        finding = Finding(
            str(path), str(problem), "CSV with columns budget, accuracy[, class]", "mend the file"
        )
        raise InputError("the table of points cannot be read", [finding]) from problem
