"""Arranging deferral: which work may wait, how much of it, and what may be owed at the end of each hour."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gigaplan.programme.context import Context
from gigaplan.programme.programme import Calendar
from gigaplan.programme.table import Inputs

Floats = NDArray[np.float64]
ROUNDING = 1e-9  # h


def put(inputs: Inputs, context: Context) -> None:
    """Put the inputs of deferral in; nil where no work may wait."""
    work = context.scenario.workload
    waiting = {name: one.deferral for name, one in work.items() if one.deferral is not None}
    inputs.put("owed_before", 0.0)
    if not waiting:
        for name in ("defers", "deferral_share", "deferral_window"):
            inputs.put(name, 0.0)
        return
    shares = np.array([one.share for one in waiting.values()])
    inputs.put("defers", [[float(name == other) for other in work] for name in waiting])
    inputs.put("deferral_share", shares)
    shapes = inputs.arrays["work_shape"].sel(work=list(waiting)).values
    windows = [
        window(context.calendar, share * shape, one.deadline)
        for share, shape, one in zip(shares, shapes, waiting.values(), strict=True)
    ]
    inputs.put("deferral_window", windows)


def window(calendar: Calendar, shape: Floats, deadline: float) -> Floats:
    """Return the hours of full work that came within a deadline [h] up to the end of each hour [H].

    shape[H]: power of the work that comes in the hour and may wait, as a share of full power. A block begins
    with nothing owed, and nothing is owed at its end.
    """
    found = np.zeros_like(shape)
    for block in calendar.blocks:
        hours = calendar.slice_of_block(int(block))
        steps = calendar.step_hours[hours]
        ends = np.cumsum(steps)
        come = np.append(0.0, np.cumsum(steps * shape[hours]))
        first = np.searchsorted(ends - steps, ends - deadline - ROUNDING, side="left")
        owed = come[1:] - come[np.minimum(first, np.arange(1, len(ends) + 1))]
        owed[-1] = 0.0
        found[hours] = np.maximum(owed, 0.0)
    return found
