"""Drawing worlds: each uncertain number from its own named stream, stratified, correlated through normal scores.

Each number is a Latin hypercube of one dimension from its own stream, so adding an uncertain input moves no other draw.
Correlation is a Gaussian copula: a shared score moves sites and tranches together, and a matrix the inputs.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri
from scipy.stats import qmc

from gigaplan.core.streams import stream
from gigaplan.operate.lateness import MONTHS_IN_QUARTER
from gigaplan.operate.world import NEVER, Worlds
from gigaplan.scenario.money import likelihood, made_good
from gigaplan.scenario.schema import Scenario
from gigaplan.study.stress.spreads import UNITS, quantile, shipped

Floats = NDArray[np.float64]
BY_SITE = ("construction_slip", "grid_slip", "turbine_slip")
FACTORS = ("chip_price", "demand", "worth", "power_price", "gas_price")
LEAST_CHANCE = 1e-9


def widths(scenario: Scenario) -> dict[str, int]:
    """Return how many numbers each uncertain input draws."""
    sites = len(scenario.sites)
    return {
        **dict.fromkeys(BY_SITE, sites),
        "chip_slip": len(scenario.supply.chips),
        **dict.fromkeys(FACTORS, 1),
        "weather": 1,
        "tranches": len(scenario.money.commitments),
        "export_stop": 2,
        "campus_lost": 2 * sites,
    }


def chances(scenario: Scenario, count: int) -> dict[str, Floats]:
    """Return chances [draw, number] in (0, 1) of every uncertain input, with the correlations the scenario states."""
    seed = scenario.programme.seed
    scores = {
        name: np.array([_scores(seed, f"stress/{name}/{place}", count) for place in range(width + 1)]).T
        for name, width in widths(scenario).items()
    }
    return mixed(scenario, scores)


def _scores(seed: int, name: str, count: int) -> Floats:
    """Return stratified normal scores of one number."""
    sample = qmc.LatinHypercube(d=1, rng=stream(seed, name)).random(count)
    return normal_scores(sample[:, 0])


def normal_scores(chance: Floats) -> Floats:
    """Return the normal score of each chance, kept off 0 and 1."""
    return np.asarray(ndtri(np.clip(chance, LEAST_CHANCE, 1.0 - LEAST_CHANCE)))


def mixed(scenario: Scenario, scores: Mapping[str, Floats], correlated: bool = True) -> dict[str, Floats]:
    """Return chances [draw, number] from independent normal scores [draw, 1 + number] of each input.

    The first score of an input is shared by its sites, generations or tranches, and goes with other inputs'.
    """
    shared = {name: scores[name][:, 0] for name in UNITS}
    if correlated:
        shared = _correlated(scenario, shared)
    found = {}
    for name, own in scores.items():
        if name in FACTORS:
            drawn = shared[name][:, None]
        elif name in (*BY_SITE, "chip_slip", "tranches"):
            drawn = _together(scenario, shared.get(name, own[:, 0]), own[:, 1:])
        else:
            drawn = own[:, 1:]
        found[name] = np.clip(ndtr(drawn), LEAST_CHANCE, 1.0 - LEAST_CHANCE)
    return found


def _together(scenario: Scenario, shared: Floats, own: Floats) -> Floats:
    given = scenario.uncertainty.together
    together = shipped("together") if given is None else given
    return np.asarray(np.sqrt(together) * shared[:, None] + np.sqrt(1.0 - together) * own)


def _correlated(scenario: Scenario, scores: Mapping[str, Floats]) -> dict[str, Floats]:
    names = list(scores)
    matrix = np.eye(len(names))
    for one in scenario.uncertainty.correlations:
        row, column = (names.index(name) for name in one.between)
        matrix[row, column] = matrix[column, row] = one.correlation
    found = np.linalg.cholesky(matrix) @ np.array([scores[name] for name in names])
    return dict(zip(names, found, strict=True))


def worlds(scenario: Scenario, drawn: Mapping[str, Floats]) -> Worlds:
    """Return the worlds that chances [draw, number] stand for."""
    values = {name: quantile(scenario, name, drawn[name]) for name in UNITS}
    factors = {name: values[name][:, 0] for name in FACTORS}
    years = scenario.uncertainty.weather_years
    return Worlds(
        construction_slip=values["construction_slip"],
        grid_slip=values["grid_slip"],
        turbine_slip=values["turbine_slip"],
        chip_slip=values["chip_slip"],
        **factors,
        weather=np.minimum((drawn["weather"][:, 0] * years).astype(np.int64), years - 1),
        arrived=_arrived(scenario, drawn["tranches"]),
        export_stop=_stop(scenario, drawn["export_stop"]),
        lost=_lost(scenario, drawn["campus_lost"]),
    )


def _arrived(scenario: Scenario, chance: Floats) -> Floats:
    """Return 1 where a tranche comes, its chance below its likelihood; else the share a guarantor makes good."""
    money = scenario.money
    likely = np.array([likelihood(money, one) for one in money.commitments])
    if not scenario.uncertainty.tranches:
        return np.ones_like(chance)
    made = np.array([made_good(one) for one in money.commitments])
    return np.where((chance < likely) | (likely >= 1.0), 1.0, made)


def _stop(scenario: Scenario, chance: Floats) -> Floats:
    given = scenario.uncertainty.export_stop.probability
    likely = shipped("export_stop") if given is None else given
    return np.where(chance[:, 0] > 1.0 - likely, _months(scenario) * chance[:, 1], NEVER)


def _lost(scenario: Scenario, chance: Floats) -> Floats:
    given = scenario.uncertainty.campus_lost
    likely = shipped("campus_lost") if given is None else given
    hit, when = np.split(chance, 2, axis=1)
    return np.where(hit > 1.0 - likely, _months(scenario) * when, NEVER)


def _months(scenario: Scenario) -> int:
    return scenario.programme.quarters * MONTHS_IN_QUARTER


def uncertain(scenario: Scenario) -> tuple[str, ...]:
    """Return the inputs that vary in a scenario's draws."""
    ends = {
        name: np.array([[chance] * width for chance in (0.001, 0.5, 0.999)])
        for name, width in widths(scenario).items()
    }
    found = []
    for name in widths(scenario):
        middle = {key: np.full((3, width), 0.5) for key, width in widths(scenario).items()}
        drawn = worlds(scenario, {**middle, name: ends[name]})
        if any(len(np.unique(np.asarray(value), axis=0)) > 1 for value in vars(drawn).values()):
            found.append(name)
    return tuple(found)
