"""Arranging compute: chips, their supply, and the work they are wanted for."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from gigaplan import catalogue
from gigaplan.compute.traces import WeekPattern
from gigaplan.programme import deferral
from gigaplan.programme.context import Context
from gigaplan.programme.programme import Note
from gigaplan.programme.shapes import daily_shape, week_shape
from gigaplan.programme.table import Inputs
from gigaplan.programme.times import QUARTERS_IN_YEAR, arrives, hours_in_year, lead_quarters
from gigaplan.programme.traces import recorded_shape, trace_path
from gigaplan.programme.wanted import wanted_steps
from gigaplan.scenario.fields import quarter_number, quarter_of_date
from gigaplan.scenario.work import WEEKDAYS, Week, Work

Floats = NDArray[np.float64]
ABSENT = "none"
ENDINGS = ("rescinded", "withdrawn")


def put(inputs: Inputs, context: Context) -> None:
    """Put the inputs of chips and work in."""
    _put_chips(inputs, context)
    _put_supply(inputs, context)
    _put_rule(inputs, context)
    _put_work(inputs, context)


def _put_chips(inputs: Inputs, context: Context) -> None:
    chips, count = list(context.scenario.supply.chips), context.count
    sites = context.scenario.sites.values()
    inputs.put(
        "standing_chips",
        [[context.path(site.standing.chips.get(name, {"": 0.0})) for name in chips] for site in sites],
    )
    installed = _installing(context)
    inputs.put("chip_arrives", arrives(count, installed))
    lives = [QUARTERS_IN_YEAR * context.number("chips", name, "life", "year") for name in chips]
    inputs.put("chip_ends", [arrives(count, installed + math.ceil(life)) for life in lives])
    inputs.put("chip_power", [context.number("chips", name, "it_power", "MW_it/kchip") for name in chips])
    prices = np.array([context.number("chips", name, "all_in_price", "MUSD_2026/kchip") for name in chips])
    inputs.put("chip_price", prices[:, None])
    repair = [context.number("chips", name, "repair_share", "1/year") for name in chips]
    inputs.put("chip_upkeep", prices * repair)
    inputs.put(
        "chip_resale", [price * _used_worth(context, name) for name, price in zip(chips, prices, strict=True)]
    )
    inputs.put("chip_compute", [context.number("chips", name, "h100e", "kH100e/kchip") for name in chips])
    closing = np.zeros(count)
    closing[-1] = 1.0
    inputs.put("closing", closing)


def _installing(context: Context) -> int:
    """Return the quarters from a chip's delivery to its work."""
    return lead_quarters(context.number("facility", "halls_greenfield", "commissioning", "month"))


def _first_delivery(context: Context, name: str) -> int:
    given = context.scenario.supply.chips[name].first
    return context.position(given or catalogue.entry("chips", name).texts["first_delivery"])


def _used_worth(context: Context, name: str) -> Floats:
    """Return what a used chip fetches as a share of its price, falling each year from its first delivery."""
    decline = context.number("chips", name, "value_decline", "1/year")
    age = (np.arange(context.count) - _first_delivery(context, name)) / 4
    worth: Floats = np.where(age >= 0, (1.0 - decline) ** np.maximum(age, 0.0), 1.0)
    return worth


def _put_supply(inputs: Inputs, context: Context) -> None:
    supply, count = context.scenario.supply, context.count
    limits, installed = np.zeros((len(supply.chips), count)), _installing(context)
    for row, (name, chip) in enumerate(supply.chips.items()):
        first = max(_first_delivery(context, name), 0)
        last = context.position(chip.last) if chip.last else count - 1
        sold = slice(first, max(min(last + 1, count - installed), 0))  # later ones would never run
        limits[row, sold] = context.path(chip.limit)[sold] if chip.limit else np.inf
    inputs.put("chip_supply", limits)
    foundries = list(inputs.labels["foundry"])
    use = [
        [
            _wafers(context, name) if catalogue.entry("chips", name).texts.get("supply_pool") == pool else 0.0
            for name in supply.chips
        ]
        for pool in foundries
    ]
    inputs.put("wafers_per_chip", use)
    inputs.put(
        "wafer_supply",
        [
            _wafer_supply(context, pool) if pool in supply.wafers else np.full(count, np.inf)
            for pool in foundries
        ],
    )


def _wafers(context: Context, name: str) -> float:
    per_wafer = context.number("chips", name, "packages_per_wafer", "kchip/wafer")
    good = context.number("supply", "packaging", "yield", "dimensionless")
    return 1.0 / (per_wafer * good)


def _wafer_supply(context: Context, pool: str) -> Floats:
    """Return wafers by quarter: the world's of the quarter before, the supplier's share, the programme's share."""
    world = np.array(
        [context.series("supply", "packaging", "wafers", step - 1) for step in range(context.count)]
    )
    supplier = context.number("supply", "packaging", f"{pool}_share", "dimensionless")
    supply: Floats = world * supplier * context.path(context.scenario.supply.wafers[pool].share)
    return supply


