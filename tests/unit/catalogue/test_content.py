"""What the catalogue says, against figures worked out by hand or published elsewhere, and its unit traps."""

import re

import pytest

from gigaplan import catalogue
from gigaplan.catalogue import entry, names
from gigaplan.core.units import MONEY_YEARS

REQUIRED_POWER = [
    "grid",
    "grid_interruptible",
    "ccgt",
    "frame_turbine",
    "aero_turbine",
    "reciprocating_engine",
    "fuel_cell",
    "rented_turbine",
    "nuclear_restart",
    "large_reactor",
    "small_modular_reactor",
    "solar",
    "onshore_wind",
    "battery_4h",
    "long_duration_store",
    "geothermal",
    "oil_turbine",
    "diesel_backup",
]
REQUIRED_REGIONS = [
    "ercot",
    "pjm",
    "miso",
    "spp",
    "caiso",
    "arizona_nevada",
    "new_mexico",
    "southeast",
    "uae",
    "norway",
    "germany",
    "france",
    "united_kingdom",
]
REQUIRED_CHIPS = [
    "a100_80",
    "h100",
    "h200",
    "b200",
    "gb200",
    "b300",
    "gb300",
    "vr200",
    "rubin_ultra",
    "mi300x",
    "mi325x",
    "mi355x",
    "mi455x",
    "tpu_v5p",
    "tpu_v6e",
    "tpu_v7",
    "trainium2",
    "trainium3",
]
ROLES = {"dispatchable", "must_take", "must_run", "store", "grid", "backup"}
GAS_PLANTS = [name for name in names("power") if entry("power", name).texts.get("fuel") == "gas"]


@pytest.mark.parametrize(
    ("kind", "required"),
    [("chips", REQUIRED_CHIPS), ("power", REQUIRED_POWER), ("regions", REQUIRED_REGIONS)],
)
def test_everything_promised_is_there(kind: str, required: list[str]) -> None:
    assert set(required) <= set(names(kind))
    assert len(names(kind)) >= {"chips": 14, "power": 14, "regions": 12}[kind]


@pytest.mark.parametrize("name", names("chips"))
def test_h100_equivalents_are_the_dense_eight_bit_peak_over_1979(name: str) -> None:
    chip = entry("chips", name)
    peak = "fp8_peak" if "fp8_peak" in chip.values else "int8_peak"

    assert chip.number("h100e", "H100e/chip") == pytest.approx(
        chip.number(peak, "TFLOP/s/chip") / 1979, rel=1e-3
    )


@pytest.mark.parametrize(
    ("name", "published"),  # Epoch AI H100-equivalents: B200 form 2.527, Trainium2 0.656
    [
        ("h100", 1.0),
        ("gb200", 2.527),
        ("gb300", 2.527),
        ("trainium2", 0.656),
        ("mi300x", 1.32),
        ("tpu_v7", 2.33),
    ],
)
def test_h100_equivalents_agree_with_published_ones(name: str, published: float) -> None:
    assert entry("chips", name).number("h100e", "H100e/chip") == pytest.approx(published, rel=0.005)


@pytest.mark.parametrize("name", names("chips"))
def test_peaks_are_dense_so_each_halving_of_bits_at_most_quadruples(name: str) -> None:
    """Datasheets print sparse peaks twice the dense ones; H100 is 1,979 dense and 3,958 sparse in 8 bits."""
    chip = entry("chips", name)
    if "bf16_peak" in chip.values and "fp8_peak" in chip.values:
        assert 0.99 <= chip.values["fp8_peak"].central / chip.values["bf16_peak"].central <= 4.5
    assert entry("chips", "h100").number("fp8_peak", "TFLOP/s/chip") == 1979


@pytest.mark.parametrize("name", names("chips"))
def test_a_chip_in_its_rack_draws_more_than_its_board_power_and_less_than_three_times(name: str) -> None:
    chip = entry("chips", name)

    assert 1.0 < chip.number("it_power", "kW_it/chip") * 1000 / chip.number("tdp", "W/chip") < 3.0


@pytest.mark.parametrize("name", names("chips"))
def test_chips_have_what_a_plan_needs(name: str) -> None:
    chip = entry("chips", name)

    assert re.fullmatch(r"\d{4}-Q[1-4]", chip.texts["first_delivery"])
    assert chip.texts["supply_pool"] in {"nvidia", "amd", "google", "amazon", "intel"}
    assert {"it_power", "all_in_price", "h100e", "life", "repair_share", "value_decline"} <= set(chip.values)
    if chip.texts["supply_pool"] == "nvidia":
        assert "packages_per_wafer" in chip.values


