"""Hours told on a page: chosen weeks at each site, and how long each level of power lasts."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gigaplan.catalogue.titles import title_of_plant
from gigaplan.plan.plan import Plan, once
from gigaplan.report.reading import it_power, power_drawn, waiting_work
from gigaplan.report.stacks import GRID, STORE

HOURS_IN_WEEK = 168
QUARTERS_SHOWN = 4
MOST_SITES = 14
POINTS = 201  # of a duration curve
MW_IN_GW = 1e3
DRAWN, PLANTS = "drawn", "plants"
SHED, WAITS, CHARGING, CAUGHT_UP = "work put off", "work that waits", "charging", "work caught up"
MIDDLE = "a week in the middle"
SHARE, LASTING, POWER = "share of the hours [%]", "power [GW_site]", "power [MW_site]"
Floats = NDArray[np.float64]
Hours = NDArray[np.int64]


@once
def weeks(plan: Plan) -> pd.DataFrame:
    """Return chosen weeks of the largest sites hour by hour: site, week, hour of year, series, power [MW_site].

    Sources are above nil, charging and work caught up below; a series that is nil all week is left out.
    """
    drawn, waiting = power_drawn(plan), waiting_work(plan)
    blocks = []
    for site in _largest_sites(plan):
        here, late = drawn.sel(site=site).values, waiting.sel(site=site).values
        for week, hours in _weeks_of(plan, here).items():
            at = plan.programme.calendar.hour_of_year[hours]
            for name, values in _series(plan, site, hours, here[hours], late[hours]).items():
                if name == DRAWN or np.any(np.abs(values) > 0.0):
                    told = {"site": site, "week": week, "hour of year": at, "series": name, POWER: values}
                    blocks.append(pd.DataFrame(told))
    columns = ["site", "week", "hour of year", "series", POWER]
    return pd.concat(blocks, ignore_index=True) if blocks else pd.DataFrame(columns=columns)


def _largest_sites(plan: Plan) -> list[str]:
    """Return the sites with chips at the end, the largest first."""
    totals = it_power(plan).isel(quarter=-1)
    order = [str(totals["site"].values[one]) for one in np.argsort(-totals.values)]
    return [site for site in order if float(totals.sel(site=site)) > 0][:MOST_SITES]


def _weeks_of(plan: Plan, drawn: Floats) -> dict[str, Hours]:
    """Return the hours of chosen weeks by label: the largest draw's, and one in each of the last quarters."""
    calendar = plan.programme.calendar
    last = len(calendar.quarters) - 1
    found = {}
    for quarter in range(max(last - QUARTERS_SHOWN + 1, 0), last + 1):
        inside = np.flatnonzero(calendar.quarter_of_hour == quarter)
        middle = len(inside) // HOURS_IN_WEEK // 2 * HOURS_IN_WEEK
        found[f"{calendar.quarters[quarter]}, {MIDDLE}"] = inside[middle : middle + HOURS_IN_WEEK]
    largest = int(np.argmax(drawn))
    inside = np.flatnonzero(calendar.quarter_of_hour == calendar.quarter_of_hour[largest])
    start = (largest - inside[0]) // HOURS_IN_WEEK * HOURS_IN_WEEK
    start = min(start, max(len(inside) - HOURS_IN_WEEK, 0))
    label = f"{calendar.quarters[calendar.quarter_of_hour[largest]]}, the week of the largest draw"
    return {label: inside[start : start + HOURS_IN_WEEK], **found}


def _series(plan: Plan, site: str, hours: Hours, drawn: Floats, waiting: Floats) -> dict[str, Floats]:
    """Return what feeds a site, what is put off and what is drawn in some hours [MW_site]."""
    at = {
        name: plan.solution[name].sel(site=site).isel(hour=hours)
        for name in ("plant_power", "grid_power", "discharge", "charge", "shed")
    }
    plants = plan.programme.labels["plant"]
    return {
        GRID: at["grid_power"].sum("offer").values,
        **{title_of_plant(name): at["plant_power"].sel(plant=name).values for name in plants},
        STORE: at["discharge"].sum("store").values,
        SHED: at["shed"].sum("work").values,
        WAITS: np.maximum(waiting, 0.0),
        CHARGING: -at["charge"].sum("store").values,
        CAUGHT_UP: np.minimum(waiting, 0.0),
        DRAWN: drawn,
    }


@once
def duration_curves(plan: Plan) -> pd.DataFrame:
    """Return duration curves of the last four quarters, all sites together: series, share of the hours, power [GW_site]."""
    calendar = plan.programme.calendar
    hours = np.flatnonzero(calendar.quarter_of_hour > len(calendar.quarters) - 1 - QUARTERS_SHOWN)
    lasting, share = calendar.hours_represented[hours], np.linspace(0.0, 1.0, POINTS)
    levels = {
        DRAWN: power_drawn(plan).isel(hour=hours).sum("site").values,
        GRID: plan.solution["grid_power"].isel(hour=hours).sum(["site", "offer"]).values,
        PLANTS: plan.solution["plant_power"].isel(hour=hours).sum(["site", "plant"]).values,
        STORE: plan.solution["discharge"].isel(hour=hours).sum(["site", "store"]).values,
    }
    blocks = []
    for name, power in levels.items():
        order = np.argsort(-power)
        reached = (np.cumsum(lasting[order]) - lasting[order] / 2) / lasting.sum()
        curve = np.interp(share, reached, power[order]) / MW_IN_GW
        blocks.append(pd.DataFrame({"series": name, SHARE: 100 * share, LASTING: curve}))
    return pd.concat(blocks, ignore_index=True)
