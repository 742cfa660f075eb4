"""Well spent: how much of the fleet works, stands empty or is outdated, and which capital earns its return."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from gigaplan.plan.breakdown import breakdown
from gigaplan.plan.plan import Plan
from gigaplan.study.accounts.accounts import Accounts
from gigaplan.study.accounts.assets import CHIPS, outdated
from gigaplan.study.accounts.revenue import H100E_IN_KILO, NOT_PAID, quarter_hours, selling_price

CHIP_TERMS = "chip_"
NOTHING = 1e-6  # MW_it, kH100e: what the solver leaves where there is none
LEAST = 1.0  # MUSD_2026: cells below it are left out
Floats = NDArray[np.float64]


def use(told: Accounts) -> pd.DataFrame:
    """Return, by quarter, shares of the fleet that work, are idle or outdated, of halls empty, and their book value.

    Stranded is the book value of idle chips and of empty halls [MUSD_2026].
    """
    plan = told.plan
    inputs, solution = plan.programme.inputs, plan.solution
    power = (inputs["chip_power"] * solution["chips_installed"]).sum(["site", "chip"]).values
    compute = inputs["chip_compute"] * solution["chips_installed"].sum("site")
    working = _share(solution["work_power"].sum(["site", "work"]).values, power)
    used = _share(
        solution["compute_used"].sum(["work", "step"]).values,
        solution["compute_delivered"].sum("work").values,
    )
    old = _share(compute.where(outdated(plan), 0.0).sum("chip").values, compute.sum("chip").values)
    halls = solution["hall_power_built"].sum("site").values
    filled = _share(power, halls)
    book = {kind: told.all(one.course.book for one in told.assets if one.kind == kind) for kind in ("chips", "halls")}  # fmt: skip
    idle = np.where(power > NOTHING, 1 - working * used, 0.0)
    empty = np.where(halls > NOTHING, 1 - filled, 0.0)
    return pd.DataFrame(
        {
            "quarter": list(plan.programme.calendar.quarters),
            "fleet [MW_it]": np.where(power > NOTHING, power, 0.0),
            "idle share of fleet": idle,
            "outdated share of compute": old,
            "empty share of halls": empty,
            "stranded [MUSD_2026]": idle * book[CHIPS] + empty * book["halls"],
            "written down [MUSD_2026]": told.all(one.course.written for one in told.assets),
        }
    )


def _share(part: Floats, whole: Floats) -> Floats:
    there = whole > NOTHING
    return np.asarray(np.where(there, np.clip(part / np.where(there, whole, 1.0), 0.0, 1.0), 0.0))


def earned(plan: Plan) -> pd.DataFrame:
    """Return, by site and generation, capital, what it cost and what its compute fetched, discounted [MUSD_2026].

    Compute is sold at its selling price. Halls, power and running costs of
    a site are shared by the power its chips drew over the programme; what a site without chips cost stays with it.
    """
    discount = plan.programme.inputs["discount"]
    cells = _by_cell(plan, lambda term: term.startswith(CHIP_TERMS), ("site", "chip"))
    shared = _by_cell(plan, lambda term: not term.startswith(CHIP_TERMS), ("site",))
    share = _power_share(plan)
    together = (cells + share * shared).transpose("ledger", "site", "chip", "quarter")
    capital = together.sel(ledger="capital").sum("quarter")
    cost = (discount * together).sum(["ledger", "quarter"]).transpose("site", "chip")
    income = (discount * _fetched(plan)).sum("quarter").transpose("site", "chip")
    table = pd.DataFrame(
        {
            "capital [MUSD_2026]": capital.to_series(),
            "cost today [MUSD_2026]": cost.to_series(),
            "fetched today [MUSD_2026]": income.to_series(),
        }
    )
    table["net today [MUSD_2026]"] = table["fetched today [MUSD_2026]"] - table["cost today [MUSD_2026]"]
    table["earns its return"] = table["net today [MUSD_2026]"] >= 0
    used = (table["capital [MUSD_2026]"] > LEAST) | (table["fetched today [MUSD_2026]"] > LEAST)
    return table[used].rename_axis(["site", "generation"]).reset_index()


def _by_cell(plan: Plan, wanted: Callable[[str], bool], keep: tuple[str, ...]) -> xr.DataArray:
    """Return ledgers of money by the dimensions kept and quarter [MUSD_2026]."""
    labels = {dim: list(plan.programme.labels[dim]) for dim in keep}
    quarters = list(plan.programme.calendar.quarters)
    ledgers = ("capital", "operation", "closing value")
    sums = xr.DataArray(
        0.0,
        dims=("ledger", *keep, "quarter"),
        coords={"ledger": list(ledgers), **labels, "quarter": quarters},
    )
    for ledger in ledgers:
        for term in plan.ledger[ledger]:
            if wanted(term) and term not in NOT_PAID:
                parts = breakdown(plan, term, keep).transpose(*keep, "quarter")
                sums.loc[{"ledger": ledger}] += parts
    return sums


def _power_share(plan: Plan) -> xr.DataArray:
    """Return each generation's share of the power a site's chips drew over the programme; the first's where none did."""
    drawn = (plan.programme.inputs["chip_power"] * plan.solution["chips_installed"]).sum("quarter")
    whole = drawn.sum("chip")
    first = xr.zeros_like(drawn)
    first.loc[{"chip": first["chip"][0]}] = 1.0
    result: xr.DataArray = (drawn / whole.where(whole > NOTHING, 1.0)).where(whole > NOTHING, first)
    return result


def _fetched(plan: Plan) -> xr.DataArray:
    """Return what each site's generations fetched by quarter at the selling price [MUSD_2026]."""
    solution, inputs = plan.solution, plan.programme.inputs
    delivered = solution["compute_delivered"]
    used = _ratio(solution["compute_used"].sum("step"), delivered)
    price = selling_price(plan)
    given = inputs["work_rate"] * solution["chips_working"]
    hours = xr.DataArray(quarter_hours(plan), dims="quarter", coords={"quarter": price["quarter"]})
    result: xr.DataArray = (given * used * price).sum("work") * hours / H100E_IN_KILO
    return result


def _ratio(part: xr.DataArray, whole: xr.DataArray) -> xr.DataArray:
    result: xr.DataArray = (part / whole.where(whole > NOTHING, 1.0)).where(whole > NOTHING, 0.0)
    return result
