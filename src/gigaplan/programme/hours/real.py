"""Real hours of a place: weather files and price files of a data folder joined into one year."""

from __future__ import annotations

import csv
import gzip
import math
from pathlib import Path

from gigaplan.core.errors import Finding, InputError
from gigaplan.programme.hours.prices import Prices, load_prices
from gigaplan.programme.hours.real_years import load_factors, load_nsrdb, load_open_meteo, load_plant_output
from gigaplan.programme.hours.tables import Fill
from gigaplan.programme.hours.typical_years import load_epw, load_pvgis, load_tmy3
from gigaplan.programme.hours.values import FieldSource, Hourly, Hours
from gigaplan.programme.hours.weather import Weather

# Grid cells of the Open-Meteo tables: latitude, longitude, hours from UTC in standard time, elevation [m].
OPEN_METEO_PLACES = {
    "dallas_tx": (32.79, -96.82, -6.0, 131.0),
    "philadelphia_pa": (39.96, -75.17, -5.0, 12.0),
    "new_york_ny": (40.74, -74.04, -5.0, 10.0),
    "san_jose_ca": (37.43, -121.95, -8.0, 25.0),
    "frankfurt_de": (50.09, 8.65, 1.0, 112.0),
    "london_gb": (51.49, -0.16, 0.0, 11.0),
}
WEATHER_FORMS = (
    "tmy3:STATION",
    "tmy3 (nearest to latitude and longitude)",
    "epw:FILE",
    "pvgis:FILE",
    "nsrdb:FILE",
    "open_meteo:PLACE@YEAR",
)
FARTHEST_STATION = 200.0  # km; beyond, a station's climate is not the place's
EARTH_RADIUS = 6371.0  # km, IUGG mean radius


def real_hours(
    data_folder: Path | str,
    weather: str,
    prices: str,
    price_year: int,
    *,
    plant_output: str | None = None,
    latitude: float | None = None,
    longitude: float | None = None,
    price_point: str = "",
    fill: Fill = None,
) -> Hours:
    """Join weather and prices of a data folder into the hours of one place and year.

    weather: "tmy3:TX-Abilene_Regional_Ap_Ut", "tmy3" with latitude and longitude (nearest station),
    "epw:FILE", "pvgis:FILE", "nsrdb:FILE", "open_meteo:dallas_tx@2023"; prices: a market of the
    folder, or a file; plant_output: "era5:texas@2023" or "factors:ERC_WEST@2012" takes sun and wind output from there.
    fill="interpolate" fills gaps on request. Years that differ are told in the findings. Raises
    InputError with all findings of a file that cannot be used.
    """
    folder = Path(data_folder)
    if not folder.is_dir():
        finding = Finding(
            "data folder",
            f"{folder}, no such folder",
            "the open data folder",
            "give it with --data or GIGAPLAN_DATA",
        )
        raise InputError("no data folder", [finding])
    record = load_weather(folder, weather, latitude, longitude, fill)
    price = load_prices(price_path(folder, prices), price_year, record.utc_offset, price_point, fill)
    sun, wind, sources, notes = plant_hours(folder, plant_output, record)
    years = {"weather": record.years, "prices": str(price.year)} | (
        {"sun and wind": plant_output} if plant_output else {}
    )
    return Hours(
        place=record.source,
        utc_offset=record.utc_offset,
        latitude=record.latitude,
        longitude=record.longitude,
        year=price.year,
        temperature=record.temperature,
        wet_bulb=record.wet_bulb,
        solar_availability=sun,
        wind_availability=wind,
        grid_price=price.values,
        currency=price.currency,
        provenance=weather_sources(record)
        | sources
        | {"grid_price": FieldSource("measured", price.source, str(price.year), "A")},
        findings=(*record.findings, *price.findings, *notes, *mismatch_findings(record, price, years)),
    )


