"""`gigaplan size --trace`: a recorded stream of requests instead of users and tokens in words."""

from __future__ import annotations

from pathlib import Path

from rich.markup import escape

from gigaplan.programme.traces import read_trace
from gigaplan.sizing.text import read_workload

HOURS_IN_DAY = 24
MINUTE = 60.0  # s


def options_of_trace(
    path: Path, workload: str | None, numbers: dict[str, float | None]
) -> dict[str, float | None]:
    """Return the numbers with what neither they nor the text say taken from the trace.

    The trace's mean tokens [token] in and out, and its own rate as one user's requests a day. Raises InputError for a
    trace or a text that cannot be read.
    """
    trace = read_trace(path)
    said = {name for name, number in numbers.items() if number is not None}
    said |= set(read_workload(workload)) if workload else set()
    taken = {"prompt": float(trace.input_tokens.mean()), "answer": float(trace.output_tokens.mean())}
    if not said & {"users", "requests_a_day"}:
        taken |= {"users": 1.0, "requests_a_day": trace.requests_per_hour * HOURS_IN_DAY}
    return numbers | {name: number for name, number in taken.items() if name not in said}


def told_trace(path: Path) -> str:
    """Return what a trace holds in a line: requests, hours, tokens, how uneven they come, what a cache would hold."""
    trace = read_trace(path)
    reused = trace.reused_share
    cache = "" if reused is None else f"; an endless cache would hold {reused:.0%} of the prompts"
    busiest = (
        f"; busiest minute {trace.busiest(MINUTE):.2f} times the mean" if trace.span_hours * 60 >= 1 else ""
    )
    return (
        f"{escape(path.name)}: {len(trace.seconds):,} requests in {trace.span_hours:.2f} h, "
        f"{trace.input_tokens.mean():,.0f} tokens in and {trace.output_tokens.mean():,.0f} out on average{busiest}{cache}"
    )
