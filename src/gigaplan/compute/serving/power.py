"""Power of a serving chip by its load."""

from __future__ import annotations

from gigaplan.compute.serving.shapes import Numbers

IDLE_SHARE = 0.43  # of TDP at light load
FULL_SHARE = 0.86  # of TDP at full load; both span published serving runs as recalled, not checked again


def chip_power(tdp: Numbers, busy_share: Numbers) -> Numbers:
    """A chip draws between 0.43 and 0.86 of its TDP, in line with its load [W]."""
    return tdp * (IDLE_SHARE + (FULL_SHARE - IDLE_SHARE) * busy_share)
