"""Halls: racks, cooling and network by hand and by what is built."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gigaplan.catalogue import entry
from gigaplan.compute.layout import AIR, DENSE_LIQUID, LIQUID, HallChip, fit_layout, tiers_for
from gigaplan.core.errors import InputError

PORT = 1.720 / 64  # kW


def of_catalogue(name: str) -> HallChip:
    """Return a catalogue chip as halls see it."""
    chip = entry("chips", name)
    return HallChip(chip.values["it_power"].central, round(chip.values["scale_up_domain"].central))


@pytest.mark.parametrize(
    ("endpoints", "tiers"), [(1, 1), (64, 1), (65, 2), (2048, 2), (2049, 3), (65_536, 3), (65_537, 4)]
)
def test_a_fat_tree_of_64_ports_reaches_2_times_32_to_the_tiers(endpoints: int, tiers: int) -> None:
    assert tiers_for(endpoints) == tiers


def test_a_server_and_three_tiers_make_the_all_in_power_of_an_h100() -> None:
    # NVIDIA DGX H100: 10.2 kW for 8 chips; 3 tiers have 5 switch ports a chip
    summed = 10.2 / 8 + 5 * PORT
    assert of_catalogue("h100").all_in_power == pytest.approx(summed, rel=0.01)


@pytest.mark.parametrize(
    ("name", "low", "high", "cooling"),
    [
        ("h100", 30, 40, AIR),  # racks of 40 kW
        ("gb200", 120, 142, LIQUID),
        ("gb300", 120, 163, LIQUID),
        ("vr200", 190, 230, LIQUID),
        ("rubin_ultra", 600, 680, DENSE_LIQUID),
    ],
)
def test_racks_draw_what_published_racks_draw(name: str, low: float, high: float, cooling: object) -> None:
    # public survey "Energy and physical constraints on AI datacenters", Sep 2026
    found = fit_layout(of_catalogue(name), 72_000, 72_000)
    assert low <= found.rack_power <= high
    assert found.cooling is cooling


def test_a_hall_is_a_hand_sum() -> None:
    # 1,000 chips of 1.1 + 5 ports; a group of 1,000 needs two tiers: 3 ports a chip
    found = fit_layout(HallChip(1.1 + 5 * PORT, 8), 1000, 1000)
    assert found.network_power == pytest.approx(3 * PORT)  # MW
    assert found.it_power == pytest.approx(1.1 + 3 * PORT)
    assert (found.chips_per_rack, found.racks, found.domains) == (32, 32, 125)  # 4 servers of 8.8 kW in 40
    assert found.switches == 47  # 3,000 ports / 64
    assert found.site_power(1.2) == pytest.approx(1.2 * (1.1 + 3 * PORT))
    assert found.halls(0.5) == 3


def test_serving_inside_a_domain_needs_less_network_than_training() -> None:
    chip = of_catalogue("gb200")
    serving, training = fit_layout(chip, 50_000, 72), fit_layout(chip, 50_000, 50_000)
    assert serving.it_power < training.it_power
    assert serving.domains_per_group == 1
    assert training.it_power == pytest.approx(
        50 * chip.all_in_power
    )  # three tiers: the all-in power as given


def test_a_wider_domain_holds_an_instance_that_eight_chips_must_share_over_the_network() -> None:
    assert fit_layout(of_catalogue("h100"), 800, 32).domains_per_group == 4
    assert fit_layout(of_catalogue("gb200"), 720, 32).domains_per_group == 1


@given(
    chips=st.integers(1, 10**6),
    domain=st.sampled_from([1, 4, 8, 64, 72, 144, 9216]),
    power=st.floats(0.3, 4.0),
)
def test_racks_hold_all_chips_within_the_limit(chips: int, domain: int, power: float) -> None:
    found = fit_layout(HallChip(power, domain), chips, chips)
    assert found.racks * found.chips_per_rack >= chips > (found.racks - 1) * found.chips_per_rack
    assert found.rack_power <= found.cooling.rack_limit


@given(chips=st.integers(2, 10**6), share=st.floats(0, 1))
def test_a_smaller_group_never_takes_more_power(chips: int, share: float) -> None:
    chip = HallChip(1.4, 8)
    smaller = fit_layout(chip, chips, max(1, int(share * chips)))
    assert smaller.it_power <= fit_layout(chip, chips, chips).it_power


def test_a_rack_too_dense_for_air_names_the_cooling_that_holds_it() -> None:
    with pytest.raises(InputError, match="take liquid"):
        fit_layout(of_catalogue("gb200"), 72, 72, AIR)


def test_a_rack_too_dense_for_any_cooling_is_refused() -> None:
    with pytest.raises(InputError, match="smaller racks"):
        fit_layout(HallChip(20.0, 72), 72, 72)


def test_bad_halls_are_told_all_at_once() -> None:
    with pytest.raises(InputError) as caught:
        fit_layout(HallChip(0.1, 0), 0, 5)
    assert len(caught.value.findings) == 4
