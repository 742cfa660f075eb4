"""What things are called on a page: the catalogue's own titles, short enough for a legend."""

from __future__ import annotations

from collections import Counter

from gigaplan import catalogue
from gigaplan.plan.plan import Plan


def title_of_chip(name: str) -> str:
    """Return what a generation is called, such as "GB200" or "Rubin Ultra": its title without maker and rack."""
    title = catalogue.entry("chips", name).title.partition(" (")[0]
    maker, _, rest = title.partition(" ")
    return rest if maker == "NVIDIA" and rest else title


def titles_of_sites(plan: Plan) -> dict[str, str]:
    """Return what each site is called, such as "Lordstown": its title without county and bracket where that is its own."""
    titles = {name: site.title.partition(" (")[0] for name, site in plan.scenario.sites.items()}
    short = {name: title.partition(",")[0] for name, title in titles.items()}
    alone = Counter(short.values())
    return {name: short[name] if alone[short[name]] == 1 else titles[name] for name in titles}
