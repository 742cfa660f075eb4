"""Derive the shipped climate and price statistics from the open data folder; repeatable to the byte.

    python scripts/derive_climate_statistics.py --data FOLDER

writes `src/gigaplan/programme/hours/statistics/<region>.{toml,csv}`. Only derived figures are kept:
quantiles, pattern by month and hour, memory, and how fields lean on each other.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.optimize import minimize
from scipy.special import ndtr, ndtri

from gigaplan.physics.climate import dew_point, station_pressure, wet_bulb
from gigaplan.physics.solar import clear_sky_availability, tracker_availability
from gigaplan.physics.wind import wind_availability
from gigaplan.programme.hours.region_statistics import DRAWN_FIELDS, SCORES

DERIVED_ON = "2026-11-23"
TARGET = Path(__file__).parents[1] / "src/gigaplan/programme/hours/statistics"
LONGEST_MEMORY = 720.0  # h; a year holds too few longer spells to tell memory from trend
LAGS = (1, 2, 3, 6, 12, 24, 48, 72, 120)  # h, at which the memory is fitted
DARK = 0.02  # MW_site / MW_plate, below which an hour's envelope counts as night
SMALLEST_SPREAD = 0.02  # normal score

TMY3 = "TMY3 typical year of {name} (NREL for US DOE, 1976-2005; free with credit)"
OPEN_METEO = "Open-Meteo historical weather of {name} (CC BY 4.0; ERA5/IFS, Copernicus)"
ERA5 = (
    "ERA5 reanalysis plant output near {name} (Green_datacenters, CC BY 4.0; modified Copernicus information)"
)
ERA5_2012 = "ERA5 scaled with Global Wind Atlas at {name} (hydesign, MIT; modified Copernicus information), N131/3000 at 100 m"
FLEET_2012 = "existing wind fleet of EPA IPM region {name} (PowerGenome, MIT)"

# Daily means by month [degC]. Abu Dhabi: mid-point of mean daily highest and lowest (airport, as
# commonly published; July mean 35.9 by the National Centre of Meteorology). Mumbai: India
# Meteorological Department, Santacruz. Wet-bulb depression: estimates from mean humidity.
ABU_DHABI_MEANS = (19.0, 20.0, 22.5, 27.0, 31.5, 32.7, 35.2, 35.7, 33.0, 29.2, 24.8, 20.8)
ABU_DHABI_DEPRESSION = (5.0, 5.5, 6.5, 8.0, 9.5, 9.0, 8.5, 8.5, 7.5, 6.5, 6.0, 5.0)
MUMBAI_MEANS = (24.9, 25.5, 27.3, 29.2, 30.7, 29.3, 27.7, 27.5, 27.9, 29.1, 28.7, 26.7)
MUMBAI_DEPRESSION = (6.0, 6.0, 5.5, 5.0, 4.5, 3.0, 1.8, 1.6, 2.0, 4.0, 6.0, 6.5)
MUMBAI_CLOUD = (
    1.0,
    1.0,
    1.0,
    1.0,
    0.95,
    0.68,
    0.48,
    0.48,
    0.72,
    0.95,
    1.0,
    1.0,
)  # of the clear share; estimate
NARVIK_WARMER = 5.0  # K, Narvik's sea climate against Kiruna's (normals 1991-2020, as commonly published)


@dataclass(frozen=True)
class Recipe:
    """From what a region's statistics are made."""

    place: str
    latitude: float
    longitude: float
    utc_offset: float
    weather: str
    wind: str
    price: str
    mean_price: float
    currency: str
    drivers: str
    price_level: str
    solar: str = ""
    humidity: str = ""
    grades: str = "BBBB"  # weather, solar, wind, price


