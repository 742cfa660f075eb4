"""An ensemble on the terminal, at 80 columns."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from gigaplan.report.stress_reading import INPUTS, summary, swings, year_ends
from gigaplan.study.stress.ensemble import Ensemble
from gigaplan.study.stress.outcome import GIGAWATTS

BAR = 22
SWINGS = 8


def stress_screen(ensemble: Ensemble, folder: str) -> RenderableType:
    """Return what is told of an ensemble on one screen."""
    title = Text(f"{ensemble.scenario.title}: {len(ensemble.outcomes):,} worlds", style="bold")
    parts: list[RenderableType] = [title, _summary(ensemble), _chances(ensemble), _swings(ensemble)]
    if ensemble.indices is not None and len(ensemble.indices):
        parts.append(_indices(ensemble))
    error = ensemble.error
    proof = (
        f"three days of each month stand for it; against all hours over 20 draws the net value is off by at "
        f"most {error['net']:.3%}, cost {error['cost']:.3%}, compute {error['compute']:.3%}; {ensemble.seconds:.0f} s"
    )
    return Group(*parts, Text(proof, style="dim"), Text(f"run folder: {folder}", style="dim"))


def _summary(ensemble: Ensemble) -> Table:
    table = Table(box=None, header_style="bold cyan", padding=(0, 2, 0, 0))
    table.add_column("")
    for name in ("plan", "1 in 10", "median", "9 in 10"):
        table.add_column(name, justify="right")
    table.add_column("")
    for line in summary(ensemble):
        table.add_row(line.name, line.planned, *line.percentiles, f"[dim]{line.unit}[/]")
    return table


def _chances(ensemble: Ensemble) -> Table:
    table = Table(box=None, header_style="bold cyan", padding=(0, 2, 0, 0), title_justify="left")
    table.add_column("probability by the end of")
    quarters = year_ends(ensemble)[-5:]
    for quarter in quarters:
        table.add_column(quarter, justify="right")
    for amount in GIGAWATTS:
        chances = [f"{ensemble.probability(amount, quarter):.0%}" for quarter in quarters]
        table.add_row(f"{amount:g} GW_it", *chances)
    return table


def _swings(ensemble: Ensemble) -> Table:
    found = swings(ensemble)
    widest = max(float(found[["low", "high"]].abs().to_numpy().max()), 1e-9) if len(found) else 1.0
    table = Table(box=None, header_style="bold cyan", padding=(0, 2, 0, 0))
    table.add_column("alone, everything else as planned")
    table.add_column("low end", justify="right")
    table.add_column("high end", justify="right")
    table.add_column("net value, GUSD_2026")
    for _, one in found.head(SWINGS).iterrows():
        length = max(abs(one["low"]), abs(one["high"])) / widest
        bar = "█" * max(round(BAR * length), 1) if length > 0.01 else "▏"
        table.add_row(
            INPUTS[one["input"]], f"{one['low']:+,.1f}", f"{one['high']:+,.1f}", f"[yellow]{bar}[/]"
        )
    return table


def _indices(ensemble: Ensemble) -> Table:
    assert ensemble.indices is not None
    table = Table(box=None, header_style="bold cyan", padding=(0, 2, 0, 0))
    table.add_column("share of the variance")
    table.add_column("net: alone", justify="right")
    table.add_column("in all", justify="right")
    last = f"gw_{ensemble.quarters[-1]}"
    table.add_column("GW at the end: alone", justify="right")
    table.add_column("in all", justify="right")
    net = ensemble.indices[ensemble.indices["outcome"] == "net"].set_index("input")
    power = ensemble.indices[ensemble.indices["outcome"] == last].set_index("input")
    for name in net.sort_values("total", ascending=False).index[:5]:
        other = power.loc[name] if name in power.index else None
        cells = [_share(net.loc[name, "first"]), _share(net.loc[name, "total"])]
        cells += ["", ""] if other is None else [_share(other["first"]), _share(other["total"])]
        table.add_row(INPUTS[name].replace("largest campus", "campuses"), *cells)
    return table


def _share(share: float) -> str:
    return f"{max(share, 0.0):.0%}"
