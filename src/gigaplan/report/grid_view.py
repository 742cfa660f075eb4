"""Grid view: what a programme asks of each region and country by year, against demand and projections."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gigaplan import catalogue
from gigaplan.plan.plan import Plan, once
from gigaplan.report.reading import power_drawn

Floats = NDArray[np.float64]
MWH_IN_TWH = 1e6
WORLD = "world"
NAMES = ("grid_regions", "grid_countries")
PROJECTIONS = {
    "US": ("united_states_lbnl", "united_states_epri", "united_states_iea"),
    WORLD: ("world_iea",),
}
LEAST_POWER = 1e-3  # MW_site; less is rounding of the solver


@dataclass(frozen=True)
class Projection:
    """What all data centres of a place are expected to use in a year [TWh_site]; `between` years is a straight line."""

    series: str
    low: float
    central: float
    high: float
    between: bool


def grid_tables(plan: Plan) -> dict[str, pd.DataFrame]:
    """Return what is asked of each region and of each country by year, as tables by name."""
    return {"grid_regions": regions_asked(plan), "grid_countries": countries_asked(plan)}


def read_grid_tables(folder: Path) -> dict[str, pd.DataFrame]:
    """Return the grid tables that a run wrote into its folder; raises OSError where one is missing."""
    return {name: pd.read_parquet(folder / "tables" / f"{name}.parquet") for name in NAMES}


@once
def regions_asked(plan: Plan) -> pd.DataFrame:
    """Return a row for each region and year: peak, energy, shares of the region's own, flexibility, CO2.

    Energy and CO2 are those of the year's planned quarters, and so is the regional demand they are a share of.
    Marginal CO2 is what the grid's marginal plants emit for the same energy; NaN where it is not known.
    """
    rows = []
    for region, sites in _by(plan, lambda entry: entry.id).items():
        entry = catalogue.entry("regions", region)
        for year, hours, years in _years(plan):
            rows.append({"region": region, "year": year, **_asked(plan, entry, sites, hours, years)})
    return pd.DataFrame(rows)


@once
def countries_asked(plan: Plan) -> pd.DataFrame:
    """Return a row for each country, the world and year: energy, share of national demand, projections [TWh_site].

    Energy counts what the sites draw, own plants included, as the projections do; a part of a year stands
    against the same part of the projection.
    """
    groups = _by(plan, lambda entry: entry.texts["country"])
    if len(groups) > 1:
        groups[WORLD] = [site for sites in groups.values() for site in sites]
    drawn = power_drawn(plan)
    rows: list[dict[str, object]] = []
    for country, sites in groups.items():
        for year, hours, years in _years(plan):
            energy = _energy(plan, drawn.sel(site=sites).values.sum(axis=0), hours)
            national = national_demand(plan, country, year)
            row = {
                "country": country,
                "year": year,
                "part of the year": years,
                "drawn [TWh_site]": energy,
                "share of national demand": energy / (national * years) if national else np.nan,
            }
            rows.extend(_against(row, country, year, energy / years))
    return pd.DataFrame(rows)


def national_demand(plan: Plan, country: str, year: int) -> float:
    """Return the national demand of a year [TWh_site/year]: between published years, else the one known; 0 for the world."""
    regions = (catalogue.entry("regions", one.region) for one in plan.scenario.sites.values())
    inside = next((one for one in regions if one.texts["country"] == country), None)
    if inside is None:
        return 0.0
    path = inside.series.get("national_demand_by_year")
    if path is None:
        return inside.number("national_demand", "TWh_site/year")
    known = sorted(int(one) for one in path.central)
    return float(np.interp(year, known, [path.central[str(one)] for one in known]))


def projections(place: str, year: int) -> tuple[Projection, ...]:
    """Return what is projected for all data centres of a country or the world in a year it covers [TWh_site]."""
    found = []
    entry = catalogue.entry("supply", "data_centre_demand")
    for name in PROJECTIONS.get(place, ()):
        series = entry.series[name]
        known = sorted(int(one) for one in series.central)
        if not known[0] <= year <= known[-1]:
            continue
        bounds = {str(one): series.central[str(one)] for one in known}
        paths = ({**bounds, **series.low}, bounds, {**bounds, **series.high})
        low, central, high = (
            float(np.interp(year, known, [path[str(one)] for one in known])) for path in paths
        )
        found.append(Projection(name, low, central, high, between=year not in known))
    return tuple(found)


def _against(row: dict[str, object], country: str, year: int, yearly: float) -> Iterator[dict[str, object]]:
    """Yield a row for each projection of the year, or one without where there is none."""
    for one in projections(country, year) or (None,):
        yield {
            **row,
            "projection": one.series if one else "",
            "projected [TWh_site/year]": one.central if one else np.nan,
            "projected, low": one.low if one else np.nan,
            "projected, high": one.high if one else np.nan,
            "between published years": bool(one and one.between),
            "share of the projection": yearly / one.central if one else np.nan,
        }


def _asked(
    plan: Plan, region: catalogue.Entry, sites: list[str], hours: NDArray[np.intp], years: float
) -> dict[str, float]:
    grid = (
        plan.solution["grid_power"].sel(site=sites).sum("offer").transpose("site", "hour").values.sum(axis=0)
    )
    peak = float(grid[hours].max())
    energy = _energy(plan, grid, hours)
    marginal = region.values.get("marginal_carbon_intensity")
    return {
        "part of the year": years,
        "peak from the grid [MW_site]": peak,
        "from the grid [TWh_site]": energy,
        "drawn [TWh_site]": _energy(plan, power_drawn(plan).sel(site=sites).values.sum(axis=0), hours),
        "share of regional peak": peak / region.number("peak_demand", "MW_site"),
        "share of regional demand": energy / (region.number("annual_demand", "TWh_site/year") * years),
        "flexible share": _flexible(plan, sites, hours, grid),
        "CO2 of the grid, average [Mt]": energy * region.number("grid_carbon_intensity", "t_CO2/MWh_site"),
        "CO2 of the grid, marginal [Mt]": np.nan
        if marginal is None
        else energy * region.number("marginal_carbon_intensity", "t_CO2/MWh_site"),
        "CO2 of own plants [Mt]": _own_emissions(plan, sites, hours),
    }


def _flexible(plan: Plan, sites: list[str], hours: NDArray[np.intp], grid: Floats) -> float:
    """Return the part of the largest hour's grid power the sites can give back: own plants, stores, interruptible offers.

    Own plants count with what they have left in that hour, stores with the discharge they have left for one
    hour; work that can be put off comes on top. NaN where nothing is drawn.
    """
    largest = int(hours[np.argmax(grid[hours])])
    if grid[largest] < LEAST_POWER:
        return float("nan")
    quarter = int(plan.programme.calendar.quarter_of_hour[largest])
    given_back = 0.0
    for site in sites:
        here = {name: array.sel(site=site) for name, array in plan.solution.items() if "site" in array.dims}
        now = {name: array.isel(hour=largest) for name, array in here.items() if "hour" in array.dims}
        available = plan.programme.inputs["plant_availability"].sel(site=site).isel(hour=largest)
        plants = available * here["plant_built"].isel(quarter=quarter) - now["plant_power"]
        unused = here["store_power_built"].isel(quarter=quarter) - now["discharge"]
        stores = unused.clip(max=now["level"]) + now["charge"]
        kinds = {name: one.kind for name, one in plan.scenario.sites[site].grid.items()}
        cut = [name for name, kind in kinds.items() if kind == "interruptible"]
        interruptible = float(now["grid_power"].sel(offer=cut).sum())
        own = max(float(plants.sum()), 0.0) + max(float(stores.sum()), 0.0)
        firm = float(now["grid_power"].sum()) - interruptible
        given_back += interruptible + min(own, firm)
    return given_back / float(grid[largest])


def _own_emissions(plan: Plan, sites: list[str], hours: NDArray[np.intp]) -> float:
    """Return CO2 of the sites' own plants in these hours [Mt_CO2], by the rate of their kind."""
    power = plan.solution["plant_power"].sel(site=sites).transpose("site", "plant", "hour").values.sum(axis=0)
    emitted = 0.0
    for place, plant in enumerate(plan.programme.labels["plant"]):
        if not power[place].any():
            continue
        entry = catalogue.entry("power", plant)
        if "co2_rate" in entry.values:
            emitted += entry.number("co2_rate", "t_CO2/MWh_site") * _energy(plan, power[place], hours)
    return emitted


def _energy(plan: Plan, power: Floats, hours: NDArray[np.intp]) -> float:
    """Return the energy of hourly power [MW_site] over these hours [TWh_site]."""
    return float(power[hours] @ plan.programme.calendar.hours_represented[hours]) / MWH_IN_TWH


def _by(plan: Plan, place: Callable[[catalogue.Entry], str]) -> dict[str, list[str]]:
    """Return the sites by a property of their region."""
    groups: dict[str, list[str]] = {}
    for site, one in plan.scenario.sites.items():
        groups.setdefault(place(catalogue.entry("regions", one.region)), []).append(site)
    return groups


def _years(plan: Plan) -> Iterator[tuple[int, NDArray[np.intp], float]]:
    """Yield each calendar year with its hours and the part of it that is planned."""
    calendar = plan.programme.calendar
    lengths = plan.programme.inputs["quarter_years"].values
    year_of_quarter = np.array([int(quarter[:4]) for quarter in calendar.quarters])
    for year in np.unique(year_of_quarter):
        hours = np.flatnonzero(year_of_quarter[calendar.quarter_of_hour] == year)
        yield int(year), hours, float(lengths[year_of_quarter == year].sum())
