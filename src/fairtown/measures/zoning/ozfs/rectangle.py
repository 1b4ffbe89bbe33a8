"""Does a rectangle fit in a polygon, turned any way? Exactly but for a centimeter, convex or not.

At one angle it fits if a place is left for its center: inside the polygon, and outside every edge widened by the
rectangle. For a convex polygon that is an intersection of half-planes, done in numpy for many angles at once; any other
polygon is asked only at angles where its convex hull has room, by widening its edges.

No angle is missed: turned by a small angle, the corners of a rectangle move by less than half its diagonal times that
angle. So if it does not even fit when made smaller by that much, it fits at no angle in between. What is left is
divided again, until the corners move by less than `CLOSE_M`. A yes is always a true fit; a no means that a rectangle
2 × `CLOSE_M` wider and deeper does not fit at any angle.
"""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray

from fairtown.data.geometry.crossings import spend_on_widening
from fairtown.work_budget import spend

Array = NDArray[np.float64]
#: Half-width by which a no may be wrong, in meters. What a polygon may be straightened by, and a rectangle may stick
#: out by: less than a survey sees.
CLOSE_M, SLACK_M = 0.01, 0.001
#: Steps in which half a turn is first divided, and how many angles are looked at before a no is given all the same.
STEPS, MOST_ANGLES = 48, 4_096
#: The same for polygons that are not convex or have many corners, which take longer; and how many edges give the first
#: angles.
MOST_WIDENED, FIRST_EDGES = 256, 8
#: Numbers in one pass over angles, pairs of edges and edges: what fits in a few megabytes. Pairs are looked at in hulls
#: of up to so many edges.
MOST_AT_ONCE, MOST_EDGES = 500_000, 24
#: A polygon whose hull is larger by less than this, in square meters, counts as convex; smaller room for a center is
#: none; edges whose directions differ by a smaller sine do not cross.
FLAT_M2, POINT_M2, PARALLEL = 1e-6, 1e-9, 1e-9
#: Chords to a quarter of a circle; they cut the arc, so that no place for a center is lost.
CHORDS = 8
#: Corners of a rectangle, as signs of its half-width and half-depth.
CORNERS = np.array([(1, 1), (1, -1), (-1, -1), (-1, 1)], float)
#: Steps to make a polygon ready, for an edge of it, and to ask it; to look at an angle of a hull, by pairs of edges and
#: edges, or by copies of it and their corners; to look at an angle between widened edges, for an edge, and for an edge
#: and a center.
READY, READY_EDGE, ASKED = 350.0, 2.0, 60.0
BY_PAIR, BY_COPY, COPY_CORNER = 0.02, 150.0, 1.0
BETWEEN, BETWEEN_EDGE, CENTER_EDGE = 200.0, 15.0, 0.08
#: Corners of the smallest ring with area, the first repeated.
LEAST_RING = 4


