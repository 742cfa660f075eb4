"""Dispatch as a linear problem through HiGHS: several stores, caps, demand charges, deferrable work, cyclic stores."""

from __future__ import annotations

import numpy as np

from gigaplan.plan.dispatch.problem import Floats, SiteProblem, Store
from gigaplan.plan.dispatch.result import Dispatch, StoreOperation, store_rents
from gigaplan.plan.dispatch.rows import SiteRows, StoreColumns, site_rows
from gigaplan.plan.highs import Answer, solve_problem


def dispatch_linear(problem: SiteProblem) -> Dispatch:
    """Operate a site at least cost by a linear problem, with its prices.

    Raises InfeasibleError where no operation meets every limit, SolveError without a proven status.
    """
    rows = site_rows(problem)
    answer = solve_problem(rows.problem)
    price = answer.duals[rows.balance]
    stores = tuple(
        _priced_store(problem, store, columns, answer, price)
        for store, columns in zip(problem.stores, rows.stores, strict=True)
    )
    cap_rent = np.maximum(-answer.duals[rows.caps], 0.0)
    return operation(
        problem,
        rows,
        answer,
        stores,
        price,
        "linear",
        cap_rent=cap_rent,
        added_cost=_added_cost(problem, rows, answer.duals, cap_rent),
        work_value=answer.duals[rows.works],
    )


def operation(
    problem: SiteProblem,
    rows: SiteRows,
    answer: Answer,
    stores: tuple[StoreOperation, ...],
    price: Floats,
    dispatcher: str,
    **more: Floats | float | None,
) -> Dispatch:
    """Lay an answer out as a dispatch; limits missed by a solver's tolerance are held."""
    first, hours = stores[0], problem.shape[1]
    deferred = [answer.values[columns] for columns in rows.deferred]
    return Dispatch(
        objective=answer.objective,
        supply=np.clip(answer.values[rows.supply], 0.0, problem.limit),
        spill=answer.values[rows.spill],
        marginal_cost=price,
        **vars(first),
        dispatcher=dispatcher,
        more_stores=stores[1:],
        deferred=np.array(deferred).reshape(len(deferred), hours),
        **more,  # type: ignore[arg-type]
    )


def store_operation(
    store: Store, columns: StoreColumns, values: Floats, water: Floats, rents: tuple[Floats, Floats, Floats]
) -> StoreOperation:
    """Lay a store's part of an answer out."""
    return StoreOperation(
        charge=values[columns.charge],
        discharge=values[columns.discharge],
        level=values[columns.level],
        water_value=water,
        charge_rent=rents[0],
        discharge_rent=rents[1],
        energy_rent=rents[2],
        start_value=0.0 if store.cyclic else -float(store.retention[0] * water[0]),
        end_value=0.0 if store.cyclic else max(float(water[-1]), 0.0),
    )


def _priced_store(
    problem: SiteProblem, store: Store, columns: StoreColumns, answer: Answer, price: Floats
) -> StoreOperation:
    water = -answer.duals[columns.rows]
    return store_operation(store, columns, answer.values, water, store_rents(problem, store, price, water))


def _added_cost(problem: SiteProblem, rows: SiteRows, duals: Floats, cap_rent: Floats) -> Floats:
    """Return what caps and demand charges add to each segment's cost; never more than a period's price."""
    added = np.zeros(problem.shape)
    for rent, cap in zip(cap_rent, problem.supply_caps, strict=True):
        added += rent * cap.factor
    for numbers, charge in zip(rows.peaks, problem.demand_charges, strict=True):
        share = np.maximum(-duals[numbers], 0.0)
        asked = np.bincount(charge.period, weights=share)
        held = np.minimum(1.0, charge.price / np.maximum(asked, 1e-300))
        added[charge.segment] += share * held[charge.period]
    return added
