"""What it costs to look where edges cross, counted before it is done: a drawing of a few megabytes can make it hours.

Edges are given by `start` and `end`, shape (edges, 2), and `group`, shape (edges,); groups are not compared.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import shapely
from numpy.typing import NDArray

from fairtown.work_budget import is_counted, spend

Array = NDArray[np.float64]
Groups = NDArray[np.intp]
#: Steps for an edge, and for a pair of edges that overlap in their extent along an axis.
EDGE, PAIR = 1.0, 0.025
#: Steps to repair a shape: a pair of its rings, and a pair of the places where edges that are no neighbors meet.
RING_PAIR, PLACE_PAIR = 1.5, 0.3
#: Steps to widen edges that lie so near each other that their outlines cross; so many neighbors of an edge always do.
WIDENED_PAIR, NEIGHBORS = 4.0, 4
#: An edge meets itself and its two neighbors.
OWN_MEETINGS = 3
#: Edges that are looked up at once, so that a budget ends the search before it fills the memory.
AT_ONCE = 256


def spend_on_checking(shape: shapely.Geometry) -> None:
    """Spend what it costs to find out whether a polygon is valid; raises TooMuchWorkError if too little is left."""
    if is_counted():
        start, end, _ring = segments(shapely.get_rings(shape))
        spend_on_pairs(start, end, np.zeros(len(start), np.intp))


def spend_on_pairs(start: Array, end: Array, group: Groups) -> None:
    """Spend what it costs to compare edges with those of the same group."""
    if is_counted() and len(start):
        low, high = np.minimum(start, end), np.maximum(start, end)
        spend(EDGE * len(start) + PAIR * pairs_side_by_side(low, high, group), "crossings")


def spend_on_mending(shape: shapely.Geometry) -> None:
    """Spend what it costs to repair a polygon that crosses itself; raises TooMuchWorkError if too little is left."""
    if not is_counted():
        return
    rings = shapely.get_rings(shape)
    spend(RING_PAIR * len(rings) ** 2, "crossings")
    start, end, _ring = segments(rings)
    lines = shapely.linestrings(np.stack([start, end], axis=1))
    places = 0
    for found in _lookups(lines, "intersects"):
        new = found.shape[1] - OWN_MEETINGS * len(np.unique(found[0]))
        spend(PLACE_PAIR * ((places + new) ** 2 - places**2), "crossings")
        places += new


def spend_on_widening(start: Array, end: Array, group: Groups, reach: Array | float) -> None:
    """Spend what it costs to widen edges by `reach`, shape (edges,) or (), and to join those of each group."""
    if not (is_counted() and len(start)):
        return
    margin = np.broadcast_to(np.asarray(reach, float), len(start))[:, np.newaxis]
    low, high = np.minimum(start, end) - margin, np.maximum(start, end) + margin
    spend(EDGE * len(start) + PAIR * pairs_side_by_side(low, high, group), "crossings")
    shift = _one_after_another(low[:, 0], high[:, 0], group)
    boxes = shapely.box(low[:, 0] + shift, low[:, 1], high[:, 0] + shift, high[:, 1])
    spare = NEIGHBORS * np.bincount(group).astype(float)
    near, charged = np.zeros(len(spare)), 0.0
    for found in _lookups(boxes):
        near += np.bincount(group[found[0]], minlength=len(spare)) / 2
        beyond = float(np.maximum(near - spare, 0).sum())
        spend(WIDENED_PAIR * (beyond - charged), "crossings")
        charged = beyond


def _lookups(shapes: NDArray[np.object_], predicate: str | None = None) -> Iterator[NDArray[np.intp]]:
    """Yield pairs of places of shapes that meet, shape (2, pairs), some shapes at a time."""
    tree = shapely.STRtree(shapes)
    for first in range(0, len(shapes), AT_ONCE):
        found = tree.query(shapes[first : first + AT_ONCE], predicate=predicate)
        found[0] += first
        yield found


def segments(lines: NDArray[np.object_]) -> tuple[Array, Array, Groups]:
    """Return start and end of every straight part of lines, shape (parts, 2) each, and the line that it is of."""
    xy, line = shapely.get_coordinates(lines, return_index=True)
    is_part = line[1:] == line[:-1]
    return xy[:-1][is_part], xy[1:][is_part], line[1:][is_part]


def pairs_side_by_side(low: Array, high: Array, group: Groups) -> int:
    """Return how many pairs of boxes of one group overlap along x, or along y, whichever are fewer.

    No more pairs than these can cross. `low` and `high`: corners, shape (boxes, 2). Takes as long as sorting them.
    """
    counts = []
    for axis in (0, 1):
        shift = _one_after_another(low[:, axis], high[:, axis], group)
        starts, ends = np.sort(low[:, axis] + shift), np.sort(high[:, axis] + shift)
        n = len(starts)
        counts.append(n * (n - 1) // 2 - int(np.searchsorted(ends, starts, "left").sum()))
    return min(counts)


def _one_after_another(low: Array, high: Array, group: Groups) -> Array:
    """Return by how much to shift each interval so that no two groups overlap."""
    n_groups = int(group.max()) + 1
    first, last = np.full(n_groups, np.inf), np.full(n_groups, -np.inf)
    np.minimum.at(first, group, low)
    np.maximum.at(last, group, high)
    is_used = np.isfinite(first)
    span = np.where(is_used, last - first, 0)
    place = np.cumsum(span + span.max() + 1) - span - np.where(is_used, first, 0)
    return place[group]
