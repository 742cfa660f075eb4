"""Assets: what capital was paid for, when it is in service, how it wears off, is written down and sold."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from gigaplan import catalogue
from gigaplan.finance.books import Course, course
from gigaplan.plan.breakdown import breakdown
from gigaplan.plan.plan import Plan, once

Floats = NDArray[np.float64]
NOTHING = 1e-9
CHIPS = "chips"


@dataclass(frozen=True)
class Kind:
    """A kind of asset: its words, the dimension of its names, and the input that says when an order is in service."""

    words: str
    dimension: str = ""
    arrives: str = ""


KINDS = {
    "chip_capital": Kind(CHIPS, "chip", "chip_arrives"),
    "hall_capital": Kind("halls", "", "hall_arrives"),
    "opening_capital": Kind("land and permits"),
    "plant_capital": Kind("plants", "plant", "plant_arrives"),
    "grid_capital": Kind("grid connections", "offer", "grid_live"),
    "store_capital": Kind("stores", "store", "store_arrives"),
}


@dataclass(frozen=True)
class Asset:
    """What was bought together: payments by quarter [MUSD_2026], the quarter it is in service from, its course."""

    term: str
    kind: str
    site: str
    name: str
    paid: Floats
    first: int
    course: Course

    @property
    def building(self) -> Floats:
        """Return what stands as construction in progress at the end of each quarter [MUSD_2026]."""
        quarters = np.arange(len(self.paid))
        return np.asarray(np.where(quarters < self.first, np.cumsum(self.paid), 0.0))


@dataclass(frozen=True)
class Lives:
    """Book lives in years of chips, and of halls and power."""

    chips: float
    facility: float

    def of(self, kind: str) -> float:
        """Return the book life of a kind of asset; land does not wear off."""
        if kind == CHIPS:
            return self.chips
        return math.inf if kind == KINDS["opening_capital"].words else self.facility


def book_lives(plan: Plan) -> Lives:
    """Return the scenario's book lives, the catalogue's where it names none."""
    given, entry = plan.scenario.money.accounting, catalogue.entry("money", "depreciation")
    return Lives(
        given.chips or entry.number("servers", "year"), given.facility or entry.number("facility", "year")
    )


def outdated(plan: Plan) -> xr.DataArray:
    """Return, by chip and quarter, whether a generation that can be had gives a multiple of its compute per watt."""
    inputs = plan.programme.inputs
    density = inputs["chip_compute"].values / inputs["chip_power"].values
    sold = np.maximum.accumulate(inputs["chip_supply"].values > 0, axis=1)
    ratio = catalogue.entry("money", "depreciation").number("outdated_ratio", "dimensionless")
    better = density[None, :] >= ratio * density[:, None]
    found = (better[:, :, None] & sold[None, :, :]).any(axis=1)
    return xr.DataArray(found, dims=("chip", "quarter"), coords=inputs["chip_resale"].coords)


@once
def assets(plan: Plan, lives: Lives | None = None) -> tuple[Asset, ...]:
    """Return every asset of a plan by site, name and quarter of order; what stood before the start has no cost."""
    chosen, old = lives or book_lives(plan), outdated(plan)
    return tuple(asset for term in plan.ledger["capital"] for asset in _of_term(plan, term, chosen, old))


def _of_term(plan: Plan, term: str, lives: Lives, old: xr.DataArray) -> Iterator[Asset]:
    """Yield the assets of a capital term: one for each site, name and quarter of order with a payment."""
    kind = KINDS.get(term, Kind(term.replace("_", " ")))
    keep = ("site", "order", *([kind.dimension] if kind.dimension else []))
    paid = breakdown(plan, term, keep)
    groups = [dim for dim in paid.dims if dim != "quarter"]
    rows = paid.stack(row=groups).transpose("row", "quarter")
    for label, payments in zip(rows["row"].values.tolist(), rows.values, strict=True):
        if np.abs(payments).max() <= NOTHING:
            continue
        place = {str(dim): str(one) for dim, one in zip(groups, label, strict=True)}
        for order, first, part in _dated(plan, kind, place, payments):
            name = str(place.get(kind.dimension, ""))
            site = str(place.get("site", ""))
            told = _course(plan, kind.words, site, name, order, first, part, lives, old)
            yield Asset(term, kind.words, site, name, part, first, told)


def _dated(
    plan: Plan, kind: Kind, place: dict[str, str], payments: Floats
) -> Iterator[tuple[int, int, Floats]]:
    """Yield (quarter of order, first quarter in service, payments): what is paid later is an asset of its own."""
    quarters = list(plan.programme.calendar.quarters)
    orders = [quarters.index(place["order"])] if "order" in place else range(len(quarters))
    single = "order" in place or kind.arrives == "grid_live"
    for order in [orders[0]] if single else orders:
        part = payments if single else np.where(np.arange(len(quarters)) == order, payments, 0.0)
        first = _in_service(plan, kind, {**place, "order": quarters[order]}, order)
        begun = np.where(np.arange(len(quarters)) <= first, part, 0.0)
        if np.abs(begun).max() > NOTHING:
            yield order, first, begun
        for later in range(first + 1, len(quarters)):
            if abs(part[later]) > NOTHING:
                yield order, later, np.where(np.arange(len(quarters)) == later, part, 0.0)


def _in_service(plan: Plan, kind: Kind, place: dict[str, str], order: int) -> int:
    """Return the first quarter an order is in service; the number of quarters where it never is."""
    if not kind.arrives:
        return order
    arrives = plan.programme.inputs[kind.arrives]
    course_of = arrives.sel({dim: place[str(dim)] for dim in arrives.dims if dim != "quarter"}).values
    return int(np.argmax(course_of > 0)) if (course_of > 0).any() else len(course_of)


def _course(
    plan: Plan,
    kind: str,
    site: str,
    name: str,
    order: int,
    first: int,
    paid: Floats,
    lives: Lives,
    old: xr.DataArray,
) -> Course:
    years = plan.programme.inputs["quarter_years"].values
    cost = float(paid.sum())
    if kind != CHIPS:
        return course(cost, years, first, lives.of(kind))
    held, units = _held(plan, site, name, order)
    resale = plan.programme.inputs["chip_resale"].sel(chip=name).values
    tested = old.sel(chip=name).values
    worth = np.where(tested, resale * units * held, np.inf)
    return course(cost, years, first, lives.chips, worth, held)


def _held(plan: Plan, site: str, chip: str, order: int) -> tuple[Floats, float]:
    """Return the share of an order not yet sold by quarter, the oldest chips sold first, and its size [kchip]."""
    here = {"site": site, "chip": chip}
    ordered = plan.solution["chips_ordered"].sel(here).values
    sold = np.cumsum(plan.solution["chips_retired"].sel(here).values)
    ahead = plan.programme.inputs["standing_chips"].sel(here).values.max() + ordered[:order].sum()
    units = float(ordered[order])
    gone = np.clip((sold - ahead) / units, 0.0, 1.0) if units > NOTHING else np.zeros(len(sold))
    return np.asarray(1.0 - np.where(gone > NOTHING, gone, 0.0)), units
