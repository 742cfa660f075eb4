"""Revenue: what the compute used would fetch on the market, or at its whole worth."""

from __future__ import annotations

from typing import Literal

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from gigaplan import catalogue
from gigaplan.core.units import HOURS_IN_YEAR
from gigaplan.plan.plan import Plan
from gigaplan.plan.thinking import compute_price

Floats = NDArray[np.float64]
Pricing = Literal["market", "worth"]
NOT_PAID = ("lost_work",)  # worth of work put off: lowers revenue, nobody is paid
H100E_IN_KILO = 1e3
IN_USE = 1e-6  # kH100e


def compute_hours(plan: Plan) -> Floats:
    """Return the compute used by quarter [million H100e-hours]."""
    used = plan.solution["compute_used"].sum(["work", "step"]).values
    return np.asarray(used * quarter_hours(plan) / H100E_IN_KILO)


def quarter_hours(plan: Plan) -> Floats:
    """Return the hours of each quarter."""
    return np.asarray(plan.programme.inputs["quarter_years"].values * HOURS_IN_YEAR)


def selling_price(plan: Plan) -> xr.DataArray:
    """Return what an hour of compute is sold at, by work and quarter [USD_2026/H100e/hour].

    The plan's own shadow price, what the last buyer would pay; never more than the worth of any step in use,
    nor than the market's rent of an H100 (catalogue money/rental_price), for which buyers could go elsewhere.
    """
    in_use = plan.solution["compute_used"] > IN_USE
    worth_in_use = plan.programme.inputs["step_worth"].where(in_use, np.inf).min("step")
    last = worth_in_use.where(np.isfinite(worth_in_use), 0.0) * H100E_IN_KILO / HOURS_IN_YEAR
    rent = catalogue.entry("money", "rental_price").number("h100_one_year_contract", "USD_2026/chip/hour")
    price = compute_price(plan).clip(min=0.0, max=rent)
    result: xr.DataArray = price.where(price < last, last)
    return result


def market_revenue(plan: Plan) -> Floats:
    """Return what all the compute used fetches at its selling price, by quarter [MUSD_2026]."""
    paid: xr.DataArray = selling_price(plan) * plan.solution["compute_used"].sum("step")
    return np.asarray(paid.sum("work").values * quarter_hours(plan) / H100E_IN_KILO)


def worth(plan: Plan) -> Floats:
    """Return the whole worth of the compute used by quarter, the ledger's [MUSD_2026]."""
    return np.asarray(-np.add.reduce([amount.values for amount in plan.ledger["worth"].values()]))


def lost_worth(plan: Plan) -> Floats:
    """Return the worth of work put off by quarter, the ledger's [MUSD_2026]."""
    lost = [amount.values for term, amount in plan.ledger["operation"].items() if term in NOT_PAID]
    return np.asarray(np.add.reduce([np.zeros(len(plan.programme.calendar.quarters)), *lost]))


def imputed_revenue(plan: Plan, at: Pricing) -> Floats:
    """Return revenue by quarter at its selling price or at the whole worth, less work put off [MUSD_2026]."""
    return (market_revenue(plan) if at == "market" else worth(plan)) - lost_worth(plan)