RECIPES = {
    "ercot": Recipe("Abilene, Texas", 32.47, -99.71, -6, "tmy3 TX-Abilene_Regional_Ap_Ut", "era5 texas", "ercot_hb_hubavg_dam 2022 2023 2024",
                    33.0, "USD_2025", "texas", "ERCOT hub mean 2025, about 33"),
    "pjm": Recipe("Columbus, Ohio", 39.98, -82.88, -5, "tmy3 OH-Columbus_Port_Columbus_Intl_A", "fleet PJM_West", "nyiso_capital_zone_f_dam 2020 2023 2024",
                  50.5, "USD_2025", "east", "PJM load-weighted real time, January to September 2025 (Monitoring Analytics)", grades="BBBC"),
    "miso": Recipe("Milwaukee, Wisconsin", 42.95, -87.9, -6, "tmy3 WI-Milwaukee_Mitchell_Intl_Ap", "fleet MIS_WUMS", "nyiso_capital_zone_f_dam 2020 2023 2024",
                   41.5, "USD_2025", "east", "MISO real time, January and February 2025 (RTO Insider)", grades="BBBC"),
    "spp": Recipe("Tulsa, Oklahoma", 36.2, -95.88, -6, "tmy3 OK-Tulsa_International_Airport", "fleet SPP_WEST", "ercot_hb_hubavg_dam 2022 2023 2024",
                  34.0, "USD_2025", "texas", "SPP 2025, about 34", grades="BBBC"),
    "caiso": Recipe("San Jose, California", 37.43, -121.95, -8, "open_meteo san_jose_ca", "fleet WEC_CALN", "caiso_np15_dam 2020 2023 2024",
                    39.0, "USD_2025", "west", "NP15 2025, about 39", solar="tmy3 NV-Las_Vegas_Mccarran_Intl_Ap", grades="BCBB"),
    "arizona_nevada": Recipe("Phoenix, Arizona", 33.45, -111.98, -7, "tmy3 AZ-Phoenix_Sky_Harbor_Intl_Ap", "fleet WECC_AZ", "caiso_np15_dam 2020 2023 2024",
                             34.8, "USD_2025", "west", "Palo Verde 2025 (Reuters)", grades="BBBC"),
    "new_mexico": Recipe("Las Cruces, New Mexico", 32.28, -106.92, -7, "tmy3 NM-Las_Cruces_Intl", "fleet WECC_NM", "caiso_np15_dam 2020 2023 2024",
                         34.8, "USD_2025", "texas", "Palo Verde 2025 (Reuters)", grades="BBBC"),
    "southeast": Recipe("Atlanta, Georgia", 33.63, -84.43, -5, "tmy3 GA-Atlanta_Hartsfield_Intl_Ap", "fleet S_VACA", "nyiso_capital_zone_f_dam 2020 2023 2024",
                        40.0, "USD_2025", "east", "no market; estimate below the 11-hub mean of 47 (EIA 2025)", grades="BBCD"),
    "uae": Recipe("Abu Dhabi", 24.2, 54.4, 4, "abu_dhabi", "tmy3_wind AZ-Phoenix_Sky_Harbor_Intl_Ap", "tariff", 55.0, "USD_2025", "none",
                  "regulated tariff, estimate from industrial rates of about 0.20 AED/kWh", grades="DDDD"),
    "norway": Recipe("Narvik", 68.4, 17.4, 1, "era5_2012 Kiruna_SE1", "era5_2012 Kiruna_SE1", "at_day_ahead 2020 2023 2024", 25.0, "EUR_2025", "germany",
                     "between zone NO4 (12 in 2025) and SE3 (44); estimate", humidity="london_gb", grades="DCCD"),
    "germany": Recipe("Frankfurt", 50.09, 8.65, 1, "open_meteo frankfurt_de", "era5_2012 Munster_DENW", "de-lu_day_ahead 2020 2023 2024",
                      89.0, "EUR_2025", "germany", "DE-LU 2025", solar="era5 germany"),
    "france": Recipe("central and northern France", 48.74, -0.86, 1, "era5_2012 France_good_wind", "era5_2012 France_good_wind", "fr_day_ahead 2020 2023 2024",
                     61.0, "EUR_2025", "france", "FR 2025", solar="era5 france", humidity="frankfurt_de", grades="CBBB"),
    "united_kingdom": Recipe("London", 51.49, -0.16, 0, "open_meteo london_gb", "era5_2012 Brighton_UK", "nl_day_ahead 2020 2023 2024",
                             90.0, "EUR_2025", "germany", "estimate from NL 2025 (87) and the British carbon support", solar="era5_2012 Brighton_UK", grades="BBBC"),
    "india": Recipe("Mumbai", 19.1, 72.9, 5.5, "mumbai", "tmy3_wind LA-Monroe_Regional_Ap", "caiso_np15_dam 2020 2023 2024", 55.0, "USD_2025", "west",
                    "estimate of the day-ahead exchange, about 4.5-5 INR/kWh", grades="DDDD"),
}  # fmt: skip

