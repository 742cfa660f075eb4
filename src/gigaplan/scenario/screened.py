"""From the candidates of a screening to a scenario that can be planned as it stands."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from io import StringIO
from typing import Any

from gigaplan import catalogue
from gigaplan.core.errors import Finding, InputError
from gigaplan.scenario.fields import quarter_label, quarter_number
from gigaplan.scenario.load import load
from gigaplan.sites.candidates import Candidate

MONTHS_IN_QUARTER, QUARTERS_IN_YEAR = 3, 4
HALL_KIND = "halls_greenfield"
HALL_BLOCK = 100.0  # MW_it
LAND_USD_2024_PER_ACRE = 235e3  # mean price of parcels of 50 acres and more in 2024 (Cushman & Wakefield)
ACRES_PER_MW = 0.58  # median of 69 planned sites of a gigawatt and more (Compute Atlas, 2026-08-22)
GAS_WITHIN_KM = (
    10.0  # a lateral of this length is ordinary (half-distance of the gas criterion: weights.toml)
)
STORE_SHARE, STORE_HOURS = 0.2, 4.0  # of the campus's power; estimate: enough to see whether storage pays
BUDGET_GUSD_PER_GW = 50.0  # 500 GUSD for about 10 GW (Stargate, 21 January 2025)
YEARS_AFTER_THE_LAST_CONNECTION = 2
FEWEST_YEARS, MOST_YEARS = 5, 8
# Work for each GW_it of halls, as in the scenario abilene; worth follows the rental price of an H100 on one-year
# contracts, 1.70 (Oct 2025) to 2.35 USD/hour (Mar 2026), falling, as in the scenario stargate.
WORK = {"serving": ("daily", 500, "2.3", "1.8"), "training": ("flat", 1800, "2.0", "1.5")}
OWNERS = {"doe": "federal", "federal": "federal", "private": "private", "tribal": "tribal", "state": "state"}
LINE_WIDTH = 110
HEADER = """\
# Written by `gigaplan screen`: the places, lands and grid offers come from the screening. Dates and costs of the
# connections are estimates by market, voltage and distance, no offers; budget, work and chips are placeholders
# scaled to the halls: put your own in. Then: gigaplan check FILE; gigaplan plan FILE
"""


def scenario_of(
    candidates: Sequence[Candidate], start: str = "2027-Q1"
) -> tuple[dict[str, Any], tuple[Finding, ...]]:
    """Return a scenario as plain data with a site for every candidate that can be planned, and those left out.

    Connections come at their market's waiting time from `start`; halls are as large as the connections feed at
    the design ratio of their kind, and as the land holds. Raises InputError where no candidate can be planned.
    """
    usable = [one for one in candidates if one.region is not None and one.grid]
    doubts = tuple(doubt for one in candidates for doubt in _doubts(one))
    if not usable:
        raise InputError("no candidate can be planned", list(doubts))
    years = _years(usable)
    sites: dict[str, Any] = {}
    for one in usable:
        sites[_name(one, sites)] = _site(one, start)
    gigawatts = sum(float(site["halls"]["limit"].split()[0]) for site in sites.values()) / 1000.0
    last = quarter_label(quarter_number(start) + QUARTERS_IN_YEAR * years - 1)
    plain = {
        "title": f"The best {len(sites)} places of a screening",
        "description": "Sites found by gigaplan screen; budget, work and chips are placeholders.",
        "programme": {
            "start": start,
            "quarters": QUARTERS_IN_YEAR * years,
            "objective": "net present value",
        },
        "money": _money(gigawatts, start, years),
        "workload": {name: _work(name, gigawatts, start, last) for name in WORK},
        "sites": sites,
        "supply": {
            "chips": {"gb300": {}, "vr200": {}, "rubin_ultra": {}},
            "wafers": {"nvidia": {"share": "3 %"}},
            "slots": {"turbine_aero": "100 MW_plate", "engine": "100 MW_plate"},
        },
        "policy": {"export_rule": "none_2025_05"},
    }
    load(plain)
    return plain, doubts


def scenario_text(plain: dict[str, Any]) -> str:
    """Return a scenario's plain data as a YAML file with a word on what it is."""
    from ruamel.yaml import YAML

    writer, written = YAML(), StringIO()
    writer.default_flow_style = False
    writer.width = LINE_WIDTH
    writer.dump(plain, written)
    return HEADER + written.getvalue()


def _years(candidates: Sequence[Candidate]) -> int:
    """Return the years to plan: some are left after the last connection, so that it can earn its cost."""
    last = max(step.earliest_month_from_start for one in candidates for step in one.grid)
    years = -(-last // (MONTHS_IN_QUARTER * QUARTERS_IN_YEAR)) + YEARS_AFTER_THE_LAST_CONNECTION
    return min(max(years, FEWEST_YEARS), MOST_YEARS)


def _name(candidate: Candidate, taken: dict[str, Any]) -> str:
    """Return a short name such as dearborn_in, numbered where it is taken."""
    place = f"{candidate.county} {candidate.state}".strip() or f"place {candidate.rank}"
    plain = unicodedata.normalize("NFKD", place).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:30]
    if not name or not name[0].isalpha():
        name = f"place_{candidate.rank}"
    return name if name not in taken else f"{name}_{candidate.rank}"


