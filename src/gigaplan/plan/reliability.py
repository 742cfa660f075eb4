"""A reliability target and the plan: how often own plant carries its load, and the margin that takes more units.

The share of time follows from whole units and their forced outages, which no linear law holds. So the plan is made
with a margin, the share is counted exactly, and where it misses the target the margin of that site and quarter grows
by the units missing.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from gigaplan import catalogue
from gigaplan.core.errors import Finding, SolveError
from gigaplan.physics.reliability import share_carried
from gigaplan.plan.plan import Plan
from gigaplan.programme.programme import Programme

Floats = NDArray[np.float64]
Kinds = list[tuple[int, float, float]]
SMALL = 1e-6
MOST_SPARE = 1000
MOST_ROUNDS = 8
CARRIED = "share of time carried"


def reached(plan: Plan) -> pd.DataFrame:
    """Return, by site and quarter with load left for own plant, that load [MW_site] and the share of time it is carried.

    The load is the peak of the running work less firm grid. Planned outages are moved away from the peak; stores, sun
    and wind count nothing, as in the law of firm power.
    """
    rows = []
    for site in plan.programme.labels["site"]:
        for quarter, left in zip(plan.programme.calendar.quarters, _left(plan, site), strict=True):
            if left > SMALL:
                kinds = list(_units(plan, site, quarter).values())
                rows.append((site, quarter, left, share_carried(left, kinds)))
    return pd.DataFrame(rows, columns=["site", "quarter", "load on own plant [MW_site]", CARRIED])


def raised(plan: Plan, target: float) -> Programme | None:
    """Return the programme with the margins the target takes; None where the plan meets it already."""
    from dataclasses import replace

    found = reached(plan)
    short = found[found[CARRIED] < target]
    if short.empty:
        return None
    margin = plan.programme.inputs["firm_margin"].copy(deep=True)
    for row in short.itertuples(index=False):
        site, quarter, left = str(row[0]), str(row[1]), float(row[2])
        place = {"site": site, "quarter": quarter}
        margin.loc[place] = _margin(plan, site, quarter, left, target, float(margin.loc[place]))
    return replace(plan.programme, inputs={**plan.programme.inputs, "firm_margin": margin})


def _left(plan: Plan, site: str) -> Floats:
    """Return the peak of a site's running work that no firm grid carries, by quarter [MW_site]."""
    inputs, solution = plan.programme.inputs, plan.solution
    grid = (inputs["grid_firm_share"] * solution["grid_built"]).sum("offer").sel(site=site)
    return np.asarray((_peak(plan, site) - grid).values)


def _peak(plan: Plan, site: str) -> xr.DataArray:
    peak: xr.DataArray = plan.programme.inputs["peak_ratio"].sel(site=site) * plan.solution["work_power"].sum(
        "work"
    ).sel(site=site)
    return peak


def _units(plan: Plan, site: str, quarter: str) -> dict[str, tuple[int, float, float]]:
    """Return, by kind of firm plant that stands, its units, their power in the hottest hour, and their forced outages."""
    inputs, found = plan.programme.inputs, {}
    built = plan.solution["plant_built"].sel(site=site, quarter=quarter)
    for plant in plan.programme.labels["plant"]:
        firm, standing = (
            float(inputs["plant_firm_share"].sel(site=site, plant=plant)),
            float(built.sel(plant=plant)),
        )
        if firm <= 0.0 or standing <= SMALL:
            continue
        out = catalogue.entry("power", plant).number("forced_outage", "dimensionless")
        count = max(round(standing / float(inputs["plant_unit_size"].sel(plant=plant))), 1)
        found[plant] = (count, firm / (1.0 - out) * standing / count, out)
    return found


def _margin(plan: Plan, site: str, quarter: str, left: float, target: float, before: float) -> float:
    """Return the margin that holds as many more units of the kind that gives most as the target takes."""
    units = _units(plan, site, quarter)
    if not units:
        raise _missed(site, quarter, 0.0, target)
    most = max(units, key=lambda plant: units[plant][0] * units[plant][1])
    count, power, out = units[most]
    others = [one for plant, one in units.items() if plant != most]
    spare = 1
    while share_carried(left, [(count + spare, power, out), *others]) < target:
        spare += 1
        if spare > MOST_SPARE:
            raise _missed(site, quarter, share_carried(left, [*units.values()]), target)
    firm = sum(one[0] * one[1] * (1.0 - one[2]) for one in units.values()) + spare * power * (1.0 - out)
    peak = float(_peak(plan, site).sel(quarter=quarter))
    return max(before, (firm + peak - left) / peak)


def _missed(site: str, quarter: str, share: float, target: float) -> SolveError:
    finding = Finding(
        "policy.reliability",
        f"{share:.4%} of the time at {site} in {quarter}",
        f"{target:.4%}",
        "allow more firm plant of smaller units there, or lower the target",
    )
    return SolveError("own plant cannot carry its load as often as asked", [finding])
