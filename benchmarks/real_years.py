"""Abilene on real weather-price years against the synthetic year, and what it does in February 2021.

GIGAPLAN_DATA=<open data folder> python -m benchmarks.real_years [--picture docs/images/stress_week.png]
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
from pathlib import Path

import numpy as np
import plotly.graph_objects as go

import gigaplan
from gigaplan.plan.plan import Plan
from gigaplan.report.reading import power_drawn
from gigaplan.report.section import WARNING, colour_by_name, figure, shown

SITE = "abilene1"
SYNTHETIC = "synthetic"
YEARS = ("2021", "2022", "2023")
GAP = 1e-3
STRESS_QUARTER, STRESS_START, STRESS_HOURS = "2027-Q1", (31 + 11) * 24, 9 * 24  # 12 to 20 February
LOST = "lost_work"


def plan_of(year: str, data: Path) -> Plan:
    """Plan Abilene with weather, sun, wind and prices of one real year, or with the synthetic year."""
    if year == SYNTHETIC:
        return gigaplan.solve(gigaplan.load("abilene"), gap=GAP)
    hours = f"sites.{SITE}.hours"
    changes = {
        f"{hours}.weather": f"open_meteo:dallas_tx@{year}",
        f"{hours}.plant_output": f"era5:texas@{year}",
        f"{hours}.price_year": int(year),
    }
    return gigaplan.solve(gigaplan.load("abilene", changes), data=data, gap=GAP)


def row(plan: Plan, year: str, synthetic: Plan) -> str:
    """Return a line of the table; money in MUSD_2026, parts undiscounted."""
    weight = plan.programme.calendar.hours_represented
    price = plan.programme.inputs["grid_energy_cost"].sel(site=SITE).values * 1e6
    grid = plan.solution["grid_power"].sel(site=SITE).sum("offer").values
    own = plan.solution["plant_power"].sel(site=SITE).transpose("plant", "hour").values.sum(axis=0)
    shed = plan.solution["shed"].sel(site=SITE).sum("work").values
    spent = plan.ledger["operation"]
    parts = [
        float(spent[name].sum()) if name in spent else 0.0 for name in ("grid_energy", "plant_fuel", LOST)
    ]
    solar = float(plan.solution["plant_built"].sel(site=SITE, plant="solar").isel(quarter=-1))
    cells = (
        year,
        f"{price.mean():.0f}",
        f"{(grid * weight * price).sum() / (grid * weight).sum():.0f}",
        f"{grid @ weight / 1e6:.2f}",
        f"{own @ weight / 1e6:.2f}",
        f"{abs(solar):.0f}",
        f"{shed @ weight / 1e3:.1f}",
        *(f"{part:.0f}" for part in parts),
        f"{-plan.objective:,.0f}",
        f"{plan.objective - synthetic.objective:+.0f}",
        f"{plan.gap:.2%}",
    )
    return "| " + " | ".join(cells) + " |"


def stress_hours(plan: Plan) -> np.ndarray:
    """Return the positions of the stress week's hours."""
    calendar = plan.programme.calendar
    quarter = calendar.quarters.index(STRESS_QUARTER)
    first = int(
        np.flatnonzero((calendar.quarter_of_hour == quarter) & (calendar.hour_of_year == STRESS_START))[0]
    )
    return np.arange(first, first + STRESS_HOURS)


def week_told(plan: Plan) -> list[str]:
    """Return the stress week's figures in lines: energy by source [GWh_site], what is put off, the dearest bought."""
    hours = stress_hours(plan)
    at = {name: plan.solution[name].sel(site=SITE).isel(hour=hours) for name in ("plant_power", "grid_power", "shed")}  # fmt: skip
    wanted = power_drawn(plan).sel(site=SITE).isel(hour=hours).values
    grid, shed = at["grid_power"].sum("offer").values, at["shed"].transpose("work", "hour").values
    price = plan.programme.inputs["grid_energy_cost"].sel(site=SITE).isel(hour=hours).values * 1e6
    plants = at["plant_power"].transpose("plant", "hour").values.sum(axis=1)
    named = zip(plan.programme.labels["plant"], plants, strict=True)
    lines = [
        f"wanted {wanted.sum() / 1e3:.1f} GWh, grid {grid.sum() / 1e3:.1f} GWh",
        *(f"{plant} {energy / 1e3:.1f} GWh" for plant, energy in named),
    ]
    for number, work in enumerate(at["shed"]["work"].values):
        lines.append(f"put off, {work} {shed[number].sum() / 1e3:.1f} GWh")
        if shed[number].max() > 1.0:
            lines.append(f"put off, {work}, from {price[shed[number] > 1.0].min():,.0f} USD_2026/MWh_site")
    total = shed.sum(axis=0)
    largest = int(total.argmax())
    lines.append(
        f"put off in {int((total > 1.0).sum())} hours, at most {total[largest]:.0f} of {wanted[largest]:.0f} MW"
    )
    lines.append(f"nothing bought above {price[grid > 1.0].max():,.0f} USD_2026/MWh_site")
    return lines


