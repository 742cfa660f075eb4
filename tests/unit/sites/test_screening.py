"""The screening on a country made by hand, and on the open data where the folder is at hand."""

import json
from pathlib import Path

import numpy as np
import pytest
import shapely

from gigaplan.core.errors import InputError
from gigaplan.sites import map_picture
from gigaplan.sites.backtest import LEAKING, backtest, line_distances
from gigaplan.sites.candidates import best, region_of
from gigaplan.sites.connection import connection_cost, grid_steps
from gigaplan.sites.criteria import CRITERIA
from gigaplan.sites.exclusions import exclusions
from gigaplan.sites.gazetteer import campuses
from gigaplan.sites.geometry import nearest
from gigaplan.sites.layers import DataFolder
from gigaplan.sites.loaders.grid import load_hifld_lines
from gigaplan.sites.loaders.neighbours import Towns, load_compute_atlas
from gigaplan.sites.map_picture import map_page, png, projection_of
from gigaplan.sites.output import candidates_geojson, write_geoparquet
from gigaplan.sites.screening import score_cells, screen, weigh
from gigaplan.sites.weighting import read_weighting, shipped_weighting

from .made_by_hand import MIDDLE, cells_around, centres, layers, line_through, plants

WEIGHTS = shipped_weighting()


def test_the_shipped_weights_sum_to_one_and_each_has_a_source() -> None:
    assert sum(setting.weight for setting in WEIGHTS.settings.values()) == pytest.approx(1.0)
    assert all(len(setting.source) > 20 for setting in WEIGHTS.settings.values())
    assert set(CRITERIA) == set(WEIGHTS.settings) - {"exclusions"}


def test_a_345_kv_line_scores_one_at_hand_and_half_at_the_half_distance() -> None:
    cells = cells_around(4)
    reading = CRITERIA["transmission"](
        cells, layers(lines=line_through(cells, 7, 345.0)), WEIGHTS["transmission"]
    )
    distance, _ = nearest(cells.points, cells.points[[7]])
    assert reading.score[7] == 1.0
    assert reading.score == pytest.approx(0.5 ** (distance / 10.0))
    assert reading.facts["strong_line_km"] == pytest.approx(distance)


def test_a_230_kv_line_is_worth_what_three_times_its_natural_load_carries() -> None:
    cells = cells_around(1)
    reading = CRITERIA["transmission"](
        cells, layers(lines=line_through(cells, 0, 230.0)), WEIGHTS["transmission"]
    )
    assert reading.score[0] == pytest.approx(3 * 140 / 1000)
    assert np.isinf(reading.facts["strong_line_km"][0])


def test_plants_count_by_what_they_are_and_how_far() -> None:
    cells = cells_around(0)
    latitude, longitude = MIDDLE
    held = layers(
        plants=plants(
            (latitude, longitude, 1500.0, "gas", "running", np.nan),
            (latitude, longitude + 0.1, 500.0, "coal", "retiring", 2028.0),
            (latitude, longitude, 500.0, "coal", "retired", 2005.0),
            (latitude, longitude + 3.0, 9000.0, "gas", "running", np.nan),
        )
    )
    running = CRITERIA["plants_running"](cells, held, WEIGHTS["plants_running"])
    assert running.facts["plant_mw"].tolist() == [2000.0]
    assert running.score[0] == pytest.approx(0.5)
    free = CRITERIA["plants_retiring"](cells, held, WEIGHTS["plants_retiring"])
    assert free.facts["free_mw"].tolist() == [500.0]  # the one of 2005 has lost its connection
    assert np.isnan(CRITERIA["plants_planned"](cells, held, WEIGHTS["plants_planned"]).score).all()


def test_without_layers_every_criterion_is_missing_and_no_score_is_made_up() -> None:
    cells = cells_around(1)
    screening = score_cells(cells, layers(), WEIGHTS, "by hand")
    known = [name for name, score in screening.scores.items() if not np.isnan(score).all()]
    assert known == ["electricity_price"]  # shipped by state
    told = {finding.where for finding in screening.findings}
    assert {f"criterion {name}" for name in CRITERIA if name != "electricity_price"} <= told
    assert {
        "exclusion water",
        "exclusion protected",
        "exclusion urban core",
        "exclusion steep hazard",
    } <= told


def test_a_missing_score_leaves_its_weight_to_the_others() -> None:
    scores = {"transmission": np.array([1.0, 1.0]), "exchange": np.array([0.0, np.nan])}
    mean, known = weigh(scores, WEIGHTS)
    line, hub = WEIGHTS["transmission"].weight, WEIGHTS["exchange"].weight
    assert mean == pytest.approx([line / (line + hub), 1.0])
    assert known == pytest.approx([1.0, line / (line + hub)])


