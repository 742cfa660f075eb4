"""A map of a screening: one self-contained page, drawn from the data's own outlines."""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from gigaplan.sites.candidates import Candidate
from gigaplan.sites.gazetteer import Campus
from gigaplan.sites.geometry import EARTH_RADIUS_KM, Floats
from gigaplan.sites.screening import Screening

PIXEL_KM = 4.0
REACH_KM = 7.0  # a pixel further than this from every cell's centre lies outside the area
PAPER, INK, GREY = (255, 255, 255), "#1f2933", (214, 214, 210)
# Colours by percentile: pale below the median, so that the top decile stands out, also for the colour-blind.
SCALE = (
    (0, (244, 243, 238)),
    (50, (222, 230, 224)),
    (75, (160, 205, 190)),
    (90, (60, 150, 150)),
    (100, (8, 48, 107)),
)


@dataclass(frozen=True)
class Projection:
    """Albers' equal-area conic (Snyder, Map Projections, USGS Professional Paper 1395, 1987, ch. 14)."""

    longitude_middle: float
    latitude_middle: float
    first_parallel: float
    second_parallel: float

    def __call__(self, longitude: Floats, latitude: Floats) -> tuple[Floats, Floats]:
        """Return kilometres east and north of the middle."""
        south, north = np.radians(self.first_parallel), np.radians(self.second_parallel)
        cone = (np.sin(south) + np.sin(north)) / 2
        constant = np.cos(south) ** 2 + 2 * cone * np.sin(south)

        def radius(degrees: Any) -> Any:
            return EARTH_RADIUS_KM * np.sqrt(constant - 2 * cone * np.sin(np.radians(degrees))) / cone

        angle = cone * np.radians(longitude - self.longitude_middle)
        return radius(latitude) * np.sin(angle), radius(self.latitude_middle) - radius(latitude) * np.cos(
            angle
        )


def projection_of(longitude: Floats, latitude: Floats) -> Projection:
    """Return Albers' projection for the places, its parallels a sixth inside their range."""
    west, east, south, north = longitude.min(), longitude.max(), latitude.min(), latitude.max()
    sixth = max((north - south) / 6, 0.05)
    return Projection((west + east) / 2, (south + north) / 2, south + sixth, north - sixth)


