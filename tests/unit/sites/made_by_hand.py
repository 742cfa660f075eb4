"""A small country made by hand: cells around one point, and layers one can reckon on paper."""

from dataclasses import replace

import h3
import numpy as np

from gigaplan.sites.cells import Cells
from gigaplan.sites.geometry import unit_vectors
from gigaplan.sites.layers import Layers
from gigaplan.sites.loaders.grid import Lines
from gigaplan.sites.loaders.neighbours import DataCentres
from gigaplan.sites.loaders.plants import Plants

MIDDLE = (32.0, -99.0)  # latitude, longitude


def cells_around(rings: int) -> Cells:
    """The cell of the middle and the rings of cells around it."""
    ids = np.array(sorted(h3.grid_disk(h3.latlng_to_cell(*MIDDLE, 6), rings)), dtype="<U15")
    centres = np.array([h3.cell_to_latlng(cell) for cell in ids])
    text = {
        name: np.full(len(ids), value)
        for name, value in (("country", "840"), ("state", "TX"), ("fips", "48441"))
    }
    return Cells(ids, centres[:, 1], centres[:, 0], county=np.full(len(ids), "Taylor"), **text)


def line_through(cells: Cells, row: int, kilovolts: float) -> Lines:
    """A line that passes the centre of one cell and no other."""
    return Lines(cells.points[[row]], np.array([kilovolts]), "by hand")


def plants(*entries: tuple[float, float, float, str, str, float]) -> Plants:
    """Plants given as latitude, longitude, MW, fuel, state, year of retirement."""
    latitude, longitude, power, fuel, state, year = (list(column) for column in zip(*entries, strict=True))
    return Plants(
        unit_vectors(np.array(longitude), np.array(latitude)),
        np.array(power),
        np.array(fuel),
        np.array(state),
        np.array(year),
        "by hand",
    )


def centres(cells: Cells, rows: list[int], planned: list[float], status: list[str]) -> DataCentres:
    """Data centres at the centres of cells."""
    count = len(rows)
    return DataCentres(
        cells.points[rows],
        cells.longitude[rows],
        cells.latitude[rows],
        tuple(f"centre_{row}" for row in rows),
        tuple("" for _ in rows),
        tuple("TX" for _ in rows),
        np.full(count, "data_center"),
        np.array(status),
        np.full(count, "exact"),
        np.array(planned),
        np.full(count, np.nan),
    )


def layers(**given: object) -> Layers:
    """Layers with nothing but what is given."""
    return replace(Layers(), **given)  # type: ignore[arg-type]