def test_lakes_parks_crowds_hazard_and_closed_countries_exclude() -> None:
    cells = cells_around(3)
    hexagon = shapely.box(
        *(cells.longitude[0] - 0.1, cells.latitude[0] - 0.1),
        cells.longitude[0] + 0.1,
        cells.latitude[0] + 0.1,
    )
    whole = np.array([hexagon], dtype=object)
    setting = WEIGHTS["exclusions"]
    assert exclusions(cells, layers(lakes=whole), setting)[0] == "water"
    assert exclusions(cells, layers(parks=whole), setting)[0] == "protected"
    assert set(exclusions(cells, layers(hazard={"48441": 0.02}), setting)) == {"steep hazard"}
    assert set(exclusions(cells, layers(hazard={"48441": 0.0002}), setting)) == {""}
    town = Towns(cells.points[[0]], np.array([300_000.0]))
    assert exclusions(cells, layers(urban=whole, towns=town), setting)[0] == "urban core"
    assert exclusions(cells, layers(urban=np.zeros(0, object), towns=town), setting)[0] == ""
    abroad = type(cells)(
        **{
            **{name: getattr(cells, name) for name in cells.__dataclass_fields__},
            "country": np.full(len(cells), "643"),
        }
    )
    assert set(exclusions(abroad, layers(), setting)) == {"export region"}


def test_candidates_keep_their_distance_and_come_best_first() -> None:
    cells = cells_around(6)
    screening = score_cells(cells, layers(lines=line_through(cells, 10, 345.0)), WEIGHTS, "by hand")
    chosen = best(screening, 4, 25.0)
    assert chosen[0].cell == cells.id[10]
    assert [entry.rank for entry in chosen] == [1, 2, 3, 4]
    assert [entry.score for entry in chosen] == sorted((entry.score for entry in chosen), reverse=True)
    rows = [int(np.flatnonzero(cells.id == entry.cell)[0]) for entry in chosen]
    for row in rows:
        others, _ = nearest(cells.points[[row]], cells.points[[other for other in rows if other != row]])
        assert others[0] >= 25.0
    assert chosen[0].reason.startswith("0.0 km from 345 kV")
    assert "water stress not known" in chosen[0].reason


def test_a_connection_costs_substation_and_line() -> None:
    # 10 miles at 2.75 M$ a mile over 500 MW are 55 $/kW, on top of 400
    assert connection_cost(16.09344, 500.0) == pytest.approx(455.0)


def test_a_retired_plants_connection_comes_before_a_new_one() -> None:
    steps = grid_steps("ercot", 16.09344, 345.0, 1.609344, 600.0)
    assert [(step.size_mw_site, step.earliest_month_from_start) for step in steps] == [
        (600, 24),
        (1000.0, 42),
    ]
    assert steps[0].cost_usd_2026_per_kw == pytest.approx(400 + 2.75e6 / 600e3, abs=0.05)
    assert steps[1].cost_usd_2026_per_kw == pytest.approx(427.5)
    assert grid_steps("alaska", 1.0, 345.0, 1.0, None) == ()


@pytest.mark.parametrize(
    ("market", "state", "country", "region"),
    [
        ("ercot", "TX", "840", "ercot"),
        ("southeast-non-iso", "GA", "840", "southeast"),
        ("west-non-iso", "NM", "840", "new_mexico"),
        ("west-non-iso", "WY", "840", "mountain_west"),
        ("west-non-iso", "WA", "840", "pacific_northwest"),
        ("west-non-iso", "SD", "840", None),
        ("nyiso", "NY", "840", "new_york"),
        ("norway", "", "578", "norway"),
    ],
)
def test_a_place_takes_the_region_that_covers_it_or_none(
    market: str, state: str, country: str, region: str | None
) -> None:
    assert region_of(market, state, country) == region


def test_the_backtest_ignores_rivals_and_counts_an_excluded_campus_as_nought() -> None:
    cells = cells_around(6)
    rows = [10, 40, 60]
    planned = centres(cells, rows, [2000.0, 1500.0, 3000.0], ["proposed", "permitted", "cancelled"])
    lake = shapely.Point(cells.longitude[40], cells.latitude[40]).buffer(0.1)
    held = layers(
        lines=line_through(cells, 10, 345.0), data_centres=planned, lakes=np.array([lake], dtype=object)
    )
    result = backtest(score_cells(cells, held, WEIGHTS, "by hand"), planned)
    assert [entry.id for entry in result.found] == ["centre_10", "centre_40"]
    assert result.found[0].percentile > 99.0
    assert (result.found[1].percentile, result.found[1].excluded) == (0.0, "water")
    assert result.by_state() == [("TX", 2, 3.5, pytest.approx(result.median), 1)]
    assert not LEAKING & set(result.left_out)


def test_weights_of_ones_own_change_what_they_name_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "weights.toml"
    path.write_text("[criteria.gas]\nweight = 0.5\nhalf_km = 40.0\n")
    changed = read_weighting(path)
    assert (changed["gas"].weight, changed["gas"]["half_km"]) == (0.5, 40.0)
    assert changed["exchange"] == WEIGHTS["exchange"]
    path.write_text("[criteria.gass]\nweight = 0.5\n[criteria.gas]\nweight = -1\nhalf = 3\n")
    with pytest.raises(InputError) as caught:
        read_weighting(path)
    assert len(caught.value.findings) == 3


