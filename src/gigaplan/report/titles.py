"""What things are called on a page: sites by their titles, short enough for a legend."""

from __future__ import annotations

from collections import Counter

from gigaplan.plan.plan import Plan


def titles_of_sites(plan: Plan) -> dict[str, str]:
    """Return what each site is called, such as "Lordstown": its title without county and bracket where that is its own."""
    titles = {name: site.title.partition(" (")[0] for name, site in plan.scenario.sites.items()}
    short = {name: title.partition(",")[0] for name, title in titles.items()}
    alone = Counter(short.values())
    return {name: short[name] if alone[short[name]] == 1 else titles[name] for name in titles}
