"""Queueing headroom: how many servers keep the wait short when work comes unevenly."""

from __future__ import annotations

import math

import numpy as np
from scipy.special import gammaincc, gammaln

HIGHEST_USE = 0.8  # above it small errors of the forecast become long queues; estimate of this project
POISSON = 1.0  # squared variation of the gaps between many users' requests


def waiting_chance(servers: int, offered: float) -> float:
    """Return the chance to find all servers busy (Erlang C) for `offered` work in servers.

    Source: A. K. Erlang, 1917; the sum over states is the regularised incomplete gamma function.
    """
    if offered >= servers:
        return 1.0
    below = float(gammaincc(servers + 1, offered))  # chance of at most `servers` in a Poisson number
    here = math.exp(servers * math.log(offered) - offered - float(gammaln(servers + 1))) if offered else 0.0
    blocked = here / below
    use = offered / servers
    return blocked / (1 - use * (1 - blocked))


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
