"""`gigaplan size`: from users and tokens to chips, megawatts and dollars, with the range and the reasons."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table

from gigaplan.compute.serving import committed_fit
from gigaplan.sizing import NotServed, Sizing, size_on_all_chips, size_workload

MILLION = 1e6
HEADINGS = ("chips", "MW_it", "MW_site", "capital", "a year", "in", "out", "speed", "instance")
UNITS = "capital in MUSD_2026, a year in MUSD_2026/year, in and out in USD_2026 per million tokens, speed in token/s/user"


def size_command(
    workload: str | None = None, table: bool = False, **options: float | str | None
) -> RenderableType:
    """Return the screen of `gigaplan size`; `workload` in words, `options` win over it, None says nothing.

    Options are the fields of `gigaplan.sizing.Workload`. With `table` every chip of the catalogue
    stands side by side. Raises InputError with everything wrong and the nearest that works.
    """
    if table:
        return chips_table(size_on_all_chips(workload, **options))
    return sizing_screen(size_workload(workload, **options))


def sizing_json(sizing: Sizing) -> str:
    """Return one sizing as JSON text: workload, chips with their range, MW, USD_2026, the hall and the reasons."""
    fleet, power, money, hall = sizing.fleet, sizing.power, sizing.money, sizing.hall
    told = {
        "workload": vars(sizing.workload),
        "precision": sizing.precision,
        "chips": {"central": fleet.chips, "low": fleet.low, "high": fleet.high},
        "it_power_MW": power.built_it,
        "site_power_MW": power.built_site,
        "mean_site_power_MW": power.mean_site,
        "capital_USD_2026": money.capital,
        "yearly_USD_2026": money.yearly,
        "USD_2026_per_million_in": sizing.usd_per_million_in,
        "USD_2026_per_million_out": sizing.usd_per_million_out,
        "device_share": sizing.device_share,
        "hall": {**vars(hall), "cooling": hall.cooling.name, "network_share": hall.network_share},
        "reasons": sizing.reasons,
    }
    return json.dumps(told, indent=2)


def sizing_screen(sizing: Sizing) -> RenderableType:
    """Return one sizing: what to buy, what it draws and costs, and why."""
    asked, fleet, power, money = sizing.workload, sizing.fleet, sizing.power, sizing.money
    spread = (fleet.low / fleet.chips, fleet.high / fleet.chips)
    shown = Table(box=None, header_style="bold cyan")
    shown.add_column("")
    for heading in ("central", "80 % range"):
        shown.add_column(heading, justify="right")
    for label, number, unit, digits in (
        ("chips", fleet.chips, "", 0),
        ("power of the chips, all-in", power.built_it, "MW_it", 2),
        ("power at the fence", power.built_site, "MW_site", 2),
        ("capital", money.capital / MILLION, "MUSD_2026", 1),
        ("cost a year", money.yearly / MILLION, "MUSD_2026/year", 1),
        ("a million tokens in", sizing.usd_per_million_in, "USD_2026", 3),
        ("a million tokens out", sizing.usd_per_million_out, "USD_2026", 3),
    ):
        low, high = (f"{number * factor:,.{digits}f}" for factor in spread)
        shown.add_row(label, f"{number:,.{digits}f} {unit}".strip(), f"{low} to {high}")
    heading = f"{escape(asked.model)} in {sizing.precision} on {escape(asked.chip)}"
    stream = (
        f"{asked.users:,.0f} users, {asked.requests_a_day:g} requests a day each, "
        f"{asked.prompt:g} tokens in, {asked.answer:g} out; peak {asked.peak_ratio:g} times the mean"
    )
    notes = [f"  {escape(reason)}" for reason in (*sizing.reasons, _sources(sizing))]
    return Group(f"[bold]{heading}[/]", stream, shown, *notes)


def chips_table(found: Sequence[Sizing | NotServed]) -> RenderableType:
    """Return every chip side by side, least yearly cost first, and those that cannot serve it with why."""
    shown = Table(box=None, header_style="bold cyan", padding=(0, 1, 0, 0), pad_edge=False)
    shown.add_column("chip", no_wrap=True)
    for heading in HEADINGS:
        shown.add_column(heading, justify="right", no_wrap=True)
    for one in found:
        if isinstance(one, Sizing):
            shown.add_row(*_row(one))
    fit = committed_fit()
    spread = f"80 % range: {fit.low:.2f} to {fit.high:.2f} times each row's chips, MW and dollars, in whole instances"
    failed = [f"{escape(one.chip)}: {escape(one.why)}" for one in found if isinstance(one, NotServed)]
    return Group(shown, UNITS, spread, *(["[bold]cannot serve it[/]", *failed] if failed else []))


def _row(one: Sizing) -> tuple[str, ...]:
    fleet, run = one.fleet, one.fleet.instance.run
    chips, ranks = (int(np.ravel(column)[0]) for column in (run.chips, run.data_ranks))
    return (
        escape(one.workload.chip),
        f"{fleet.chips:,}",
        f"{one.power.built_it:,.2f}",
        f"{one.power.built_site:,.2f}",
        f"{one.money.capital / MILLION:,.1f}",
        f"{one.money.yearly / MILLION:,.1f}",
        f"{one.usd_per_million_in:,.3f}",
        f"{one.usd_per_million_out:,.3f}",
        f"{1 / fleet.token_time:.0f}",
        f"DP{ranks} EP{chips}" if ranks > 1 else f"TP{chips}",
    )


def _sources(sizing: Sizing) -> str:
    return (
        f"peak design ratio {sizing.power.peak_ratio:.2f}, mean PUE {sizing.power.pue:.2f}, "
        f"electricity of {sizing.workload.region}; prices from the catalogue (gigaplan show chip {sizing.workload.chip})"
    )
