"""What the chart of a run shows."""

from __future__ import annotations

from gigaplan.studio.progress import Step, chart


def test_the_chart_begins_anew_with_each_stage_for_its_bound_is_another() -> None:
    continuous = [Step(2.0, "continuous", 1, -80.0, -100.0), Step(3.0, "continuous", 2, -95.0, -96.0)]
    whole = [Step(5.0, "whole numbers", 1, -70.0, -96.0), Step(9.0, "whole numbers", 2, -94.0, -95.0)]
    first, second = chart(continuous + whole[:1]), chart(continuous + whole)
    assert first is not None
    assert second is not None
    assert (first.begin, first.end) == (2.0, 3.0)
    assert (second.begin, second.end) == (5.0, 9.0)


def test_a_chart_waits_for_two_plans() -> None:
    assert chart([Step(1.0, "continuous", 1), Step(2.0, "continuous", 2, -1.0, -2.0)]) is None