def test_a_rubin_rack_costs_its_published_bill() -> None:
    """Morgan Stanley, May 2026: 7,803,148 $ for 72 chips is 108.4 k$ a chip."""
    assert entry("chips", "vr200").number("all_in_price", "USD_2026/chip") == pytest.approx(
        7_803_148 / 72, rel=0.005
    )


def test_the_export_class_follows_the_threshold_of_2023() -> None:
    """Total processing performance is TFLOP/s times bits; the threshold is 4,800."""
    threshold = entry("export_rules", "bis_2023_10").values["processing_threshold"].central
    for name in names("chips"):
        chip = entry("chips", name)
        products = [
            chip.values[peak].central * bits
            for peak, bits in (("bf16_peak", 16), ("fp8_peak", 8), ("int8_peak", 8), ("fp4_peak", 4))
            if peak in chip.values
        ]
        assert (max(products) >= threshold) == (chip.texts["export_class"] == "above_2023_threshold"), name


@pytest.mark.parametrize("name", names("power"))
def test_power_has_a_role_and_what_the_role_needs(name: str) -> None:
    plant = entry("power", name)
    role = plant.texts["role"]

    assert role in ROLES
    if role == "store":
        assert {"power_cost", "energy_cost", "charge_efficiency", "discharge_efficiency"} <= set(plant.values)
    elif role != "grid":
        assert {"overnight_cost", "fixed_om", "variable_om", "unit_size", "lead_time", "life"} <= set(
            plant.values
        )
        assert "equipment_slots" in plant.texts or role in ("must_take", "must_run", "dispatchable")


@pytest.mark.parametrize("name", GAS_PLANTS)
def test_gas_plants_emit_what_the_gas_holds(name: str) -> None:
    """53.06 kg of CO2 a MMBtu (EPA)."""
    plant = entry("power", name)
    expected = plant.number("heat_rate", "MMBtu/MWh_site") * 53.06 / 1000

    assert plant.number("co2_rate", "t_CO2/MWh_site") == pytest.approx(expected, rel=1e-3)


@pytest.mark.parametrize(
    ("name", "kilograms"), [("ccgt", 327), ("frame_turbine", 516), ("aero_turbine", 501)]
)
def test_gas_plants_emit_what_tables_say(name: str, kilograms: float) -> None:
    assert entry("power", name).number("co2_rate", "t_CO2/MWh_site") * 1000 == pytest.approx(kilograms, abs=1)


def test_four_hours_of_battery_cost_the_quoted_system_price() -> None:
    """1,150 $/kW for 4 h, 2026; power and energy are priced apart and add up."""
    battery = entry("power", "battery_4h")
    system = battery.number("power_cost", "USD_2026/kW_site") + 4 * battery.number(
        "energy_cost", "USD_2026/kWh_site"
    )

    assert system == pytest.approx(1150, rel=0.005)


@pytest.mark.parametrize("name", ["battery_4h", "long_duration_store"])
def test_the_round_trip_is_charge_times_discharge(name: str) -> None:
    store = entry("power", name)
    charge, discharge = (
        store.number(f"{way}_efficiency", "dimensionless") for way in ("charge", "discharge")
    )

    assert charge * discharge == pytest.approx(
        store.number("round_trip_efficiency", "dimensionless"), abs=0.005
    )


def test_the_combined_cycle_makes_power_at_the_cost_worked_out_by_hand() -> None:
    """Capital 2,500 $/kW at 8 % over 25 years (factor 0.0937) is 234 $/kW a year; fixed upkeep 35.4.

    80 % of 8,760 hours are 7,008, so 33.4 + 5.1 a MWh; fuel 6.16 x 3.75 = 23.1; variable 2.3: 63.9 $/MWh.
    """
    plant = entry("power", "ccgt")
    fixed = plant.number("overnight_cost", "USD_2026/MW_plate") * 0.0937 + plant.number(
        "fixed_om", "USD_2026/MW_plate/year"
    )
    fuel = plant.number("heat_rate", "MMBtu/MWh_site") * 3.75

    assert fixed / 7008 + fuel + plant.number("variable_om", "USD_2026/MWh_site") == pytest.approx(
        63.9, abs=0.2
    )


@pytest.mark.parametrize("name", names("facility"))
def test_elements_of_a_hall_add_up_to_its_cost(name: str) -> None:
    hall = entry("facility", name)
    elements = (
        "electrical",
        "cooling",
        "shell",
        "substation",
        "controls",
        "passive_network",
        "design_and_contingency",
    )
    total = sum(hall.number(f"{one}_cost", "MUSD_2026/MW_it") for one in elements)

    assert total == pytest.approx(hall.number("total_cost", "MUSD_2026/MW_it"))


