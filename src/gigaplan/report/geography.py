"""Sites as GeoJSON (RFC 7946): a point for each with what is built there, for any map."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from gigaplan.plan.breakdown import breakdown
from gigaplan.plan.plan import Plan
from gigaplan.programme.cooling import kind_of
from gigaplan.report.water import yearly_water

NAME = "sites.geojson"
BUILT = 1e-3  # MW_it


def sites_geojson(plan: Plan) -> dict[str, Any]:
    """Return a feature collection: longitude and latitude of each site, its power by quarter and its capital."""
    halls = plan.solution["hall_power_built"]
    chips = (plan.programme.inputs["chip_power"] * plan.solution["chips_installed"]).sum("chip")
    capital = sum(breakdown(plan, term, ("site",)).sum("quarter") for term in plan.ledger["capital"])
    quarters = list(plan.programme.calendar.quarters)
    water = yearly_water(plan)
    features = []
    for key, site in plan.scenario.sites.items():
        power = halls.sel(site=key).values
        first = next((quarters[step] for step, amount in enumerate(power) if amount > BUILT), None)
        said = {
            "site": key,
            "title": site.title,
            "region": site.region,
            "land_owner": site.land.owner,
            "land_acres": site.land.area,
            "cooling": kind_of(site),
            "water_kL_year": None if np.isnan(water[key]) else round(water[key], 1),
            "first_halls": first,
            "halls_MW_it": dict(zip(quarters, power.round(3).tolist(), strict=True)),
            "chips_MW_it": dict(zip(quarters, chips.sel(site=key).values.round(3).tolist(), strict=True)),
            "capital_MUSD_2026": round(float(capital.sel(site=key)), 2),  # type: ignore[union-attr]
        }
        point = {"type": "Point", "coordinates": [site.longitude, site.latitude]}
        features.append({"type": "Feature", "geometry": point, "properties": said})
    return {"type": "FeatureCollection", "features": features}


def write_geojson(plan: Plan, path: Path) -> None:
    """Write the sites of a plan as GeoJSON; raises OSError."""
    path.write_text(json.dumps(sites_geojson(plan), indent=1), encoding="utf-8")
