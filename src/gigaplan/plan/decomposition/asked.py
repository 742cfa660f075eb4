"""What the hours of a site ask of who operates them: stores, work that waits, yearly caps, switched plant."""

from __future__ import annotations

import numpy as np

from gigaplan.core.errors import Finding, raise_findings
from gigaplan.programme.programme import Programme


def stores_of(programme: Programme, site: int) -> list[int]:
    """Return the positions of the stores a site takes."""
    inputs = programme.inputs
    standing = inputs["standing_store_power"].values[site].max(axis=-1)
    return [int(one) for one in np.flatnonzero(inputs["store_power_limit"].values[site] + standing > 0)]


def is_capped(programme: Programme, site: int) -> bool:
    """Whether anything a site may draw or burn counts towards a yearly cap."""
    inputs = programme.inputs
    plants = (inputs["plant_limit"].values[site] > 0) | (inputs["standing_plant"].values[site] > 0).any(
        axis=-1
    )
    burns = np.concatenate([inputs["carbon_of_plant"].values, inputs["energy_counted"].values[:, site]]) > 0
    draws = (inputs["carbon_of_grid"].values[:, site] > 0).any() and (
        inputs["offer_size"].values[site] > 0
    ).any()
    return bool(draws or (burns & plants).any())


def switches(programme: Programme, site: int) -> bool:
    """Whether a site has plant that is switched on and off."""
    return bool(programme.inputs["switches"].values[site].any())


def work_waits(programme: Programme) -> bool:
    """Whether any work may be owed at the end of any hour."""
    return bool((programme.inputs["deferral_window"].values > 0).any())


def refuse_beyond_the_kernel(programme: Programme, site: int) -> None:
    """Raise InputError with everything of a site that only a plan operates; work that may wait has its own hour instead."""
    where, stores = f"sites.{programme.labels['site'][site]}", stores_of(programme, site)
    findings = []
    if len(stores) > 1:
        names = ", ".join(programme.labels["store"][one] for one in stores)
        do = "keep one of them; only `gigaplan plan` operates several"
        findings.append(Finding(f"{where}.stores", names, "one store at a site", do))
    if is_capped(programme, site):
        do = "remove policy.carbon_cap and energy_caps; only `gigaplan plan` keeps to them"
        findings.append(Finding(where, "a yearly cap", "no cap on emissions or energy", do))
    if switches(programme, site):
        do = "remove it; only `gigaplan plan` operates plant in whole units"
        want = "plant that gives what is asked of it"
        findings.append(Finding(f"{where}.switched", "plant that is switched on and off", want, do))
    raise_findings("a plan cannot be run hour by hour", findings)
