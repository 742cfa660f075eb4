"""The certified gap: how far a plan may be from the best possible."""

from __future__ import annotations

DEFAULT_GAP = 1e-3  # a plan is sought to a tenth of a per cent unless another gap is asked for


def relative_gap(value: float, bound: float) -> float:
    """Return the distance of a value from its lower bound as a share of the value; nil where rounding crosses them."""
    return max(value - bound, 0.0) / max(abs(value), 1e-9)
