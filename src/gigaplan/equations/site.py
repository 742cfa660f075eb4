"""Sites and halls: opening a place, ordering hall blocks, what stands when."""

from gigaplan.language import adds_to, at_most, equal, equation, quantity, spread, total

quantity("from_order", r"\Theta_{\tau,t}", "dimensionless", over="order quarter", text="1 from the quarter of the order on")

quantity("site_opened", r"a_{s,t}", "dimensionless", over="site quarter", role="decision", at_most=1, whole="all", text="1 in the quarter a site is opened")
quantity("site_open", r"A_{s,t}", "dimensionless", over="site quarter", role="state", at_most=1, text="1 from the opening on")
quantity("standing_open", r"\underline{A}_{s,t}", "dimensionless", over="site quarter", text="1 where the site is open already")
quantity("site_allowed", r"\bar{a}_{s,t}", "dimensionless", over="site quarter", text="1 in quarters a site may be opened in")

quantity("hall_blocks_ordered", r"n_{s,t}", "block", over="site quarter", role="decision", whole="all", text="hall blocks ordered")
quantity("hall_power_built", r"H_{s,t}", "MW_it", over="site quarter", role="state", text="hall power ready for chips")
quantity("standing_hall_power", r"\underline{H}_{s,t}", "MW_it", over="site quarter", text="hall power that stands, or is under construction, at the start")
quantity("block_power", r"\beta_{s}", "MW_it/block", over="site", text="power of one hall block")
quantity("hall_arrives", r"\Lambda^{H}_{s,\tau,t}", "dimensionless", over="site order quarter", text="1 once a block ordered then is ready")
quantity("hall_power_limit", r"\bar{H}_{s}", "MW_it", over="site", text="hall power the site can hold")
quantity("hall_pace", r"\bar{n}_{s,t}", "block", over="site quarter", text="blocks that can be started in a quarter")

quantity("opening_cost", r"\kappa^{A}_{s}", "MUSD_2026", over="site", text="land and permits of opening a site")
quantity("opening_spending", r"\Phi^{A}_{\tau,t}", "dimensionless", over="order quarter", text="share of an opening paid in each quarter")
quantity("hall_cost", r"\kappa^{H}_{s}", "MUSD_2026/MW_it", over="site", text="capital cost of halls")
quantity("hall_spending", r"\Phi^{H}_{s,\tau,t}", "dimensionless", over="site order quarter", text="share of a block paid in each quarter")
quantity("hall_upkeep", r"\omega^{H}_{s}", "MUSD_2026/MW_it/year", over="site", text="yearly running cost of halls without energy, the rent of leased halls counted")
quantity("hall_closing_share", r"\Psi^{H}_{s,\tau,t}", "dimensionless", over="site order quarter", text="share of a block's cost left at the end of the programme")
quantity("quarter_years", r"\Delta_{t}", "year", over="quarter", text="length of the quarter")


@equation
def site_opens_once(q):
    """A site is open once it was opened or stood open, and opens once at most."""
    return equal(q.site_open, q.standing_open + spread(q.site_opened, by=q.from_order))


@equation
def site_opens_when_allowed(q):
    """A site opens only in quarters it may be opened in."""
    return at_most(q.site_opened, q.site_allowed)


@equation
def hall_power_grows(q):
    """Hall power is what stood at the start and every block ordered long enough ago."""
    return equal(q.hall_power_built, q.standing_hall_power + q.block_power * spread(q.hall_blocks_ordered, by=q.hall_arrives))


@equation
def halls_need_an_open_site(q):
    """Blocks are ordered only at an open site, no faster than it can build."""
    return at_most(q.hall_blocks_ordered, q.hall_pace * q.site_open)


@equation
def hall_power_fits_the_site(q):
    """A site holds no more hall power than its land and permits allow."""
    return at_most(q.hall_power_built, q.hall_power_limit)


@adds_to("capital")
def opening_capital(q):
    """Land and permits, paid when a site is opened."""
    return total(q.opening_cost * spread(q.site_opened, by=q.opening_spending), over="site")


@adds_to("capital")
def hall_capital(q):
    """Halls, paid along their construction."""
    return total(q.hall_cost * q.block_power * spread(q.hall_blocks_ordered, by=q.hall_spending), over="site")


@adds_to("operation")
def hall_running_cost(q):
    """Maintenance, staff, insurance, tax and water of the halls, and the rent where they are leased."""
    return total(q.quarter_years * q.hall_upkeep * q.hall_power_built, over="site")


@adds_to("closing value")
def hall_closing_value(q):
    """What the halls are still worth when the programme ends."""
    return -total(q.hall_cost * q.block_power * spread(q.hall_blocks_ordered, by=q.hall_closing_share), over="site")
