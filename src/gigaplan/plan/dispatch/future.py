"""The worth of stored energy: one sorted list of slopes, changed hour by hour and changed back exactly.

After the last hour the worth of energy is known. Going back an hour merges the hour's own slopes into the list
and cuts it to what the tank before could hold; every change is logged, so that the way forward undoes it and
finds each hour's list again without keeping them all. The list lies in the middle of a long array and may grow
to both sides. Slopes are kept as value / scale and widths times scale, so that standing loss, which scales all
of them, only changes the scale. A slope of infinite value is a level that cannot be left, or reached.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numba import njit

from gigaplan.plan.dispatch.hour import Curves, compiled, inlined

SMALLEST_VALUE = 1e-200  # of a slope: a smaller one is nil when the slopes are scaled anew
SMALLEST_SCALE = 1e-60  # below it the slopes are scaled anew; retention below it keeps nothing
DUST = 1e-12  # of a tank: a stretch of levels too narrow to count as unreachable
RIGHT, LEFT, JOINED = 0, 1, 2  # how a slope came into the list: moving those after it, those before it, none


class Future(NamedTuple):
    """The list (value falling, width) and its log.

    scale, rescaled [H]: scale of each hour's list and the power of two it was scaled anew by; place, how, width_before
    by slope of the curves; lost_left, lost_right [H]: slopes cut off (-1: a filler was put in); cut_left,
    cut_right [H]: width before it was cut of the slope left at the end, 0 where none was; nil [H]: slopes too small to be scaled
    anew; lost_value, lost_width: stack.
    """

    value: Any
    width: Any
    scale: Any
    rescaled: Any
    place: Any
    how: Any
    width_before: Any
    lost_left: Any
    lost_right: Any
    cut_left: Any
    cut_right: Any
    nil: Any
    lost_value: Any
    lost_width: Any


class Extent(NamedTuple):
    """Where the list lies, and how many slopes are on the stack."""

    first: int
    last: int
    lost: int


class Spot(NamedTuple):
    """A level on the list: inside slope `place` at an offset, or at the boundary before it."""

    place: int
    inside: bool
    offset: float


@njit(nogil=True, cache=True)
def new_future(segments: int, hours: int) -> Future:
    """Return an empty list with room for everything a block can bring."""
    slopes = (2 * segments + 1) * hours
    entries = 2 * slopes + 4 * hours + 16
    whole, real = np.zeros((3, hours), np.int64), np.zeros((3, hours))
    return Future(
        np.empty(entries), np.empty(entries), np.empty(hours), real[0], np.empty(slopes, np.int64),
        np.empty(slopes, np.int8), np.empty(slopes), whole[0], whole[1], real[1], real[2], whole[2],
        np.empty(entries), np.empty(entries),
    )  # fmt: skip


@compiled
def lay_ending(future: Future, tank: float, ending: float) -> Extent:
    """Lay the worth of energy after the last hour: beyond price up to the ending level, nothing above it."""
    first = last = future.value.size // 2
    if ending > 0.0:
        future.value[last], future.width[last] = np.inf, min(ending, tank)
        last += 1
    if tank > ending:
        future.value[last], future.width[last] = 0.0, tank - ending
        last += 1
    return Extent(first, last, 0)


@inlined
def insert(future: Future, at: Extent, curves: Curves, hour: int, scale: float) -> Extent:
    """Merge an hour's slopes into the list, lowest first, moving the shorter side aside."""
    value, width, first, last, spot = future.value, future.width, at.first, at.last, at.last
    for slope in range(curves.begin[hour], curves.begin[hour + 1]):
        worth, wide = curves.value[slope] / scale, curves.width[slope] * scale
        while spot > first and value[spot - 1] < worth:
            spot -= 1
        if spot > first and value[spot - 1] == worth:
            future.place[slope], future.how[slope] = spot - 1, JOINED
            future.width_before[slope] = width[spot - 1]
            width[spot - 1] += wide
            continue
        if last - spot <= spot - first:
            for entry in range(last, spot, -1):
                value[entry], width[entry] = value[entry - 1], width[entry - 1]
            last += 1
            future.how[slope] = RIGHT
        else:
            first, spot = first - 1, spot - 1
            for entry in range(first, spot):
                value[entry], width[entry] = value[entry + 1], width[entry + 1]
            future.how[slope] = LEFT
        value[spot], width[spot], future.place[slope] = worth, wide, spot
    return Extent(first, last, at.lost)


