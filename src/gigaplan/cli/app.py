"""The command line: heavy imports only where a command needs them."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from gigaplan.cli.alternatives import alternatives
from gigaplan.cli.compare import compare
from gigaplan.cli.export import export
from gigaplan.cli.grid import grid
from gigaplan.cli.hedge import hedge
from gigaplan.cli.money import money
from gigaplan.cli.options import DataFolder, Settings, Source, WordsCommand, changes_of, data_folder, escape
from gigaplan.cli.stress import stress
from gigaplan.cli.studio import studio
from gigaplan.cli.train import train
from gigaplan.cli.worths import options
from gigaplan.core.errors import Finding, GigaplanError, InputError
from gigaplan.plan.gap import DEFAULT_GAP

app = typer.Typer(
    name="gigaplan",
    help="Plan computing programmes for artificial intelligence at gigawatt scale: sites, power, chips, money, workload.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
KINDS = {
    "chip": "chips",
    "power": "power",
    "region": "regions",
    "facility": "facility",
    "cooling": "cooling",
    "rule": "export_rules",
    "money": "money",
    "supply": "supply",
    "work": "work",
    "uncertainty": "uncertainty",
}
INTERRUPTED = 130


def main() -> None:
    """Run the command line; findings are printed, never a traceback."""
    try:
        app(standalone_mode=True)
    except GigaplanError as problem:
        _complain(problem)
        sys.exit(1)
    except KeyboardInterrupt:
        Console(stderr=True).print("stopped; nothing half-written stays behind")
        sys.exit(INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _complain(problem: GigaplanError) -> None:
    console = Console(stderr=True, highlight=False)
    console.print(f"[bold red]{escape(problem.summary)}[/]")
    for finding in problem.findings:
        console.print(f"[bold]{escape(finding.where)}[/]: got {escape(finding.got)}")
        if finding.want:
            console.print(f"    allowed: {escape(finding.want)}")
        if finding.do:
            console.print(f"    do: {escape(finding.do)}")


@app.command()
def plan(
    scenario: Source,
    settings: Settings = [],  # noqa: B006  typer reads the default, it is never changed
    out: Annotated[
        Path | None, typer.Option("--out", help="folder of the run; runs/NAME-DATE if not given")
    ] = None,
    data: DataFolder = None,
    gap: Annotated[
        float, typer.Option(help="certified relative gap to reach", min=0.0, max=1.0)
    ] = DEFAULT_GAP,
    time_limit: Annotated[
        float, typer.Option(help="seconds after which the incumbent is taken with its gap", min=0.1)
    ] = 3600.0,
    method: Annotated[
        str | None, typer.Option(help="decomposed (all hours) or reference (one problem, small cases)")
    ] = None,
    resume: Annotated[
        Path | None, typer.Option("--resume", help="run folder of an interrupted run to go on from")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print the result as JSON")] = False,
) -> None:
    """Plan a scenario: the best build-out, its operation, cost and proof."""
    from gigaplan.cli.planning import run_plan

    if method not in (None, "decomposed", "reference"):
        raise InputError(
            "the method is not known",
            [
                Finding(
                    "--method",
                    repr(method),
                    "decomposed or reference",
                    "leave it out to let the scenario choose",
                )
            ],
        )
    run_plan(scenario, changes_of(settings), out, data_folder(data), gap, time_limit, method, resume, as_json)


@app.command()
def check(
    scenario: Source,
    settings: Settings = [],  # noqa: B006  typer reads the default, it is never changed
    defaults: Annotated[
        bool, typer.Option("--defaults", help="list every entry left to its default")
    ] = False,
) -> None:
    """Check a scenario and print every finding at once; with --defaults also what it leaves unsaid."""
    from gigaplan.scenario.defaults import defaults_of
    from gigaplan.scenario.load import load

    found = load(scenario, changes_of(settings))
    unsaid = defaults_of(found)
    console = Console()
    sites = f"{len(found.sites)} site{'' if len(found.sites) == 1 else 's'}"
    size = f"{sites}, {found.programme.quarters} quarters from {found.programme.start}"
    console.print(
        f"[green]{escape(found.title)}[/]: no findings; {size}; {len(unsaid)} entries left to their defaults"
    )
    if defaults:
        table = Table("entry", "value", "meaning", "source", "grade", box=None, header_style="bold cyan")
        for one in unsaid:
            table.add_row(*map(escape, (one.path, one.value, one.meaning, one.source, one.grade)))
        console.print(table)


@app.command(name="list")
def list_(as_json: Annotated[bool, typer.Option("--json", help="print as JSON")] = False) -> None:
    """List scenarios, chips, power technologies and regions."""
    from gigaplan import catalogue
    from gigaplan.scenario.names import shipped, titles

    found = {
        "scenarios": list(shipped()),
        **{
            kind: list(catalogue.names(kind))
            for kind in ("chips", "power", "regions", "facility", "cooling", "export_rules")
        },
    }
    if as_json:
        print(json.dumps(found, indent=2))
        return
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    for position, (name, title) in enumerate(titles().items()):
        table.add_row("" if position else "[bold cyan]scenarios[/]", f"[bold]{name}[/]: {escape(title)}")
    for kind, names in list(found.items())[1:]:
        table.add_row(f"[bold cyan]{kind.replace('_', ' ')}[/]", ", ".join(names))
    console = Console()
    console.print(table)
    console.print(
        "[dim]show one with its sources: gigaplan show chip gb300; plan one: gigaplan plan stargate[/]"
    )


@app.command()
def show(
    kind: Annotated[str, typer.Argument(help=f"{', '.join(KINDS)}, scenario or schema")],
    name: Annotated[str, typer.Argument(help="its name, as `gigaplan list` prints it")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="print as JSON")] = False,
) -> None:
    """Show an entry of the catalogue: every value with unit, source, date and grade; or a scenario's text."""
    from gigaplan.cli.showing import show_entry

    show_entry(kind, name, as_json)


