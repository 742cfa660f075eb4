"""Checks of what is uncertain: spreads that can be drawn from, correlations that can hold together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from gigaplan import catalogue
from gigaplan.core.errors import Finding
from gigaplan.scenario.schema import Scenario
from gigaplan.scenario.text import Document, Path_
from gigaplan.scenario.uncertainty import FactorSpread, MonthsSpread

EXAMPLE = "three percentiles (low, median, high), or distribution and parameters"
LEAST_PERCENTILE, MOST_PERCENTILE = 1e-6, 1.0 - 1e-6


def spreads_can_be_drawn(scenario: Scenario, document: Document) -> Iterator[Finding]:
    """Each spread is three rising percentiles or a distribution that exists, with parameters it takes."""
    for name in type(scenario.uncertainty).model_fields:
        spread = getattr(scenario.uncertainty, name)
        if isinstance(spread, MonthsSpread | FactorSpread):
            yield from _spread(spread, ("uncertainty", name), document)


def _spread(spread: MonthsSpread | FactorSpread, path: Path_, document: Document) -> Iterator[Finding]:
    given = [one for one in (spread.low, spread.median, spread.high) if one is not None]
    three = len(given) == 3
    named = spread.distribution is not None
    if three == named or (not three and given) or (three and spread.parameters):
        got = (
            "percentiles and a distribution"
            if three
            else "neither three percentiles nor a distribution alone"
        )
        yield Finding(document.where(path), got, EXAMPLE, "keep one way to say it")
    elif three and given != sorted(given):
        got = f"percentiles {given[0]:g}, {given[1]:g}, {given[2]:g}"
        yield Finding(document.where(path), got, "low <= median <= high", "put them in order")
    elif named:
        yield from _distribution(spread, path, document)


def _distribution(spread: MonthsSpread | FactorSpread, path: Path_, document: Document) -> Iterator[Finding]:
    from scipy import stats

    family: Any = getattr(stats, str(spread.distribution), None)
    where = document.where((*path, "distribution"))
    if not isinstance(family, stats.rv_continuous):
        want = "a continuous distribution of scipy.stats, such as lognorm, triang or gamma"
        yield Finding(where, repr(spread.distribution), want, "choose another name")
        return
    try:
        ends = family(**spread.parameters).ppf([LEAST_PERCENTILE, MOST_PERCENTILE])
    except TypeError:
        shapes = [*(family.shapes or "").replace(" ", "").split(","), "loc", "scale"]
        got, want = str(sorted(spread.parameters)), ", ".join(one for one in shapes if one)
        yield Finding(
            document.where((*path, "parameters")), got, want, "name each shape; loc and scale may stay out"
        )
        return
    if not np.isfinite(ends).all():
        yield Finding(
            document.where((*path, "parameters")),
            str(dict(spread.parameters)),
            "parameters the distribution takes",
            "correct them",
        )
    elif ends[0] < 0:
        got = f"a distribution that reaches below 0 ({ends[0]:.3g} at one in a million)"
        yield Finding(where, got, "no negative months or factors", "use lognorm or gamma, or a truncated one")


def correlations_hold_together(scenario: Scenario, document: Document) -> Iterator[Finding]:
    """Each pair is named once, and the matrix of all correlations is positive definite."""
    names: list[str] = []
    pairs: set[frozenset[str]] = set()
    for position, one in enumerate(scenario.uncertainty.correlations):
        pair = frozenset(one.between)
        if len(pair) < 2 or pair in pairs:
            got = " and ".join(one.between) + (" given twice" if pair in pairs else "")
            where = document.where(("uncertainty", "correlations", position, "between"))
            yield Finding(where, got, "each pair of two inputs once", "remove one of them")
            return
        pairs.add(pair)
        names += [name for name in one.between if name not in names]
    matrix = np.eye(len(names))
    for one in scenario.uncertainty.correlations:
        row, column = (names.index(name) for name in one.between)
        matrix[row, column] = matrix[column, row] = one.correlation
    least = float(np.linalg.eigvalsh(matrix).min()) if names else 1.0
    if least <= 1e-9:
        yield Finding(
            document.where(("uncertainty", "correlations")),
            f"correlations that contradict each other (least eigenvalue {least:.3g})",
            "a positive definite matrix: if A goes with B and B with C, A goes with C to some degree",
            "bring the correlations nearer to 0, or add the missing pair",
        )


def export_stops_name_countries_of_sites(scenario: Scenario, document: Document) -> Iterator[Finding]:
    """An export stop names countries the programme has sites in."""
    known = catalogue.names("regions")
    regions = {site.region for site in scenario.sites.values()} & set(known)
    countries = {catalogue.entry("regions", region).texts["country"] for region in regions}
    for position, country in enumerate(scenario.uncertainty.export_stop.countries or []):
        if country not in countries:
            where = document.where(("uncertainty", "export_stop", "countries", position))
            yield Finding(
                where, repr(country), ", ".join(sorted(countries)), "name a country the sites lie in"
            )
