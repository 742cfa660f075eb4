"""Annuities: capital as a level yearly payment, and yearly payments as capital.

Source: Brealey, Myers and Allen, Principles of Corporate Finance, chapter 2.
"""

from __future__ import annotations


def present_worth(rate: float, years: float) -> float:
    """Return what one dollar at the end of each year is worth today [year]; `years` where the rate is 0."""
    return years if rate == 0 else float((1 - (1 + rate) ** -years) / rate)


def level_rent(rate: float, life: float) -> float:
    """Return the level yearly payment for one dollar of capital over a life in years [1/year]."""
    return 1 / present_worth(rate, life)


def growing_worth(rate: float, growth: float, years: int) -> float:
    """Return what payments at year ends are worth today, the first of one dollar grown once [year].

    Payment in year n is (1 + growth)^n, discounted by (1 + rate)^n: the present-worth factor of REopt
    (Anderson et al., REopt: A Platform for Energy System Integration, NREL/TP-7A40-70022, 2017).
    """
    ratio = (1 + growth) / (1 + rate)
    return float(sum(ratio**year for year in range(1, years + 1)))
