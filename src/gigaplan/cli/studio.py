"""`gigaplan studio`: the local web page."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from gigaplan.cli.options import DataFolder, data_folder, escape
from gigaplan.core.errors import Finding, InputError

NEEDED = ("fastapi", "uvicorn", "python_multipart")


def studio(
    folder: Annotated[Path, typer.Option("--folder", help="where the runs are kept")] = Path("runs/studio"),
    host: Annotated[
        str, typer.Option(help="address to serve on; one that others reach asks for a token")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="port; 0 takes a free one", min=0, max=65535)] = 8400,
    at_once: Annotated[int, typer.Option("--at-once", help="runs at work at once", min=1, max=64)] = 1,
    data: DataFolder = None,
) -> None:
    """Open the studio, a local web page: change a scenario, run it, watch, cancel, resume, compare."""
    _refuse_missing()
    from rich.console import Console

    from gigaplan.studio.serve import Served, serve

    console = Console(highlight=False)

    def told(served: Served) -> None:
        console.print(f"[bold green]gigaplan studio[/] is at [bold]{escape(served.link)}[/]", soft_wrap=True)
        console.print(f"runs are kept in {escape(str(folder))}; Ctrl-C ends the studio")

    going_on = serve(folder, host, port, at_once, data_folder(data), told)
    if going_on:
        console.print(f"{going_on} runs go on without the studio; start it again to see or cancel them")


def _refuse_missing() -> None:
    """Raise InputError where the studio's packages or its system are not there."""
    summary = "the studio cannot start"
    if os.name != "posix":
        want = "Linux or macOS: runs are kept by locks of theirs"
        raise InputError(summary, [Finding("this system", os.name, want, "use it under WSL")])
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        got, want = f"no package {', '.join(missing)}", "the extra `studio`"
        raise InputError(summary, [Finding("this installation", got, want, "pip install 'gigaplan[studio]'")])