def png(pixels: NDArray[np.uint8]) -> bytes:
    """Return an image (rows, columns, 3) as PNG (ISO/IEC 15948)."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows, columns, _ = pixels.shape
    lines = np.concatenate((np.zeros((rows, 1), np.uint8), pixels.reshape(rows, -1)), axis=1).tobytes()
    header = struct.pack(">IIBBBBB", columns, rows, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(lines, 9))
        + chunk(b"IEND", b"")
    )


def _colours(screening: Screening) -> NDArray[np.uint8]:
    stops = [stop for stop, _ in SCALE]
    percentile = np.nan_to_num(screening.percentile())
    mixed = [np.interp(percentile, stops, [colour[channel] for _, colour in SCALE]) for channel in range(3)]
    colours = np.rint(np.column_stack(mixed)).astype(np.uint8)
    colours[~screening.eligible] = GREY
    return colours


def _raster(
    screening: Screening, east: Floats, north: Floats
) -> tuple[str, tuple[float, float, float, float]]:
    """Return the cells drawn as an image (data address) and its frame west, south, east, north [km]."""
    west, south = east.min() - 3 * REACH_KM, north.min() - 3 * REACH_KM
    columns = int((east.max() + 3 * REACH_KM - west) / PIXEL_KM) + 1
    rows = int((north.max() + 3 * REACH_KM - south) / PIXEL_KM) + 1
    x, y = np.meshgrid(
        west + (np.arange(columns) + 0.5) * PIXEL_KM, south + (rows - np.arange(rows) - 0.5) * PIXEL_KM
    )
    distance, nearest_cell = cKDTree(np.column_stack((east, north))).query(
        np.column_stack((x.ravel(), y.ravel())), distance_upper_bound=REACH_KM, workers=2
    )
    pixels = np.full((rows * columns, 3), PAPER, dtype=np.uint8)
    inside = np.isfinite(distance)
    pixels[inside] = _colours(screening)[nearest_cell[inside]]
    address = "data:image/png;base64," + base64.b64encode(png(pixels.reshape(rows, columns, 3))).decode(
        "ascii"
    )
    return address, (west, south, west + columns * PIXEL_KM, south + rows * PIXEL_KM)


def _outline(
    project: Projection, outlines: NDArray[np.object_]
) -> tuple[list[float | None], list[float | None]]:
    east: list[float | None] = []
    north: list[float | None] = []
    rings: NDArray[np.object_] | list[shapely.Geometry] = (
        shapely.get_rings(shapely.get_parts(outlines)) if len(outlines) else []
    )
    for ring in rings:
        coordinates = shapely.get_coordinates(ring)
        x, y = project(coordinates[:, 0], coordinates[:, 1])
        east += [*np.round(x, 1).tolist(), None]
        north += [*np.round(y, 1).tolist(), None]
    return east, north


def _markers(title: str, places: Sequence[Place], project: Projection, look: Mapping[str, Any]) -> Any:
    import plotly.graph_objects as plotly

    table = np.array([place[:2] for place in places], dtype=np.float64).reshape(-1, 2)
    east, north = project(table[:, 1], table[:, 0])
    return plotly.Scatter(
        x=np.round(east, 2).tolist(),
        y=np.round(north, 2).tolist(),
        name=title,
        mode="markers",
        marker=dict(look),
        hovertext=[place[3] for place in places],
        hoverinfo="text",
    )


def map_page(
    screening: Screening,
    candidates: Sequence[Candidate],
    campuses: Sequence[Campus],
    outlines: NDArray[np.object_],
    title: str,
) -> str:
    """Return a self-contained page: cells by percentile, outlines, known campuses, best candidates."""
    import plotly.graph_objects as plotly

    cells = screening.cells
    project = projection_of(cells.longitude, cells.latitude)
    address, (west, south, east, north) = _raster(screening, *project(cells.longitude, cells.latitude))
    figure = plotly.Figure()
    figure.add_layout_image(
        source=address, xref="x", yref="y", x=west, y=north, sizex=east - west, sizey=north - south,
        sizing="stretch", layer="below",
    )  # fmt: skip
    x, y = _outline(project, outlines)
    thin = {"color": "#6b7480", "width": 0.6}
    figure.add_trace(plotly.Scatter(x=x, y=y, mode="lines", line=thin, hoverinfo="skip", showlegend=False))
    figure.add_trace(_candidate_markers(candidates, project))
    frame = (west, south, east, north)
    for kind, look in CAMPUS_LOOKS.items():
        figure.add_trace(
            _markers(CAMPUS_TITLES[kind], _inside(campuses, kind, project, frame), project, look)
        )
    figure.add_trace(_excluded_key())
    figure.add_trace(_colour_key())
    labels = _labels(_inside(campuses, "campus", project, frame), project, frame)
    figure.update_layout(annotations=labels, **_layout(title, frame))
    return str(
        figure.to_html(
            full_html=True, include_plotlyjs=True, div_id="screening", config={"displayModeBar": False}
        )
    )


CAMPUS_LOOKS = {
    "campus": {"symbol": "circle", "size": 9, "color": "#d1495b", "line": {"color": "white", "width": 1.2}},
    "candidate": {"symbol": "diamond", "size": 8, "color": "#edae49", "line": {"color": INK, "width": 0.8}},
}
CANDIDATE_LOOK = {"symbol": "x", "size": 7, "color": "white", "line": {"color": INK, "width": 1.2}}
CAMPUS_TITLES = {"campus": "known campus", "candidate": "candidate place (DOE site, AI factory)"}
MAP_PIXELS = 1000.0  # width the map is drawn at in a window of common size; a narrower one crowds the labels
LETTER_PIXELS, LINE_PIXELS = 6.0, 14.0  # of a label's letters, a little more than they take
DOT_PIXELS = 6.0  # half a dot with its rim
Box = tuple[float, float, float, float]  # left, bottom, right, top [pixels]
Place = tuple[float, float, str, str]  # latitude, longitude, label, text under the pointer


def _candidate_markers(candidates: Sequence[Candidate], project: Projection) -> Any:
    places = [
        (
            candidate.latitude,
            candidate.longitude,
            "",
            f"{candidate.rank}. {candidate.county} {candidate.state}<br>{candidate.reason}",
        )
        for candidate in candidates
    ]
    return _markers(f"best {len(places)} of this screening", places, project, CANDIDATE_LOOK)


def _inside(
    campuses: Sequence[Campus], kind: str, project: Projection, frame: tuple[float, float, float, float]
) -> list[Place]:
    """Return the campuses of a kind that lie in the frame of the map."""
    west, south, east, north = frame
    places = []
    for campus in campuses:
        if campus.kind != kind or campus.latitude is None or campus.longitude is None:
            continue
        x, y = project(np.array([campus.longitude]), np.array([campus.latitude]))
        if west <= x[0] <= east and south <= y[0] <= north:
            label = campus.title.split(",")[0].split(" (")[0]
            places.append((campus.latitude, campus.longitude, label, f"{campus.title}<br>{campus.source}"))
    return places


def _labels(
    places: Sequence[Place], project: Projection, frame: tuple[float, float, float, float]
) -> list[dict[str, Any]]:
    """Return a label beside every place that has room for one, in the order of the gazetteer.

    Above the dot, else below it, right or left of it: the first that covers no other label and no other dot.
    """
    scale = MAP_PIXELS / (frame[2] - frame[0])
    table = np.array([place[:2] for place in places], dtype=np.float64).reshape(-1, 2)
    east, north = project(table[:, 1], table[:, 0])
    dots = [_box(x * scale, y * scale, DOT_PIXELS, DOT_PIXELS) for x, y in zip(east, north, strict=True)]
    taken: list[Box] = []
    labels: list[dict[str, Any]] = []
    for number, (_, _, label, _) in enumerate(places):
        half_wide, half_high = LETTER_PIXELS * len(label) / 2, LINE_PIXELS / 2
        up, aside = DOT_PIXELS + half_high, DOT_PIXELS + half_wide
        for right, above in ((0.0, up), (0.0, -up), (aside, 0.0), (-aside, 0.0)):
            x, y = east[number] * scale + right, north[number] * scale + above
            box = _box(x, y, half_wide, half_high)
            others = [*taken, *dots[:number], *dots[number + 1 :]]
            if not any(_overlap(box, other) for other in others):
                taken.append(box)
                labels.append(_label(label, float(east[number]), float(north[number]), right, above))
                break
    return labels


def _box(x: float, y: float, half_wide: float, half_high: float) -> Box:
    return x - half_wide, y - half_high, x + half_wide, y + half_high


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _label(text: str, east: float, north: float, right: float, above: float) -> dict[str, Any]:
    return {
        "x": round(east, 2),
        "y": round(north, 2),
        "text": text,
        "showarrow": False,
        "xshift": round(right, 1),
        "yshift": round(above, 1),
        "font": {"size": 10, "color": INK},
        "bgcolor": "rgba(255,255,255,0.72)",
        "borderpad": 0,
    }


def _excluded_key() -> Any:
    import plotly.graph_objects as plotly

    look = {"symbol": "square", "size": 10, "color": "rgb({}, {}, {})".format(*GREY)}
    return plotly.Scatter(x=[None], y=[None], mode="markers", marker=look, name="excluded")


def _colour_key() -> Any:
    import plotly.graph_objects as plotly

    scale = [[stop / 100, "rgb({}, {}, {})".format(*colour)] for stop, colour in SCALE]
    title = {"text": "percentile<br>of eligible cells<br>&nbsp;"}  # the last line keeps the title off the 100
    key = {"title": title, "tickvals": [0, 50, 75, 90, 100], "len": 0.6}
    marker = {"color": [0.0], "colorscale": scale, "cmin": 0, "cmax": 100, "colorbar": key, "opacity": 0}
    return plotly.Scatter(x=[0.0], y=[0.0], mode="markers", marker=marker, hoverinfo="skip", showlegend=False)


def _layout(title: str, frame: tuple[float, float, float, float]) -> dict[str, Any]:
    west, south, east, north = frame
    bare = {"showgrid": False, "zeroline": False, "visible": False}
    return {
        "title": {"text": title, "x": 0.02},
        "xaxis": {**bare, "range": [west, east]},
        "yaxis": {**bare, "range": [south, north], "scaleanchor": "x", "scaleratio": 1},
        "plot_bgcolor": "white",
        "paper_bgcolor": "white",
        "margin": {"l": 10, "r": 10, "t": 60, "b": 40},
        "legend": {"orientation": "h", "y": -0.02, "x": 0.02},
        "font": {"family": "Helvetica, Arial, sans-serif", "color": INK},
    }
