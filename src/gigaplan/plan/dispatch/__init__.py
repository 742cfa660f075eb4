"""Dispatch: the cheapest operation of what is built, hour by hour, with exact prices."""

from gigaplan.plan.dispatch.kernel import Workspace, new_workspace
from gigaplan.plan.dispatch.prices import SitePrices, price_site
from gigaplan.plan.dispatch.problem import SiteProblem
from gigaplan.plan.dispatch.result import Dispatch
from gigaplan.plan.dispatch.site import dispatch_site

__all__ = [
    "Dispatch",
    "SitePrices",
    "SiteProblem",
    "Workspace",
    "dispatch_site",
    "new_workspace",
    "price_site",
]