def load_weather(
    folder: Path, weather: str, latitude: float | None, longitude: float | None, fill: Fill
) -> Weather:
    """Read the weather that a text such as "tmy3:STATION" names."""
    form, _, name = weather.partition(":")
    if form == "tmy3":
        station = name or nearest_station(folder, latitude, longitude)
        return load_tmy3(found(folder / "weather_us_tmy3", station, ".csv.gz", ".csv", ".tmy3"), fill)
    if form == "open_meteo":
        place, _, year = name.partition("@")
        if place in OPEN_METEO_PLACES and year.isdigit():
            path = found(folder / "weather_open_meteo", f"{place}_2020_2024", ".csv.gz")
            return load_open_meteo(path, int(year), *OPEN_METEO_PLACES[place], fill=fill)
        want = f"open_meteo:PLACE@YEAR with a place among {', '.join(OPEN_METEO_PLACES)}"
        raise InputError(
            "no such weather",
            [Finding("weather", repr(weather), want, "write for example open_meteo:dallas_tx@2023")],
        )
    readers = {"epw": load_epw, "pvgis": load_pvgis, "nsrdb": load_nsrdb}
    if form in readers and name:
        return readers[form](found(folder, name, ""), fill)
    raise InputError(
        "no such weather",
        [Finding("weather", repr(weather), "; ".join(WEATHER_FORMS), "use one of these forms")],
    )


def price_path(folder: Path, prices: str) -> Path:
    """The price file that a market's name or a path means."""
    given = Path(prices)
    if given.is_file():
        return given
    return found(folder / "prices", f"{prices}_2020_2024", ".csv.gz")


def found(folder: Path, name: str, *endings: str) -> Path:
    """The file `name` plus one of the endings; raises InputError with the names that are there."""
    for ending in endings:
        for path in (folder / f"{name}{ending}", Path(f"{name}{ending}")):
            if path.is_file():
                return path
    known = (
        sorted(path.name.removesuffix(endings[0]) for path in folder.glob(f"*{endings[0]}"))
        if folder.is_dir()
        else []
    )
    want = f"one of {', '.join(known[:40])}" if known else f"a file in {folder}"
    raise InputError("no such file", [Finding(str(folder), repr(name), want, "check the name")])


