"""What the parts of a scenario share: quantities with their units, names, and a part's own rules."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from gigaplan.core.units import HOURS_IN_YEAR
from gigaplan.scenario.fields import path_type, quantity_type

Share: Any = quantity_type("dimensionless", 0.0, 1.0)
Factor: Any = quantity_type("dimensionless")
Rate: Any = quantity_type("1/year", 0.0, 1.0)
Money: Any = quantity_type("MUSD_2026")
ITPower: Any = quantity_type("MW_it")
SitePower: Any = quantity_type("MW_site")
PlatePower: Any = quantity_type("MW_plate")
SiteEnergy: Any = quantity_type("MWh_site")
Years: Any = quantity_type("year", 0.25, 60.0)
Months: Any = quantity_type("month", 0.0, 360.0)
Area: Any = quantity_type("acre")
HallCost: Any = quantity_type("MUSD_2026/MW_it")
HallRent: Any = quantity_type("MUSD_2026/MW_it/year")
Temperature: Any = quantity_type("degC", -2.0, 40.0)
WaterYear: Any = quantity_type("kL/year")
DemandCharge: Any = quantity_type("MUSD_2026/MW_site/year", 0.0)
GridCost: Any = quantity_type("MUSD_2026/MW_site")
EnergyPrice: Any = quantity_type("USD_2026/MWh_site", float("-inf"))
PowerRatio: Any = quantity_type("MW_site/MW_it", 1.0, 3.0)
InterruptedHours: Any = quantity_type("hour/year", 0.0, 8784.0)
ITPowerPath: Any = path_type("MW_it")
SitePowerPath: Any = path_type("MW_site")
PlatePowerPath: Any = path_type("MW_plate")
ChipPath: Any = path_type("kchip")
ComputePath: Any = path_type("kH100e")
WorthPath: Any = path_type("USD_2026/H100e/hour")
FuelPath: Any = path_type("USD_2026/MMBtu")
CarbonCapPath: Any = path_type("kt_CO2/year")
EnergyCapPath: Any = path_type("GWh_site/year")
CarbonPath: Any = path_type("USD_2026/t_CO2")
FactorPath: Any = path_type("dimensionless")
Worth: Any = quantity_type("USD_2026/H100e/hour", 1e-6)
Tokens: Any = quantity_type("token")
TokenRate: Any = quantity_type("token/s")
HourOfDay: Any = quantity_type("hour", 0.0, 23.99)
WaitingTime: Any = quantity_type("hour", 0.0, HOURS_IN_YEAR)
Seconds: Any = quantity_type("s")
UserRate: Any = quantity_type("request/user/day")
UserPath: Any = path_type("user")
TokenPricePath: Any = path_type("USD_2026/Mtoken")
SharePath: Any = path_type("dimensionless", 0.0, 1.0)

Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Objective = Literal["most compute", "least cost", "net present value"]
Surety = Literal["announced", "committed", "secured"]
Unspent = Literal["stays", "lapses"]


class Part(BaseModel):
    """What all parts share: no unknown keys, nothing changed after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
