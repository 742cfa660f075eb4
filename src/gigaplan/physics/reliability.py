"""Reliability of on-site plant in an outage of the grid: units that fail to start and fail while they run, a battery.

The state is how many units of each kind run and how full the battery is; its probabilities are carried hour by hour, so
nothing is sampled. Method: REopt's backup reliability (Marqusee, Ericson and Jenket, Energy 214, 2021), checked against
its published cases.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
STEPS = 10_000


@dataclass(frozen=True)
class Units:
    """Alike units. power [MW]; availability: share of the year not in repair; failure_to_start; hours between failures."""

    count: int
    power: float
    availability: float
    failure_to_start: float
    mean_time_to_failure: float


@dataclass(frozen=True)
class Battery:
    """A battery: power [MW], energy [MWh], efficiencies; `bins` levels from empty to full stand for its charge."""

    power: float
    energy: float
    charge_efficiency: float = 1.0
    discharge_efficiency: float = 1.0
    bins: int = 101


def survival(net_load: Floats, kinds: Sequence[Units], hours: int, battery: Battery | None = None) -> Floats:
    """Return the probability of covering the load through an outage [start, duration].

    net_load[hour] [MW]: load less what sun and wind give, of a year that wraps around; each hour may be the first of
    an outage. Column d: covered in each of the first d + 1 hours. The battery is full at the start. Exact for a charge in `bins` levels,
    each hour's change rounded to the nearest.
    """
    states = list(product(*(range(one.count + 1) for one in kinds)))
    power = np.array([sum(n * one.power for n, one in zip(state, kinds, strict=True)) for state in states])
    step = _transitions(states, [1.0 / one.mean_time_to_failure for one in kinds])
    failed = [1.0 - one.availability * (1.0 - one.failure_to_start) for one in kinds]
    first = _transitions(states, failed)[-1]
    stored = battery or Battery(0.0, 0.0, bins=2)
    level = stored.energy / (stored.bins - 1)
    reserve = np.minimum(stored.power, np.arange(stored.bins) * level * stored.discharge_efficiency)
    most = reserve[:, None] + power[None, :]
    shift = _shifts(power - net_load[:, None], stored, level)
    chance = np.zeros((len(net_load), stored.bins, len(states)))
    chance[:, -1, :] = first
    found = np.zeros((len(net_load), hours))
    for hour in range(hours):
        now = (np.arange(len(net_load)) + hour) % len(net_load)
        chance = (chance @ step) * (most[None] >= net_load[now, None, None])
        found[:, hour] = chance.sum(axis=(1, 2))
        chance = _moved(chance, shift[now])
    return found


def _transitions(states: list[tuple[int, ...]], failing: Sequence[float]) -> Floats:
    """Return the probability [from, to] that each unit that runs goes on with 1 - failing, none being repaired."""
    matrix = np.ones((len(states), len(states)))
    for kind, chance in enumerate(failing):
        running = np.array([state[kind] for state in states])
        matrix *= binom.pmf(running[None, :], running[:, None], 1.0 - chance)
    return matrix


def _shifts(excess: Floats, battery: Battery, level: float) -> Integers:
    """Return by how many levels the charge moves in an hour [hour, state]."""
    if level == 0.0:
        return np.zeros(excess.shape, dtype=np.int64)
    moved = np.clip(excess, -battery.power, battery.power)
    kept = np.where(moved > 0, moved * battery.charge_efficiency, moved / battery.discharge_efficiency)
    return np.rint(kept / level).astype(np.int64)


def _moved(chance: Floats, shift: Integers) -> Floats:
    """Return chances [start, level, state] with every state's charge moved by shift[start, state], kept within the battery."""
    starts, levels, states = chance.shape
    target = np.clip(np.arange(levels)[None, :, None] + shift[:, None, :], 0, levels - 1)
    place = (np.arange(starts)[:, None, None] * levels + target) * states + np.arange(states)
    moved: Floats = np.bincount(place.ravel(), chance.ravel(), minlength=chance.size).astype(np.float64)
    return moved.reshape(chance.shape)


def units_for(load: float, power: float, spare: int) -> int:
    """Return how many units of `power` carry a load with so many spare: 1 for N-1, 2 for N+2 [MW, MW]."""
    return math.ceil(load / power - 1e-9) + spare


def share_of_time_served(count: int, needed: int, forced_outage: float) -> float:
    """Return the probability that at least `needed` of `count` units run, each out a share of the time by itself."""
    return float(binom.sf(needed - 1, count, 1.0 - forced_outage))


def units_for_target(load: float, power: float, forced_outage: float, target: float) -> int:
    """Return the fewest units that carry a load a share `target` of the time, islanded [MW, MW].

    Raises ValueError where the target is not below 1 while units can fail.
    """
    if target >= 1.0 and forced_outage > 0.0:
        raise ValueError(f"no number of units that fail serves a load {target:.0%} of the time")
    needed = units_for(load, power, 0)
    count = needed
    while share_of_time_served(count, needed, forced_outage) < target:
        count += 1
    return count


def share_carried(load: float, kinds: Sequence[tuple[int, float, float]]) -> float:
    """Return the probability that units of several kinds carry a load [MW], each out a share of the time by itself.

    kinds: (count, power [MW], share of time out) of each. Totals are counted in ten-thousandths of the load,
    rounded down, and met within one of these for each kind.
    """
    if load <= 0.0:
        return 1.0
    chance = np.ones(1)
    for count, power, out in kinds:
        steps = np.floor(np.arange(count + 1) * power / load * STEPS + 1e-6).astype(int).clip(max=STEPS)
        of_kind = np.bincount(steps, binom.pmf(np.arange(count + 1), count, 1.0 - out))
        together = np.convolve(chance, of_kind)
        chance = np.append(together[:STEPS], together[STEPS:].sum())
    return float(chance[STEPS - len(kinds) :].sum())


def firm_margin_for_target(load: float, power: float, forced_outage: float, target: float) -> float:
    """Return the firm margin (policy.firm_margin) by which a plan builds the units a target needs.

    Firm power counts a unit less its forced outages, so the margin is units * power * (1 - forced outage) / load.
    """
    return units_for_target(load, power, forced_outage, target) * power * (1.0 - forced_outage) / load