class Room:
    """A polygon in meters, prepared for fitting rectangles."""

    def __init__(self, given: shapely.Geometry) -> None:
        spend(READY + READY_EDGE * shapely.get_num_coordinates(given), "room")
        piece = shapely.simplify(given, SLACK_M)
        self.piece = piece
        hull = shapely.convex_hull(piece)
        self.area = float(shapely.area(piece))
        self.is_convex = float(shapely.area(hull)) - self.area < FLAT_M2
        self.middle = shapely.get_coordinates(shapely.centroid(hull))[0]
        ring = shapely.get_coordinates(shapely.get_exterior_ring(shapely.orient_polygons(hull)))
        self.hull = _Convex(ring - self.middle)
        self.is_quick = self.is_convex and self.hull.is_small
        start, end = _edges(piece)
        self.ends = np.stack([start, end], axis=1) - self.middle
        across = end - start
        #: directions of the longest edges, where a rectangle most likely fits
        longest = across[np.argsort(-np.hypot(*across.T), kind="stable")[:FIRST_EDGES]]
        turns = np.arctan2(longest[:, 1], longest[:, 0])
        self.turns = np.unique(np.concatenate([turns, turns + np.pi / 2]) % np.pi)

    def holds(self, width: float, depth: float) -> bool:
        """Return whether a rectangle of this width and depth in meters fits at some angle."""
        spend(ASKED, "room")
        half = np.maximum(np.array([width, depth]) / 2 - SLACK_M, 0)
        if self.area < np.prod(half * 2):
            return False
        if self._any(self.turns, half):
            return True
        step = np.pi / STEPS
        angles = np.asarray((np.arange(STEPS) + 0.5) * step, np.float64)
        reach, left = float(np.hypot(*half)), MOST_ANGLES if self.is_quick else MOST_WIDENED
        while True:
            # the least that could fit at some angle of each step: the corners move by `moved` at most
            moved = reach * step / 2
            angles = angles[self._fits(angles, np.maximum(half - moved, 0))]
            if not len(angles):
                return False
            if self._any(angles, half):
                return True
            left -= len(angles)
            if moved < CLOSE_M or left < 0:
                return False
            step = step / 2
            angles = np.asarray(np.concatenate([angles - step / 2, angles + step / 2]), np.float64)

    def _any(self, angles: Array, half: Array) -> bool:
        able = angles[self.hull.fits(angles, half)]
        if self.is_convex or not len(able):
            return len(able) > 0
        core = self._core(half)
        return any(self._fits_widened(angle, half, core) for angle in able)

    def _fits(self, angles: Array, half: Array) -> NDArray[np.bool_]:
        able = self.hull.fits(angles, half)
        if not self.is_convex and able.any():
            core = self._core(half)
            able[able] = [self._fits_widened(angle, half, core) for angle in angles[able]]
        return able

    def _core(self, half: Array) -> shapely.Geometry:
        """Return where the center may lie at any angle: no nearer to an edge than half the short side."""
        ends = np.asarray(self.ends)
        spend(READY_EDGE * len(ends), "room")
        spend_on_widening(ends[:, 0], ends[:, 1], np.zeros(len(ends), np.intp), float(half.min()))
        return shapely.buffer(self.piece, -float(half.min()), quad_segs=CHORDS)

    def _fits_widened(self, angle: float, half: Array, core: shapely.Geometry) -> bool:
        """Return whether the rectangle fits at one angle: whether the widened edges leave room for its center."""
        spend(BETWEEN + BETWEEN_EDGE * len(self.ends), "room")
        room, turned = self.hull.region(angle, half), turn(angle)
        centers = np.vstack([shapely.get_coordinates(room), shapely.get_coordinates(shapely.centroid(room))])
        if self._any_clear(centers, turned, half):
            return True
        region = shapely.intersection(core, shapely.transform(room, lambda xy: xy + self.middle))
        if shapely.area(region) <= POINT_M2:
            return False
        corners = (CORNERS * half) @ turned
        points = (self.ends[:, :, np.newaxis, :] + corners).reshape(len(self.ends), -1, 2)
        low, high = np.reshape(shapely.bounds(region), (2, 2)) - self.middle
        # only the edges whose widened box meets the region can take away room
        near = ((points.min(axis=1) <= high) & (points.max(axis=1) >= low)).all(axis=1)
        widened = shapely.convex_hull(shapely.multipoints(points[near] + self.middle))
        return bool(shapely.area(shapely.difference(region, shapely.union_all(widened))) > POINT_M2)

    def _any_clear(self, centers: Array, turned: Array, half: Array) -> bool:
        """Return whether a rectangle around one of the centers is inside the polygon and crossed by no edge."""
        spend(CENTER_EDGE * len(centers) * len(self.ends), "room")
        start = (self.ends[:, 0] - centers[:, np.newaxis, :]) @ turned.T
        end = (self.ends[:, 1] - centers[:, np.newaxis, :]) @ turned.T
        to_one_side = (np.minimum(start, end) >= half) | (np.maximum(start, end) <= -half)
        across = end - start
        off = np.abs(across[..., 0] * start[..., 1] - across[..., 1] * start[..., 0])
        beyond = off >= np.abs(across[..., 1]) * half[0] + np.abs(across[..., 0]) * half[1]
        clear = (to_one_side.any(axis=-1) | beyond).all(axis=-1)
        return bool(clear.any()) and bool(shapely.contains_xy(self.piece, centers[clear] + self.middle).any())


