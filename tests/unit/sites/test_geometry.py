"""Distances against closed forms."""

import math

import numpy as np
import pytest
import shapely

from gigaplan.sites.geometry import (
    EARTH_RADIUS_KM,
    line_points,
    nearest,
    nearest_polygon,
    polygon_of_points,
    sum_within,
    unit_vectors,
)

DEGREE_KM = math.pi * EARTH_RADIUS_KM / 180


def places(*longitude_latitude: tuple[float, float]) -> np.ndarray:
    table = np.array(longitude_latitude, dtype=float)
    return unit_vectors(table[:, 0], table[:, 1])


def test_a_degree_of_the_equator_is_a_three_hundred_and_sixtieth_of_the_earths_girth() -> None:
    distance, index = nearest(places((0, 0)), places((5, 0), (1, 0)))
    assert distance[0] == pytest.approx(DEGREE_KM, rel=1e-9)
    assert index[0] == 1


def test_london_to_paris_is_344_kilometres() -> None:
    # 343.5 km by the spherical law of cosines between 51.5074 N 0.1278 W and 48.8566 N 2.3522 E
    expected = EARTH_RADIUS_KM * math.acos(
        math.sin(math.radians(51.5074)) * math.sin(math.radians(48.8566))
        + math.cos(math.radians(51.5074)) * math.cos(math.radians(48.8566)) * math.cos(math.radians(2.48))
    )
    distance, _ = nearest(places((-0.1278, 51.5074)), places((2.3522, 48.8566)))
    assert distance[0] == pytest.approx(expected, rel=1e-9) == pytest.approx(343.5, abs=0.2)


def test_without_targets_everything_is_infinitely_far() -> None:
    distance, _ = nearest(places((0, 0)), np.zeros((0, 3)))
    assert math.isinf(distance[0])


def test_a_line_is_drawn_closely_enough_that_its_middle_is_near() -> None:
    points, owner = line_points([np.array([[0.0, 0.0], [2.0, 0.0]])], spacing_km=0.5)
    distance, _ = nearest(places((1.0, 0.1)), points)
    assert distance[0] == pytest.approx(0.1 * DEGREE_KM, abs=0.01)
    steps = np.linalg.norm(np.diff(points, axis=0), axis=1) * EARTH_RADIUS_KM
    assert steps.max() <= 0.5 + 1e-9
    assert set(owner) == {0}


def test_what_stands_within_the_radius_is_added_and_the_rest_is_not() -> None:
    total = sum_within(
        places((0, 0), (10, 0)), places((0.1, 0), (0.4, 0), (9.9, 0)), np.array([1.0, 2.0, 4.0]), 30.0
    )
    assert total.tolist() == [1.0, 4.0]


def test_a_point_in_two_polygons_belongs_to_the_first() -> None:
    polygons = np.array([shapely.box(0, 0, 2, 2), shapely.box(1, 1, 3, 3)], dtype=object)
    found = polygon_of_points(np.array([1.5, 2.5, 5.0]), np.array([1.5, 2.5, 5.0]), polygons)
    assert found.tolist() == [0, 1, -1]


def test_a_gap_between_polygons_takes_the_nearest_within_the_limit() -> None:
    polygons = np.array([shapely.box(0, 0, 1, 1), shapely.box(1.1, 0, 2, 1)], dtype=object)
    found = nearest_polygon(np.array([1.02, 1.09, 3.0]), np.array([0.5, 0.5, 0.5]), polygons, 0.1)
    assert found.tolist() == [0, 1, -1]
