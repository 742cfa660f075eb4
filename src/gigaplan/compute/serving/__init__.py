"""Serving: how fast a chip answers with a model, and how many chips a stream of requests needs.

Times are in seconds, sizes in bytes, tokens in tokens, power in watts.
"""

from gigaplan.compute.serving.fit import Fit, committed_fit
from gigaplan.compute.serving.fitting import (
    Errors,
    Runs,
    errors,
    fit_constants,
    leave_one_model_out,
    spread,
)
from gigaplan.compute.serving.fleet import Fleet, Pools, Requests, Targets, least_fleet, pools
from gigaplan.compute.serving.instances import Instances, evaluate, frontier, possible_instances
from gigaplan.compute.serving.on_device import on_device_share
from gigaplan.compute.serving.power import chip_power
from gigaplan.compute.serving.roofline import (
    SPEED_OF_LIGHT,
    Constants,
    decode_step,
    prefill_rate,
    time_per_token,
)
from gigaplan.compute.serving.shapes import (
    PRECISIONS,
    WEIGHT_BYTES,
    ChipShape,
    Deployment,
    ModelShape,
    columns,
    kept_bytes,
)

__all__ = [
    "PRECISIONS",
    "SPEED_OF_LIGHT",
    "WEIGHT_BYTES",
    "ChipShape",
    "Constants",
    "Deployment",
    "Errors",
    "Fit",
    "Fleet",
    "Instances",
    "ModelShape",
    "Pools",
    "Requests",
    "Runs",
    "Targets",
    "chip_power",
    "columns",
    "committed_fit",
    "decode_step",
    "errors",
    "evaluate",
    "fit_constants",
    "frontier",
    "kept_bytes",
    "least_fleet",
    "leave_one_model_out",
    "on_device_share",
    "pools",
    "possible_instances",
    "prefill_rate",
    "spread",
    "time_per_token",
]
