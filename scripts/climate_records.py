"""Read the records behind the shipped statistics out of the open data folder."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from climate_recipes import (
    ABU_DHABI_DEPRESSION,
    ABU_DHABI_MEANS,
    ERA5,
    ERA5_2012,
    FLEET_2012,
    MUMBAI_CLOUD,
    MUMBAI_DEPRESSION,
    MUMBAI_MEANS,
    NARVIK_WARMER,
    OPEN_METEO,
    TMY3,
    Recipe,
)

from gigaplan.physics.climate import dew_point, station_pressure, wet_bulb
from gigaplan.physics.solar import clear_sky_availability, tracker_availability
from gigaplan.physics.wind import wind_availability


class Folder:
    """Reads the open data folder into series on local standard time (hour start, no zone)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def utc(self, path: str, utc_offset: float, time_column: str = "time_utc") -> pd.DataFrame:
        """A table with UTC times, moved to local standard time, without 29 February."""
        table = pd.read_csv(self.folder / path)
        local = pd.to_datetime(table[time_column]).dt.tz_localize(None) + pd.Timedelta(hours=utc_offset)
        table = table.drop(columns=time_column).set_index(pd.DatetimeIndex(local.dt.floor("h")))
        return table[~((table.index.month == 2) & (table.index.day == 29))]

    def tmy3(self, name: str) -> tuple[pd.DataFrame, dict[str, float]]:
        """A typical year, on an index of a year without a leap day."""
        path = self.folder / f"weather_us_tmy3/{name}.csv.gz"
        head = pd.read_csv(path, nrows=1, header=None).iloc[0]
        table = pd.read_csv(path, skiprows=1)
        table.index = pd.date_range("2023-01-01", periods=len(table), freq="h")
        return table, {
            "utc_offset": float(head[3]),
            "latitude": float(head[4]),
            "longitude": float(head[5]),
            "elevation": float(head[6]),
        }

    def tmy3_weather(self, name: str) -> dict[str, pd.Series]:
        """Temperature, wet-bulb depression and tracker output of a typical year."""
        table, place = self.tmy3(name)
        temperature = table["Dry-bulb (C)"].astype(float)
        wet = wet_bulb(
            temperature.to_numpy(),
            table["Dew-point (C)"].to_numpy(float),
            station_pressure(place["elevation"]),
        )
        start = table.index.tz_localize("UTC") - pd.Timedelta(hours=place["utc_offset"])
        sun = tracker_availability(
            start, place["latitude"], place["longitude"], table["GHI (W/m^2)"].to_numpy(float), table["DNI (W/m^2)"].to_numpy(float),
            table["DHI (W/m^2)"].to_numpy(float), temperature.to_numpy(), table["Wspd (m/s)"].to_numpy(float),
        )  # fmt: skip
        return {
            "temperature": temperature,
            "wet_bulb_depression": temperature - wet,
            "solar": pd.Series(sun, table.index),
        }

    def open_meteo(self, name: str, utc_offset: float) -> dict[str, pd.Series]:
        """Temperature and wet-bulb depression of real years."""
        table = self.utc(f"weather_open_meteo/{name}_2020_2024.csv.gz", utc_offset)
        temperature = table["temp_c"].astype(float)
        wet = wet_bulb(
            temperature.to_numpy(),
            dew_point(temperature.to_numpy(), table["rh_pct"].clip(lower=1.0).to_numpy(float)),
        )
        return {"temperature": temperature, "wet_bulb_depression": temperature - wet}

    def era5_2012(self, name: str, utc_offset: float) -> dict[str, pd.Series]:
        """Temperature, tracker output and wind output of 2012."""
        table = self.utc(f"weather_europe/era5_2012_{name}.csv.gz", utc_offset)
        sites = pd.read_csv(self.folder / "weather_europe/sites.csv").set_index("file")
        site = sites.loc[f"era5_2012_{name}.csv.gz"]
        start = table.index.tz_localize("UTC") - pd.Timedelta(hours=utc_offset)
        sun = tracker_availability(
            start, site["lat"], site["lon"], table["ghi"].to_numpy(float), table["dni"].to_numpy(float), table["dhi"].to_numpy(float),
            table["temp_c"].to_numpy(float), table["ws_1m"].to_numpy(float),
        )  # fmt: skip
        wind = wind_availability(table["ws_100m"].to_numpy(float))
        return {
            "temperature": table["temp_c"],
            "solar": pd.Series(sun, table.index),
            "wind": pd.Series(wind, table.index),
        }

    def era5(self, name: str, utc_offset: float) -> dict[str, pd.Series]:
        """Solar and wind output of eleven years."""
        arrays = np.load(self.folder / f"weather_era5_eleven_years/{name}.npz")
        index = pd.date_range("2015-01-01", "2026-01-01", freq="h", inclusive="left")
        index = index[~((index.month == 2) & (index.day == 29))] + pd.Timedelta(hours=utc_offset)
        return {field: pd.Series(arrays[field].ravel(), index) for field in ("solar", "wind")}

    def price(self, text: str, utc_offset: float) -> pd.Series:
        """Day-ahead price as a ratio to its own year's mean, chosen years pooled."""
        market, *years = text.split()
        table = self.utc(f"prices/{market}_2020_2024.csv.gz", utc_offset).iloc[:, 0].dropna()
        chosen = table[table.index.year.isin([int(year) for year in years])]
        return chosen / chosen.groupby(chosen.index.year).transform("mean")


