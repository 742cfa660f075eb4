"""What a grid connection costs and when it comes, from distance, voltage and market."""

from __future__ import annotations

from dataclasses import dataclass

KM_IN_MILE = 1.609344
# Waiting time of a large load, months, early and central. Estimates (grade E) from JLL 2026 (mean of four
# years, 84 months in Columbus and Northern Virginia), EPRI 2026 and the ERCOT batch study of 2026; the
# European ones are coarser still: one figure for the core of the union, one for the north.
WAITING_MONTHS = {
    "ercot": (24, 42),
    "spp": (30, 48),
    "miso": (36, 54),
    "pjm": (36, 60),
    "southeast-non-iso": (24, 42),
    "west-non-iso": (36, 60),
    "caiso": (60, 72),
    "nyiso": (36, 60),
    "iso-ne": (36, 60),  # no figure known: as New York
    "germany": (48, 84),
    "france": (48, 84),
    "netherlands": (48, 84),
    "belgium": (48, 84),
    "austria": (48, 84),
    "norway": (24, 48),
    "sweden": (24, 48),
    "finland": (24, 48),
}
# Substation and network share, USD_2026 per kW: central of 100 to 1,200, between 84 (PJM generators completed
# 2020-22, LBNL), 420 (Portsmouth 765 kV) and 850 (Port Washington, customer's share).
SUBSTATION_USD_PER_KW = 400.0
LINE_USD_PER_MILE = 2.75e6  # middle of 1.5 to 4 M$ a mile (Entergy and ATC filings, 2025-26)
# What a new connection to a line of that voltage is taken to carry [MW_site]: three times surge impedance
# loading (see criteria.power.STRENGTHS), as one circuit may be out.
STEP_MW = ((500.0, 2000.0), (345.0, 1000.0), (230.0, 400.0))
SMALLEST_FREE_MW = 100.0
FURTHEST_LINE_KM = 100.0


@dataclass(frozen=True)
class GridStep:
    """A connection on offer: size [MW_site], months from the start of the plan, cost [USD_2026/kW_site]."""

    size_mw_site: float
    earliest_month_from_start: int
    cost_usd_2026_per_kw: float
    why: str


def connection_cost(distance_km: float, size_mw: float) -> float:
    """Return the cost of a connection [USD_2026/kW_site]: substation and network, and the line to it."""
    line = LINE_USD_PER_MILE * distance_km / KM_IN_MILE
    return SUBSTATION_USD_PER_KW + line / (size_mw * 1000.0)


def line_size(kilovolts: float) -> float:
    """Return what a connection to a line of that voltage is taken to carry [MW_site]; 0 below 230 kV."""
    return next((size for lowest, size in STEP_MW if kilovolts >= lowest), 0.0)


def grid_steps(
    market: str,
    strong_line_km: float | None,
    strong_line_kv: float | None,
    line_km: float | None,
    free_mw: float | None,
) -> tuple[GridStep, ...]:
    """Return the steps a place may be offered, earliest first; none where the market has no waiting time.

    A connection that comes free is taken at the early waiting time, without a new line beyond the nearest;
    a new one at the central time, to the nearest line of 345 kV or more, else to one of 230 kV.
    """
    if market not in WAITING_MONTHS:
        return ()
    early, central = WAITING_MONTHS[market]
    steps = []
    if free_mw is not None and free_mw >= SMALLEST_FREE_MW and line_km is not None:
        size = min(free_mw, line_size(strong_line_kv or 230.0))
        cost = connection_cost(line_km, size)
        steps.append(
            GridStep(round(size), early, round(cost, 1), "connection of a retired or retiring plant")
        )
    reach = (strong_line_km, strong_line_kv)
    if strong_line_km is None or strong_line_km > FURTHEST_LINE_KM:
        reach = (line_km, 230.0)
    distance, kilovolts = reach
    if distance is not None and kilovolts is not None and distance <= FURTHEST_LINE_KM:
        size = line_size(kilovolts)
        cost = connection_cost(distance, size)
        steps.append(
            GridStep(size, central, round(cost, 1), f"{distance:.1f} km of line to {kilovolts:.0f} kV")
        )
    return tuple(steps)
