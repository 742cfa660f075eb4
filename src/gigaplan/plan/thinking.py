"""Thinking in a plan: what compute is worth by quarter, and the budget each class of question deserves at it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xarray as xr

from gigaplan.compute.thinking import deserved_budget
from gigaplan.plan.plan import Plan, once
from gigaplan.programme.thinking import asked_classes

NOTHING = 1e-3  # kH100e, one chip: what the solver leaves where there is none
MUSD_PER_KILO = 1e3  # a million dollars for a thousand H100e is a thousand dollars for one


@dataclass(frozen=True)
class Deserved:
    """What a class of question deserves in a quarter at the plan's own price of compute.

    price [USD_2026/H100e/hour]; budget [H100e-hour] a question; accuracy and served are shares.
    """

    quarter: str
    question: str
    price: float
    budget: float
    accuracy: float
    served: float


def compute_price(plan: Plan) -> xr.DataArray:
    """Return the plan's shadow price of compute by work and quarter [USD_2026/H100e/hour], in money of the quarter."""
    worth = -plan.prices["used_compute_is_delivered"].transpose("work", "quarter")
    inputs = plan.programme.inputs
    hours = inputs["quarter_years"] * float(inputs["hours_represented"].sum() / inputs["quarter_years"].sum())
    price: xr.DataArray = MUSD_PER_KILO * worth / (inputs["discount"] * hours)
    return price


@once
def told_price(plan: Plan) -> xr.DataArray:
    """Return the price of compute in quarters with any compute [USD_2026/H100e/hour], nil in the others.

    Before the first chips the dual only says that the very first would be worth a great deal: no price at
    which anything is done.
    """
    return compute_price(plan).where(runs(plan), 0.0)


def runs(plan: Plan) -> xr.DataArray:
    """Return by quarter whether there is any compute."""
    running: xr.DataArray = plan.solution["compute_delivered"].sum("work") > NOTHING
    return running


def deserved(plan: Plan) -> list[Deserved]:
    """Return each class's budget at the plan's price of compute for thinking, in quarters with any compute."""
    found = []
    prices = compute_price(plan)
    running = runs(plan)
    for name, work in plan.scenario.workload.items():
        if work.questions is None:
            continue
        classes = asked_classes(work.questions)
        for quarter in running["quarter"].values[running.values]:
            price = max(float(prices.sel(work=name, quarter=quarter)), work.questions.lowest_worth)
            for one in classes:
                budget = deserved_budget(one, price)
                found.append(
                    Deserved(str(quarter), one.name, price, budget.spend, budget.accuracy, budget.served)
                )
    return found


@once
def moved(plan: Plan) -> xr.DataArray:
    """Return the share of used compute by work and quarter; nil in quarters without any."""
    used = plan.solution["compute_used"].sum("step")
    whole = used.sum("work")
    shares: xr.DataArray = used / whole.where(whole > 0, np.inf)
    return shares
