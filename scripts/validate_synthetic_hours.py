"""Measure synthetic hours against the records they were derived from, and write the table.

    python scripts/validate_synthetic_hours.py --data FOLDER

writes `docs/explanation/hours-validation.md`: means, percentiles, lulls, output factors, how price
follows wind, sun and cold, and the yearly PUE and water use that come out.
"""
# ruff: noqa: T201 -- table heads are kept whole; a script reports what it wrote

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd
from climate_recipes import RECIPES
from climate_records import Folder, series_of

from gigaplan.catalogue import entry
from gigaplan.catalogue.halls import cooling_of
from gigaplan.physics.cooling import pue_by_hour, water_use_by_hour
from gigaplan.programme.hours import Hours, real_hours, region_names, synthetic_hours

SEEDS = range(10)
TARGET = Path(__file__).parents[1] / "docs/explanation/hours-validation.md"
CALM = 0.1  # MW_site / MW_plate, below which wind counts as a lull
PUE_BANDS = {  # low, high and peak hour of liquid cooling with dry coolers, by climate
    "sub_arctic": (1.04, 1.09, 1.10), "cool": (1.06, 1.13, 1.18), "mixed_humid": (1.08, 1.17, 1.25),
    "hot_dry": (1.09, 1.20, 1.30), "hot_humid_coast": (1.15, 1.32, 1.40),
}  # fmt: skip
COOLED = ("dry", "adiabatic", "hybrid", "tower")
HALLS = "halls_greenfield"


def longest_lull_by_year(wind: np.ndarray) -> float:
    """Mean over the years of each year's longest run of hours with little wind [h]."""
    runs = []
    for start in range(0, len(wind) - 8000, 365 * 24):
        calm = pd.Series(wind[start : start + 365 * 24] < CALM)
        runs.append(int(calm.groupby((~calm).cumsum()).sum().max()))
    return float(np.mean(runs))


def lull_hours(wind: np.ndarray) -> float:
    """Mean length of a lull [h]."""
    calm = pd.Series(wind < CALM)
    lengths = calm.groupby((~calm).cumsum()).sum()
    return float(lengths[lengths > 0].mean())


def percentiles(values: np.ndarray, digits: int) -> str:
    """1st, 5th, 50th, 95th and 99th percentile in one cell."""
    return " / ".join(f"{value:.{digits}f}" for value in np.quantile(values, (0.01, 0.05, 0.5, 0.95, 0.99)))


def region_rows(region: str, real: dict[str, pd.Series], years: list[Hours]) -> dict[str, str]:
    """One table row a subject for a region: the record, then the synthetic years."""
    synthetic = {
        "temperature": np.concatenate([year.temperature for year in years]),
        "wet_bulb_depression": np.concatenate([year.temperature - year.wet_bulb for year in years]),
        "solar": np.concatenate([year.solar_availability for year in years]),
        "wind": np.concatenate([year.wind_availability for year in years]),
        "price": np.concatenate([year.grid_price / year.grid_price.mean() for year in years]),
    }
    record = {name: values.dropna().to_numpy() for name, values in real.items()}
    rows = {}
    for name, digits in (
        ("temperature", 1),
        ("wet_bulb_depression", 1),
        ("solar", 2),
        ("wind", 2),
        ("price", 2),
    ):
        a, b = record[name], synthetic[name]
        rows[name] = (
            f"| {region} | {a.mean():.3f} | {b.mean():.3f} | {a.std():.3f} | {b.std():.3f} "
            f"| {percentiles(a, digits)} | {percentiles(b, digits)} |"
        )
    rows["lull"] = (
        f"| {region} | {len(record['wind']) / 8760:.0f} | {(record['wind'] < CALM).mean():.3f} | {(synthetic['wind'] < CALM).mean():.3f} "
        f"| {lull_hours(record['wind']):.1f} | {lull_hours(synthetic['wind']):.1f} "
        f"| {longest_lull_by_year(record['wind']):.0f} | {longest_lull_by_year(synthetic['wind']):.0f} |"
    )
    negative = (record["price"] < 0).mean(), (synthetic["price"] < 0).mean()
    spikes = (record["price"] > 3).mean(), (synthetic["price"] > 3).mean()
    rows["tail"] = (
        f"| {region} | " + " | ".join(f"{100 * share:.2f}" for share in (*negative, *spikes)) + " |"
    )
    return rows


def rank_correlation(first: np.ndarray, second: np.ndarray) -> float:
    """Spearman's rank correlation."""
    return float(pd.Series(first).corr(pd.Series(second), method="spearman"))


def leaning_row(region: str, data: Path, weather: str, market: str, area: str, years: tuple[int, ...]) -> str:
    """How price goes with wind, sun and temperature: record of the same years against synthetic years."""
    records = [
        real_hours(
            data,
            f"open_meteo:{weather}@{year}",
            market,
            year,
            plant_output=f"era5:{area}@{year}",
            fill="interpolate",
        )
        for year in years
    ]
    drawn = [synthetic_hours(region, seed) for seed in SEEDS]
    cells = []
    for name in ("wind_availability", "solar_availability", "temperature"):
        groups = (records, drawn)
        cells += [
            f"{np.mean([rank_correlation(year.grid_price, getattr(year, name)) for year in group]):+.2f}"
            for group in groups
        ]
    return f"| {region} | {', '.join(map(str, years))} | " + " | ".join(cells) + " |"