def by_month(values: pd.Series, numbers: tuple[float, ...]) -> pd.Series:
    """Twelve monthly numbers laid along a series' index."""
    return pd.Series(np.array(numbers)[values.index.month - 1], values.index)


def moved_place(donor: dict[str, pd.Series], donor_place: tuple[float, float, float], recipe: Recipe, means: tuple[float, ...],
                depression: tuple[float, ...], cloud: tuple[float, ...], swing: float) -> dict[str, pd.Series]:  # fmt: skip
    """A donor's weather moved to another place: monthly level, swing, humidity, and its own clear sky."""
    temperature = donor["temperature"]
    anomaly = temperature - temperature.groupby(temperature.index.month).transform("mean")
    moved = by_month(temperature, means) + swing * anomaly
    dry = donor["wet_bulb_depression"]
    scaled = dry / dry.groupby(dry.index.month).transform("mean") * by_month(dry, depression)
    latitude, longitude, utc_offset = donor_place
    zone = temperature.index.tz_localize("UTC")
    own_sky = clear_sky_availability(
        zone - pd.Timedelta(hours=utc_offset), latitude, longitude, temperature.to_numpy()
    )
    new_sky = clear_sky_availability(
        zone - pd.Timedelta(hours=recipe.utc_offset), recipe.latitude, recipe.longitude, moved.to_numpy()
    )
    day = temperature.index.floor("D")
    clearness = (
        donor["solar"].groupby(day).transform("sum")
        / pd.Series(own_sky, temperature.index).groupby(day).transform("sum")
    ).clip(0, 1)
    sun = clearness * new_sky * by_month(temperature, cloud)
    return {"temperature": moved, "wet_bulb_depression": scaled, "solar": sun}


def series_of(recipe: Recipe, data: Folder) -> tuple[dict[str, pd.Series], dict[str, str]]:
    """All five fields of a region, each with its source in words."""
    kind, _, name = recipe.weather.partition(" ")
    fields: dict[str, pd.Series] = {}
    if kind == "tmy3":
        fields |= data.tmy3_weather(name)
        sources = dict.fromkeys(("temperature", "wet_bulb_depression"), TMY3.format(name=name))
        sources["solar"] = sources["temperature"] + ", tracker by pvlib"
    elif kind == "open_meteo":
        fields |= data.open_meteo(name, recipe.utc_offset)
        sources = dict.fromkeys(("temperature", "wet_bulb_depression"), OPEN_METEO.format(name=name))
    elif kind == "era5_2012":
        fields |= data.era5_2012(name, recipe.utc_offset)
        level = (
            f", {NARVIK_WARMER:g} K warmer for the sea climate of Narvik" if name.startswith("Kiruna") else ""
        )
        fields["temperature"] = fields["temperature"] + (NARVIK_WARMER if level else 0.0)
        sources = {
            "temperature": ERA5_2012.format(name=name) + level,
            "solar": ERA5_2012.format(name=name) + ", tracker by pvlib",
        }
    else:
        fields, sources = moved_region(recipe, data)
    if recipe.humidity:
        fields["wet_bulb_depression"] = data.open_meteo(recipe.humidity, recipe.utc_offset)[
            "wet_bulb_depression"
        ]
        sources["wet_bulb_depression"] = OPEN_METEO.format(name=recipe.humidity) + ", taken for a neighbour"
    kind, _, name = recipe.solar.partition(" ")
    if kind == "era5":
        fields["solar"] = data.era5(name, recipe.utc_offset)["solar"]
        sources["solar"] = ERA5.format(name=name)
    elif kind == "era5_2012":
        fields["solar"] = data.era5_2012(name, recipe.utc_offset)["solar"]
        sources["solar"] = ERA5_2012.format(name=name) + ", tracker by pvlib"
    elif kind == "tmy3":
        fields["solar"] = data.tmy3_weather(name)["solar"]
        sources["solar"] = (
            TMY3.format(name=name) + ", tracker by pvlib, taken for the desert plants that serve the region"
        )
    return add_wind_and_price(recipe, data, fields, sources)


