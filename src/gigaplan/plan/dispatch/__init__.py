"""Dispatch: the cheapest operation of what is built, hour by hour, with exact prices."""

from gigaplan.plan.dispatch.site import Dispatch, SiteProblem, dispatch_site

__all__ = ["Dispatch", "SiteProblem", "dispatch_site"]