@pytest.mark.parametrize("name", names("facility"))
def test_a_hall_is_paid_once_and_its_running_cost_splits_whole(name: str) -> None:
    hall = entry("facility", name)
    paid = sum(hall.number(f"spend_share_{step}", "dimensionless") for step in range(1, 7))
    parts = ("maintenance", "staff", "insurance", "tax_and_fees", "water_and_other")
    running = sum(hall.number(f"running_{part}", "MUSD_2026/MW_it/year") for part in parts)

    assert paid == pytest.approx(1.0)
    assert running == pytest.approx(hall.number("running_cost", "MUSD_2026/MW_it/year"))


def test_a_gigawatt_of_new_halls_and_blackwell_costs_what_others_say() -> None:
    """Epoch AI 37.9, Morgan Stanley 33 for compute alone, Bernstein 35: between 33 and 47 B$ a GW_it."""
    chip = entry("chips", "gb300")
    compute = chip.number("all_in_price", "MUSD_2026/kchip") / chip.number("it_power", "MW_it/kchip")

    assert 33 < compute + entry("facility", "halls_greenfield").number("total_cost", "MUSD_2026/MW_it") < 47


def test_regions_of_one_country_agree_on_its_demand() -> None:
    demands = {entry("regions", name).texts["country"]: set() for name in names("regions")}
    for name in names("regions"):
        region = entry("regions", name)
        demands[region.texts["country"]].add(region.number("national_demand", "TWh_site/year"))

    assert all(len(found) == 1 for found in demands.values())
    assert 649 / 0.118 >= next(iter(demands["US"])) >= 383 / 0.09  # LBNL 2026 and EPRI 2026


@pytest.mark.parametrize("name", names("regions"))
def test_regions_draw_at_least_their_mean_at_the_peak(name: str) -> None:
    region = entry("regions", name)
    mean = region.number("annual_demand", "GWh_site/year") / 8766

    assert mean < region.number("peak_demand", "GW_site") < 3.0 * mean


@pytest.mark.parametrize("name", names("regions"))
def test_export_rules_know_every_region(name: str) -> None:
    tiers = {"home", "tier1", "tier2", "tier2_gulf", "china"}
    covered = {
        tier
        for rule in names("export_rules")
        for tier in entry("export_rules", rule).texts["covers_tier"].split()
    }

    assert entry("regions", name).texts["export_tier"] in tiers
    assert covered <= tiers


def test_the_country_cap_of_the_diffusion_rule_is_its_processing_cap_over_one_h100() -> None:
    rule = entry("export_rules", "ai_diffusion_2025_01")

    assert rule.number("country_cap", "H100e") == pytest.approx(790e6 / (1979 * 8), rel=0.005)


def test_the_default_supply_law_meets_nvidias_output_of_2025_within_a_fifth() -> None:
    """Epoch AI: 4.46 million in 2025; Blackwell 15 a wafer, Hopper 29.5, one quarter's lag, yield 0.90."""
    packaging = entry("supply", "packaging")
    hopper_share = (329 + 362 + 229 + 153 + 127 + 17 + 23) / 4458  # H100 and H20 of all, thousand
    wafers = sum(
        packaging.number_at("wafers", quarter, "kwafer")
        for quarter in ("2024-Q4", "2025-Q1", "2025-Q2", "2025-Q3")
    )
    wafers_per_chip = hopper_share / 29.5 + (1 - hopper_share) / 15
    chips = wafers * 0.60 * 0.90 / wafers_per_chip

    assert chips == pytest.approx(4458, rel=0.20)


def test_wafers_run_without_a_gap_from_2023_to_2030() -> None:
    wafers = entry("supply", "packaging").series["wafers"].central

    assert list(wafers) == [f"{year}-Q{quarter}" for year in range(2023, 2031) for quarter in range(1, 5)]
    assert list(wafers.values()) == sorted(wafers.values())


def test_the_price_index_covers_every_money_year() -> None:
    assert {int(year) for year in entry("money", "price_index").series["price_index"].central} == set(
        MONEY_YEARS
    )


def test_rents_name_their_index() -> None:
    rents = entry("money", "rental_price")

    assert rents.number("h100_one_year_contract", "USD_2026/chip/hour") == 2.35  # SemiAnalysis, Mar 2026
    assert catalogue.GRADES[rents.values["h100_one_year_contract"].grade]