@app.command()
def new(file: Annotated[Path, typer.Argument(help="file to write")]) -> None:
    """Write a commented scenario to start from."""
    from importlib.resources import files

    text = (files("gigaplan.scenario") / "template.yaml").read_text(encoding="utf-8")
    try:
        with file.open("x", encoding="utf-8") as target:
            target.write(text)
    except FileExistsError:
        raise InputError(
            "the scenario cannot be written",
            [Finding(str(file), "a file that exists", "a new file", "choose another name")],
        ) from None
    except OSError as problem:
        raise InputError(
            "the scenario cannot be written",
            [
                Finding(
                    str(file),
                    problem.strerror or str(problem),
                    "a folder that can be written",
                    "choose another place",
                )
            ],
        ) from None
    Console().print(f"wrote {escape(str(file))}; next: gigaplan check {escape(str(file))}")


@app.command()
def think(
    classes: Annotated[
        list[str] | None, typer.Argument(help="kinds of question; all shipped ones if none is named")
    ] = None,
    price: Annotated[float | None, typer.Option(help="price of compute [USD_2026 per H100e-hour]")] = None,
    value: Annotated[
        float | None, typer.Option(help="value of a right answer [USD_2026]; each kind's own if not given")
    ] = None,
    fleet: Annotated[
        float | None, typer.Option(help="instead of a price: H100e-hours a quarter to share out")
    ] = None,
    table: Annotated[
        Path | None,
        typer.Option(
            help="your own curve: CSV of class, budget [H100e-hour], accuracy; difficulty and share for bins"
        ),
    ] = None,
    chart: Annotated[Path | None, typer.Option(help="write the accuracy curves as a chart (HTML)")] = None,
    chips: Annotated[
        float | None, typer.Option(help="a long job instead: H100e that think about one question")
    ] = None,
    days: Annotated[float, typer.Option(help="days a long job thinks")] = 7.0,
    speed: Annotated[
        float | None,
        typer.Option(help="token/s of one answer: each kind must then answer within its longest wait"),
    ] = None,
    verified: Annotated[
        bool | None,
        typer.Option(
            "--verified/--unverified", help="right answers can be told, or not; each kind's own else"
        ),
    ] = None,
) -> None:
    """Say how much compute a question deserves: budget, accuracy and cost for a price of compute."""
    from gigaplan.cli.think import think_command
    from gigaplan.programme.thinking import Asked

    if price is None and fleet is None:
        price = 2.0
    Console().print(
        think_command(value, price, classes or (), table, chart, fleet, chips, days, Asked(speed, verified))
    )


