"""What it costs to look where edges cross, counted before it is done: a drawing of a few megabytes can make it hours."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from fairtown.work_budget import is_counted, spend

Array = NDArray[np.float64]
Groups = NDArray[np.intp]
#: Steps for a pair of edges that overlap in their extent, and for an edge.
PAIR, EDGE = 0.025, 1.0
#: Steps to mend a shape: for each pair of its rings and places where edges meet that are no neighbors.
MENDED_PAIR = 0.5
#: An edge meets itself and its two neighbors.
OWN_MEETINGS = 3
#: Edges that are looked up at once, so that a budget ends the search before it fills the memory.
AT_ONCE = 256


def spend_on_checking(shape: shapely.Geometry) -> None:
    """Spend what it costs to find out whether a polygon is valid; raises TooMuchWorkError if too little is left."""
    if is_counted():
        start, end = _edges(shape)
        spend_on_pairs(start, end, np.zeros(len(start), np.intp))


def spend_on_pairs(start: Array, end: Array, group: Groups, weight: float = 1.0) -> None:
    """Spend what it costs to compare edges with those of the same group, shapes (edges, 2) and (edges,).

    `weight`: how much dearer a pair is than one that is only looked at.
    """
    if is_counted() and len(start):
        spend(weight * (PAIR * pairs_side_by_side(start, end, group) + EDGE * len(start)), "crossings")


def spend_on_mending(shape: shapely.Geometry) -> None:
    """Spend what it costs to mend a polygon that crosses itself; raises TooMuchWorkError if too little is left."""
    if not is_counted():
        return
    start, end = _edges(shape)
    lines = shapely.linestrings(np.stack([start, end], axis=1))
    tree = shapely.STRtree(lines)
    places = len(shapely.get_rings(shape))
    for first in range(0, len(lines), AT_ONCE):
        own = lines[first : first + AT_ONCE]
        new = len(tree.query(own, predicate="intersects")[0]) - OWN_MEETINGS * len(own)
        spend(MENDED_PAIR * ((places + new) ** 2 - places**2), "crossings")
        places += new


def pairs_side_by_side(start: Array, end: Array, group: Groups) -> int:
    """Return how many pairs of edges of one group overlap in extent along x, or along y, whichever are fewer.

    No more pairs than these can cross. Takes as long as sorting the edges.
    """
    low, high = np.minimum(start, end), np.maximum(start, end)
    return min(_overlapping(low[:, axis], high[:, axis], group) for axis in (0, 1))


def _overlapping(low: Array, high: Array, group: Groups) -> int:
    """Return how many pairs of intervals of one group overlap."""
    n_groups = int(group.max()) + 1
    first, last = np.full(n_groups, np.inf), np.full(n_groups, -np.inf)
    np.minimum.at(first, group, low)
    np.maximum.at(last, group, high)
    is_used = np.isfinite(first)
    # one group after the other, with a gap between, so that all are sorted at once
    span = np.where(is_used, last - first, 0)
    place = np.cumsum(span + span.max() + 1) - span - np.where(is_used, first, 0)
    starts, ends = np.sort(low + place[group]), np.sort(high + place[group])
    n = len(starts)
    return n * (n - 1) // 2 - int(np.searchsorted(ends, starts, "left").sum())


def _edges(shape: shapely.Geometry) -> tuple[Array, Array]:
    xy, ring = shapely.get_coordinates(shapely.get_rings(shape), return_index=True)
    is_edge = ring[1:] == ring[:-1]
    return xy[:-1][is_edge], xy[1:][is_edge]
