"""Named streams: the same name gives the same draws, and another name moves no other."""

from __future__ import annotations

import numpy as np
import pytest

from gigaplan.core.errors import Finding, InputError, raise_findings
from gigaplan.core.streams import stream


def test_the_same_seed_and_name_give_the_same_draws() -> None:
    assert np.array_equal(stream(7, "permit delay").normal(size=5), stream(7, "permit delay").normal(size=5))


def test_another_name_or_seed_gives_other_draws() -> None:
    draws = [
        stream(7, "gas price").normal(),
        stream(8, "gas price").normal(),
        stream(7, "power price").normal(),
    ]
    assert len(set(draws)) == 3


def test_all_findings_are_raised_at_once() -> None:
    findings = [Finding("a", "1", "2", "3"), Finding("b", "4")]
    with pytest.raises(InputError) as problem:
        raise_findings("two things", findings)
    assert "a: got 1" in str(problem.value)
    assert "b: got 4" in str(problem.value)


def test_no_findings_raise_nothing() -> None:
    raise_findings("nothing", [])