@inlined
def remove(
    future: Future, at: Extent, curves: Curves, hour: int, scale: float, spot: Spot
) -> tuple[Extent, Spot, float]:
    """Take an hour's slopes out of the list again; return the level's spot without them, and what it used of them."""
    value, width, first, last = future.value, future.width, at.first, at.last
    place, inside, offset, used = spot.place, spot.inside, spot.offset, 0.0
    for slope in range(curves.begin[hour + 1] - 1, curves.begin[hour] - 1, -1):
        here, how, wide = future.place[slope], future.how[slope], curves.width[slope] * scale
        if how == JOINED:
            if place > here:
                used += wide
            elif place == here and inside and offset > future.width_before[slope]:
                used += min(offset - future.width_before[slope], wide)
                place, inside = here + 1, False
            width[here] = future.width_before[slope]
            continue
        beyond = place > here
        if place == here and inside:
            used += min(offset, wide)
            inside = False
        elif beyond:
            used += wide
        if how == RIGHT:
            place -= int(beyond)
            last -= 1
            for entry in range(here, last):
                value[entry], width[entry] = value[entry + 1], width[entry + 1]
        else:
            place += int(not beyond)
            for entry in range(here, first, -1):
                value[entry], width[entry] = value[entry - 1], width[entry - 1]
            first += 1
    return Extent(first, last, at.lost), Spot(place, inside, offset if inside else 0.0), used


@inlined
def cut(future: Future, at: Extent, hour: int, most: float, excess: float, tank: float) -> Extent:
    """Cut the list to the tank before: `most` off an empty tank's end, `excess` off a full one's."""
    first, last, lost = at
    value, width = future.value, future.width
    future.lost_left[hour], future.lost_right[hour] = 0, 0
    future.cut_left[hour], future.cut_right[hour] = 0.0, 0.0
    while most > 0.0 and first < last and width[first] <= most:
        most -= width[first]
        future.lost_value[lost], future.lost_width[lost] = value[first], width[first]
        first, lost = first + 1, lost + 1
        future.lost_left[hour] += 1
    if most > 0.0 and first < last:
        future.cut_left[hour] = width[first]
        width[first] -= most
    while excess > 0.0 and first < last and width[last - 1] <= excess:
        last -= 1
        excess -= width[last]
        future.lost_value[lost], future.lost_width[lost] = value[last], width[last]
        lost += 1
        future.lost_right[hour] += 1
    if excess > 0.0 and first < last:
        future.cut_right[hour] = width[last - 1]
        width[last - 1] -= excess
    if most < -DUST * tank:  # even the most charging draws energy: a tank this empty cannot be left
        first -= 1
        value[first], width[first], future.lost_left[hour] = np.inf, min(-most, tank), -1
    if excess < -DUST * tank:  # even the most drawing stores energy: a tank this full cannot be left
        value[last], width[last], future.lost_right[hour] = -np.inf, min(-excess, tank), -1
        last += 1
    return Extent(first, last, lost)


@inlined
def restore(future: Future, at: Extent, hour: int, spot: Spot) -> tuple[Extent, Spot]:
    """Undo a cut: a tank that was full or empty stands inside the slope that was cut there."""
    first, last, lost = at
    value, width = future.value, future.width
    place, inside, offset = spot
    if future.lost_right[hour] < 0:
        last -= 1
    if future.lost_left[hour] < 0:
        first += 1
    if future.cut_right[hour] > 0.0:
        if not inside and place == last:
            place, inside, offset = last - 1, True, width[last - 1]
        width[last - 1] = future.cut_right[hour]
    for _ in range(future.lost_right[hour]):
        lost -= 1
        value[last], width[last] = future.lost_value[lost], future.lost_width[lost]
        last += 1
    if future.cut_left[hour] > 0.0:
        gone = future.cut_left[hour] - width[first]
        if place == first:
            offset, inside = gone + (offset if inside else 0.0), True
        width[first] = future.cut_left[hour]
    for _ in range(future.lost_left[hour]):
        lost, first = lost - 1, first - 1
        value[first], width[first] = future.lost_value[lost], future.lost_width[lost]
    return Extent(first, last, lost), Spot(place, inside, offset)


@inlined
def rescale(future: Future, at: Extent, hour: int, factor: float) -> Extent:
    """Multiply the slopes by a power of two and divide their widths by it; values too small for that become nil."""
    lost = at.lost
    for entry in range(at.first, at.last):
        future.width[entry] /= factor
        if 0.0 < abs(future.value[entry]) < SMALLEST_VALUE:
            future.lost_value[lost], future.lost_width[lost] = future.value[entry], entry
            future.value[entry], lost = 0.0, lost + 1
        future.value[entry] *= factor
    future.rescaled[hour], future.nil[hour] = factor, lost - at.lost
    return Extent(at.first, at.last, lost)


@inlined
def rescale_back(future: Future, at: Extent, hour: int) -> Extent:
    """Undo a change of scale."""
    lost = at.lost
    for entry in range(at.first, at.last):
        future.value[entry] /= future.rescaled[hour]
        future.width[entry] *= future.rescaled[hour]
    for _ in range(future.nil[hour]):
        lost -= 1
        future.value[np.int64(future.lost_width[lost])] = future.lost_value[lost]
    return Extent(at.first, at.last, lost)
