"""`gigaplan export`: a finished run as CSV tables or as a PyPSA network."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from gigaplan.cli.options import DataFolder, data_folder, escape
from gigaplan.core.errors import Finding, InputError


def export(
    run: Annotated[Path, typer.Argument(help="folder of a finished run")],
    csv: Annotated[Path | None, typer.Option("--csv", help="folder for every table as CSV")] = None,
    network: Annotated[
        Path | None, typer.Option("--network", help="file for the power side as a PyPSA network (netCDF)")
    ] = None,
    data: DataFolder = None,
) -> None:
    """Write a finished run in other formats: tables as CSV, the power side as a PyPSA network."""
    if csv is None and network is None:
        want = "--csv FOLDER or --network FILE"
        do = "say what to write; the workbook and sites.geojson stand in the run folder"
        raise InputError("nothing to export", [Finding("export", "no format", want, do)])
    import logging

    from gigaplan.report.export import csv_tables, network_file

    logging.getLogger("pypsa").setLevel(logging.WARNING)  # it tells of the file before it stands in its place

    if csv is not None:
        count = csv_tables(run, csv)
        Console().print(f"wrote {count} tables to {escape(str(csv))}")
    if network is not None:
        network_file(run, network, data_folder(data))
        Console().print(
            f"wrote {escape(str(network))}; open it with pypsa.Network({escape(repr(str(network)))})"
        )
