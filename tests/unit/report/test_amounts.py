"""Amounts in words: expected texts written by hand."""

from __future__ import annotations

import pytest

from gigaplan.report.amounts import counted, digits, energy, money, power, share, thousands


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (power(8848.3, "it"), "8.85 GW_it"),
        (power(999.9, "it"), "1 GW_it"),
        (power(40.0, "site"), "40 MW_site"),
        (power(0.0, "it"), "0 GW_it"),
        (energy(205_000.0), "205 GWh"),
        (energy(157.2e6), "157 TWh"),
        (money(500_000.0), "500 GUSD"),
        (money(0.25), "250 kUSD"),
        (thousands(2839.0, "chips"), "2.84 million chips"),
        (thousands(0.4, "chips"), "400 chips"),
        (share(0.0), "0%"),
        (share(0.0002), "under 0.1%"),
        (share(0.011), "1.1%"),
        (share(3.0, 4.0), "75%"),
        (share(1.0, 0.0), "0%"),
        (counted(1, "site"), "1 site"),
        (counted(14, "site"), "14 sites"),
        (digits(82_813.0), "82,800"),
        (digits(1234.0), "1,230"),
        (digits(1261.6, 5), "1,261.6"),
        (digits(0.0123), "0.0123"),
        (digits(2e-7), "2.0e-07"),
    ],
)
def test_an_amount_reads_as_a_person_would_write_it(shown: str, expected: str) -> None:
    assert shown == expected