def test_the_projection_keeps_areas() -> None:
    project = projection_of(np.array([-125.0, -66.0]), np.array([24.0, 50.0]))
    for west, south in ((-120.0, 45.0), (-80.0, 26.0)):
        ring = shapely.segmentize(shapely.box(west, south, west + 1, south + 1), 0.01)
        x, y = project(*shapely.get_coordinates(ring).T)
        steps = np.radians(1.0) * (np.sin(np.radians(south + 1)) - np.sin(np.radians(south)))
        assert shapely.Polygon(np.column_stack((x, y))).area == pytest.approx(6371.0088**2 * steps, rel=1e-3)


def test_pictures_are_png_and_files_repeat_to_the_byte(tmp_path: Path) -> None:
    cells = cells_around(3)
    screening = score_cells(cells, layers(lines=line_through(cells, 0, 345.0)), WEIGHTS, "by hand")
    chosen = best(screening, 2, 10.0)
    assert png(np.zeros((2, 2, 3), np.uint8)).startswith(b"\x89PNG\r\n\x1a\n")
    pages = [map_page(screening, chosen, campuses(), np.zeros(0, object), "by hand") for _ in range(2)]
    assert pages[0] == pages[1]
    assert "http" not in pages[0].split("</script>")[-1]
    for name in ("one", "two"):
        write_geoparquet(screening, tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    content = json.loads(candidates_geojson(chosen))
    assert [entry["properties"]["rank"] for entry in content["features"]] == [1, 2]
    assert len(content["features"][0]["geometry"]["coordinates"][0]) == 7


def test_areas_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="GIGAPLAN_DATA"):
        screen(tmp_path / "nowhere")
    with pytest.raises(InputError, match="no file"):
        screen(tmp_path)


@pytest.mark.data
def test_a_box_around_abilene_is_in_ercot_and_on_land(data_folder: Path) -> None:
    screening = screen(data_folder, "-100.0,32.2,-99.4,32.8")
    assert 60 <= len(screening.cells) <= 130  # 56 x 67 km of cells of 36 km2
    assert set(screening.facts["market"]) == {"ercot"}
    assert set(screening.cells.state) == {"TX"}
    assert screening.eligible.all()
    first = best(screening, 1, 25.0)[0]
    assert first.region == "ercot"
    assert first.grid[-1].size_mw_site == 1000.0


@pytest.mark.data
def test_unknown_areas_name_what_may_be_given(data_folder: Path) -> None:
    for area in ("us:XX", "Atlantis", "10,50,5,60"):
        with pytest.raises(InputError, match="area"):
            screen(data_folder, area)


@pytest.mark.data
def test_nine_named_campuses_lie_two_to_six_kilometres_from_a_345_kv_line(data_folder: Path) -> None:
    source = DataFolder(data_folder)
    lines = source.take("lines", load_hifld_lines)
    assert lines is not None
    places = {
        (entry.latitude, entry.longitude): entry.id
        for entry in campuses()
        if entry.country == "US" and entry.kind == "campus" and entry.latitude is not None
    }
    distances = line_distances(list(places), lines, 345.0)
    within = {
        name for name, (distance, _) in zip(places.values(), distances, strict=True) if 2 <= distance <= 6
    }
    assert len(within) >= 9
    assert {"shackelford", "donaana", "lighthouse", "saline", "fairwater_wisconsin"} <= within


@pytest.mark.data
@pytest.mark.slow
def test_planned_gigawatts_stand_in_the_top_decile(data_folder: Path) -> None:
    screening = screen(data_folder)
    loaded = load_compute_atlas(next((data_folder / "data_centres").glob("*compute_atlas*.csv.gz")))
    result = backtest(screening, loaded.content)
    assert len(screening.cells) > 200_000
    assert len(result.found) == 83
    assert result.outside == ("stak-energy-north-slope-ak",)
    assert result.median >= 90.0


def test_labels_of_the_map_cover_neither_each_other_nor_a_dot() -> None:
    """Hyperion and Madison County lie 150 km apart on an east-west line: side by side their labels would overlap."""
    places = [
        (32.37, -91.67, "Hyperion", ""),
        (32.45, -90.1, "Madison County", ""),
        (33.0, -91.0, "Third", ""),
    ]
    project = projection_of(np.array([-125.0, -67.0]), np.array([25.0, 49.0]))
    frame = (-2350.0, -1500.0, 2350.0, 1500.0)
    labels = map_picture._labels(places, project, frame)
    scale = map_picture.MAP_PIXELS / (frame[2] - frame[0])
    middles = [(one["x"] * scale + one["xshift"], one["y"] * scale + one["yshift"]) for one in labels]
    widths = [map_picture.LETTER_PIXELS * len(one["text"]) for one in labels]
    assert [one["text"] for one in labels] == ["Hyperion", "Madison County", "Third"]
    for first in range(len(labels)):
        for second in range(first):
            aside = abs(middles[first][0] - middles[second][0]) >= (widths[first] + widths[second]) / 2
            apart = abs(middles[first][1] - middles[second][1]) >= map_picture.LINE_PIXELS
            assert aside or apart