def moved_region(recipe: Recipe, data: Folder) -> tuple[dict[str, pd.Series], dict[str, str]]:
    """The two regions without a record of their own: a donor's variability at the place's published level."""
    if recipe.weather == "abu_dhabi":
        donor, levels = (
            "AZ-Phoenix_Sky_Harbor_Intl_Ap",
            (ABU_DHABI_MEANS, ABU_DHABI_DEPRESSION, (1.0,) * 12, 0.85),
        )
    else:
        donor, levels = "LA-Monroe_Regional_Ap", (MUMBAI_MEANS, MUMBAI_DEPRESSION, MUMBAI_CLOUD, 0.6)
    _, place = data.tmy3(donor)
    fields = moved_place(
        data.tmy3_weather(donor),
        (place["latitude"], place["longitude"], place["utc_offset"]),
        recipe,
        *levels,
    )
    text = (
        TMY3.format(name=donor)
        + f" for variability, moved to published monthly means of {recipe.place} (as commonly published, not a record)"
    )
    sources = dict.fromkeys(("temperature", "wet_bulb_depression"), text)
    return fields, sources | {"solar": text + ", clear sky by pvlib at the place"}


def add_wind_and_price(
    recipe: Recipe, data: Folder, fields: dict[str, pd.Series], sources: dict[str, str]
) -> tuple[dict[str, pd.Series], dict[str, str]]:
    """Wind by its own record or fleet, price by its market or neighbour."""
    kind, _, name = recipe.wind.partition(" ")
    if kind == "era5":
        fields["wind"], sources["wind"] = data.era5(name, recipe.utc_offset)["wind"], ERA5.format(name=name)
    elif kind == "fleet":
        fields["wind"] = data.utc(
            "capacity_factors/us_ipm_regions_existing_wind_2012.csv.gz", recipe.utc_offset
        )[name]
        sources["wind"] = FLEET_2012.format(name=name)
    elif kind == "era5_2012":
        fields["wind"], sources["wind"] = (
            data.era5_2012(name, recipe.utc_offset)["wind"],
            ERA5_2012.format(name=name),
        )
    else:
        table, _ = data.tmy3(name)
        speed = table["Wspd (m/s)"].astype(float) * 10.0 ** (1.0 / 7.0)
        fields["wind"] = pd.Series(wind_availability(speed.to_numpy()), table.index)
        sources["wind"] = TMY3.format(name=name) + ", taken for a place without record"
    if recipe.price == "tariff":
        fields["price"] = pd.Series(1.0, fields["temperature"].index)
        sources["price"] = f"a flat regulated tariff; level: {recipe.price_level}"
    else:
        fields["price"] = data.price(recipe.price, recipe.utc_offset)
        sources["price"] = (
            f"day-ahead prices {recipe.price.split()[0]} ({market_credit(recipe.price)}); level: {recipe.price_level}"
        )
    return fields, sources


def market_credit(price: str) -> str:
    """Whose market report it is."""
    credits = {"ercot": "ERCOT", "nyiso": "NYISO", "caiso": "CAISO"}
    return credits.get(price.split("_")[0], "RTE eco2mix, Etalab open licence")
