"""Money in a scenario: who makes capital available, what is borrowed at what terms, how it is accounted."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from gigaplan.scenario.origins import catalogued, chosen, following
from gigaplan.scenario.parts import (
    Factor,
    Money,
    Months,
    Part,
    Rate,
    Share,
    Surety,
    Unspent,
    WorthPath,
    Years,
)

Kind = Literal["equity", "vendor finance", "prepayment"]


class Credit(Part):
    """How a supplier's or a customer's money is given back: in level payments, or in compute of that price."""

    interest: Rate = Field(0.0, description="of a prepayment: the discount a customer takes for paying early")
    grace: Months = Field(0.0, description="months after the money came in which interest is added to it")
    tenor: Years


class Guarantee(Part):
    """Who makes good what does not come, what part of it, and the fee a year of what was called."""

    by: str
    share: Share = chosen(1.0, "a guarantee covers the whole unless a part is named")
    fee: Rate = 0.0


class Commitment(Part):
    """Capital that a partner makes available in a year, and how sure it is."""

    partner: str
    kind: Kind = chosen("equity", "money is not paid back unless terms are named")
    year: Annotated[int, Field(ge=2000, le=2100)]
    amount: Money
    status: Surety
    probability: Share | None = following(
        "money.probability.{status}", "how likely it comes; that of its status if not given"
    )
    repaid: Credit | None = Field(None, description="how vendor finance and prepayments are given back")
    guarantee: Guarantee | None = None
    source: str = ""


class Debt(Part):
    """The borrowed share of the capital, its interest and how it is paid back."""

    share: Share = 0.0
    interest: Rate = 0.0
    margin: Rate = Field(0.0, description="the lender's margin on top of the interest")
    grace: Months = Field(
        0.0, description="months after a drawdown in which interest is added to the debt (construction)"
    )
    tenor: Years | None = Field(
        None, description="years of level payments after the grace; repaid after the programme if not given"
    )
    coverage_floor: Factor = chosen(
        1.3,
        "what lenders ask of contracted cash, 1.2 to 1.4; from memory, not checked again",
        "least cash before debt service over debt service (DSCR); below it a finding is told",
    )
    limit: Money | None = Field(None, description="most that lenders let be owed; a limit of the plan")
    contracted_cash: WorthPath | None = Field(
        None,
        description="cash of an hour of compute after running costs, as lenders count it; it must cover debt service "
        "coverage_floor times in every quarter: a limit of the plan",
    )


class Probability(Part):
    """How likely money of each status arrives; estimates of this project, with their ranges in the catalogue."""

    announced: Share = catalogued(0.5, "money/probability/announced", "money announced")
    committed: Share = catalogued(0.85, "money/probability/committed", "money committed")
    secured: Share = catalogued(1.0, "money/probability/secured", "money secured")


class Accounting(Part):
    """How long things stand in the books, and the tax on profit."""

    chips: Years | None = catalogued(None, "money/depreciation/servers", "book life of chips")
    facility: Years | None = catalogued(None, "money/depreciation/facility", "book life of halls and power")
    income_tax: Share | None = catalogued(
        None, "money/tax/us_federal", "tax on profit; US federal if not given"
    )
    payout: Share = Field(
        0.0, description="share of the cash that no later quarter needs, paid to owners as dividends"
    )


class Finance(Part):
    """How much capital there is, by when, and what money costs."""

    budget: Money
    counted: Surety = chosen(
        "announced", "a programme is planned as announced", "the least sure status of money that counts"
    )
    unspent: Unspent = chosen(
        "stays",
        "capital made available is kept until it is used",
        "what a year leaves unspent: stays for later years, or lapses with its tranche",
    )
    discount_rate: Rate = catalogued(0.08, "money/discount_rate/discount_rate", "real rate a year")
    commitments: list[Commitment] = Field(min_length=1)
    probability: Probability = Field(default_factory=Probability.model_construct)
    debt: Debt = Field(default_factory=Debt.model_construct)
    accounting: Accounting = Field(default_factory=Accounting.model_construct)


def likelihood(money: Finance, one: Commitment) -> float:
    """Return how likely a commitment comes by itself."""
    given: float = getattr(money.probability, one.status) if one.probability is None else one.probability
    return given


def made_good(one: Commitment) -> float:
    """Return the share of a commitment that comes even where its partner fails."""
    return 0.0 if one.guarantee is None else float(one.guarantee.share)


def expected_share(money: Finance, one: Commitment) -> float:
    """Return the share of a commitment to be expected, its guarantee counted."""
    likely = likelihood(money, one)
    return likely + (1.0 - likely) * made_good(one)