DRIVER_SETS = {
    "texas": ("dallas_tx", "texas", "ercot_hb_hubavg_dam", -6, (2020, 2022, 2023, 2024)),
    "east": ("philadelphia_pa", "virginia", "nyiso_capital_zone_f_dam", -5, (2020, 2023, 2024)),
    "west": ("san_jose_ca", "arizona", "caiso_np15_dam", -8, (2020, 2023, 2024)),
    "germany": ("frankfurt_de", "germany", "de-lu_day_ahead", 1, (2020, 2023, 2024)),
    "france": ("frankfurt_de", "france", "fr_day_ahead", 1, (2020, 2023, 2024)),
}


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


def normal_scores(values: pd.Series) -> pd.Series:
    """Rank a series into standard normal scores."""
    return pd.Series(ndtri((values.rank(method="average") - 0.5) / len(values)), values.index)


def pattern(values: pd.Series) -> pd.DataFrame:
    """Mean of a series by month (rows) and hour (columns)."""
    return (
        values.groupby([values.index.month, values.index.hour])
        .mean()
        .unstack()
        .reindex(index=range(1, 13), columns=range(24))
    )


def spread(values: pd.Series) -> pd.DataFrame:
    """Standard deviation by month and hour."""
    return (
        values.groupby([values.index.month, values.index.hour])
        .std()
        .unstack()
        .reindex(index=range(1, 13), columns=range(24))
    )


def along(table: pd.DataFrame, index: pd.DatetimeIndex) -> np.ndarray:
    """A month-and-hour table laid along an index."""
    return table.to_numpy()[index.month - 1, index.hour]


def anomaly_of(values: pd.Series) -> tuple[pd.Series, pd.DataFrame, pd.DataFrame]:
    """Normal scores of a series less their pattern, over their spread; and both tables."""
    if values.std() == 0.0:
        flat = pd.DataFrame(0.0, index=range(1, 13), columns=range(24))
        return pd.Series(0.0, values.index), flat, flat
    scores = normal_scores(values)
    mean = pattern(scores).fillna(0.0)
    width = spread(scores).fillna(1.0).clip(lower=SMALLEST_SPREAD)
    return (scores - along(mean, values.index)) / along(width, values.index), mean, width


def memory(anomaly: pd.Series) -> tuple[float, float, float]:
    """Slow share, slow and fast persistence that fit the anomaly's autocorrelation at LAGS."""
    observed = []
    for lag in LAGS:
        later = anomaly.reindex(anomaly.index + pd.Timedelta(hours=lag)).to_numpy()
        known = ~np.isnan(later)
        observed.append(np.mean(anomaly.to_numpy()[known] * later[known]) if known.any() else np.nan)
    target, lags = np.array(observed), np.array(LAGS)
    known = ~np.isnan(target)

    def misfit(guess: np.ndarray) -> float:
        share, slow_hours, fast_hours = (
            1 / (1 + np.exp(-guess[0])),
            np.exp(min(guess[1], np.log(LONGEST_MEMORY))),
            np.exp(guess[2]),
        )
        fitted = share * np.exp(-lags / slow_hours) + (1 - share) * np.exp(-lags / fast_hours)
        return float(np.nansum((fitted - target)[known] ** 2))

    best = minimize(
        misfit,
        np.array([0.0, np.log(40.0), np.log(4.0)]),
        method="Nelder-Mead",
        options={"maxiter": 4000, "xatol": 1e-6, "fatol": 1e-9},
    )
    share, slow_hours, fast_hours = (
        1 / (1 + np.exp(-best.x[0])),
        np.exp(min(best.x[1], np.log(LONGEST_MEMORY))),
        np.exp(best.x[2]),
    )
    return float(share), float(np.exp(-1 / slow_hours)), float(np.exp(-1 / fast_hours))


def solar_index(solar: pd.Series) -> tuple[pd.Series, pd.DataFrame]:
    """Output as a share of the highest of its month and hour, daylight only; and that envelope."""
    highest = (
        solar.groupby([solar.index.month, solar.index.hour])
        .max()
        .unstack()
        .reindex(index=range(1, 13), columns=range(24))
        .fillna(0.0)
    )
    highest = highest.where(highest > DARK, 0.0)
    envelope = along(highest, solar.index)
    lit = envelope > 0.0
    return pd.Series(solar.to_numpy()[lit] / envelope[lit], solar.index[lit]), highest


