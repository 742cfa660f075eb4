"""Compute: chips bought, housed and put to work; what the work is worth."""

from gigaplan.language import adds_to, at_least, at_most, equal, equation, quantity, spread, total

quantity("chips_ordered", r"b_{s,k,t}", "kchip", over="site chip quarter", role="decision", text="chips taken from the foundry's deliveries of the quarter")
quantity("chips_retired", r"r_{s,k,t}", "kchip", over="site chip quarter", role="decision", text="chips taken out of service and sold, the oldest first")
quantity("chips_installed", r"K_{s,k,t}", "kchip", over="site chip quarter", role="state", text="chips in racks and running")
quantity("standing_chips", r"\underline{K}_{s,k,t}", "kchip", over="site chip quarter", text="chips that stand, or are on order, at the start")
quantity("chip_arrives", r"\Lambda^{K}_{k,\tau,t}", "dimensionless", over="chip order quarter", text="1 from the quarter a chip delivered then runs")
quantity("chip_ends", r"\Xi^{K}_{k,\tau,t}", "dimensionless", over="chip order quarter", text="1 from the end of life of a chip delivered then")
quantity("chip_power", r"\epsilon_{k}", "MW_it/kchip", over="chip", text="IT power of a chip with its share of server, network and storage")
quantity("chip_supply", r"\bar{b}_{k,t}", "kchip", over="chip quarter", text="chips of a generation the programme can have in a quarter")
quantity("wafers_per_chip", r"\varpi_{f,k}", "wafer/kchip", over="foundry chip", text="packaging wafers that a thousand chips take")
quantity("wafer_supply", r"\bar{W}_{f,t}", "wafer", over="foundry quarter", text="packaging wafers that reach the programme in a quarter")
quantity("chip_price", r"\kappa^{K}_{k,t}", "MUSD_2026/kchip", over="chip quarter", text="price of a chip with server, rack and network")
quantity("chip_upkeep", r"\omega^{K}_{k}", "MUSD_2026/kchip/year", over="chip", text="yearly spares and repair")
quantity("chip_resale", r"\psi^{K}_{k,t}", "MUSD_2026/kchip", over="chip quarter", text="what a used chip fetches")
quantity("closing", r"\Omega_{t}", "dimensionless", over="quarter", at_most=1, text="1 in the last quarter")

quantity("counts_for_rule", r"\iota_{r,s}", "dimensionless", over="rule site", text="1 where the site lies in a country an export rule covers")
quantity("chip_compute", r"h_{k}", "kH100e/kchip", over="chip", text="compute of a chip by its dense 8-bit rate")
quantity("export_cap", r"\bar{X}_{r,t}", "kH100e", over="rule quarter", text="compute an export rule lets stand in a country")

quantity("chips_working", r"m_{s,k,w,t}", "kchip", over="site chip work quarter", role="decision", text="chips put to a kind of work")
quantity("work_power", r"L_{s,w,t}", "MW_it", over="site work quarter", role="state", text="IT power of the chips put to a kind of work")
quantity("work_rate", r"\nu_{k,w}", "kH100e/kchip", over="chip work", text="compute a chip gives a kind of work, time in service counted")
quantity("compute_delivered", r"C_{w,t}", "kH100e", over="work quarter", role="state", text="compute given to a kind of work over all sites")
quantity("compute_used", r"D_{w,n,t}", "kH100e", over="work step quarter", role="decision", text="compute used on each step of demand")
quantity("demand_step", r"\bar{D}_{w,n,t}", "kH100e", over="work step quarter", text="compute wanted at the worth of the step")
quantity("demand_required", r"\underline{D}_{w,t}", "kH100e", over="work quarter", text="compute that must be given")
quantity("step_worth", r"\omega_{w,n,t}", "MUSD_2026/kH100e/year", over="work step quarter", text="worth of compute on the step")


@equation
def fleet_grows(q):
    """Chips in service are those that stood, those delivered, less those retired."""
    delivered = spread(q.chips_ordered, by=q.chip_arrives)
    retired = spread(q.chips_retired, by=q.from_order)
    return equal(q.chips_installed, q.standing_chips + delivered - retired)


@equation
def chips_retire_in_time(q):
    """The oldest chips retire first, so by any date at least those past their life are out of service."""
    retired = spread(q.chips_retired, by=q.from_order)
    return at_least(retired, spread(q.chips_ordered, by=q.chip_ends))


@equation
def chips_fit_the_halls(q):
    """Chips in service draw no more than the halls can feed and cool."""
    return at_most(total(q.chip_power * q.chips_installed, over="chip"), q.hall_power_built)


@equation
def chip_supply_is_limited(q):
    """All sites together take no more of a generation than the programme can have."""
    return at_most(total(q.chips_ordered, over="site"), q.chip_supply)


@equation
def wafers_are_shared(q):
    """All generations of a supplier share its advanced-packaging wafers."""
    return at_most(total(q.wafers_per_chip * q.chips_ordered, over="site chip"), q.wafer_supply)


@equation
def export_cap_is_kept(q):
    """Compute standing in each country an export rule covers stays below its cap."""
    return at_most(total(q.counts_for_rule * q.chip_compute * q.chips_installed, over="site chip"), q.export_cap)


@equation
def chips_work_once(q):
    """A chip does one kind of work at a time."""
    return at_most(total(q.chips_working, over="work"), q.chips_installed)


@equation
def working_chips_draw_power(q):
    """Work draws the IT power of its chips."""
    return equal(q.work_power, total(q.chip_power * q.chips_working, over="chip"))


@equation
def working_chips_give_compute(q):
    """Work is given the compute of its chips, over all sites."""
    return equal(q.compute_delivered, total(q.work_rate * q.chips_working, over="site chip"))


@equation
def used_compute_is_delivered(q):
    """No more compute is used than is delivered."""
    return at_most(total(q.compute_used, over="step"), q.compute_delivered)


@equation
def used_compute_is_wanted(q):
    """No more compute is used on a step than is wanted there."""
    return at_most(q.compute_used, q.demand_step)


@equation
def required_demand_is_met(q):
    """Demand that must be met is met."""
    return at_least(total(q.compute_used, over="step"), q.demand_required)


@adds_to("capital")
def chip_capital(q):
    """Chips with servers, racks and network, paid on delivery."""
    return total(q.chip_price * q.chips_ordered, over="site chip")


@adds_to("operation")
def chip_repair(q):
    """Spares and repair of the chips in service."""
    return total(q.quarter_years * q.chip_upkeep * q.chips_installed, over="site chip")


@adds_to("worth")
def worth_of_compute(q):
    """Worth of the compute used, counted against the costs."""
    return -total(q.quarter_years * q.step_worth * q.compute_used, over="work step")


@adds_to("closing value")
def chip_resale_income(q):
    """What chips taken out of service fetch."""
    return -total(q.chip_resale * q.chips_retired, over="site chip")


@adds_to("closing value")
def chip_closing_value(q):
    """What the chips in service are still worth when the programme ends."""
    return -total(q.closing * q.chip_resale * q.chips_installed, over="site chip")
