"""Revenue: what the compute used would fetch, at the price of the last buyer or at its whole worth."""

from __future__ import annotations

from typing import Literal

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from gigaplan.plan.plan import Plan
from gigaplan.plan.thinking import compute_price

Floats = NDArray[np.float64]
Pricing = Literal["price", "worth"]
NOT_PAID = ("lost_work",)  # worth of work put off: lowers revenue, nobody is paid
H100E_IN_KILO, HOURS_IN_YEAR = 1e3, 8760.0
IN_USE = 1e-6  # kH100e


def compute_hours(plan: Plan) -> Floats:
    """Return the compute used by quarter [million H100e-hours]."""
    used = plan.solution["compute_used"].sum(["work", "step"]).values
    return np.asarray(used * quarter_hours(plan) / H100E_IN_KILO)


def quarter_hours(plan: Plan) -> Floats:
    """Return the hours of each quarter."""
    return np.asarray(plan.programme.inputs["quarter_years"].values * HOURS_IN_YEAR)


def market_revenue(plan: Plan) -> Floats:
    """Return what the compute used fetches if all is sold at the price of the last buyer, by quarter [MUSD_2026].

    The price is the plan's own shadow price of compute by work and quarter, never more than the worth of any
    step in use; the worth above it stays with the buyers.
    """
    used = plan.solution["compute_used"]
    worth = plan.programme.inputs["step_worth"]
    running = used > IN_USE
    last = worth.where(running, np.inf).min("step")
    price = compute_price(plan).clip(min=0.0) * HOURS_IN_YEAR / H100E_IN_KILO
    most = last.where(np.isfinite(last), 0.0)
    paid: xr.DataArray = price.where(price < most, most) * used.sum("step")
    return np.asarray((paid.sum("work") * plan.programme.inputs["quarter_years"]).values)


def worth(plan: Plan) -> Floats:
    """Return the whole worth of the compute used by quarter, the ledger's [MUSD_2026]."""
    return np.asarray(-np.add.reduce([amount.values for amount in plan.ledger["worth"].values()]))


def lost_worth(plan: Plan) -> Floats:
    """Return the worth of work put off by quarter, the ledger's [MUSD_2026]."""
    lost = [amount.values for term, amount in plan.ledger["operation"].items() if term in NOT_PAID]
    return np.asarray(np.add.reduce([np.zeros(len(plan.programme.calendar.quarters)), *lost]))


def imputed_revenue(plan: Plan, at: Pricing) -> Floats:
    """Return revenue by quarter at the price of the last buyer or at the whole worth, less work put off [MUSD_2026]."""
    return (market_revenue(plan) if at == "price" else worth(plan)) - lost_worth(plan)