def _put_rule(inputs: Inputs, context: Context) -> None:
    countries = list(inputs.labels["rule"])
    sites = [catalogue.entry("regions", site.region) for site in context.scenario.sites.values()]
    inputs.put(
        "counts_for_rule",
        [[float(one.texts.get("country") == country) for one in sites] for country in countries],
    )
    rule = context.scenario.policy.export_rule
    inputs.put("export_cap", _export_cap(context, rule) if rule and countries != [ABSENT] else np.inf)


def _export_cap(context: Context, rule: str) -> Floats:
    """Return the compute a rule lets stand in a country by quarter [kH100e]; infinite while it is not in force.

    A rule holds from the quarter it takes effect; one that was rescinded or withdrawn holds up to that
    quarter, or as it was published if it never took effect: then the plan says what it would have meant.
    """
    entry, cap = catalogue.entry("export_rules", rule), np.full(context.count, np.inf)
    if "country_cap" not in entry.values:
        return cap
    begins = quarter_of_date(entry.texts["effective"])
    ends = next((quarter_of_date(entry.texts[one]) for one in ENDINGS if one in entry.texts), None)
    first = max(context.position(begins), 0)
    last = context.position(ends) if ends and quarter_number(ends) > quarter_number(begins) else context.count
    cap[first : max(last, 0)] = context.number("export_rules", rule, "country_cap", "kH100e")
    if entry.texts.get("before") == "nothing":
        cap[:first] = 0.0
    return cap


def _put_work(inputs: Inputs, context: Context) -> None:
    work, count = context.scenario.workload, context.count
    steps = len(inputs.labels["step"])
    demand, worth = np.zeros((len(work), steps, count)), np.zeros((len(work), steps, count))
    for row, name in enumerate(work):
        for column, (wanted, worthwhile) in enumerate(wanted_steps(context, name)):
            demand[row, column], worth[row, column] = wanted, worthwhile
    worth_by_year = worth * hours_in_year() / 1e3
    inputs.put("demand_step", demand)
    inputs.put("step_worth", worth_by_year)
    required = np.array([one.required for one in work.values()])
    inputs.put("demand_required", required[:, None] * demand[:, 0])
    shapes = np.array([_shape(context, one) for one in work.values()])
    inputs.put("work_shape", context.hourly(shapes))
    time_in_service = [
        context.number("work", name, "time_in_service", "dimensionless")
        if name in catalogue.names("work")
        else 1.0
        for name in work
    ]
    rates = inputs.arrays["chip_compute"].values[:, None] * np.array(time_in_service)[None, :]
    inputs.put("work_rate", rates)
    inputs.put("shed_loss", _shed_loss(inputs, worth_by_year, rates))
    deferral.put(inputs, context)


def _shed_loss(inputs: Inputs, worth_by_year: Floats, rates: Floats) -> Floats:
    """Return what a unit of shed energy costs: the mean worth of the work's demand at the densest chips to be had."""
    density = _best_density(inputs, rates)
    demand = inputs.arrays["demand_step"].values
    whole = demand.sum(axis=1)
    weighted = (demand * worth_by_year).sum(axis=1) / np.where(whole > 0, whole, 1.0)
    mean = np.where(whole > 0, weighted, worth_by_year.max(axis=1))
    least_ratio = inputs.arrays[
        "mean_pue"
    ].values.min()  # a MW at the fence feeds at most this much less IT power
    loss: Floats = density * mean / hours_in_year() / least_ratio
    return loss


def _best_density(inputs: Inputs, rates: Floats) -> Floats:
    """Return the compute a MW of IT power gives at most [kH100e/MW_it by work and quarter], by chips there are."""
    densities = rates / inputs.arrays["chip_power"].values[:, None]
    sold = inputs.arrays["chip_supply"].values > 0
    there = np.maximum.accumulate(sold, axis=1) | (inputs.arrays["standing_chips"].values > 0).any(axis=0)
    best: Floats = np.where(there[:, None, :], densities[:, :, None], 0.0).max(axis=0)
    return np.where(best > 0, best, densities.max(axis=0)[:, None])


def _week(context: Context, week: Week) -> Floats:
    """Return the power of a stated week, or of the requests of a recording laid out over it."""
    pattern = WeekPattern(week.peak_hour, week.trough_share, week.weekend_share)
    if week.recording is None:
        return week_shape(pattern)
    recording = week.recording
    begun = (WEEKDAYS.index(recording.weekday), int(recording.hour))
    path = trace_path(recording.file, context.data)
    shape, told = recorded_shape(path, pattern, begun, recording.waiting_share)
    context.noted[("work", recording.file)] = Note(f"requests of {path.name}", told, recording.file, "A")
    return shape


def _shape(context: Context, work: Work) -> Floats:
    """Return power by hour of the year as a share of full power: the scenario's own week, a day, or flat."""
    if work.week is not None:
        return _week(context, work.week)
    if work.shape == "flat":
        return np.ones(hours_in_year())
    return daily_shape(
        context.number("work", "serving", "peak_hour", "hour"),
        context.number("work", "serving", "trough_power_share", "dimensionless"),
    )