def stress_week(plan: Plan) -> go.Figure:
    """Return the stress week hour by hour: what feeds the site, what is put off, the price."""
    hours = stress_hours(plan)
    at = {name: plan.solution[name].sel(site=SITE).isel(hour=hours) for name in ("plant_power", "grid_power", "discharge", "shed")}  # fmt: skip
    series = {"grid": at["grid_power"].sum("offer").values}
    for plant in plan.programme.labels["plant"]:
        series[plant.replace("_", " ")] = at["plant_power"].sel(plant=plant).values
    series["battery"] = at["discharge"].sum("store").values
    series["work put off"] = at["shed"].sum("work").values
    colours = {**colour_by_name(series), "work put off": WARNING}
    days = [np.datetime64("2021-02-12T00") + np.timedelta64(int(hour), "h") for hour in range(STRESS_HOURS)]
    drawn = figure("MW_site", height=600)
    for name, values in series.items():
        if shown(values):
            line = {"width": 0.5, "color": colours[name]}
            drawn.add_scatter(x=days, y=values, name=name, stackgroup="supply", mode="lines", line=line)
    price = plan.programme.inputs["grid_energy_cost"].sel(site=SITE).isel(hour=hours).values * 1e6
    line = {"color": "#222222", "width": 1.5, "dash": "dot"}
    drawn.add_scatter(x=days, y=price, name="grid price (right)", yaxis="y2", mode="lines", line=line)
    drawn.update_layout(
        title="Abilene in the week of February 2021: fed by, and put off (the campus of early 2027)",
        yaxis2={"title": "USD_2026 / MWh_site, delivered", "overlaying": "y", "side": "right", "rangemode": "tozero", "showgrid": False, "tickformat": ",d", "dtick": 2000},
        margin={"l": 70, "r": 80, "t": 60, "b": 60},
        xaxis={"tickformat": "%d %b", "dtick": 24 * 3600 * 1000, "tickangle": 0, "automargin": True},
        paper_bgcolor="white",
        plot_bgcolor="white",
    )  # fmt: skip
    return drawn


def photograph(drawn: go.Figure, target: Path) -> None:
    """Write a figure as a picture by Chromium."""
    from playwright.sync_api import sync_playwright

    found = shutil.which("chromium") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        file = Path(folder) / "week.html"
        drawn.write_html(file, include_plotlyjs=True)
        browser = driver.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        tab = browser.new_page(viewport={"width": 1200, "height": 620})
        tab.goto(file.as_uri())
        tab.wait_for_timeout(1500)
        tab.screenshot(path=target)
        browser.close()


def main() -> None:
    """Plan the years, print the table, draw the stress week."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=os.environ.get("GIGAPLAN_DATA"))
    parser.add_argument("--picture", type=Path)
    asked = parser.parse_args()
    if asked.data is None:
        parser.error("give --data or set GIGAPLAN_DATA")
    plans = {year: plan_of(year, Path(asked.data)) for year in (SYNTHETIC, *YEARS)}
    heads = "year|mean price|paid|grid TWh|own TWh|solar MW|put off GWh|grid energy|fuel|lost work|net present value|costs more|gap"
    print("| " + " | ".join(heads.split("|")) + " |\n|" + "---|" * len(heads.split("|")))
    for year, plan in plans.items():
        print(row(plan, year, plans[SYNTHETIC]), flush=True)
    print("12 to 20 February 2021:", *week_told(plans["2021"]), sep="\n  ")
    if asked.picture:
        photograph(stress_week(plans["2021"]), asked.picture)


if __name__ == "__main__":
    main()