def cooling_rows(region: str, years: list[Hours]) -> tuple[str, str]:
    """Yearly PUE by cooling type beside the published band, and the water of each type, from synthetic hours."""
    pue, water = {}, {}
    for kind in COOLED:
        cooling = cooling_of(HALLS, kind)
        pue[kind] = [pue_by_hour(year.temperature, year.wet_bulb, cooling) for year in years]
        water[kind] = np.mean([water_use_by_hour(year.temperature, year.wet_bulb, cooling) for year in years])
    climate = entry("regions", region).texts["climate_class"]
    band = PUE_BANDS.get(climate)
    mean = float(np.mean(pue["dry"]))
    told = (
        f"{band[0]:.2f}-{band[1]:.2f} | {'yes' if band[0] <= mean <= band[1] else 'no'} | {np.max(pue['dry']):.2f} | {band[2]:.2f}"
        if band
        else f"none | - | {np.max(pue['dry']):.2f} | none"
    )
    others = " | ".join(f"{np.mean(pue[kind]):.3f}" for kind in COOLED[1:])
    litres = " | ".join(f"{water[kind]:.2f}" for kind in COOLED)
    return (
        f"| {region} | {climate.replace('_', ' ')} | {mean:.3f} | {told} | {others} |",
        f"| {region} | {litres} |",
    )


def main() -> None:
    """Write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the open data folder")
    data = parser.parse_args().data
    drawn = {region: [synthetic_hours(region, seed) for seed in SEEDS] for region in region_names()}
    rows = {
        region: region_rows(region, series_of(RECIPES[region], Folder(data))[0], drawn[region])
        for region in region_names()
    }
    common = "| region | mean, record | mean, synthetic | spread, record | spread, synthetic | percentiles 1/5/50/95/99, record | percentiles, synthetic |\n|---|---|---|---|---|---|---|\n"

    def table(subject: str) -> str:
        return "\n".join(row[subject] for row in rows.values()) + "\n"

    leaning = [
        leaning_row("ercot", data, "dallas_tx", "ercot_hb_hubavg_dam", "texas", (2022, 2023, 2024)),
        leaning_row("germany", data, "frankfurt_de", "de-lu_day_ahead", "germany", (2020, 2023, 2024)),
        leaning_row("caiso", data, "san_jose_ca", "caiso_np15_dam", "arizona", (2020, 2023, 2024)),
    ]
    cooled = [cooling_rows(region, years) for region, years in drawn.items()]
    page = [
        "# Synthetic hours against the records\n",
        f"Written by `python scripts/validate_synthetic_hours.py --data FOLDER`; seeds {SEEDS.start} to {SEEDS.stop - 1}, ten synthetic years a region. "
        "The record is the one that the statistics were derived from (named in `src/gigaplan/programme/hours/statistics/<region>.toml`), so this tests the drawing, "
        "not whether a typical year or a neighbour stands for the place: the grades there say that. How to read it: [Hours](hours.md).\n",
        "## Temperature [degC]\n\n" + common + table("temperature"),
        "## Wet-bulb depression [K]\n\n" + common + table("wet_bulb_depression"),
        "## Solar availability [MW_site / MW_plate]\n\n" + common + table("solar"),
        "## Wind availability [MW_site / MW_plate]\n\n" + common + table("wind"),
        f"## Wind lulls (below {CALM:g})\n\n| region | years of record | share of hours, record | synthetic | mean length h, record | synthetic | longest of a year h, record | synthetic |\n"
        "|---|---|---|---|---|---|---|---|\n" + table("lull"),
        "## Price as a ratio to the year's mean\n\n" + common + table("price"),
        "## Negative hours and spikes above three times the mean, % of hours\n\n| region | negative, record | negative, synthetic | spikes, record | spikes, synthetic |\n|---|---|---|---|---|\n"
        + table("tail"),
        "## How price goes with weather: rank correlation\n\nRecord: weather, plant output and prices of the same years.\n\n"
        "| region | years | wind, record | wind, synthetic | sun, record | sun, synthetic | temperature, record | temperature, synthetic |\n|---|---|---|---|---|---|---|---|\n"
        + "\n".join(leaning) + "\n",
        "## Yearly PUE by cooling type\n\nPUE of new liquid-cooled halls by `physics.cooling.pue_by_hour`, from dry bulb and wet bulb; the band is of dry coolers.\n\n"
        "| region | climate | dry coolers, mean | published band | inside | highest hour | published | wet pads | hybrid | towers |\n|---|---|---|---|---|---|---|---|---|---|\n"
        + "\n".join(rows_of[0] for rows_of in cooled) + "\n",
        "Bands: parameters of September 2026 by climate, built on published fleets (modern liquid cooling 1.05-1.15, hyperscale fleets 1.09-1.16: company "
        "sustainability reports 2024-25 through a research page on terrestrial PUE, grade C). The highest hour is the highest of ten years. Nothing is published for a monsoon coast.\n",
        "## Water by cooling type [L/kWh_it]\n\n| region | dry coolers | wet pads | hybrid | towers |\n|---|---|---|---|---|\n"
        + "\n".join(rows_of[1] for rows_of in cooled) + "\n",
        "Published, adiabatic and tower: sub-arctic 0 and 0.2; cool 0.05 and 0.8; mixed-humid 0.10 and 1.1; hot-dry 0.20 and 1.5; desert coast 0.30 and 1.8 (the same parameters); "
        "NVIDIA's water statement of 2026: towers 1.12; New Carlisle's permit 1.48.\n",
    ]  # fmt: skip
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text("\n".join(page), encoding="utf-8")
    print("wrote", TARGET)


if __name__ == "__main__":
    main()