def turn(angle: float) -> Array:
    """Return the matrix that turns rows of x and y by an angle, counter-clockwise."""
    return np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])


def _edges(piece: shapely.Geometry) -> tuple[Array, Array]:
    """Return start and end of every edge of a polygon's rings, shape (edges, 2) each."""
    rings = shapely.get_rings(piece)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    same = ring[1:] == ring[:-1]
    return xy[:-1][same], xy[1:][same]


class _Convex:
    """A convex polygon, from its ring counter-clockwise: as half-planes `normal` · x ≤ `offset`, or as itself."""

    def __init__(self, ring: Array) -> None:
        self.shape = shapely.Polygon(ring)
        across = np.diff(ring, axis=0)
        across = across[np.hypot(*across.T) > 0]
        self.is_small = len(across) <= MOST_EDGES
        if not self.is_small:
            return
        along = across / np.hypot(*across.T)[:, np.newaxis]
        self.normal = np.column_stack([along[:, 1], -along[:, 0]])
        self.offset = (self.normal @ ring.T).max(axis=1)
        i, j = np.triu_indices(len(along), 1)
        cross = self.normal[i, 0] * self.normal[j, 1] - self.normal[i, 1] * self.normal[j, 0]
        meet = np.abs(cross) > PARALLEL
        self.i, self.j, self.cross = i[meet], j[meet], cross[meet]

    def fits(self, angles: Array, half: Array) -> NDArray[np.bool_]:
        """Return at which angles a rectangle fits, shape (angles,)."""
        if not self.is_small:
            return np.array([shapely.area(self.region(a, half)) > POINT_M2 for a in angles], bool)
        spend(BY_PAIR * len(angles) * len(self.cross) * len(self.offset), "room")
        at_once = max(1, MOST_AT_ONCE // (len(self.cross) * len(self.offset)))
        parts = [self._corners(angles[k : k + at_once], half)[2] for k in range(0, len(angles), at_once)]
        return (
            np.concatenate([np.logical_or.reduce(p, axis=-1) for p in parts]) if parts else np.zeros(0, bool)
        )

    def region(self, angle: float, half: Array) -> shapely.Geometry:
        """Return where the center of the rectangle may lie at an angle: in all copies moved by one of its corners."""
        if self.is_small:
            x, y, within = self._corners(np.array([angle]), half)
            return shapely.convex_hull(shapely.multipoints(np.column_stack([x[within], y[within]])))
        spend(BY_COPY + COPY_CORNER * shapely.get_num_coordinates(self.shape), "room")
        corners = (CORNERS * half) @ turn(angle)
        copies = [shapely.transform(self.shape, lambda xy, by=corner: xy + by) for corner in corners]
        return shapely.intersection_all(copies)

    def _corners(self, angles: Array, half: Array) -> tuple[Array, Array, NDArray[np.bool_]]:
        """Return where two half-planes, drawn in by the rectangle, meet, and whether that is within all others.

        Shape (angles, pairs) each: the corners of the region of the center are among them.
        """
        axis = np.stack([np.cos(angles), np.sin(angles)])
        along = np.abs(self.normal @ axis)
        across = np.abs(self.normal @ np.stack([-axis[1], axis[0]]))
        room = (self.offset[:, np.newaxis] - half[0] * along - half[1] * across).T
        a, b = self.normal[self.i], self.normal[self.j]
        p, q = room[:, self.i], room[:, self.j]
        x = (p * b[:, 1] - q * a[:, 1]) / self.cross
        y = (q * a[:, 0] - p * b[:, 0]) / self.cross
        reach = x[..., np.newaxis] * self.normal[:, 0] + y[..., np.newaxis] * self.normal[:, 1]
        return x, y, (reach <= room[:, np.newaxis, :] + SLACK_M / 2).all(axis=-1)


def room_of(piece: shapely.Geometry | None) -> Room | None:
    """Return a polygon prepared for queries, none if it has no area."""
    if piece is None or shapely.is_empty(piece) or shapely.area(piece) <= POINT_M2:
        return None
    if len(shapely.get_coordinates(shapely.convex_hull(piece))) < LEAST_RING:
        return None
    return Room(piece)
