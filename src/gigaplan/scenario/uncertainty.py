"""What a programme cannot know: spreads of dates, prices and demand, and what moves together."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from gigaplan.scenario.origins import catalogued, chosen
from gigaplan.scenario.parts import Factor, Identifier, Months, Part, Share

Input = Literal[
    "construction_slip",
    "grid_slip",
    "turbine_slip",
    "chip_slip",
    "chip_price",
    "demand",
    "worth",
    "power_price",
    "gas_price",
]


class Spread(Part):
    """How wide an input spreads: three percentiles, or a distribution of scipy.stats with its parameters."""

    distribution: Identifier | None = Field(
        None,
        description="a continuous distribution of scipy.stats, such as lognorm, in months or as a factor",
    )
    parameters: dict[Identifier, Annotated[float, Field(allow_inf_nan=False)]] = Field(
        {}, description="its parameters by scipy's names, such as s, loc and scale"
    )


class MonthsSpread(Spread):
    """Months by which dates come late."""

    low: Months | None = Field(None, description="10th percentile")
    median: Months | None = None
    high: Months | None = Field(None, description="90th percentile")


class FactorSpread(Spread):
    """A factor on what the scenario says."""

    low: Factor | None = Field(None, description="10th percentile")
    median: Factor | None = None
    high: Factor | None = Field(None, description="90th percentile")


class Correlation(Part):
    """Two inputs that move together, by the correlation of their normal scores (Gaussian copula)."""

    between: Annotated[list[Input], Field(min_length=2, max_length=2)]
    correlation: Annotated[float, Field(ge=-1, le=1, allow_inf_nan=False)]


class ExportStop(Part):
    """No more chips reach the sites of some countries from a month that is drawn."""

    probability: Share | None = catalogued(
        None, "uncertainty/programme/export_stop", "that exports are stopped"
    )
    countries: list[str] | None = chosen(
        None,
        "those that past export rules spared are spared",
        "countries outside the exporter's own and its closest partners if not given",
        shown="outside the exporter's own and its closest partners",
    )


class Uncertainty(Part):
    """What is drawn in a stress test; what is not given follows the catalogue or stays certain."""

    construction_slip: MonthsSpread | None = catalogued(
        None, "uncertainty/programme/construction_slip", "months the halls of a campus come late, by site"
    )
    grid_slip: MonthsSpread | None = Field(
        None,
        description="months grid offers come late, by site; the shipped construction slip counts all causes",
    )
    turbine_slip: MonthsSpread | None = Field(
        None, description="months plants with manufacturing slots come late, by site; as for grid_slip"
    )
    chip_slip: MonthsSpread | None = catalogued(
        None, "uncertainty/programme/chip_slip", "months a generation of chips is delivered late"
    )
    chip_price: FactorSpread | None = catalogued(
        None, "uncertainty/programme/chip_price", "factor on chip prices"
    )
    demand: FactorSpread | None = catalogued(None, "uncertainty/programme/demand", "factor on all demand")
    worth: FactorSpread | None = catalogued(
        None, "uncertainty/programme/worth", "factor on the worth of compute"
    )
    power_price: FactorSpread | None = catalogued(
        None, "uncertainty/programme/power_price", "factor on grid energy prices"
    )
    gas_price: FactorSpread | None = catalogued(
        None, "uncertainty/programme/gas_price", "factor on gas prices"
    )
    together: Annotated[Share, Field(lt=1)] | None = catalogued(
        None,
        "uncertainty/programme/together",
        "correlation of slips among sites, and among tranches of money",
    )
    correlations: list[Correlation] = []
    weather_years: Annotated[int, Field(ge=1, le=10)] = chosen(
        3,
        "a few years told apart at little cost in time",
        "years of weather and prices drawn from, where hours are not measured",
    )
    tranches: bool = chosen(
        True, "money is as unsure as its status says", "money arrives tranche by tranche by money.probability"
    )
    export_stop: ExportStop = Field(default_factory=ExportStop.model_construct)
    campus_lost: Share | None = catalogued(
        None, "uncertainty/programme/campus_lost", "probability that a campus is lost within the programme"
    )
