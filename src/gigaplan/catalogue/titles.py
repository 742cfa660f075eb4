"""What things are called in words: the catalogue's own titles, short enough for a sentence or a legend."""

from __future__ import annotations

from gigaplan.catalogue.reading import entry, names


def title_of_chip(name: str) -> str:
    """Return what a generation is called, such as "GB200" or "Rubin Ultra": its title without maker and rack."""
    if name not in names("chips"):
        return name  # a plan without chips has one named none
    title = entry("chips", name).title.partition(" (")[0]
    maker, _, rest = title.partition(" ")
    return rest if maker == "NVIDIA" and rest else title


def title_of_plant(name: str) -> str:
    """Return what a technology is called, such as "combined-cycle gas plant": its title, in small letters, cut at bracket or comma."""
    if name not in names("power"):
        return name  # a plan without plants has one named none
    title = entry("power", name).title.partition(" (")[0].partition(",")[0]
    return title[:1].lower() + title[1:]


def title_of_maker(pool: str) -> str:
    """Return who makes the chips of a pool, such as "NVIDIA": the first word of their titles."""
    for name in names("chips"):
        found = entry("chips", name)
        if found.texts.get("supply_pool") == pool:
            return found.title.partition(" ")[0]
    return pool
