"""Derive the shipped climate and price statistics from the open data folder; repeatable to the byte.

    python scripts/derive_climate_statistics.py --data FOLDER

writes `src/gigaplan/programme/hours/statistics/<region>.{toml,csv}`. Only derived figures are kept:
quantiles, pattern by month and hour, memory, and how fields lean on each other.
"""
# ruff: noqa: T201 -- lines of the written files are kept whole; a script reports what it wrote

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd
from climate_recipes import DRIVER_SETS, RECIPES, Recipe
from climate_records import Folder, series_of
from scipy.optimize import minimize
from scipy.special import ndtr, ndtri

from gigaplan.core.streams import stream
from gigaplan.programme.hours.region_statistics import DRAWN_FIELDS, SCORES, FieldStatistics
from gigaplan.programme.hours.synthetic import by_day, drawn_values, remembering_noise
from gigaplan.programme.hours.values import month_of_hour

DERIVED_ON = "2026-11-23"
TARGET = Path(__file__).parents[1] / "src/gigaplan/programme/hours/statistics"
LONGEST_MEMORY = 720.0  # h; a year holds too few longer spells to tell memory from trend
LAGS = (1, 2, 3, 6, 12, 24, 48, 72, 120)  # h, at which the memory is fitted
DARK = 0.02  # MW_site / MW_plate, below which an hour's envelope counts as night
SMALLEST_SPREAD = 0.02  # normal score
SEEDS = range(20)  # drawn years over which the levels of the quantiles are set


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


def drawn_levels(region: str, field: FieldStatistics, hours: np.ndarray) -> np.ndarray:
    """The share of drawn scores up to each of SCORES, over SEEDS years and the chosen hours.

    Month-and-hour patterns of skewed records do not add up to a standard normal; reading the
    record's quantiles at these levels gives drawn years the record's own distribution.
    """
    drawn = [
        drawn_values(field, remembering_noise(field, stream(seed, f"{region} levels"))) for seed in SEEDS
    ]
    scores = np.sort(np.concatenate([score[hours] for score in drawn]))
    levels = np.searchsorted(scores, SCORES, side="right") / len(scores)
    return np.clip(levels, ndtr(SCORES[0]), ndtr(SCORES[-1]))


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
        field = FieldStatistics(
            SCORES,
            mean.to_numpy(),
            width.to_numpy(),
            share,
            slow,
            fast,
            leaning[name],
            sources[name],
            "",
            grades[name],
        )
        lit = (
            by_day(highest.to_numpy()).ravel() > 0.0
            if name == "solar"
            else np.full(len(month_of_hour()), True)
        )
        quantiles = np.quantile(drawn[name], drawn_levels(region, field, lit))
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
