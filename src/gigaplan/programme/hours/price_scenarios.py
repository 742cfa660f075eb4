"""The same year with other prices: another level, wider or narrower swings, negative hours or none."""

from __future__ import annotations

import dataclasses
import math

import numpy as np

from gigaplan.core.errors import Finding, InputError
from gigaplan.programme.hours.values import Hours


def with_prices(
    hours: Hours, mean_price: float, currency: str, swing: float = 1.0, negative_hours: bool = True
) -> Hours:
    """Scale a year's prices to a level, then stretch their distance from it; weather stays.

    mean_price [currency / MWh_site] is the new yearly mean, kept exactly; swing [-] multiplies each
    hour's distance from the mean (0 flat, 1 as recorded). negative_hours=False lifts hours below
    zero to zero and scales the others down to keep the mean. Raises InputError for a level that is
    not finite and above zero, a swing below zero, or a recorded mean that is not above zero.
    """
    recorded_mean = float(hours.grid_price.mean())
    findings = []
    if not (math.isfinite(mean_price) and mean_price > 0.0):
        findings.append(
            Finding("mean_price", f"{mean_price:g}", "a finite price above zero", "give a price per MWh")
        )
    if not (math.isfinite(swing) and swing >= 0.0):
        findings.append(
            Finding("swing", f"{swing:g}", "a factor of zero or more", "1 keeps the recorded swings")
        )
    if recorded_mean <= 0.0:
        findings.append(
            Finding(hours.place, f"a mean of {recorded_mean:g}", "a mean above zero", "take another year")
        )
    if findings:
        raise InputError("these prices cannot be made", findings)
    ratio = 1.0 + swing * (hours.grid_price / recorded_mean - 1.0)
    if not negative_hours:
        lifted = np.maximum(ratio, 0.0)
        ratio = lifted / lifted.mean()
    source = hours.provenance["grid_price"]
    told = f"{source.source}, brought to a mean of {mean_price:g} {currency}/MWh, swing x {swing:g}"
    kept = "" if negative_hours else ", no negative hours"
    provenance = dict(hours.provenance) | {"grid_price": dataclasses.replace(source, source=told + kept)}
    return dataclasses.replace(hours, grid_price=mean_price * ratio, currency=currency, provenance=provenance)
