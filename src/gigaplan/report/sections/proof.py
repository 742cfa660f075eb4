"""How good the plan is proven to be: gap, audit of every equation, versions."""

from __future__ import annotations

import platform
from importlib.metadata import version

from gigaplan.plan.plan import Plan
from gigaplan.report.amounts import counted, money
from gigaplan.report.section import Section, Table

LIBRARIES = ("gigaplan", "numpy", "xarray", "linopy", "highspy", "numba", "pandas", "pydantic", "pint")


def versions() -> dict[str, str]:
    """Return the versions of what made a plan."""
    return {"python": platform.python_version(), **{name: version(name) for name in LIBRARIES}}


def facts(plan: Plan) -> dict[str, str]:
    """Return what a plan is proven by: what, and its result."""
    return {
        "status": plan.status,
        "gap": f"{plan.gap:.3%}",
        "objective": f"{money(plan.objective)}_2026 (costs count up, worth down)",
        "bound": f"{money(plan.bound)}_2026",
        "largest violation of an equation, relative": f"{plan.worst_residual:.0e}",
        "ledger less objective": f"{plan.ledger_difference:.0e} MUSD_2026",
        "method": plan.method,
        "rounds and seconds": f"{plan.rounds} and {plan.seconds:.1f}",
    }


def proof_section(plan: Plan) -> Section:
    """Return status, gap, audit and versions."""
    hours, sites = len(plan.programme.calendar.hours), len(plan.programme.labels["site"])
    lead = (
        f"{plan.status.capitalize()}: no plan of these equations is better by more than {plan.gap:.2%}. Every equation was "
        f"evaluated on the plan over {hours:,} hours at {counted(sites, 'site')}; the largest violation is "
        f"{plan.worst_residual:.0e} of the equation's largest amount."
    )
    audit = tuple((one.text, f"{one.relative:.1e}", one.place) for one in plan.residuals)
    return Section(
        "proof",
        "How sure the plan is",
        lead,
        short="Proof",
        tables=(
            Table("Proof", ("what", "result"), tuple(facts(plan).items())),
            Table(
                f"Audit: {len(audit)} laws and bounds on the solution",
                ("law", "largest violation, relative", "where"),
                audit,
                numbers=(1,),
                folded=True,
            ),
            Table("Versions", ("library", "version"), tuple(versions().items()), folded=True),
        ),
    )
