"""Grid: connection offers, what is taken of them, energy bought, the highest power drawn."""

from gigaplan.language import adds_to, at_most, by_quarter, each_hour, equal, equation, quantity, total

quantity("grid_taken", r"G_{s,o}", "MW_site", over="site offer", role="decision", text="grid connection taken of an offer")
quantity("offer_size", r"\bar{G}_{s,o}", "MW_site", over="site offer", text="size of a grid offer")
quantity("grid_live", r"\Lambda^{G}_{s,o,t}", "dimensionless", over="site offer quarter", text="1 once an offer is energised")
quantity("grid_new", r"\lambda^{G}_{s,o,t}", "dimensionless", over="site offer quarter", text="1 in the quarter an offer is energised")
quantity("grid_built", r"g_{s,o,t}", "MW_site", over="site offer quarter", role="state", text="grid connection that runs")
quantity("grid_cost", r"\kappa^{G}_{s,o}", "MUSD_2026/MW_site", over="site offer", text="capital cost of a connection")
quantity("grid_spending", r"\Phi^{G}_{s,o,t}", "dimensionless", over="site offer quarter", text="share of a connection paid in each quarter")
quantity("grid_capacity_charge", r"\omega^{G}_{s,o}", "MUSD_2026/MW_site/year", over="site offer", text="yearly charge for connected capacity")
quantity("grid_demand_charge", r"\omega^{D}_{s,o}", "MUSD_2026/MW_site/year", over="site offer", text="charge for the highest power drawn in a quarter, by the year")
quantity("grid_peak_counts", r"\iota^{D}_{s,o}", "dimensionless", over="site offer", at_most=1, text="1 where the highest power drawn is charged")
quantity("grid_spare", r"\underline{g}_{s,o,t}", "MW_site", over="site offer quarter", role="decision", text="connection that no hour of the quarter uses, left aside to save the charge")
quantity("grid_peak", r"\hat{g}_{s,o,t}", "MW_site", over="site offer quarter", role="state", text="highest power drawn in the quarter that is asked for; all that is connected where it is not charged")
quantity("transformer_slots", r"\bar{S}^{G}_{t}", "MW_site", over="quarter", text="grid connection that transformers and breakers allow to be energised in a quarter")

quantity("grid_power", r"e_{s,o,h}", "MW_site", over="site offer hour", role="decision", text="power drawn from the grid")
quantity("grid_availability", r"\alpha^{G}_{s,o,h}", "dimensionless", over="site offer hour", at_most=1, text="share of a connection that may be used in the hour")
quantity("grid_energy_cost", r"\pi_{s,h}", "MUSD_2026/(MW_site*hour)", over="site hour", at_least=float("-inf"), text="price of grid energy, delivered")


@equation
def grid_is_live_from_its_date(q):
    """A connection carries power from the offer's date on."""
    return equal(q.grid_built, q.grid_live * q.grid_taken)


@equation
def grid_fits_the_offer(q):
    """No more is taken than was offered, and only at an open site."""
    return at_most(q.grid_built, q.offer_size * q.site_open)


@equation
def transformers_are_shared(q):
    """Connections energised in a quarter fit the transformers and breakers to be had."""
    return at_most(total(q.grid_new * q.grid_taken, over="site offer"), q.transformer_slots)


@equation
def grid_peak_leaves_the_spare(q):
    """The highest power drawn is what is live of a connection, less what is left aside where it is charged."""
    return equal(q.grid_peak, q.grid_live * q.grid_taken - q.grid_peak_counts * q.grid_spare)


@equation
def grid_power_limit(q):
    """Power drawn never exceeds the quarter's highest, less what is interrupted."""
    return at_most(q.grid_power, q.grid_availability * each_hour(q.grid_peak))


@adds_to("site power")
def grid_supply(q):
    """The grid feeds the site."""
    return total(q.grid_power, over="offer")


@adds_to("capital")
def grid_capital(q):
    """Connections, paid before they are energised."""
    return total(q.grid_cost * q.grid_spending * q.grid_taken, over="site offer")


@adds_to("operation")
def grid_capacity_cost(q):
    """Charges for connected capacity."""
    return total(q.quarter_years * q.grid_capacity_charge * q.grid_built, over="site offer")


@adds_to("operation")
def grid_demand_cost(q):
    """Charges for the highest power drawn in a quarter."""
    return total(q.quarter_years * q.grid_demand_charge * q.grid_peak, over="site offer")


@adds_to("operation")
def grid_energy(q):
    """Energy bought from the grid."""
    return total(by_quarter(q.hours_represented * q.grid_energy_cost * total(q.grid_power, over="offer")), over="site")
