"""Balance: what feeds a site is what its chips draw, cooling and losses counted; shedding; firmness; policy."""

from gigaplan.language import (
    adds_to,
    at_least,
    at_most,
    by_quarter,
    each_hour,
    equal,
    equation,
    ledger_sum,
    quantity,
    total,
)

quantity("pue", r"\phi_{s,h}", "MW_site/MW_it", over="site hour", at_least=1, text="site power drawn for each unit of IT power")
quantity("work_shape", r"\psi_{w,h}", "dimensionless", over="work hour", text="power drawn in the hour as a share of the work's full power")
quantity("shed", r"z_{s,w,h}", "MW_site", over="site work hour", role="decision", text="power of work that is lost because power is short or too dear")
quantity("shed_loss", r"\zeta_{w,t}", "MUSD_2026/(MW_site*hour)", over="work quarter", text="worth of the work lost by shedding a unit of energy")
quantity("spill", r"v_{s,h}", "MW_site", over="site hour", role="decision", text="must-run power that nobody needs")

quantity("peak_ratio", r"\hat{\phi}_{s}", "MW_site/MW_it", over="site", at_least=1, text="site power for each unit of IT power that the site is designed for")
quantity("plant_firm_share", r"\theta_{s,g}", "MW_site/MW_plate", over="site plant", text="part of a plant that counts as firm: its power in the hottest hour, forced outages counted")
quantity("grid_firm_share", r"\theta^{G}_{s,o}", "dimensionless", over="site offer", at_most=1, text="part of a connection that counts as firm")
quantity("store_firm_share", r"\theta^{X}_{b}", "dimensionless", over="store", at_most=1, text="part of store power that counts as firm")
quantity("firm_margin", r"\gamma_{s,t}", "dimensionless", over="site quarter", text="firm power needed for each unit of peak demand")

quantity("in_country", r"\iota_{n,s}", "dimensionless", over="country site", text="1 where the site lies in the country")
quantity("mean_pue", r"\bar{\phi}_{s}", "MW_site/MW_it", over="site", at_least=1, text="mean of the site's power ratio over the year")
quantity("national_power_limit", r"\bar{N}_{n,t}", "MW_site", over="country quarter", text="mean power the programme may draw in a country")


@equation
def site_power_balances(q):
    """What feeds a site, less what is spilled, is what its work draws, less what is shed."""
    drawn = q.pue * total(q.work_shape * each_hour(q.work_power), over="work")
    return equal(ledger_sum(q, "site power"), drawn)


@equation
def shed_limit(q):
    """No more work is shed than runs: the hour's own, less what is put off, plus what is caught up."""
    moved = total(q.defers * (q.caught_up - q.put_off), over="deferral")
    return at_most(q.shed, q.pue * (q.work_shape * each_hour(q.work_power) + moved))


@equation
def spill_limit(q):
    """Only power of must-run plants is ever spilled."""
    return at_most(q.spill, total(q.plant_must_run_share * q.plant_availability * each_hour(q.plant_built), over="plant"))


@equation
def firm_power_covers_the_peak(q):
    """Firm power covers the peak of the running work with the margin asked for."""
    plants = total(q.plant_firm_share * q.plant_built, over="plant")
    grid = total(q.grid_firm_share * q.grid_built, over="offer")
    stores = total(q.store_firm_share * q.store_power_built, over="store")
    return at_least(plants + grid + stores, q.firm_margin * q.peak_ratio * total(q.work_power, over="work"))


@equation
def national_share_is_kept(q):
    """The programme draws no more than its allowed share of a country's electricity."""
    drawn = total(q.in_country * q.mean_pue * total(q.work_power, over="work"), over="site")
    return at_most(drawn, q.national_power_limit)


@adds_to("site power")
def shed_supply(q):
    """Work that is shed frees power."""
    return total(q.shed, over="work")


@adds_to("site power")
def spilled_power(q):
    """Must-run power that nobody needs is lost."""
    return -q.spill


@adds_to("operation")
def lost_work(q):
    """Worth of the work that is shed."""
    return total(by_quarter(q.hours_represented * each_hour(q.shed_loss) * q.shed), over="site work")
