"""Cash, profit and loss, and balance sheet by quarter, in millions of dollars of 2026, from a plan's ledger.

Money in is positive in cash and in profit; assets, debt and equity are positive in the balance sheet.
Revenue is imputed: all compute is sold at the plan's own price of compute, at most the market's rent, less the
worth of work put off; what buyers would have paid above it stays with them. It can be told at the whole worth.
Capital is paid by partners and lenders; running costs, interest and repayment by income, and where that
does not suffice by the owners, which is told as the funding gap. Cash that no later quarter needs is paid out to owners by
`money.accounting.payout`; nothing is where that is 0.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gigaplan import catalogue
from gigaplan.core.errors import Finding
from gigaplan.finance.books import income_tax
from gigaplan.finance.loan import coverage
from gigaplan.plan.plan import Plan
from gigaplan.study.accounts.assets import Asset, Lives, assets
from gigaplan.study.accounts.funding import Call, Credit, calls, credits, guarantee_fees, owners_top_up, spare
from gigaplan.study.accounts.revenue import NOT_PAID, Pricing, imputed_revenue, lost_worth, worth

Floats = NDArray[np.float64]
Lines = dict[tuple[str, str], Floats]
REVENUE = "imputed revenue"
GAP = "owners, beyond commitments"
SOLD = ("chip_resale_income",)  # the only closing value that is cash before the end
TAX = ("tax", "income tax")
CHANGE, AT_END = ("cash", "change in cash"), ("cash", "cash at the end")
ROUNDING = 1e-9  # MUSD_2026


def words(term: str) -> str:
    """Return a ledger term in words."""
    return term.replace("_", " ")


@dataclass(frozen=True)
class Accounts:
    """A plan's accounts; each table has lines (group, line) and a column for each quarter [MUSD_2026]."""

    plan: Plan
    assets: tuple[Asset, ...]
    calls: tuple[Call, ...]

    at: Pricing = "market"

    def ledger(self, ledger: str) -> dict[str, Floats]:
        """Return a ledger's terms by quarter [MUSD_2026]."""
        return {term: np.asarray(amount.values) for term, amount in self.plan.ledger[ledger].items()}

    @cached_property
    def profit(self) -> pd.DataFrame:
        """Profit and loss."""
        return self._table(self.profit_lines)

    @cached_property
    def cash(self) -> pd.DataFrame:
        """Cash: what comes in and goes out, with each partner's money."""
        changes = self._changes
        lines = {**self.before_owners, ("owners", GAP): self.gap, ("owners", "dividends"): -self.dividends}
        return self._table({**lines, CHANGE: changes, AT_END: np.cumsum(changes)})

    @cached_property
    def balance(self) -> pd.DataFrame:
        """Balance sheet at the end of each quarter."""
        return self._table(self.balance_lines)

    @cached_property
    def profit_lines(self) -> Lines:
        """Profit and loss by line [MUSD_2026]."""
        lines: Lines = {("revenue", REVENUE): self.revenue, **self._running_costs("running costs")}
        for kind in self._kinds():
            lines["wear", f"depreciation of {kind}"] = -self._sum(kind, "wear")
        lines["wear", "impairment of outdated chips"] = -self._sum("", "written")
        lines["wear", "gain on chips sold"] = self.sold - self._sum("", "disposed")
        lines["financing", "interest"] = -self.all(self.ledger("financing").values())
        lines |= self._financing_beside()
        lines[TAX] = -income_tax(self.all(lines.values()), *self._tax())
        return lines

    @cached_property
    def balance_lines(self) -> Lines:
        """Balance sheet by line at the end of each quarter [MUSD_2026]."""
        lines: Lines = {("assets", "cash"): np.cumsum(self._changes)}
        lines["assets", "construction in progress"] = self._sum("", "building")
        for kind in self._kinds():
            lines["assets", kind] = self._sum(kind, "book")
        lines["debt", "debt"] = 0.0 - np.cumsum(self.all(self.ledger("debt").values()))
        for kind in dict.fromkeys(one.call.commitment.kind for one in self.credits):
            lines["debt", kind] = self.all(
                one.owed for one in self.credits if one.call.commitment.kind == kind
            )
        share = 1 - self.plan.scenario.money.debt.share
        given = self.all(one.amounts for one in self.calls if one.commitment.repaid is None)
        lines["equity", "paid in by partners"] = share * np.cumsum(given)
        lines["equity", GAP] = np.cumsum(self.gap)
        lines["equity", "retained profit"] = np.cumsum(self.all(self.profit_lines.values()) - self.dividends)
        return lines

    @cached_property
    def credits(self) -> tuple[Credit, ...]:
        """Vendors' credit and customers' prepayments."""
        return credits(self.plan, self.calls)

    def _financing_beside(self) -> Lines:
        """Return what vendor finance, prepayments and guarantees cost; no line where there is none."""
        lines: Lines = {
            ("financing", f"interest of {one.call.commitment.partner}"): -one.interest for one in self.credits
        }
        fees = guarantee_fees(self.plan, self.calls)
        if fees.any():
            lines["financing", "guarantee fees"] = -fees
        return lines

    @cached_property
    def gap(self) -> Floats:
        """Funding gap: what owners must add beyond commitments by quarter [MUSD_2026]."""
        flows = self.all(self.before_owners.values())
        return owners_top_up(np.where(np.abs(flows) < ROUNDING, 0.0, flows))

    @cached_property
    def dividends(self) -> Floats:
        """Paid to owners by quarter: their share of the cash that no later quarter needs [MUSD_2026]."""
        cash = np.cumsum(self.all([*self.before_owners.values(), self.gap]))
        return spare(cash, self.plan.scenario.money.accounting.payout)

    @cached_property
    def owners_cash(self) -> Floats:
        """What owners get less what they pay in, by quarter, with what is theirs at the end in the last [MUSD_2026].

        Theirs at the end: cash and the closing value of the ledger, less what is owed. Partners' money that is given back is no
        owner's.
        """
        share = 1 - self.plan.scenario.money.debt.share
        given = share * self.all(one.amounts for one in self.calls if one.commitment.repaid is None)
        flow = np.asarray(self.dividends - given - self.gap)
        closing = self.ledger("closing value")
        left = -sum(float(row.sum()) for term, row in closing.items() if term not in SOLD)
        owed = sum(float(row[-1]) for (group, _), row in self.balance_lines.items() if group == "debt")
        flow[-1] += float(self._changes.sum()) + left - owed
        return flow

    @cached_property
    def _changes(self) -> Floats:
        return self.all([*self.before_owners.values(), self.gap, -self.dividends])

    @property
    def balance_difference(self) -> float:
        """Largest difference of assets from debt and equity in any quarter [MUSD_2026]; 0 to rounding."""
        signs = {"assets": 1.0, "debt": -1.0, "equity": -1.0}
        return float(
            np.abs(self.all(signs[group] * row for (group, _), row in self.balance_lines.items())).max()
        )

    @cached_property
    def available(self) -> Floats:
        """Cash available for debt service by quarter: revenue less running costs and tax [MUSD_2026]."""
        counted = ("revenue", "running costs", "tax")
        return self.all(row for (group, _), row in self.profit_lines.items() if group in counted)

    @cached_property
    def service(self) -> Floats:
        """Debt service by quarter: interest paid and debt paid back, to lenders, vendors and customers [MUSD_2026]."""
        return self.all([self.lenders_service, *(one.service for one in self.credits)])

    @cached_property
    def lenders_service(self) -> Floats:
        """Interest paid and debt paid back to lenders by quarter [MUSD_2026]."""
        debt = self.ledger("debt")
        interest = self.all(self.ledger("financing").values())
        return interest + debt["interest_added_to_debt"] + debt["debt_repayment"]

    @cached_property
    def coverage(self) -> Floats:
        """Debt service coverage by quarter, over the four quarters up to it; infinite where none is due."""
        return coverage(_over_a_year(self.available), _over_a_year(self.service))

    @cached_property
    def coverage_in_operation(self) -> list[tuple[str, float]]:
        """Quarter and coverage of each quarter that ends four in a row with income and debt service."""
        earning = (self.revenue > ROUNDING) & (self.service > ROUNDING)
        year = [bool(earning[max(step - 3, 0) : step + 1].all()) and step >= 3 for step in range(self.count)]
        quarters = self.plan.programme.calendar.quarters
        return [(quarters[step], float(self.coverage[step])) for step in range(self.count) if year[step]]

    @property
    def findings(self) -> list[Finding]:
        """What a lender would refuse: debt service coverage below its floor."""
        floor = self.plan.scenario.money.debt.coverage_floor
        low = [(quarter, one) for quarter, one in self.coverage_in_operation if one < floor]
        if not low:
            return []
        quarter, worst = min(low, key=lambda one: one[1])
        got = (
            f"{worst:.2f} in the year to {quarter}; below the floor in {len(low)} quarters, first {low[0][0]}"
        )
        do = "lower debt.share or debt.interest, lengthen debt.tenor or debt.grace, or lower the floor"
        return [Finding("money.debt.coverage_floor", got, f"debt service covered {floor:g} times", do)]

    @property
    def count(self) -> int:
        """Number of quarters."""
        return len(self.plan.programme.calendar.quarters)

    @cached_property
    def revenue(self) -> Floats:
        """Imputed revenue by quarter [MUSD_2026]."""
        return imputed_revenue(self.plan, self.at)

    @property
    def kept_by_buyers(self) -> Floats:
        """Worth of the compute used that is not paid for, by quarter [MUSD_2026]; with revenue it is the ledger's worth."""
        return worth(self.plan) - lost_worth(self.plan) - self.revenue

    @cached_property
    def sold(self) -> Floats:
        """Income of chips sold by quarter [MUSD_2026]."""
        closing = self.ledger("closing value")
        return -self.all(closing[term] for term in SOLD)

    @cached_property
    def capital(self) -> Floats:
        """Capital paid by quarter [MUSD_2026]."""
        return self.all(self.ledger("capital").values())

    def all(self, rows: Iterable[Floats]) -> Floats:
        """Add rows of quarters up; nothing at all is 0 in each."""
        return np.asarray(np.add.reduce([np.zeros(self.count), *rows]))

    def _running_costs(self, group: str) -> Lines:
        costs = {term: row for term, row in self.ledger("operation").items() if term not in NOT_PAID}
        return {(group, words(term)): -row for term, row in costs.items()}

    @cached_property
    def before_owners(self) -> Lines:
        """Cash by line before owners add anything [MUSD_2026]."""
        lines: Lines = {("operation", REVENUE): self.revenue, **self._running_costs("operation")}
        lines["operation", "income tax"] = self.profit_lines[TAX]
        for term, amount in self.ledger("capital").items():
            lines["investment", words(term)] = -amount
        lines["investment", "chips sold"] = self.sold
        debt = self.ledger("debt")
        lines["lenders", "debt drawn"] = -debt["debt_drawn"]
        lines["lenders", "interest paid"] = -(self.lenders_service - debt["debt_repayment"])
        lines["lenders", "debt paid back"] = -debt["debt_repayment"]
        for one in self.credits:
            way = "worked off for" if one.call.commitment.kind == "prepayment" else "paid back to"
            key = ("partners", f"{way} {one.call.commitment.partner}")
            lines[key] = lines.get(key, 0.0) - one.service
        lines |= {key: row for key, row in self._financing_beside().items() if key[1] == "guarantee fees"}
        share = 1 - self.plan.scenario.money.debt.share
        for name in dict.fromkeys(_partner(one) for one in self.calls):
            called = self.all(one.amounts for one in self.calls if _partner(one) == name)
            lines["partners", name] = share * called
        return lines

    def _kinds(self) -> list[str]:
        return list(dict.fromkeys(one.kind for one in self.assets))

    def _sum(self, kind: str, what: str) -> Floats:
        """Add a quantity of the assets of a kind up; of all assets where no kind is named."""
        found = [one for one in self.assets if kind in ("", one.kind)]
        return self.all(one.building if what == "building" else getattr(one.course, what) for one in found)

    def _tax(self) -> tuple[float, float]:
        entry, given = catalogue.entry("money", "tax"), self.plan.scenario.money.accounting.income_tax
        share = entry.number("us_federal", "dimensionless") if given is None else given
        return share, entry.number("loss_limit", "dimensionless")

    def _table(self, lines: Lines) -> pd.DataFrame:
        index = pd.MultiIndex.from_tuples(lines, names=["group", "line"])
        columns = list(self.plan.programme.calendar.quarters)
        return pd.DataFrame(np.array(list(lines.values())) + 0.0, index=index, columns=columns)


def accounts(plan: Plan, lives: Lives | None = None, at: Pricing = "market") -> Accounts:
    """Return a plan's accounts; other book lives than the scenario's, and revenue at the whole worth, may be tried."""
    capital = np.add.reduce([amount.values for amount in plan.ledger["capital"].values()])
    return Accounts(plan, assets(plan, lives), calls(plan, capital), at)


def _partner(call: Call) -> str:
    return f"{call.commitment.partner} ({call.commitment.status})"


def _over_a_year(amounts: Floats) -> Floats:
    """Return the sum of each quarter and the three before it."""
    sums = np.cumsum(amounts)
    return np.asarray(sums - np.append(np.zeros(4), sums)[: len(sums)])