def nearest_station(folder: Path, latitude: float | None, longitude: float | None) -> str:
    """Name the typical-year station nearest to a place, within 200 km."""
    if latitude is None or longitude is None:
        finding = Finding(
            "weather",
            "'tmy3' without a place",
            "; ".join(WEATHER_FORMS),
            "name a station, or give latitude and longitude",
        )
        raise InputError("no place for the weather", [finding])
    distances: dict[str, float] = {}
    for path in sorted((folder / "weather_us_tmy3").glob("*.csv.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            place = next(csv.reader([file.readline()]))
        distances[path.name.removesuffix(".csv.gz")] = great_circle(
            latitude, longitude, float(place[4]), float(place[5])
        )
    nearest = min(distances, key=lambda name: distances[name], default="")
    if not nearest or distances[nearest] > FARTHEST_STATION:
        got = f"{nearest} at {distances[nearest]:.0f} km" if nearest else "no station in the folder"
        finding = Finding(
            "weather",
            got,
            f"a station within {FARTHEST_STATION:g} km of {latitude:g}, {longitude:g}",
            "name a station or another file",
        )
        raise InputError("no station near the place", [finding])
    return nearest


def great_circle(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """Distance on the globe [km] between two places [degrees], by the haversine formula."""
    first, second = math.radians(latitude), math.radians(other_latitude)
    across = math.sin((second - first) / 2.0) ** 2
    along = (
        math.cos(first) * math.cos(second) * math.sin(math.radians(other_longitude - longitude) / 2.0) ** 2
    )
    return 2.0 * EARTH_RADIUS * math.asin(math.sqrt(across + along))


def plant_hours(
    folder: Path, plant_output: str | None, record: Weather
) -> tuple[Hourly, Hourly, dict[str, FieldSource], list[Finding]]:
    """Sun and wind output: from the weather itself, "era5:PLACE@YEAR" or "factors:REGION@YEAR"."""
    if plant_output is None:
        return record.solar_availability(), record.wind_availability(), own_plant_sources(record), []
    if plant_output.startswith("factors:"):
        return factor_hours(folder, plant_output, record)
    place, _, year = plant_output.removeprefix("era5:").partition("@")
    if not (plant_output.startswith("era5:") and year.isdigit()):
        finding = Finding(
            "plant_output",
            repr(plant_output),
            "era5:PLACE@YEAR or factors:REGION@YEAR",
            "write for example era5:texas@2023",
        )
        raise InputError("no such plant output", [finding])
    path = found(folder / "weather_era5_eleven_years", place, ".npz")
    sun, wind, latitude, longitude = load_plant_output(path, int(year), record.utc_offset)
    told = f"ERA5 plant output at {latitude:g} N {longitude:g} E ({path.name}; Copernicus)"
    source = FieldSource("reanalysis", told, year, "B")
    sources = {"solar_availability": source, "wind_availability": source}
    apart = great_circle(latitude, longitude, record.latitude, record.longitude)
    if apart <= FARTHEST_STATION:
        return sun, wind, sources, []
    got, want = f"{apart:.0f} km from the weather's place", f"at most {FARTHEST_STATION:g} km"
    return sun, wind, sources, [Finding("sun and wind", got, want, "choose a nearer one if there is one")]


def factor_hours(
    folder: Path, plant_output: str, record: Weather
) -> tuple[Hourly, Hourly, dict[str, FieldSource], list[Finding]]:
    """Sun and wind output of a region's fleet from the tables of capacity factors, as "factors:ERC_WEST@2012"."""
    region, _, year = plant_output.removeprefix("factors:").partition("@")
    tables = {path: header_of(path) for path in sorted((folder / "capacity_factors").glob(f"*_{year}.csv*"))}
    found_in = {
        field: next(
            ((path, name) for path, header in tables.items() for name in names if name in header
             and (name != region or field in path.name)),
            None,
        )
        for field, names in (("solar", (f"{region}_PHOT", region)), ("wind", (f"{region}_WTON", region)))
    }  # fmt: skip
    sun, wind = found_in["solar"], found_in["wind"]
    if not region or not year.isdigit() or sun is None or wind is None:
        known = sorted({name.partition("_PHOT")[0] for header in tables.values() for name in header[1:]})
        want = (
            f"factors:REGION@YEAR with sun and wind, such as {', '.join(known[:20])}"
            if known
            else "a year there is"
        )
        finding = Finding("plant_output", repr(plant_output), want, "write for example factors:ERC_WEST@2012")
        raise InputError("no such capacity factors", [finding])
    hours = [load_factors(path, name, int(year), record.utc_offset) for path, name in (sun, wind)]
    sources = {
        f"{field}_availability": FieldSource("measured", f"capacity factors {path.name}, {name}", year, "B")
        for field, (path, name) in (("solar", sun), ("wind", wind))
    }
    return hours[0], hours[1], sources, []


def header_of(path: Path) -> list[str]:
    """The column names in the first line of a table, gzip or plain."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as file:
        return next(csv.reader([str(file.readline())]))


def own_plant_sources(record: Weather) -> dict[str, FieldSource]:
    """The sources of sun and wind output that are worked out from the weather."""
    sun = f"from {record.source}, single-axis tracker by pvlib"
    wind = f"from {record.source}, wind at {record.wind_height:g} m carried to 100 m"
    return {
        "solar_availability": FieldSource(record.kind, sun, record.years, "B"),
        "wind_availability": FieldSource(record.kind, wind, record.years, "C"),
    }


def weather_sources(record: Weather) -> dict[str, FieldSource]:
    """The sources of temperature and wet bulb."""
    return {
        "temperature": FieldSource(record.kind, record.source, record.years, "A"),
        "wet_bulb": FieldSource(
            record.kind, f"{record.source}, from dew point and pressure", record.years, "A"
        ),
    }


def mismatch_findings(record: Weather, price: Prices, years: dict[str, str]) -> list[Finding]:
    """Say where weather and prices are not of the same year: heat and price spikes then do not meet."""
    different = {text.partition("@")[2] or text for text in years.values()}
    if record.year == price.year and len(different) == 1:
        return []
    told = ", ".join(f"{name} {text}" for name, text in years.items())
    return [
        Finding(
            where="weather and prices",
            got=told,
            want="the same year, so that heat, calm and price spikes meet as they did",
            do=f"use open_meteo:PLACE@{price.year} with era5:PLACE@{price.year} where the folder has them",
        )
    ]
