"""What a gigawatt of a generation costs to buy and to own for a year, line by line, beside published figures.

Capital is paid by a level rent over each thing's life at the programme's discount rate, as if it were
borrowed at that rate and owed nothing at the end (annuity); running costs are those of the catalogue,
energy is bought from the region's grid, delivered, at the power ratio its weather gives dry coolers. The published total is Epoch AI's of May 2026; its three lives are told, its method is not.
"""

from __future__ import annotations

from dataclasses import dataclass

from gigaplan.catalogue import entry
from gigaplan.core.units import HOURS_IN_YEAR
from gigaplan.finance.annuity import level_rent
from gigaplan.sizing.money import delivered_price

FACILITY = "halls_greenfield"
REGION = "ercot"
GUSD_IN_MUSD, MW_IN_GW, USD_IN_MUSD = 1e-3, 1e3, 1e6
LIVES = (3.0, 5.0, 7.0)


@dataclass(frozen=True)
class OwnersCost:
    """A gigawatt of IT of one generation: capital [GUSD_2026/GW_it] and yearly cost by line [GUSD_2026/GW_it/year]."""

    chip: str
    life: float
    capital: dict[str, float]
    yearly: dict[str, float]

    @property
    def total_capital(self) -> float:
        """Return all capital [GUSD_2026/GW_it]."""
        return sum(self.capital.values())

    @property
    def total_yearly(self) -> float:
        """Return the whole cost of a year [GUSD_2026/GW_it/year]."""
        return sum(self.yearly.values())


def owners_cost(chip: str, life: float, region: str = REGION) -> OwnersCost:
    """Return what a gigawatt of IT costs to buy, and to own when its chips live `life` years.

    Raises InputError for a chip or region the catalogue does not hold.
    """
    bought, facility, grid = entry("chips", chip), entry("facility", FACILITY), entry("regions", region)
    rate = entry("money", "discount_rate").number("discount_rate", "1/year")
    per_megawatt = bought.number("all_in_price", "MUSD_2026/kchip") / bought.number("it_power", "MW_it/kchip")
    halls = facility.number("total_cost", "MUSD_2026/MW_it")
    power = grid.number("mean_pue", "MW_site/MW_it") * HOURS_IN_YEAR
    energy = power * delivered_price(region) / USD_IN_MUSD
    scale = MW_IN_GW * GUSD_IN_MUSD
    yearly = {
        "chips, servers, network": per_megawatt * level_rent(rate, life),
        "halls": halls * level_rent(rate, facility.number("life", "year")),
        "repair of chips": per_megawatt * bought.number("repair_share", "1/year"),
        "running halls": facility.number("running_cost", "MUSD_2026/MW_it/year"),
        "energy": energy,
    }
    capital = {"chips, servers, network": per_megawatt, "halls": halls}
    return OwnersCost(
        chip,
        life,
        {line: amount * scale for line, amount in capital.items()},
        {line: amount * scale for line, amount in yearly.items()},
    )


def published() -> dict[str, float]:
    """Return Epoch AI's yearly cost of owning a gigawatt of IT, by life of the chips [GUSD_2026/GW_it/year]."""
    benchmarks = entry("money", "cost_benchmarks")
    return {
        f"{life:g}": benchmarks.number(f"epoch_yearly_{life:g}", "GUSD_2026/GW_it/year") for life in LIVES
    }
