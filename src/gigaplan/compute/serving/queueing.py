"""Queueing headroom: how many servers keep the wait short when work comes unevenly."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

HIGHEST_USE = 0.8  # above it small errors of the forecast become long queues; estimate of this project
FIRST_TERMS = 4096  # enough to see that a large pool with headroom never waits
NEVER = 300.0  # logarithm of one over a chance that no one will meet
POISSON = 1.0  # squared variation of the gaps between many users' requests


def waiting_chance(servers: int, offered: float) -> float:
    """Return the chance to find all servers busy (Erlang C) for `offered` work in servers.

    Source: A. K. Erlang, 1917. The inverse of the blocking chance is the sum of 1, c/a, c(c-1)/a^2, ...
    """
    if offered >= servers:
        return 1.0
    if offered == 0:
        return 0.0
    growth = _growth(servers, offered, min(servers, FIRST_TERMS))
    if growth.max() > NEVER:  # all other terms only add to it
        return 0.0
    growth = growth if servers <= FIRST_TERMS else _growth(servers, offered, servers)
    blocked = 1 / (1 + float(np.exp(growth).sum()))
    use = offered / servers
    return blocked / (1 - use * (1 - blocked))


def _growth(servers: int, offered: float, terms: int) -> NDArray[np.float64]:
    return np.asarray(np.cumsum(np.log((servers - np.arange(terms)) / offered)))


def mean_wait(
    servers: int, arrivals: float, service: float, gap_variation: float, service_variation: float
) -> float:
    """Return the mean wait in a queue with general service, by Allen and Cunneen [s].

    `arrivals` [1/s], `service` mean time [s], squared coefficients of variation. Infinite where overloaded.
    Source: A. O. Allen, Probability, Statistics and Queueing Theory, 1990, section 5.3.
    """
    offered = arrivals * service
    if offered >= servers:
        return math.inf
    exponential = waiting_chance(servers, offered) * service / (servers - offered)
    return exponential * (gap_variation + service_variation) / 2


def servers_for(
    arrivals: float,
    service: float,
    service_variation: float,
    longest_wait: float,
    highest_use: float = HIGHEST_USE,
    together: int = 1,
) -> int:
    """Return the fewest servers, `together` at a time, that keep the mean wait and the use low enough."""
    offered = arrivals * service
    steps = max(1, math.ceil(offered / highest_use / together))
    while mean_wait(steps * together, arrivals, service, POISSON, service_variation) > longest_wait:
        steps += max(1, steps // 50)
    return steps


def mix_variation(shares: np.ndarray, times: np.ndarray) -> float:
    """Return the squared coefficient of variation of a mix of exponential service times."""
    mean = float(shares @ times)
    second = float(shares @ (2 * times**2))
    return second / mean**2 - 1
