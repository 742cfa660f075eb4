"""What a serving fleet draws and costs, by the catalogue."""

from __future__ import annotations

from dataclasses import dataclass

from gigaplan.catalogue import entry
from gigaplan.compute.serving.fleet import Fleet
from gigaplan.compute.serving.power import chip_power
from gigaplan.core.units import HOURS_IN_YEAR
from gigaplan.finance.annuity import level_rent

FACILITY = "halls_greenfield"
PER_MILLION = 1e6
KILOWATTS_PER_MEGAWATT = 1e3


@dataclass(frozen=True)
class Power:
    """`built_it` [MW_it] and `built_site` [MW_site] at full load; `mean_site` [MW_site] over the year."""

    built_it: float
    built_site: float
    mean_site: float
    peak_ratio: float
    pue: float


@dataclass(frozen=True)
class Money:
    """Capital and yearly cost [USD_2026]: rent of chips and halls, upkeep and energy."""

    chips: float
    halls: float
    rent: float
    upkeep: float
    energy: float

    @property
    def capital(self) -> float:
        """Return chips, servers, network and halls [USD_2026]."""
        return self.chips + self.halls

    @property
    def yearly(self) -> float:
        """Return rent, upkeep and energy [USD_2026/year]."""
        return self.rent + self.upkeep + self.energy


def fleet_power(chip: str, fleet: Fleet, peak_over_mean: float, region: str, pue: float | None) -> Power:
    """The fleet is built for its full power; over the year chips draw by their mean load.

    `pue` stands for the peak and the year [MW_site/MW_it]; without it the peak ratio is the facility's and the
    year's mean that of the region's weather.
    """
    it_power = entry("chips", chip).number("it_power", "kW_it/chip")
    facility = entry("facility", FACILITY)
    built = fleet.chips * it_power / KILOWATTS_PER_MEGAWATT
    usual = entry("regions", region).number("mean_pue", "MW_site/MW_it")
    peak_ratio = pue or facility.number("peak_ratio", "MW_site/MW_it")
    mean_load = fleet.use / peak_over_mean
    drawn = float(chip_power(1.0, mean_load)) / float(chip_power(1.0, 1.0))
    return Power(built, built * peak_ratio, built * drawn * (pue or usual), peak_ratio, pue or usual)


def chip_money(chip: str, fleet: Fleet, power: Power, region: str) -> Money:
    """Chips and halls are paid by a level rent over their lives; energy at the region's mean price, delivered."""
    bought, facility = entry("chips", chip), entry("facility", FACILITY)
    rate = entry("money", "discount_rate").number("discount_rate", "1/year")
    chips = fleet.chips * bought.number("all_in_price", "USD_2026/chip")
    halls = power.built_it * facility.number("total_cost", "MUSD_2026/MW_it") * PER_MILLION
    rent = chips * level_rent(rate, bought.number("life", "year"))
    rent += halls * level_rent(rate, facility.number("life", "year"))
    upkeep = chips * bought.number("repair_share", "1/year")
    upkeep += power.built_it * facility.number("running_cost", "MUSD_2026/MW_it/year") * PER_MILLION
    return Money(chips, halls, rent, upkeep, power.mean_site * HOURS_IN_YEAR * delivered_price(region))


def delivered_price(region: str) -> float:
    """Return what a region's grid charges on the mean, wholesale and delivery [USD_2026/MWh_site]."""
    grid = entry("regions", region)
    return sum(grid.number(part, "USD_2026/MWh_site") for part in ("grid_price_mean", "delivery_adder"))
