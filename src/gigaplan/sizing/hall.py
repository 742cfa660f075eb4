"""The hall a serving fleet asks for: racks, cooling, scale-up domains and a network as large as its instances."""

from __future__ import annotations

import math

import numpy as np

from gigaplan.catalogue import entry
from gigaplan.compute.layout import HallChip, Layout, fit_layout
from gigaplan.compute.serving.fleet import Fleet


def hall_chip(chip: str) -> HallChip:
    """Return a chip of the catalogue as halls see it."""
    found = entry("chips", chip)
    return HallChip(found.number("it_power", "kW_it/chip"), round(found.number("scale_up_domain", "chip")))


def fleet_hall(chip: str, fleet: Fleet) -> Layout:
    """Return the hall of a fleet; an instance talks at full speed with its part of the chips that read prompts."""
    whole = int(np.ravel(np.asarray(fleet.instance.run.chips))[0])
    answering = max(1, (fleet.chips - fleet.prefill_chips) // whole)
    group = min(fleet.chips, whole + math.ceil(fleet.prefill_chips / answering))
    return fit_layout(hall_chip(chip), fleet.chips, group)


def hall_story(hall: Layout) -> str:
    """Return a hall in one sentence."""
    tiers = f"{hall.tiers} tier{'s' * (hall.tiers > 1)}"
    return (
        f"hall: {hall.racks:,} racks of {hall.chips_per_rack} chips at {hall.rack_power:.0f} kW_it, cooled by "
        f"{hall.cooling.name}; {hall.domains:,} scale-up domains; a network of {tiers} takes {hall.network_share:.1%} "
        f"of its {hall.it_power:,.2f} MW_it"
    )
