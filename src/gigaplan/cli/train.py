"""`gigaplan train`: what a training run takes, and time against chips."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from gigaplan.cli.options import escape
from gigaplan.core.errors import Finding, InputError

if TYPE_CHECKING:
    from gigaplan.sizing.demand import TrainingWork
    from gigaplan.sizing.training import Cluster, LifeSplit, TrainingSizing

SECONDS_A_DAY = 86400.0
PRECISIONS = ("bf16", "fp8")


def train(
    model: Annotated[str, typer.Argument(help="model of the catalogue: llama-3.1-405b, frontier_2026")],
    tokens: Annotated[float, typer.Option(help="tokens to train on")] = 15e12,
    chip: Annotated[str, typer.Option(help="chip of the catalogue")] = "gb200",
    days: Annotated[float | None, typer.Option(help="days it may take: says the chips that do")] = None,
    batch: Annotated[float, typer.Option(help="tokens of a step")] = 16_777_216,
    sequence: Annotated[float, typer.Option(help="tokens of a sequence")] = 8192.0,
    precision: Annotated[str, typer.Option(help="bf16 or fp8, of the matrix products")] = "fp8",
    answers: Annotated[
        float | None, typer.Option(help="reinforcement learning: answers rolled out in all")
    ] = None,
    answer_tokens: Annotated[float, typer.Option(help="tokens of a rolled-out answer")] = 8000.0,
    prompt_tokens: Annotated[float, typer.Option(help="tokens of its prompt")] = 500.0,
    served: Annotated[
        float | None,
        typer.Option(help="tokens the model will read and answer in its life: training or thinking"),
    ] = None,
    trade: Annotated[
        float, typer.Option(help="orders of magnitude more inference that replace one order of training")
    ] = 1.0,
) -> None:
    """Size a training run: operations, days against chips, useful time, largest useful cluster, roll-outs."""
    from gigaplan.compute.training import Rollouts
    from gigaplan.sizing.demand import TrainingWork
    from gigaplan.sizing.training import size_learning, size_training, split_life

    if precision not in PRECISIONS:
        finding = Finding("--precision", repr(precision), "bf16 or fp8", "leave it out for fp8")
        raise InputError("the precision is not known", [finding])
    seconds = (1.0 if days is None else days) * SECONDS_A_DAY
    work = TrainingWork(model, tokens, seconds, batch, sequence, precision, chip)
    rollouts = Rollouts(answers or 0.0, answer_tokens, prompt_tokens)
    with _told_by_option():
        sizing = size_training(work, days is not None)
        chips = sizing.needed.chips if sizing.needed else sizing.clusters[0].chips
        hours = None if answers is None else size_learning(work, rollouts, chips)
        split = None if served is None else split_life(work, served, trade)
    console = Console()
    _show(console, work, sizing)
    if hours is not None:
        console.print(
            f"roll-outs: {hours.decoding:,.0f} chip-hours decode {answers:,.0f} answers, {hours.updating:,.0f} "
            f"learn from them; decoding is {hours.decoding_share:.0%}"
        )
    if split is not None:
        _show_life(console, split, trade)


@contextmanager
def _told_by_option() -> Iterator[None]:
    """Tell what is wrong with a run at the option that says it: run.precision is --precision."""
    try:
        yield
    except InputError as problem:
        told = [replace(one, where=_option(one.where)) for one in problem.findings]
        raise InputError(problem.summary, told) from None


def _option(where: str) -> str:
    name = where.removeprefix("run.").removeprefix("training run, ").removeprefix("rollouts.")
    if name == "model":
        return "MODEL"
    return where if where.startswith("--") else f"--{name.replace('batch_tokens', 'batch').replace('_', '-')}"


def _show_life(console: Console, split: LifeSplit, trade: float) -> None:
    life, next_one = (
        split.life,
        "training a better model" if split.better_model else "answering and thinking longer",
    )
    console.print(
        f"over its life {life.training_flop:.3g} FLOP train and {life.inference_flop:.3g} serve: training is "
        f"{split.share:.0%}; at a trade of {trade:g} its best share is {split.best_share:.0%}, so the next dollar "
        f"does more in {next_one} (Erdil, Epoch AI, 2024; FLOP at one price)"
    )
    if split.cheaper is None:
        console.print("no loss law is published for mixtures, so no cheaper model of the same loss is named")
    else:
        other = split.cheaper
        console.print(
            f"the same loss for {1 - other.flop / life.flop:.1%} less FLOP: {other.parameters / 1e9:,.3g} B parameters "
            f"on {other.training_tokens:.3g} tokens (Chinchilla law; Sardana et al., arXiv 2401.00448)"
        )


def _show(console: Console, work: TrainingWork, sizing: TrainingSizing) -> None:
    console.print(
        f"[bold]{escape(work.model)}, {work.tokens:.4g} tokens in {work.precision} on {escape(work.chip)}[/]"
    )
    console.print(f"{sizing.operations:.3g} FLOP; stops as in Llama 3's pre-training, counted in days")
    table = Table(box=None, header_style="bold cyan")
    for heading in ("chips", "days", "of peak", "useful time", "chip-hours", "MW_it"):
        table.add_column(heading, justify="right")
    if sizing.needed:
        table.add_row(*_row(sizing.needed), style="bold")
    for one in sizing.clusters:
        table.add_row(*_row(one))
    console.print(table)
    console.print(
        f"past {sizing.largest:,.0f} chips one per cent more gives less than half a per cent more speed; past "
        f"{sizing.fastest:,.0f} more chips slow the run"
    )
    console.print(f"expect {sizing.error:.0%} either way: see docs/explanation/training.md")


def _row(one: Cluster) -> tuple[str, ...]:
    return (
        f"{one.chips:,.0f}",
        f"{one.days:,.1f}",
        f"{one.share:.1%}",
        f"{one.useful:.1%}",
        f"{one.chip_hours / 1e6:,.2f} M",
        f"{one.it_power:,.1f}",
    )