def _doubts(candidate: Candidate) -> list[Finding]:
    """Return why a candidate is left out, or what was taken for granted."""
    where = f"candidate {candidate.rank} ({candidate.county or candidate.cell}, {candidate.state})"
    doubts = []
    if candidate.region is None:
        got = f"no shipped climate and price region for market '{candidate.market or 'unknown'}'"
        doubts.append(Finding(where, got, "", "left out of the scenario"))
    if not candidate.grid:
        got = "no grid step: no line in reach, or no waiting time for its market"
        doubts.append(Finding(where, got, "", "left out of the scenario"))
    if not doubts and candidate.owner not in OWNERS:
        got = f"land owner '{candidate.owner}'"
        doubts.append(Finding(where, got, "", "taken as private land"))
    return doubts


def _position(candidate: Candidate) -> str:
    """Return what a place without county or state is called, such as "50.85 N 6.32 E"."""
    north, east = "N" if candidate.latitude >= 0 else "S", "E" if candidate.longitude >= 0 else "W"
    return f"{abs(candidate.latitude):.2f} {north} {abs(candidate.longitude):.2f} {east}"


def _site(candidate: Candidate, start: str) -> dict[str, Any]:
    ratio = catalogue.entry("facility", HALL_KIND).number("peak_ratio", "MW_site/MW_it")
    fed = sum(step.size_mw_site for step in candidate.grid) / ratio
    held = candidate.acres / ACRES_PER_MW
    halls = max(HALL_BLOCK, min(fed, held) // HALL_BLOCK * HALL_BLOCK)
    store = STORE_SHARE * halls * ratio
    site = {
        "title": ", ".join(part for part in (candidate.county, candidate.state) if part)
        or _position(candidate),
        "latitude": candidate.latitude,
        "longitude": candidate.longitude,
        "region": candidate.region,
        "land": {
            "owner": OWNERS.get(candidate.owner, "private"),
            "area": f"{candidate.acres:.0f} acre",
            "cost": f"{candidate.acres * LAND_USD_2024_PER_ACRE / 1e6:.0f} MUSD_2024",
        },
        "halls": {"kind": HALL_KIND, "limit": f"{halls:.0f} MW_it", "block": f"{HALL_BLOCK:.0f} MW_it"},
        "grid": _offers(candidate, start),
        "stores": {
            "battery_4h": {"power": f"{store:.0f} MW_site", "energy": f"{store * STORE_HOURS:.0f} MWh_site"}
        },
        "source": f"gigaplan screen, cell {candidate.cell}, percentile {candidate.percentile:.1f}: {candidate.reason}",
    }
    if candidate.water_stress:
        site["cooling"] = {
            "water_stress": candidate.water_stress,
            "source": "WRI Aqueduct, by gigaplan screen",
        }
    if candidate.gas_km is not None and candidate.gas_km <= GAS_WITHIN_KM:
        power = f"{halls * ratio:.0f} MW_plate"
        site["plants"] = {"aero_turbine": power, "reciprocating_engine": power}
    return site


def _offers(candidate: Candidate, start: str) -> dict[str, Any]:
    first = quarter_number(start)
    return {
        name: {
            "size": f"{step.size_mw_site:.0f} MW_site",
            "date": quarter_label(first + -(-step.earliest_month_from_start // MONTHS_IN_QUARTER)),
            "cost": f"{step.cost_usd_2026_per_kw / 1000.0:.4f} MUSD_2026/MW_site",
            "source": f"{step.why}; waiting time and cost are estimates by market and distance",
        }
        for name, step in zip(("first", "second", "third"), candidate.grid, strict=False)
    }


def _money(gigawatts: float, start: str, years: int) -> dict[str, Any]:
    """Return money to be had in equal parts by year, announced only: a placeholder for one's own."""
    budget, first = BUDGET_GUSD_PER_GW * gigawatts, int(start[:4])
    amount = f"{budget / years:.3f} GUSD_2026"
    return {
        "budget": f"{budget:.0f} GUSD_2026",
        "counted": "announced",
        "discount_rate": "8 %/year",
        "commitments": [
            {"partner": "Investors", "year": first + year, "amount": amount, "status": "announced"}
            for year in range(years)
        ],
    }


def _work(name: str, gigawatts: float, start: str, last: str) -> dict[str, Any]:
    shape, per_gigawatt, early, late = WORK[name]
    unit = "USD_2026/H100e/hour"
    worth = {start: f"{early} {unit}", last: f"{late} {unit}"}
    return {
        "shape": shape,
        "steps": [{"demand": f"{per_gigawatt * gigawatts:.0f} kH100e", "worth": worth}],
    }
