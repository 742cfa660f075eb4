"""Fit every published thinking curve by every form; repeatable.

    python scripts/fit_thinking.py

writes the tables between the markers of `docs/explanation/thinking.md` and the figure beside it.
"""
# ruff: noqa: PERF401, T201 -- lines of the drawing are kept whole; a script reports what it wrote

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from gigaplan.compute.thinking import compare_forms
from gigaplan.compute.thinking.curves import ThinkingCurve
from gigaplan.compute.thinking.fitting import FORMS, FORMULAS, extrapolation_error
from gigaplan.programme.thinking import (
    published_points,
    shipped_classes,
    think,
    thinking_entry,
    thinking_names,
)

PAGE = Path(__file__).parents[1] / "docs/explanation/thinking.md"
EFFORTS = Path(__file__).with_name("arc_efforts.csv")
FIGURE = PAGE.with_suffix(".svg")
START, END = "<!-- fits start -->", "<!-- fits end -->"
GROUPS = {"sampling (Pythia, MATH)": "pythia", "thinking, dollars per task (GPT on ARC-AGI)": "gpt", "thinking, token caps (Claude 4.5 on ARC-AGI)": "4_5_arc"}  # fmt: skip
PRICE = 2.3
WIDTH, HEIGHT, LEFT, BOTTOM = 720, 400, 60, 50


def fits() -> dict[str, tuple[tuple[float, ...], ThinkingCurve, float]]:
    """Fit errors by form, the exp-power curve, and its error at the largest budget when that is left out."""
    found = {}
    for name in thinking_names():
        for curve, points in published_points(thinking_entry(name)).items():
            compared = compare_forms(points.budgets, points.accuracies)
            left_out = (
                extrapolation_error(points.budgets, points.accuracies)
                if len(points.budgets) > 2
                else float("nan")
            )
            found[curve] = tuple(fit.error for fit in compared), compared[0].curve(), left_out
    return found


def tables() -> str:
    """Write the two tables of the page."""
    found = fits()
    lines = [
        "| curve | a | b | " + " | ".join(FORMS) + " | exp-power, largest budget left out |",
        "|---|" + "---|" * 7,
    ]
    for name, (errors, curve, left_out) in found.items():
        shown = " | ".join(f"{error:.4f}" for error in errors)
        beyond = "two points" if np.isnan(left_out) else f"{left_out:+.3f}"
        lines.append(f"| {name} | {curve.difficulty:.3f} | {curve.exponent:.3f} | {shown} | {beyond} |")
    formulas = " | ".join(f"{form}: {FORMULAS[form]}" for form in FORMS)
    lines += ["", f"| mean error of the group | curves | {formulas} |", "|---|" + "---|" * 5]
    for group, word in GROUPS.items():
        errors = np.array([errors for name, (errors, _, _) in found.items() if word in name])
        lines.append(
            f"| {group} | {len(errors)} | " + " | ".join(f"{one:.4f}" for one in errors.mean(axis=0)) + " |"
        )
    return "\n".join([*lines, "", *efforts_table()])


def effort_errors() -> dict[tuple[str, str], tuple[float, ...]]:
    """Fit errors by form of every model of the leaderboard and set of puzzles, over dollars a task."""
    published = pd.read_csv(EFFORTS, comment="#").sort_values("dollars")
    return {
        key: tuple(fit.error for fit in compare_forms(one["dollars"].tolist(), one["score"].tolist()))
        for key, one in published.groupby(["model", "test"])
    }


def efforts_table() -> list[str]:
    """Write the mean errors over the leaderboard's curves."""
    found = effort_errors()
    lines = ["| ARC leaderboard, dollars a task | curves | " + " | ".join(FORMS) + " |", "|---|" + "---|" * 5]
    for title, test in (("ARC-AGI-1", "ARC-AGI-1"), ("ARC-AGI-2", "ARC-AGI-2"), ("both", "")):
        errors = np.array([one for (_, name), one in found.items() if test in name])
        shown = " | ".join(f"{one:.4f}" for one in errors.mean(axis=0))
        lines.append(f"| {title} | {len(errors)} | {shown} |")
    return lines


def figure() -> str:
    """Draw accuracy over budget by class, with the budget deserved at the price marked."""
    colours = ("#2a9d8f", "#e76f51", "#264653", "#b8860b", "#577590", "#b56576")
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">'
    ]
    parts.append(f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>')
    for power in range(-4, 6):
        parts.append(
            f'<text x="{_across(10.0**power):.1f}" y="{HEIGHT - BOTTOM + 16}" text-anchor="middle">1e{power}</text>'
        )
    for tenth in (0, 0.25, 0.5, 0.75, 1):
        parts.append(f'<text x="{LEFT - 8}" y="{_up(tenth) + 4:.1f}" text-anchor="end">{tenth:.0%}</text>')
        parts.append(f'<path d="M{LEFT} {_up(tenth):.1f}H{WIDTH - 10}" stroke="#ddd"/>')
    for row, one in enumerate(think(shipped_classes(), PRICE)):
        curve, colour = one.question.curve, colours[row]
        spent = np.geomspace(max(curve.floor, 1e-4), 1e5, 120)
        spots = [f"{_across(x):.1f},{_up(y):.1f}" for x, y in zip(spent, curve.accuracy(spent), strict=True)]
        parts.append(f'<polyline points="{" ".join(spots)}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(
            f'<circle cx="{_across(one.budget.spend):.1f}" cy="{_up(one.budget.accuracy):.1f}" r="5" fill="{colour}"/>'
        )
        parts.append(
            f'<text x="{LEFT + 8 + 105 * row}" y="18" fill="{colour}">{one.question.name.replace("_", " ")}</text>'
        )
    parts.append(
        f'<text x="{WIDTH / 2}" y="{HEIGHT - 8}" text-anchor="middle">budget per question [H100e-hour]; dots: deserved at {PRICE} USD per H100e-hour</text></svg>'
    )
    return "\n".join(parts) + "\n"


def _across(budget: float) -> float:
    return LEFT + (np.log10(budget) + 4) / 9 * (WIDTH - LEFT - 20)


def _up(accuracy: float) -> float:
    return HEIGHT - BOTTOM - accuracy * (HEIGHT - BOTTOM - 30)


if __name__ == "__main__":
    before, rest = PAGE.read_text(encoding="utf-8").split(START)
    written = tables()
    PAGE.write_text(f"{before}{START}\n{written}\n{END}{rest.split(END)[1]}", encoding="utf-8")
    FIGURE.write_text(figure(), encoding="utf-8")
    print(written)
