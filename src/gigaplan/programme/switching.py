"""Arranging switched plant: which plants a site switches on and off, and their minimum loads."""

from __future__ import annotations

from gigaplan.programme.context import Context
from gigaplan.programme.power import plant_value
from gigaplan.programme.table import Inputs
from gigaplan.scenario.schema import Site


def put(inputs: Inputs, context: Context) -> None:
    """Put the inputs of switched plant in; those of a scenario without any are empty."""
    plants, switched = inputs.labels["plant"], inputs.labels["switched"]
    sites = context.scenario.sites.values()
    if not switched:
        inputs.put("switches", 0.0)
        inputs.put("minimum_load", 0.0)
        return
    switches = [
        [[float(name == plant and name in one.switched) for plant in plants] for name in switched]
        for one in sites
    ]
    inputs.put("switches", switches)
    inputs.put("minimum_load", [[_minimum_load(context, one, name) for name in switched] for one in sites])


def _minimum_load(context: Context, site: Site, name: str) -> float:
    """Return a plant's minimum load: the scenario's, else the catalogue's; nil where the site does not switch it."""
    if name not in site.switched:
        return 0.0
    said = site.switched[name].minimum_load
    return plant_value(context, name, "minimum_load", "dimensionless") if said is None else float(said)
