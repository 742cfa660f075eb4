"""Money: what is spent by when, out of what is committed; interest on the borrowed part."""

from gigaplan.language import adds_to, at_most, equal, equation, ledger_sum, quantity, spread, total

quantity("capital_spent", r"M_{t}", "MUSD_2026", over="quarter", role="state", at_least=float("-inf"), text="capital paid in the quarter")
quantity("capital_to_date", r"\Sigma M_{t}", "MUSD_2026", over="quarter", role="state", at_least=float("-inf"), text="capital paid up to the end of the quarter")
quantity("capital_available", r"\bar{M}_{t}", "MUSD_2026", over="quarter", text="capital that commitments let be paid up to the end of the quarter")
quantity("same_year", r"\Lambda^{M}_{\tau,t}", "dimensionless", over="order quarter", text="1 from a quarter to the end of its year")
quantity("tranche", r"\bar{T}_{t}", "MUSD_2026", over="quarter", text="capital that may be paid in the year up to the end of the quarter, where what a year leaves unspent lapses")
quantity("debt_share", r"\delta", "dimensionless", at_most=1, text="share of the capital that is borrowed")
quantity("debt_interest", r"\rho^{D}", "1/year", text="interest on borrowed capital, the lender's margin counted")
quantity("debt_owed", r"\Omega^{D}_{\tau,t}", "dimensionless", over="order quarter", text="what is owed in a quarter of each dollar borrowed then, interest added to it counted")
quantity("debt_added", r"\Upsilon^{D}_{\tau,t}", "dimensionless", over="order quarter", text="interest added to the debt in a quarter of each dollar borrowed then")
quantity("debt_paid_back", r"\Pi^{D}_{\tau,t}", "dimensionless", over="order quarter", text="what is paid back in a quarter of each dollar borrowed then")
quantity("debt_limit", r"\bar{\Omega}^{D}_{t}", "MUSD_2026", over="quarter", text="most that lenders let be owed")
quantity("coverage_floor", r"\gamma^{D}", "dimensionless", text="times that contracted cash covers debt service, least")
quantity("contracted_cash", r"\kappa^{C}_{t}", "MUSD_2026/kH100e/year", over="quarter", text="cash of the compute used after running costs, as lenders count it")
quantity("cash_beside", r"\beta^{C}_{t}", "MUSD_2026", over="quarter", text="other cash that lenders count toward debt service")
quantity("thrift", r"\theta^{M}", "dimensionless", at_most=1, text="part of the capital that counts where the objective is most compute, so that money without a use stays unspent")
quantity("discount", r"d_{t}", "dimensionless", over="quarter", text="present worth of money in the quarter")


@equation
def capital_is_the_ledger(q):
    """Capital paid in a quarter is the capital ledger."""
    return equal(q.capital_spent, ledger_sum(q, "capital"))


@equation
def capital_adds_up(q):
    """Capital to date is the sum of what was paid in each quarter so far."""
    return equal(q.capital_to_date, spread(q.capital_spent, by=q.from_order))


@equation
def capital_is_committed(q):
    """No more capital is paid by any date than commitments have made available by then."""
    return at_most(q.capital_to_date, q.capital_available)


@equation
def debt_stays_within_its_limit(q):
    """No more is owed than lenders let be owed."""
    return at_most(spread(q.debt_share * q.capital_spent, by=q.debt_owed), q.debt_limit)


@equation
def contracted_cash_covers_debt_service(q):
    """Contracted cash of the compute used covers interest and repayment as many times as lenders ask."""
    borrowed = q.debt_share * q.capital_spent
    interest_due = q.quarter_years * q.debt_interest * spread(borrowed, by=q.debt_owed)
    service = interest_due - spread(borrowed, by=q.debt_added) + spread(borrowed, by=q.debt_paid_back)
    cash = q.quarter_years * q.contracted_cash * total(q.compute_used, over="work step")
    return at_most(q.coverage_floor * service - cash, q.cash_beside)


@equation
def capital_keeps_to_its_tranche(q):
    """Where unspent money lapses, no more capital is paid in a year than its own tranche."""
    return at_most(spread(q.capital_spent, by=q.same_year), q.tranche)


@adds_to("thrift")
def capital_held_dear(q):
    """A small part of the capital paid: of two plans with the same compute the one that spends less is better."""
    return q.thrift * q.capital_spent


@adds_to("financing")
def interest(q):
    """Interest on what is still owed of the borrowed share of the capital.

    Told beside the objective, never in it: the objectives pay capital in full when it falls due and discount
    it, so interest on top would charge for the same money twice.
    """
    return q.quarter_years * q.debt_interest * spread(q.debt_share * q.capital_spent, by=q.debt_owed)


@adds_to("debt")
def debt_drawn(q):
    """The borrowed share of the capital, drawn as capital falls due."""
    return -(q.debt_share * q.capital_spent)


@adds_to("debt")
def interest_added_to_debt(q):
    """Interest during construction, added to the debt instead of paid."""
    return -spread(q.debt_share * q.capital_spent, by=q.debt_added)


@adds_to("debt")
def debt_repayment(q):
    """What is paid back of the debt."""
    return spread(q.debt_share * q.capital_spent, by=q.debt_paid_back)
