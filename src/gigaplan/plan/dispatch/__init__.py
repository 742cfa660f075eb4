"""Dispatch: the cheapest operation of what is built, hour by hour, with exact prices."""

from gigaplan.plan.dispatch.choose import choose_dispatcher, dispatch
from gigaplan.plan.dispatch.kernel import Workspace, new_workspace
from gigaplan.plan.dispatch.prices import SitePrices, price_site
from gigaplan.plan.dispatch.problem import (
    DeferrableWork,
    DemandCharge,
    OnOffUnit,
    SiteProblem,
    Store,
    SupplyCap,
)
from gigaplan.plan.dispatch.result import Dispatch, StoreOperation
from gigaplan.plan.dispatch.site import dispatch_site

__all__ = [
    "DeferrableWork",
    "DemandCharge",
    "Dispatch",
    "OnOffUnit",
    "SitePrices",
    "SiteProblem",
    "Store",
    "StoreOperation",
    "SupplyCap",
    "Workspace",
    "choose_dispatcher",
    "dispatch",
    "dispatch_site",
    "new_workspace",
    "price_site",
]