@app.command()
def screen(
    area: Annotated[str, typer.Argument(help="us48, us:TX,NM, a country, or west,south,east,north")] = "us48",
    data: DataFolder = None,
    count: Annotated[int, typer.Option(help="candidates to name", min=1)] = 20,
    weights: Annotated[Path | None, typer.Option(help="your own weights (TOML)")] = None,
    out: Annotated[Path, typer.Option("--out", help="folder for the map and the candidates")] = Path(
        "screening"
    ),
    to_scenario: Annotated[
        Path | None, typer.Option("--to-scenario", help="write a scenario of the candidates, ready to plan")
    ] = None,
    cells: Annotated[bool, typer.Option("--cells", help="write every cell as GeoParquet too")] = False,
    test: Annotated[bool, typer.Option("--test", help="test the ranking against known data centres")] = False,
) -> None:
    """Screen land for sites: hard exclusions, weighted criteria, ranked candidates with their reasons."""
    from gigaplan.cli.screen import ScreenRequest, screen_command

    folder = data_folder(data)
    if folder is None:
        raise InputError(
            "land cannot be screened",
            [
                Finding(
                    "--data",
                    "no data folder",
                    "the folder of open data files",
                    "give --data FOLDER or set GIGAPLAN_DATA",
                )
            ],
        )
    Console().print(
        screen_command(
            ScreenRequest(
                data=folder,
                area=area,
                count=count,
                weights=weights,
                folder=out,
                cells=cells,
                test=test,
                to_scenario=to_scenario,
            )
        )
    )


@app.command(cls=WordsCommand)
def size(
    workload: Annotated[
        str | None,
        typer.Argument(
            help="in words: 50M users, 20 requests a day, 1200 in, 350 out, llama-3.1-70b on gb200"
        ),
    ] = None,
    table: Annotated[bool, typer.Option("--table", help="all chips side by side")] = False,
    model: Annotated[str | None, typer.Option(help="model of the catalogue")] = None,
    chip: Annotated[str | None, typer.Option(help="chip of the catalogue")] = None,
    users: Annotated[float | None, typer.Option(help="users")] = None,
    requests_a_day: Annotated[float | None, typer.Option(help="requests a day of each user")] = None,
    prompt: Annotated[float | None, typer.Option(help="tokens in")] = None,
    answer: Annotated[float | None, typer.Option(help="tokens out")] = None,
    precision: Annotated[
        str | None, typer.Option(help="bf16, fp8 or fp4; the best that fits if not given")
    ] = None,
    tokens_per_second: Annotated[
        float | None, typer.Option(help="speed of an answer that users are promised")
    ] = None,
    first_token: Annotated[
        float | None, typer.Option(help="seconds to the first token, on average at the peak")
    ] = None,
    cached_share: Annotated[float | None, typer.Option(help="share of prompts found in the cache")] = None,
    peak_ratio: Annotated[float | None, typer.Option(help="peak over mean")] = None,
    region: Annotated[
        str | None, typer.Option(help="region, for the price of power and the climate's mean PUE")
    ] = None,
    device_year: Annotated[
        int | None, typer.Option(help="let phones and laptops of that year take their share")
    ] = None,
    pue: Annotated[
        float | None, typer.Option(help="the site's MW_site over MW_it; the facility's else")
    ] = None,
    accepted: Annotated[
        float | None, typer.Option(help="tokens a step gives with speculative decoding; 1 without")
    ] = None,
    trace: Annotated[
        Path | None,
        typer.Option(
            help="recorded requests (Azure .csv, Mooncake .jsonl, or .gz), for what is not said else"
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="print as JSON; not with --table")] = False,
) -> None:
    """Size a fleet for a workload: chips, megawatts, dollars, with range and reasons."""
    from gigaplan.cli.size import size_command, sizing_json
    from gigaplan.sizing import size_workload

    numbers = {
        "users": users,
        "requests_a_day": requests_a_day,
        "prompt": prompt,
        "answer": answer,
        "device_year": device_year,
    }
    promises = {
        "tokens_per_second": tokens_per_second,
        "first_token": first_token,
        "cached_share": cached_share,
        "peak_ratio": peak_ratio,
        "pue": pue,
        "accepted": accepted,
    }
    names = {"model": model, "chip": chip, "precision": precision, "region": region}
    if trace is not None:
        from gigaplan.cli.trace import options_of_trace, told_trace

        numbers = options_of_trace(trace, workload, numbers)
        if not as_json:
            Console().print(told_trace(trace))
    if as_json and not table:
        print(sizing_json(size_workload(workload, **numbers, **promises, **names)))
        return
    Console().print(size_command(workload, table, **numbers, **promises, **names))


app.command("money")(money)
app.command("export")(export)
app.command("grid")(grid)
app.command("compare")(compare)
app.command("studio")(studio)
app.command("train")(train)
app.command("stress")(stress)
app.command("hedge")(hedge)
app.command("options")(options)
app.command("alternatives")(alternatives)


if __name__ == "__main__":
    main()
