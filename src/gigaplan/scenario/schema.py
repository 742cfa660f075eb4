"""The scenario: what a user says of a programme, checked and frozen.

Every dimensional field is text with a unit ("824 MW_it", "35 GUSD_2025"); inside, fields are floats in the
unit named here. Paths over time are one text, or a text for some quarters with straight lines between.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from gigaplan.scenario.fields import Quarter
from gigaplan.scenario.money import Finance
from gigaplan.scenario.origins import USUAL_HALLS, catalogued, chosen, following
from gigaplan.scenario.parts import (
    Area,
    CarbonCapPath,
    CarbonPath,
    ChipPath,
    DemandCharge,
    EnergyCapPath,
    EnergyPrice,
    Factor,
    FuelPath,
    GridCost,
    HallCost,
    HallRent,
    Identifier,
    InterruptedHours,
    ITPower,
    ITPowerPath,
    Money,
    Months,
    Objective,
    Part,
    PlatePower,
    PlatePowerPath,
    PowerRatio,
    Share,
    SharePath,
    SiteEnergy,
    SitePower,
    SitePowerPath,
    Temperature,
    WaterYear,
    Years,
)
from gigaplan.scenario.uncertainty import Uncertainty
from gigaplan.scenario.work import Work


class Timing(Part):
    """When the programme runs, what it is for, and at what resolution it is planned."""

    start: Quarter
    quarters: Annotated[int, Field(ge=1, le=80)]
    objective: Objective = chosen("most compute", "what a programme with a fixed budget is judged by")
    chosen_weeks: Annotated[int, Field(ge=0, le=52)] = chosen(
        0,
        "nothing is left out unless weeks are asked for",
        "weeks a year that stand for it; 0 plans all hours of every year",
    )
    seed: Annotated[int, Field(ge=0)] = chosen(
        1, "any number would do; the same one gives the same draws", "seed of every named random stream"
    )


class Land(Part):
    """Whose land a site is, how much, at what cost."""

    owner: Literal["private", "federal", "state", "tribal", "foreign"]
    area: Area
    cost: Money = Field(0.0, description="land, permits and site works before the halls")


class Lease(Part):
    """Halls rented from a developer: a rent for the whole term instead of capital."""

    rent: HallRent
    term: Years = chosen(
        20.0,
        "the long end of announced leases, as told",
        "years from the day a block is ready; leases of 2025-26: 15 to 20",
    )


class Halls(Part):
    """Halls a site can hold; cost and lead time come from the kind unless given."""

    kind: Identifier = chosen(USUAL_HALLS, "new halls on open land, as most announced campuses are")
    limit: ITPower
    block: ITPower = chosen(
        100.0, "the size of a building of Abilene, rounded", "IT power of one hall block; Abilene builds 103"
    )
    pace: Annotated[int, Field(ge=0, le=100)] = chosen(
        2, "estimate of what one site's builders start", "blocks that can be started in a quarter"
    )
    lead_time: Months | None = catalogued(
        None, "facility/{halls}/lead_time", "order to first chips; the kind's if not given"
    )
    cost: HallCost | None = catalogued(
        None, "facility/{halls}/total_cost", "capital cost; the kind's if not given"
    )
    lease: Lease | None = Field(None, description="rented from a developer: no capital cost, a rent instead")
    peak_ratio: PowerRatio | None = catalogued(
        None, "facility/{halls}/peak_ratio", "power ratio the site is designed for; the kind's if not given"
    )


class GridOffer(Part):
    """A connection the grid offers: how much, from when, how firm, at what cost."""

    size: SitePower
    date: Quarter
    kind: Literal["firm", "interruptible"] = chosen("firm", "what a grid connection usually is")
    cost: GridCost | None = catalogued(
        None, "regions/{region}/interconnection_cost", "the region's interconnection cost if not given"
    )
    interrupted: InterruptedHours = Field(0.0, description="hours a year without supply, the dearest first")
    demand_charge: DemandCharge = Field(
        0.0,
        description='for the highest power drawn in a quarter, such as "12 USD_2026/kW_site/month"; none unless the tariff has one',
    )
    source: str = ""


class StoreLimit(Part):
    """Largest store a site takes."""

    power: SitePower
    energy: SiteEnergy


class Switched(Part):
    """A plant that is off or runs at its minimum load or above, in whole units hour by hour."""

    minimum_load: Share | None = Field(
        None,
        description="share of its available power a unit that is on never goes below; the catalogue's if not given",
    )


class Standing(Part):
    """What stands at the start, or is under construction and paid for."""

    open: bool = False
    halls: ITPowerPath = {"": 0.0}
    plants: dict[Identifier, PlatePowerPath] = {}
    chips: dict[Identifier, ChipPath] = {}


class FlatHours(Part):
    """The same power ratio and price in every hour."""

    pue: PowerRatio
    price: EnergyPrice


class PriceScenario(Part):
    """The grid's prices at another level, with wider or narrower swings, with or without negative hours."""

    mean: EnergyPrice | None = chosen(
        None,
        "the record is not changed unless asked",
        "mean over all years of the hours, before delivery; as recorded if not given",
        shown="as recorded",
    )
    swing: Factor = chosen(
        1.0,
        "the record is not changed unless asked",
        "multiplies each hour's distance from its year's mean; 0 is flat",
    )
    negative_hours: bool = chosen(
        True, "the record is not changed unless asked", "false lifts hours below zero to zero, the mean kept"
    )


