"""What each limit is called, measured in, and what a user can do about it: one table for prices and conflicts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from gigaplan.programme.programme import Programme


@dataclass(frozen=True)
class Wording:
    """A limit in words. `limit` names its input quantity; one more `unit` is `amount` of the row's own unit.

    `more` begins the sentence on its worth. `counted` says what a limit without a unit counts; `easier` what
    eases it where that is not more of it. `lasts` names, by equation, the input over order and quarter by which
    more of it in a quarter eases later rows too: its worth is all their prices. `told_by`: the limit whose
    `lasts` tells its price. `by_year`: what it gives counts to the calendar year that ends with the quarter;
    `by_row`: its price is told row by row, not added up over what the limit does not name.
    """

    what: str
    limit: str
    unit: str
    amount: float
    advice: str
    more: str
    counted: str = ""
    easier: str = ""
    lasts: Mapping[str, str] = field(default_factory=dict)
    told_by: str = ""
    by_year: bool = False
    by_row: bool = False


@dataclass(frozen=True)
class Early:
    """A thing that may come earlier, in words; its worth is told by these dimensions.

    What a unit of it is worth in use is what the law by which it comes and the rows `with_it`, of the same shape,
    pay together: a limit on how much of it there may be takes off what it costs, a law by which more is used adds.
    """

    what: str
    over: tuple[str, ...]
    with_it: tuple[str, ...] = ()


WORDS: Mapping[str, Wording] = MappingProxyType(
    {
        "required_demand_is_met": Wording(
            "demand that must be met",
            "demand_required",
            "1,000 H100e less",
            1.0,
            "ask for less, or later",
            more="Asking for 1,000 H100e less",
        ),
        "capital_is_committed": Wording(
            "capital committed by then",
            "capital_available",
            "billion dollars",
            1e3,
            "add commitments, or count less sure money",
            more="A billion dollars of capital more",
            lasts={"capital_is_committed": "from_order", "capital_keeps_to_its_tranche": "same_year"},
        ),
        "debt_stays_within_its_limit": Wording(
            "debt that lenders let be owed",
            "debt_limit",
            "billion dollars",
            1e3,
            "raise money.debt.limit, or borrow a smaller share",
            more="A billion dollars of debt more",
        ),
        "contracted_cash_covers_debt_service": Wording(
            "cash that covers debt service",
            "cash_beside",
            "million dollars",
            1.0,
            "borrow a smaller share, lengthen money.debt.grace or tenor, or contract dearer",
            more="A million dollars more of contracted cash",
        ),
        "capital_keeps_to_its_tranche": Wording(
            "tranche of the year",
            "tranche",
            "billion dollars",
            1e3,
            "raise that year's commitments, or let unspent money stay (money.unspent: stays)",
            more="A billion dollars more in the tranche of the year",
            told_by="capital_is_committed",
        ),
        "wafers_are_shared": Wording(
            "advanced-packaging wafers",
            "wafer_supply",
            "1,000 wafers",
            1e3,
            "raise the programme's share of wafers",
            more="A thousand more packaging wafers",
        ),
        "chip_supply_is_limited": Wording(
            "chips to be had",
            "chip_supply",
            "1,000 chips",
            1.0,
            "allow more chips, or another generation",
            more="A thousand more chips",
        ),
        "export_cap_is_kept": Wording(
            "compute an export rule lets stand",
            "export_cap",
            "1,000 H100e",
            1.0,
            "choose another export rule, or other sites",
            more="1,000 H100e more under the export rule",
        ),
        "chips_fit_the_halls": Wording(
            "hall power ready",
            "standing_hall_power",
            "MW_it",
            1.0,
            "start more halls earlier, or ask for less",
            more="One more MW_it of hall power ready",
        ),
        "hall_power_fits_the_site": Wording(
            "hall power the site can hold",
            "hall_power_limit",
            "MW_it",
            1.0,
            "raise halls.limit",
            more="Room for one more MW_it of halls",
        ),
        "halls_need_an_open_site": Wording(
            "hall blocks that can be started",
            "hall_pace",
            "block",
            1.0,
            "raise halls.pace, or open earlier",
            more="Starting one more hall block",
        ),
        "site_opens_when_allowed": Wording(
            "quarters the site may be opened in",
            "site_allowed",
            "quarter",
            1.0,
            "set an earlier date under earliest",
            more="Permission to open",
        ),
        "plant_fits_the_site": Wording(
            "plant the site allows",
            "plant_limit",
            "MW_plate",
            1.0,
            "raise the limit under plants",
            more="Room for one more MW_plate",
        ),
        "plant_needs_an_open_site": Wording(
            "plant that can be ordered",
            "plant_orderable",
            "unit",
            1.0,
            "raise the limit under plants",
            more="Room for one more unit",
        ),
        "plant_slots_are_shared": Wording(
            "manufacturing slots",
            "plant_slots",
            "MW_plate",
            1.0,
            "raise supply.slots",
            more="One more MW_plate of manufacturing slots",
        ),
        "grid_fits_the_offer": Wording(
            "grid connection offered",
            "offer_size",
            "MW_site",
            1.0,
            "add or enlarge a grid offer",
            more="One more MW_site of grid connection",
        ),
        "transformers_are_shared": Wording(
            "transformers to be had",
            "transformer_slots",
            "MW_site",
            1.0,
            "raise supply.transformers",
            more="Transformers for one more MW_site",
        ),
        "firm_power_covers_the_peak": Wording(
            "firm power for the peak",
            "firm_margin",
            "MW_site",
            1.0,
            "lower policy.firm_margin, or allow firm plant or grid earlier",
            counted="times the peak",
            easier="a lower margin",
            more="One more MW_site of firm power for the peak",
            by_row=True,
        ),
        "national_share_is_kept": Wording(
            "share of national electricity",
            "national_power_limit",
            "MW_site",
            1.0,
            "raise policy.national_share",
            more="One more MW_site allowed",
        ),
        "carbon_cap_is_kept": Wording(
            "CO2 that may be emitted in the year",
            "carbon_cap",
            "t_CO2",
            1e-3,
            "raise policy.carbon_cap, or allow cleaner plant",
            more="One more tonne of CO2",
            by_year=True,
        ),
        "energy_cap_is_kept": Wording(
            "energy that plants under a cap may give in the year",
            "energy_cap",
            "MWh_site",
            1e-3,
            "raise the cap under energy_caps, or take less of a plant that must run",
            more="One more MWh",
            by_year=True,
        ),
    }
)


EARLIER: Mapping[str, Early] = MappingProxyType(
    {
        "grid_is_live_from_its_date": Early(
            "Grid connection", ("site",), ("grid_fits_the_offer", "grid_peak_leaves_the_spare")
        ),
        "hall_power_grows": Early("Halls", ("site",), ("hall_power_fits_the_site",)),
        "plant_grows": Early("Plant", ("site", "plant"), ("plant_fits_the_site",)),
        "fleet_grows": Early("Delivery", ("chip",)),
    }
)


def amount_of(programme: Programme, equation: str, where: Mapping[str, str]) -> float:
    """Return how large a limit is, in the unit of its input quantity."""
    array = programme.inputs[WORDS[equation].limit]
    return float(array.sel({dim: label for dim, label in where.items() if dim in array.dims}).values)
