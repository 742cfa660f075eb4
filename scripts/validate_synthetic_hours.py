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

from gigaplan.physics.cooling import pue_by_hour, water_use_by_hour
from gigaplan.programme.hours import Hours, real_hours, region_names, synthetic_hours

SEEDS = range(10)
TARGET = Path(__file__).parents[1] / "docs/explanation/hours-validation.md"
CALM = 0.1  # MW_site / MW_plate, below which wind counts as a lull
PUE_BANDS = {
    "norway": (1.04, 1.09), "germany": (1.06, 1.13), "united_kingdom": (1.06, 1.13), "miso": (1.06, 1.13), "pjm": (1.06, 1.13),
    "southeast": (1.08, 1.17), "ercot": (1.09, 1.20), "new_mexico": (1.09, 1.20), "arizona_nevada": (1.09, 1.20), "uae": (1.15, 1.32),
}  # fmt: skip


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


def cooling_row(region: str, years: list[Hours]) -> str:
    """Yearly PUE and water use from synthetic hours, beside the published band."""
    pue = [pue_by_hour(year.temperature) for year in years]
    water = [
        np.mean([water_use_by_hour(year.temperature, year.wet_bulb, kind).mean() for year in years])
        for kind in ("dry", "adiabatic", "tower")
    ]
    band = PUE_BANDS.get(region)
    mean = float(np.mean(pue))
    told = (
        f"{band[0]:.2f}-{band[1]:.2f} | {'yes' if band[0] <= mean <= band[1] else 'no'}" if band else "- | -"
    )
    return (
        f"| {region} | {mean:.3f} | {np.max(pue):.3f} | {told} | "
        + " | ".join(f"{litres:.2f}" for litres in water)
        + " |"
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
        "## Yearly PUE and water that come out\n\nPUE by `physics.cooling.pue_by_hour`; water by cooling type in L / kWh_it.\n\n"
        "| region | PUE, mean | PUE, highest hour | published band | inside | dry | adiabatic | tower |\n|---|---|---|---|---|---|---|---|\n"
        + "\n".join(cooling_row(region, years) for region, years in drawn.items()) + "\n",
    ]  # fmt: skip
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text("\n".join(page), encoding="utf-8")
    print("wrote", TARGET)


if __name__ == "__main__":
    main()
