"""What a report page is made of: sections with charts, lists and tables. A module adds a section by a function."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go

DECIMALS = 4
SMALL = 1e-6
QUARTERS_NAMED = 10
LINE = "#7f8b92"
WARNING = "#c8443c"
COLOURS = (  # of middle lightness, to be told apart on white and on black
    "#2a9d8f",
    "#e07a4f",
    "#5b86c4",
    "#d1a23a",
    "#8ab17d",
    "#b5657f",
    "#9277b5",
    "#f0a868",
    "#3fb4c8",
    "#9a8c98",
    "#c26a2b",
    "#6f9e3f",
    "#d88ca8",
    "#7d8fa3",
)


@dataclass(frozen=True)
class Choice:
    """One state of a chart with a chooser: its label, the group it stands in, the traces it draws."""

    label: str
    traces: tuple[Any, ...]
    group: str = ""


@dataclass(frozen=True)
class Chart:
    """A figure with its title and a sentence that says what is seen; with choices, a chooser in words.

    A choice draws its traces after those of the figure. `slider` chooses by a slider instead of a list;
    `first` is the choice shown at the start.
    """

    name: str
    title: str
    words: str
    figure: go.Figure
    choices: tuple[Choice, ...] = ()
    chooser: str = ""
    slider: bool = False
    first: int = 0
    wide: bool = False

    @property
    def height(self) -> int:
        """Height on the page [pixel], so that nothing jumps when it is drawn."""
        return int(self.figure.layout.height)


@dataclass(frozen=True)
class Table:
    """Rows of text under a caption; `numbers` are the positions of columns of figures, `folded` starts closed."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...] = ()
    folded: bool = False


@dataclass(frozen=True)
class Section:
    """A part of the page: a heading, what it is about, charts, a ranked list and tables; `short` names it in the menu."""

    name: str
    title: str
    lead: str
    charts: tuple[Chart, ...] = ()
    items: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    short: str = ""


# Layout of bars that lie, named at their left: the legend below them begins under the names.
LYING: dict[str, Any] = {
    "hovermode": "closest",
    "yaxis": {"automargin": True},
    "legend": {"x": 0, "xref": "container"},
}


def figure(unit: str, height: int = 380, **layout: Any) -> go.Figure:
    """Return an empty figure in the page's style; the page sets fonts, ink and grid by its theme."""
    drawn = go.Figure()
    drawn.update_layout(
        template="none",
        yaxis={"title": {"text": unit}, "rangemode": "tozero", "automargin": True},
        xaxis={"nticks": QUARTERS_NAMED, "tickangle": -40, "showgrid": False},
        hovermode="x unified",
        colorway=list(COLOURS),
        height=height,
        margin={"l": 56, "r": 16, "t": 12, "b": 36},
        legend={"orientation": "h", "y": -0.2, "yanchor": "top", "font": {"size": 11}},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
    )
    drawn.update_layout(layout)
    return drawn


def listed(values: Any) -> list[Any]:
    """Return values as a plain list, with the solver's rounding taken off amounts."""
    amounts = np.asarray(values)
    if amounts.dtype.kind != "f":
        return list(amounts.tolist())
    rounded: list[Any] = (np.round(amounts, DECIMALS) + 0.0).tolist()
    return [None if one != one else one for one in rounded]


def shown(values: Any) -> bool:
    """Return whether a series has anything to show beside rounding."""
    return bool(np.abs(np.asarray(values)).max(initial=0.0) > SMALL)


def colour_by_name(names: Iterable[str]) -> dict[str, str]:
    """Return a colour for each name, by its place in the list."""
    return {name: COLOURS[place % len(COLOURS)] for place, name in enumerate(names)}