def drivers_of(name: str, data: Folder) -> dict[str, dict[str, float]]:
    """How each field's anomaly leans on earlier ones, by least squares in years where all are recorded."""
    if name == "none":
        return {field: {} for field in DRAWN_FIELDS}
    station, area, market, utc_offset, years = DRIVER_SETS[name]
    raw = data.open_meteo(station, utc_offset) | data.era5(area, utc_offset)
    raw["solar"] = solar_index(raw["solar"])[0]
    raw["price"] = data.price(" ".join([market, *map(str, years)]), utc_offset)
    table = pd.DataFrame({field: anomaly_of(raw[field].dropna())[0] for field in DRAWN_FIELDS})
    table["solar"] = table["solar"].fillna(0.0)
    joint = table.dropna()
    leaning: dict[str, dict[str, float]] = {}
    for place, field in enumerate(DRAWN_FIELDS):
        earlier = [driver for driver in DRAWN_FIELDS[:place] if driver != "wet_bulb_depression"]
        shares = (
            np.linalg.lstsq(joint[earlier].to_numpy(), joint[field].to_numpy(), rcond=None)[0]
            if earlier
            else []
        )
        leaning[field] = {
            driver: round(float(share), 3)
            for driver, share in zip(earlier, shares, strict=True)
            if abs(share) >= 0.05
        }
    return leaning


def years_of(values: pd.Series, source: str) -> str:
    """The years a series covers, in words."""
    if "typical year" in source:
        return "typical year of 1976-2005"
    if "tariff" in source:
        return "2025"
    years = sorted({year for year, count in values.groupby(values.index.year).size().items() if count > 100})
    together = years[-1] - years[0] + 1 == len(years) and len(years) > 1
    return f"{years[0]}-{years[-1]}" if together else ", ".join(map(str, years))


def write_region(region: str, recipe: Recipe, data: Folder) -> None:
    """Derive and write one region's two files."""
    fields, sources = series_of(recipe, data)
    index, highest = solar_index(fields["solar"])
    drawn = {name: (index if name == "solar" else fields[name].dropna()) for name in DRAWN_FIELDS}
    leaning = drivers_of(recipe.drivers, data)
    grades = dict(zip(DRAWN_FIELDS, (recipe.grades[place] for place in (0, 1, 0, 2, 3)), strict=True))
    lines = [
        f"# Climate and price statistics of {recipe.place}, for synthetic hours. Written by scripts/derive_climate_statistics.py on {DERIVED_ON}.",
        "# Derived figures only; sources and licences by field below. Grade A measured at the place .. D moved from elsewhere or estimated.",
        f'place = "{recipe.place}"', f"latitude = {recipe.latitude}", f"longitude = {recipe.longitude}", f"utc_offset = {float(recipe.utc_offset)}",
        f"mean_price = {recipe.mean_price}", f'currency = "{recipe.currency}"', f'drivers_from = "{recipe.drivers}"',
    ]  # fmt: skip
    columns = {"solar_highest": highest}
    for name in DRAWN_FIELDS:
        anomaly, mean, width = anomaly_of(drawn[name])
        share, slow, fast = memory(anomaly) if anomaly.any() else (0.5, 0.9, 0.5)
        columns |= {f"{name}_mean": mean, f"{name}_spread": width}
        quantiles = np.quantile(drawn[name], ndtr(SCORES))
        lines += [
            "", f"[{name}]", f'source = "{sources[name]}"', f'years = "{years_of(drawn[name], sources[name])}"', f'grade = "{grades[name]}"',
            f"slow_share = {share:.3f}", f"slow_persistence = {slow:.4f}", f"fast_persistence = {fast:.4f}",
            "drivers = { " + ", ".join(f"{driver} = {value}" for driver, value in leaning[name].items()) + " }",
            "quantiles = [" + ", ".join(f"{value:.4g}" for value in quantiles) + "]",
        ]  # fmt: skip
    (TARGET / f"{region}.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    head = f"# {recipe.place}: rows are months 1-12 by hours 0-23, local standard time; normal scores, envelope in MW_site/MW_plate. See {region}.toml.\n"
    table = pd.DataFrame({name: values.to_numpy().ravel() for name, values in columns.items()}).round(3)
    (TARGET / f"{region}.csv").write_text(
        head + table.to_csv(index=False, lineterminator="\n", float_format="%.3f"), encoding="utf-8"
    )


def main() -> None:
    """Derive every region, or those named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the open data folder")
    parser.add_argument("regions", nargs="*", default=list(RECIPES))
    arguments = parser.parse_args()
    TARGET.mkdir(parents=True, exist_ok=True)
    for region in arguments.regions:
        write_region(region, RECIPES[region], Folder(arguments.data))
        print("wrote", region)


if __name__ == "__main__":
    main()