class SiteHours(Part):
    """Where a site's hours come from: measured files when the open data folder is given, or the same each hour.

    `plant_output`, such as era5:texas@2021, takes sun and wind from there where the weather file has none.
    """

    weather: str | None = None
    plant_output: str | None = None
    prices: str | None = None
    price_year: Annotated[int, Field(ge=2000, le=2100)] | None = None
    years: list[Annotated[int, Field(ge=1900, le=2100)]] = Field(
        default=[],
        max_length=40,
        description="real years used in turn, one a calendar year, in place of price_year and of @YEAR",
    )
    price_scenario: PriceScenario | None = None
    flat: FlatHours | None = None


class SiteCooling(Part):
    """How a site is cooled, what water it may take and how scarce water is there."""

    kind: Identifier | None = catalogued(
        None,
        "facility/{halls}/cooling_kind",
        "dry, adiabatic, hybrid, tower or open_water; the halls' own if not given",
    )
    intake: Temperature | None = Field(default=None, description="sea or lake water taken in, for open_water")
    water_limit: WaterYear | None = Field(
        default=None,
        description="water the site may take in a year; told against what the plan takes, no bound",
    )
    water_stress: str | None = Field(default=None, description="how scarce water is at the site, in words")
    source: str = ""


class Gas(Part):
    """What gas costs at a site: a hub of the catalogue with its way to the site, or a price."""

    hub: Identifier | None = None
    price: FuelPath | None = None


class Site(Part):
    """A place the programme may build at."""

    title: str
    latitude: Annotated[float, Field(ge=-90, le=90, strict=False)]
    longitude: Annotated[float, Field(ge=-180, le=180, strict=False)]
    region: Identifier
    land: Land
    earliest: Quarter | None = following(
        "programme.start", "first quarter the site may be opened; the start if not given"
    )
    halls: Halls
    grid: dict[Identifier, GridOffer] = {}
    plants: dict[Identifier, PlatePower] = {}
    switched: dict[Identifier, Switched] = Field(
        {},
        description="plants of the site that are switched on and off in whole units; any other gives what is asked of it",
    )
    stores: dict[Identifier, StoreLimit] = {}
    gas: Gas | None = catalogued(
        None, "regions/{region}/gas_price", "what gas costs; the region's price if not given"
    )
    energy_caps: dict[Identifier, EnergyCapPath] | None = Field(
        None,
        description="most that a plant, or all plants of a fuel, may give in a calendar year; none unless a permit says so",
    )
    standing: Standing = Standing()
    hours: SiteHours = SiteHours()
    cooling: SiteCooling = SiteCooling()
    source: str = ""


class ChipSupply(Part):
    """A generation the programme may buy: from when to when, and how many a quarter."""

    first: Quarter | None = catalogued(
        None, "chips/{own}/first_delivery", "first delivery; the catalogue's if not given"
    )
    last: Quarter | None = None
    limit: ChipPath | None = Field(None, description="chips a quarter; only the wafers limit it if not given")


class WaferShare(Part):
    """The programme's share of a supplier's advanced-packaging wafers."""

    share: SharePath


class Supply(Part):
    """Chips, wafers, turbine slots and transformers to be had."""

    chips: dict[Identifier, ChipSupply] = Field(min_length=1)
    wafers: dict[Identifier, WaferShare] = {}
    slots: dict[Identifier, PlatePowerPath] = {}
    transformers: SitePowerPath = chosen(
        {"": 1e6},
        "more than any grid has, so that it never binds",
        "grid connection that can be energised in a quarter",
    )


class Policy(Part):
    """Rules the programme keeps."""

    export_rule: Identifier | None = Field(
        None, description="rule of the catalogue, from the day it takes effect"
    )
    carbon_price: CarbonPath = Field({"": 0.0}, description="paid on top of the region's carbon price")
    carbon_cap: CarbonCapPath | None = Field(
        None,
        description="most CO2 that plants and grid power of all sites may cause in a calendar year, grid power at the region's mean; a year in part has that part",
    )
    firm_margin: Factor = chosen(
        1.0, "the peak is covered, without a reserve", "firm power for each unit of peak demand"
    )
    reliability: Annotated[Share, Field(lt=1)] | None = Field(
        None,
        description="share of the time own plant carries what a firm grid does not; the margin is raised where it takes more units",
    )
    national_share: dict[str, Share] = Field(
        {}, description="largest share of a country's electricity, by country"
    )


class Scenario(Part):
    """Everything a user says of a programme."""

    title: str
    description: str = ""
    programme: Timing
    money: Finance
    workload: dict[Identifier, Work] = Field(min_length=1)
    sites: dict[Identifier, Site] = Field(min_length=1)
    supply: Supply
    policy: Policy = Field(default_factory=Policy.model_construct)
    uncertainty: Uncertainty = Field(
        default_factory=Uncertainty.model_construct,
        description="what a stress test draws; catalogue uncertainty/programme",
    )

    def replace(self, path: str, value: Any) -> Scenario:
        """Return a new scenario with the entry at a dotted path changed; checked like a file."""
        from gigaplan.scenario.load import replaced

        return replaced(self, {path: value})
