"""Parcels on the ground: their edges and polygons in meters, and what setbacks leave of them.

Each municipality is drawn on its own plane (`data/geometry/projection.py`), which touches the earth in its middle:
20 km from there a length is off by 1 part in 400,000, that is by less than a millimeter on any parcel.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from fairtown.data.geometry.crossings import segments, spend_on_pairs, spend_on_widening
from fairtown.data.geometry.projection import center, equal_area
from fairtown.data.ozfs.feed import Parcels
from fairtown.measures.zoning.ozfs.values import Array
from fairtown.work_budget import is_counted, spend

METERS_PER_FT = 0.3048
#: Ends of edges that should meet may lie this far apart, in meters: the gap is closed.
GAP_M = 0.01
#: Chords to a quarter of a circle in a setback around a corner: the arc is cut by 0.5 % of the setback at most.
CHORDS = 8
#: Steps for a pair of lines of one parcel, to make a polygon of them and to move their ends together in Python.
LINE_PAIR, END_PAIR = 0.02, 8.0
#: Steps to widen a line of a parcel and to join it with the others, for a point of it, and for a place in their table.
WIDENED, WIDENED_POINT, PLACE = 60.0, 8.0, 0.01
Shapes = NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class Ground:
    """Edges (edges,) and polygons (parcels,) in meters; no polygon where the edges of a parcel do not close."""

    edges: Shapes
    shapes: Shapes


def ground_of(parcels: Parcels) -> Ground:
    """Return the parcels on the plane of their municipality."""
    if not len(parcels.edge_line):
        return Ground(parcels.edge_line, np.full(len(parcels), None, object))
    _spend_on_polygons(parcels)
    lon, lat = shapely.get_coordinates(parcels.edge_line).T
    at = center(parcels.lon, parcels.lat)
    edges = shapely.set_coordinates(parcels.edge_line.copy(), np.column_stack(equal_area(lon, lat, at)))
    return Ground(edges, _polygons(edges, parcels))


def _polygons(edges: Shapes, parcels: Parcels) -> Shapes:
    shapes = shapely.build_area(_gathered(edges, parcels))
    for i in np.flatnonzero(shapely.is_empty(shapes) & ~shapely.is_missing(shapes)):
        own = edges[parcels.edge_start[i] : parcels.edge_start[i + 1]]
        shapes[i] = shapely.build_area(shapely.multilinestrings(_met(own)))
    bad = ~shapely.is_missing(shapes) & (shapely.is_empty(shapes) | ~shapely.is_valid(shapes))
    shapes[bad] = None
    return shapes


def _spend_on_polygons(parcels: Parcels) -> None:
    """Spend what it costs to make a polygon of the lines of each parcel."""
    if is_counted():
        start, end, line = segments(parcels.edge_line)
        spend_on_pairs(start, end, parcels.edge_parcel[line])
        spend(LINE_PAIR * float((np.diff(parcels.edge_start).astype(float) ** 2).sum()), "room")


def _gathered(edges: Shapes, parcels: Parcels) -> Shapes:
    """Return the edges of each parcel as one shape, none where it has no edge."""
    found = np.full(len(parcels), None, object)
    own, which = np.unique(parcels.edge_parcel, return_inverse=True)
    found[own] = shapely.multilinestrings(edges, indices=which)
    return found


def _met(edges: Shapes) -> Shapes:
    """Return edges whose ends are the same point where they lie within `GAP_M` of each other."""
    spend(END_PAIR * len(edges) ** 2, "room")
    moved = []
    ends: list[Array] = []
    for edge in edges:
        xy = shapely.get_coordinates(edge)
        for at in (0, -1):
            near = [end for end in ends if np.hypot(*(end - xy[at])) <= GAP_M]
            if near:
                xy[at] = near[0]
            else:
                ends.append(xy[at].copy())
        moved.append(shapely.LineString(xy))
    return np.array(moved, object)


def left_by_setbacks(ground: Ground, parcels: Parcels, rows: NDArray[np.intp], setback_ft: Array) -> Shapes:
    """Return the largest piece of each parcel of `rows` outside of its setbacks, none if nothing is left.

    `setback_ft`: shape (sides, rows), sides in the order of SIDES. Every edge is widened by its setback, with round
    ends, and taken away.
    """
    start, counts = parcels.edge_start[rows], np.diff(parcels.edge_start)[rows]
    owner = np.repeat(np.arange(len(rows)), counts)
    if not len(owner):
        return np.full(len(rows), None, object)
    place = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
    edge = start[owner] + place
    width_m = setback_ft[parcels.edge_side[edge], owner] * METERS_PER_FT
    wide = width_m > 0
    _spend_on_widening(ground.edges[edge[wide]], owner[wide], width_m[wide])
    spend(PLACE * len(rows) * int(counts.max()), "room")
    widened = np.full((len(rows), int(counts.max())), None, object)
    widened[owner[wide], place[wide]] = shapely.buffer(
        ground.edges[edge[wide]], width_m[wide], quad_segs=CHORDS
    )
    return _largest(shapely.difference(ground.shapes[rows], shapely.union_all(widened, axis=1)))


def _spend_on_widening(lines: Shapes, owner: NDArray[np.intp], width_m: Array) -> None:
    """Spend what it costs to widen the lines of parcels, join them by parcel, and take them away."""
    if is_counted() and len(lines):
        start, end, line = segments(lines)
        spend(WIDENED * len(lines) + WIDENED_POINT * len(start), "room")
        spend_on_widening(start, end, owner[line], width_m[line])


def _largest(shapes: Shapes) -> Shapes:
    parts, owner = shapely.get_parts(shapes, return_index=True)
    area = shapely.area(parts)
    parts, owner, area = parts[area > 0], owner[area > 0], area[area > 0]
    order = np.lexsort((area, owner))
    last = np.flatnonzero(np.diff(owner[order], append=-1))
    found = np.full(len(shapes), None, object)
    found[owner[order][last]] = parts[order][last]
    return found
